"""PostgreSQL, on the records as they stand: one subject now, or all of them (即时计算)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from rongxin.insight.indicators.statement import Statement


def row(
    connection: psycopg.Connection[object],
    statement: Statement,
    *,
    as_of: date,
    known_at: datetime,
    subject: UUID,
) -> dict[str, object] | None:
    """Every state and value of one subject in one round trip; None for a subject that is not known (单主体指标行)."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(statement.sql, statement.parameters(as_of, known_at, subject), prepare=True)
        found: dict[str, object] | None = cursor.fetchone()
        return found


def rows(
    connection: psycopg.Connection[object], statement: Statement, *, as_of: date, known_at: datetime
) -> list[dict[str, object]]:
    """Every subject, with a statement that was built for all (全部主体指标行)."""
    with connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(statement.sql, statement.parameters(as_of, known_at))
        return cursor.fetchall()
