"""What a provider and the platform may know of deliveries (归集查询)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from rongxin.base.common.actor import Actor
from rongxin.base.keys import queries as keys
from rongxin.data.ingest import errors
from rongxin.data.ingest.models import Batch, QueuedRow, Rejection
from rongxin.data.ingest.rules import QueueState

PORTION = 2_000


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row as delivered, with what is wrong (问题行)."""

    row_no: int
    check_ids: tuple[str, ...]
    sentences: tuple[str, ...]
    cells: tuple[str, ...]


def batches(*, by: Actor) -> QuerySet[Batch]:
    """Batches of the actor's own party, or all for the platform, newest first (报送记录)."""
    found = Batch.objects.select_related("delivery__source").order_by("-created_at")
    return found if _is_platform(by) else found.filter(delivery__source_id=by.party_id)


def require_batch(*, by: Actor, batch_id: UUID) -> Batch:
    """One batch (批次).

    Raises:
        NotYourBatch: there is none, or it is another provider's: the answer is the same.
    """
    found = batches(by=by).filter(pk=batch_id).first()
    if found is None:
        raise errors.NotYourBatch(batch=str(batch_id))
    return found


def faulty_rows(*, by: Actor, batch_id: UUID, limit: int | None = None) -> Iterator[FaultyRow]:
    """The quarantined rows of a batch, as the provider sent them, in the order of the file (问题行).

    Raises:
        NotYourBatch: only the provider that sent them and the platform see them.
    """
    batch = require_batch(by=by, batch_id=batch_id)
    rows = Rejection.objects.filter(batch=batch).order_by("row_no")
    portion: list[Rejection] = []
    for row in (rows[:limit] if limit is not None else rows).iterator(PORTION):
        portion.append(row)
        if len(portion) == PORTION:
            yield from _revealed(batch, portion)
            portion = []
    yield from _revealed(batch, portion)


def waiting_rows(*, by: Actor, batch_id: UUID, limit: int = PORTION) -> Iterator[FaultyRow]:
    """Rows of a batch that wait for their subject, with the reason (待认领行)."""
    batch = require_batch(by=by, batch_id=batch_id)
    rows = list(QueuedRow.objects.filter(batch=batch, state=QueueState.WAITING).order_by("row_no")[:limit])
    texts = keys.reveal_many((batch.pk, bytes(row.cells)) for row in rows)
    for row, text in zip(rows, texts, strict=True):
        yield FaultyRow(row.row_no, (), (row.reason,), tuple(json.loads(text or "[]")))


def worst_checks(*, by: Actor, batch_id: UUID, limit: int = 5) -> list[tuple[str, int]]:
    """The checks that kept most rows of a batch out (最常见问题)."""
    batch = require_batch(by=by, batch_id=batch_id)
    counts: dict[str, int] = {}
    for check_ids in Rejection.objects.filter(batch=batch).values_list("check_ids", flat=True).iterator(PORTION):
        for check_id in check_ids:
            counts[check_id] = counts.get(check_id, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:limit]


def _revealed(batch: Batch, rows: list[Rejection]) -> Iterator[FaultyRow]:
    texts = keys.reveal_many((batch.pk, bytes(row.cells)) for row in rows)
    for row, text in zip(rows, texts, strict=True):
        yield FaultyRow(row.row_no, tuple(row.check_ids), tuple(row.sentences), tuple(json.loads(text or "[]")))


def _is_platform(by: Actor) -> bool:
    return by.party_id is None or by.role == "operator"
