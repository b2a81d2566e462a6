"""Rows that did not get in, kept for the provider and for whoever resolves them (留存问题行)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

from rongxin.base.keys import actions as keys
from rongxin.data.ingest.checking.staging import Faulty, Staging
from rongxin.data.ingest.models import Batch, QueuedRow, Rejection
from rongxin.data.records.rules import Queued, Rejected

PORTION = 2_000
REASON_LENGTH = 200
T = TypeVar("T")


def keep_rejections(batch: Batch, staging: Staging, by_records: Sequence[Rejected]) -> int:
    """Write the rows that the checks or records refused; how many there were (留存隔离行)."""
    told = {row.row_no: row for row in by_records}
    late = (Faulty(no, [told[no].check_id], [told[no].sentence], cells) for no, cells in staging.cells(sorted(told)))
    count = 0
    for rows in _portions(chain(staging.faulty(), late)):
        blobs = keys.protect_many((batch.pk, sealed(row.cells)) for row in rows)
        Rejection.objects.bulk_create(
            Rejection(batch=batch, row_no=row.row_no, check_ids=row.check_ids, sentences=row.sentences, cells=blob)
            for row, blob in zip(rows, blobs, strict=True)
        )
        count += len(rows)
    return count


def keep_queue(batch: Batch, staging: Staging, queued: Sequence[Queued]) -> None:
    """Write the rows whose subject is not certain (留存待认领行)."""
    told = {row.row_no: row for row in queued}
    for rows in _portions(staging.cells(sorted(told))):
        blobs = keys.protect_many((batch.pk, sealed(cells)) for _, cells in rows)
        QueuedRow.objects.bulk_create(
            QueuedRow(batch=batch, row_no=row_no, reason=told[row_no].reason[:REASON_LENGTH], cells=blob)
            for (row_no, _), blob in zip(rows, blobs, strict=True)
        )


def sealed(cells: Sequence[str]) -> str:
    """Cells as one text, to be encrypted (单元格序列化)."""
    return json.dumps(list(cells), ensure_ascii=False)


def _portions(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while portion := list(islice(iterator, PORTION)):
        yield portion
