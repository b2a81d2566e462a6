"""What became of a delivery, as its provider reads it (报送结果)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from rongxin.base.common.actor import Actor
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Item, Mode
from rongxin.data.ingest import queries as ingest
from rongxin.data.ingest.queries import FaultyRow
from rongxin.data.ingest.rules import BatchState
from rongxin.doors.portals.shared import itemwords

MOST_ROWS = 50
MOST_BATCHES = 25
TONES = {
    BatchState.RECEIVED: "wait", BatchState.CHECKING: "wait", BatchState.ACCEPTED: "good", BatchState.REFUSED: "bad",
    BatchState.FAILED: "bad",
}  # fmt: skip
RUNNING = {BatchState.RECEIVED, BatchState.CHECKING}


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch as a list shows it (批次行)."""

    batch: Any
    item: str
    tone: str
    state: str
    running: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A faulty row: its cells under their headings, and what is wrong with it (问题行)."""

    row_no: int
    problems: tuple[tuple[str, str], ...]  # check id, sentence
    cells: tuple[tuple[str, str], ...]  # heading, value


def items_of(provider_code: str) -> list[Item]:
    """The items that a provider may deliver as files (可报送信息项)."""
    named = next((one.items for one in settings.PROFILE.providers if one.code == provider_code), None)
    codes = named if named is not None else tuple(registry.items())
    return [registry.item(code) for code in codes if not _by_interface(code)]


def _by_interface(code: str) -> bool:
    lines = [registry.edition(edition).entry(code) for edition in settings.PROFILE.editions]
    known = [line for line in lines if line is not None]
    return bool(known) and all(line.mode is not Mode.AGGREGATION for line in known)


def line(batch: Any) -> BatchLine:
    """A batch with its state in words (批次行)."""
    state = BatchState(batch.state)
    return BatchLine(batch, itemwords.name(batch.delivery.item), TONES[state], state.label, state in RUNNING)


def faulty(by: Actor, batch: Any) -> list[Row]:
    """The first faulty rows, as delivered (问题行)."""
    return [_row(one, batch.headings) for one in ingest.faulty_rows(by=by, batch_id=batch.pk, limit=MOST_ROWS)]


def waiting(by: Actor, batch: Any) -> list[Row]:
    """The first rows whose subject is not certain yet (待认领行)."""
    found = ingest.waiting_rows(by=by, batch_id=batch.pk) if batch.queued else iter(())
    return [_row(one, batch.headings) for one, _ in zip(found, range(MOST_ROWS), strict=False)]


def worst(by: Actor, batch: Any) -> list[tuple[str, str, int]]:
    """The checks that kept most rows out, with their sentence (最常见问题)."""
    known = registry.item(batch.delivery.item).check_by_id
    found = ingest.worst_checks(by=by, batch_id=batch.pk)
    return [(check, known[check].sentence if check in known else check, count) for check, count in found]


def _row(one: FaultyRow, headings: list[str]) -> Row:
    checks = one.check_ids or ("",) * len(one.sentences)
    return Row(
        one.row_no, tuple(zip(checks, one.sentences, strict=False)), tuple(zip(headings, one.cells, strict=False))
    )
