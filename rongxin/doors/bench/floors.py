"""The least that reading could cost: the same rows, by one bare prepared statement (下限)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import psycopg
from django.db import connection

from rongxin.doors.bench.measure import timed

MOST_RECORDS = 500  # as an answer of the gate holds
WARM = 2


def select_times(items: Sequence[str], subjects: Sequence[UUID], rounds: int) -> list[float]:
    """How long one bare SELECT of all records of these items takes, per subject and round (原样查询用时)."""
    return _times("\nunion all\n".join(_select(item) for item in items), subjects, rounds)


def count_times(items: Sequence[str], subjects: Sequence[UUID], rounds: int) -> list[float]:
    """How long it takes to find and count the records of these items, per subject and round (计数用时)."""
    counts = [f"(select count(*) from records.{item} where subject_id = %(subject)s)" for item in items]
    return _times(f"select {', '.join(counts)}", subjects, rounds)


def _times(statement: str, subjects: Sequence[UUID], rounds: int) -> list[float]:
    connection.ensure_connection()

    def read(subject_id: UUID) -> None:
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(statement, {"subject": subject_id}, prepare=True).fetchall()

    for subject_id in [*subjects] * WARM:
        read(subject_id)
    return [timed(lambda one=one: read(one)) for _ in range(rounds) for one in subjects]  # type: ignore[misc]


def _select(item: str) -> str:
    return (
        f"select '{item}', (select json_agg(row)::text from (select * from records.current_{item} r"
        f" where r.subject_id = %(subject)s order by r.true_from desc nulls last limit {MOST_RECORDS}) row)"
    )
