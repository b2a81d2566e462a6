"""DuckDB over the Parquet files of a snapshot: a whole region at once (区域批量计算)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import duckdb

from rongxin.insight.indicators import at
from rongxin.insight.indicators.statement import Statement

# File of the snapshot -> the table that the statements name.
TABLES = {
    "subjects": "public.subjects_subject",
    "coverage": "records.coverage",
    "nothing_found": "records.nothing_found",
    "grants": "consent.compute_grants",
}


def connect(folder: Path, items: tuple[str, ...], *, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory whose tables are the files of a snapshot (打开快照)."""
    engine = duckdb.connect(config={"temp_directory": str(spill)} if spill else {})
    engine.execute("set timezone = 'UTC'; create schema public; create schema records; create schema consent")
    files = {**TABLES, **{item: f"records.{item}" for item in items}}
    for name, table in files.items():
        path = str(folder / f"{name}.parquet").replace("'", "''")
        engine.execute(f"create view {table} as select * from read_parquet('{path}')")
    return engine


def rows(
    engine: duckdb.DuckDBPyConnection,
    statement: Statement,
    into: str,
    *,
    as_of: date,
    known_at: datetime,
    subject: UUID | None = None,
) -> None:
    """Compute the statement into a table of the engine (计算指标行)."""
    parameters = statement.parameters(as_of, at.naive(known_at), subject)
    parameters = {name: str(value) if isinstance(value, UUID) else value for name, value in parameters.items()}
    engine.execute(f"create or replace temp table {into} as {statement.sql}", parameters)
