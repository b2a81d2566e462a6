"""Take checked rows in as versioned records (信用信息入库).

What the caller hands in: an iterable of Arrow record batches (a RecordBatchReader will do) shaped as
`staging.schema(item)` says: `row_no` int64, `subject_code` and `subject_name` text as sent, `marks` text (ids of
failed warning checks joined by commas, or null), then the item's columns in their types. Only rows without an
error: whoever read the file has kept the others out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
import pyarrow as pa
from django.db import connection, transaction

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.keys import actions as keys
from rongxin.data.catalogue.rules import Item
from rongxin.data.records import staging, statements
from rongxin.data.records.naming import Naming
from rongxin.data.records.rules import Accepted, Covers, Queued
from rongxin.data.records.staging import Staged
from rongxin.data.subjects import bulk

LOCK = 0x52584143  # "RXAC": one acceptance per item at a time


@transaction.atomic
def accept(
    *,
    by: Actor,
    item: Item,
    source: str,
    rows: Iterable[pa.RecordBatch],
    batch_id: UUID,
    known_at: datetime,
    covers: Covers | None = None,
    identifier_kind: str = "",
) -> Accepted:
    """Take the sound rows of a delivery in (入库).

    Afterwards each row is a new record, a duplicate of what is known, or queued because its subject is not
    certain. A changed fact ends the version in force and begins a new one; several versions in one file follow
    one another in its order. Subjects named for the first time are made. With `covers`, the source is on record
    as having delivered the item for that region and period.

    Opened inside the caller's transaction it is part of it, so that a batch and its records are there together
    or not at all. `identifier_kind` "issued" says that the source's codes are its own.

    Evidence: records:batch:accepted
    """
    with psycopg.Cursor(_connection()) as cursor:
        staged = staging.stage(cursor, item, rows, source, identifier_kind, None)
        found = _take_in(cursor, item, staged, source, batch_id, known_at, None)
        if covers is not None:
            cursor.execute(statements.COVER, _coverage(item.code, source, covers, batch_id, known_at))
    entry_id = evidence.append(
        tags.RECORDS_ACCEPTED,
        by=by,
        subject=batch_id,
        facts={"item": item.code, "source": source, "rows": staged.rows, **_numbers(found)},
    )
    return Accepted(**{**found, "queued": tuple(Queued(*one) for one in found["queued"])}, entry_id=entry_id)


@transaction.atomic
def store_answer(
    *,
    by: Actor,
    item: Item,
    source: str,
    subject_id: UUID,
    rows: Iterable[pa.RecordBatch],
    batch_id: UUID,
    known_at: datetime,
    expires_at: datetime,
) -> Accepted:
    """Keep what a source answered about one subject, until it expires (接口答复入库).

    The answer is the whole of what the source knows about the subject under this item: each row is a version
    good until `expires_at`, even when it says what the last one said, and facts of that source that the answer no
    longer holds end. An answer without rows therefore ends them all, and is kept as "nothing found".

    Evidence: records:answer:stored
    """
    whose = Naming(code=str(subject_id), subject_id=subject_id)
    with psycopg.Cursor(_connection()) as cursor:
        staged = staging.stage(cursor, item, rows, source, "", whose)
        found = _take_in(cursor, item, staged, source, batch_id, known_at, expires_at)
        ended = cursor.execute(
            statements.retire_absent(item), {"subject": subject_id, "source": source, "at": known_at}
        ).rowcount
        if not staged.rows:
            cursor.execute(
                "insert into records.nothing_found (item, subject_id, source, answered_at, expires_at, batch_id)"
                " values (%s, %s, %s, %s, %s, %s)",
                [item.code, subject_id, source, known_at, expires_at, batch_id],
            )
    entry_id = evidence.append(
        tags.ANSWER_STORED,
        by=by,
        subject=subject_id,
        facts={"item": item.code, "source": source, "batch": batch_id, "rows": staged.rows, "expires_at": expires_at},
    )
    found["superseded"] += ended
    return Accepted(**{**found, "queued": ()}, entry_id=entry_id)


def _connection() -> psycopg.Connection[Any]:
    connection.ensure_connection()
    found: psycopg.Connection[Any] = connection.connection
    return found


def _take_in(
    cursor: staging.Cursor,
    item: Item,
    staged: Staged,
    source: str,
    batch_id: UUID,
    known_at: datetime,
    expires_at: datetime | None,
) -> dict[str, Any]:
    """Facts, versions and records from the staged rows; the numbers."""
    cursor.execute("set local datestyle = 'ISO, YMD'")  # contents are compared as text
    cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, item.code])
    made = bulk.resolve(cursor, known_at)
    if staging.sensitive(item):
        staging.macs(cursor, item, staged)
    cursor.execute(statements.facts(item), {"expires": expires_at})
    cursor.execute(statements.ACCEPT, {"at": known_at})
    cursor.execute("analyze rx_accept")
    if staging.sensitive(item):
        _encrypt(cursor, item, staged)
    ended = cursor.execute(statements.retire(item)).rowcount
    check = item.check_of("check_digit", item.subject.code) if item.subject.code else None
    values = {"batch": batch_id, "source": source, "expires": expires_at, "day": clock.local_day(known_at)}
    cursor.execute(statements.insert(item, check.id if check else ""), values)
    cursor.execute(statements.NAMED)
    bulk.rename(cursor, registers=item.subject.registers, at=known_at)
    accepted, duplicates, marked = cursor.execute(statements.COUNTS).fetchone() or (0, 0, 0)
    return {
        "accepted": accepted,
        "duplicates": duplicates,
        "queued": cursor.execute(statements.QUEUED).fetchall(),
        "superseded": ended,
        "marked": marked,
        "subjects_made": made,
    }


def _encrypt(cursor: staging.Cursor, item: Item, staged: Staged) -> None:
    """Encrypt the sensitive texts of rows that are taken in, under the key of each row's subject."""
    found = cursor.execute("select row_no, subject_id from rx_accept join rx_mac using (row_no)").fetchall()
    owners: dict[int, UUID] = dict(found)  # type: ignore[arg-type]
    texts = [(row_no, values) for row_no, values in staged.secrets if row_no in owners]
    pairs = [(owners[row_no], text) for row_no, values in texts for text in values]
    sealed = iter(keys.protect_many(pairs))
    staging.blobs(cursor, item, [(row_no, tuple(next(sealed) for _ in values)) for row_no, values in texts])


def _numbers(found: dict[str, Any]) -> dict[str, int]:
    return {name: len(value) if name == "queued" else value for name, value in found.items()}


def _coverage(item: str, source: str, covers: Covers, batch_id: UUID, known_at: datetime) -> dict[str, Any]:
    return {
        "item": item,
        "source": source,
        "division": covers.prefix,
        "from": covers.period_from,
        "until": covers.period_until,
        "at": known_at,
        "batch": batch_id,
    }
