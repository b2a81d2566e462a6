"""PostgreSQL, on the records as they stand: one subject now, or all of them (即时计算)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from rongxin.insight.indicators.statement import Statement


def row(
    connection: psycopg.Connection[Any],
    statement: Statement,
    *,
    as_of: date,
    known_at: datetime,
    subject: UUID,
) -> dict[str, object] | None:
    """Every state and value of one subject in one round trip; None for a subject that is not known (单主体指标行).

    The statement is prepared once per connection: planning it anew costs ten times what running it does. Django
    turns preparing off and binds on the client, so both are turned the other way for this statement alone.
    """
    before, connection.prepare_threshold = connection.prepare_threshold, 0
    try:
        with psycopg.Cursor(connection, row_factory=dict_row) as cursor:
            cursor.execute(statement.sql, statement.parameters(as_of, known_at, subject), prepare=True)
            found: dict[str, object] | None = cursor.fetchone()
            return found
    finally:
        connection.prepare_threshold = before


def rows(
    connection: psycopg.Connection[Any], statement: Statement, *, as_of: date, known_at: datetime
) -> list[dict[str, object]]:
    """Every subject, with a statement that was built for all (全部主体指标行)."""
    with psycopg.Cursor(connection, row_factory=dict_row) as cursor:
        cursor.execute(statement.sql, statement.parameters(as_of, known_at))
        return cursor.fetchall()
