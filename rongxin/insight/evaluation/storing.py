"""The rows that a run keeps, as SELECTs that both engines read, and their way into the tables (评价结果入库)."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import duckdb
import psycopg
import pyarrow.csv as csv

from rongxin.insight.evaluation.base_row import UNTOUCHED, bound_items
from rongxin.insight.evaluation.scorer import Scorer, points_column
from rongxin.insight.indicators import registry
from rongxin.insight.indicators.rules import Kind
from rongxin.insight.indicators.statement import UNTIL, state_column

FEATURE_COLUMNS = ("run_id", "subject_id", "states", "figures", "needs_items", "valid_until")
EVALUATION_COLUMNS = (
    "run_id",
    "subject_id",
    "model",
    "version",
    "as_of",
    "known_at",
    "score",
    "grade",
    "points",
    "states",
    "figures",
    "needs_items",
    "valid_until",
)
_DECIMAL = (Kind.MONEY, Kind.RATIO, Kind.DECIMAL)


def feature_rows(engine: str, base: str, run: Mapping[str, str]) -> str:
    """What derived.feature_row takes, from the table of base rows (特征行语句)."""
    items = tuple(registry.SOURCES)
    return (
        f"SELECT '{run['rows_of']}', CAST(subject_id AS VARCHAR), {_values(engine, items)}, {_needs(items)}, {UNTIL} "
        f"FROM {base}"
    )


def evaluations(engine: str, base: str, scored: str, model: Scorer, run: Mapping[str, str]) -> str:
    """What derived.evaluation takes, from base rows and their scores (评价行语句)."""
    points = {rule: f'scored."{points_column(rule)}"' for rule in model.points}
    negative = any(item in run["negative"].split(",") for item in model.items)
    until = UNTIL if negative else "CAST(NULL AS DATE)"
    return (
        f"SELECT '{run['run_id']}', CAST(scored.subject_id AS VARCHAR), '{model.code}', '{model.version}', "
        f"'{run['as_of']}', '{run['known_at']}', scored.score, scored.grade, {_JSON[engine](points)}, "
        f"{_values(engine, model.items)}, {_needs(model.items)}, {until} "
        f"FROM ({scored}) scored JOIN {base} ON {base}.subject_id = scored.subject_id"
    )


def copy_from_duck(
    engine: duckdb.DuckDBPyConnection, select: str, into: str, columns: tuple[str, ...], cursor: psycopg.Cursor[object]
) -> None:
    """Stream a SELECT of DuckDB into a table of PostgreSQL (批量写入).

    Through a temporary table, because COPY does not write where row-level security stands.
    """
    listed = ", ".join(columns)
    options = csv.WriteOptions(include_header=False, quoting_style="needed")
    cursor.execute(f"create temp table arriving on commit drop as select {listed} from {into} with no data")
    with cursor.copy(f"copy arriving ({listed}) from stdin (format csv)") as sink:
        for batch in engine.sql(f"SELECT * FROM ({select}) t({listed})").to_arrow_reader(50_000):
            text = io.BytesIO()
            csv.write_csv(batch, text, options)
            sink.write(text.getvalue())
    cursor.execute(f"insert into {into} ({listed}) select {listed} from arriving")
    cursor.execute("drop table arriving")


def insert_from_postgres(select: str, into: str, columns: tuple[str, ...], cursor: psycopg.Cursor[object]) -> None:
    """The same inside PostgreSQL (库内写入)."""
    types = {
        "run_id": "uuid",
        "subject_id": "uuid",
        "needs_items": "text[]",
        "as_of": "date",
        "known_at": "timestamptz",
    }
    chosen = ", ".join(f"{name}::{types[name]}" if name in types else name for name in columns)
    cursor.execute(f"insert into {into} ({', '.join(columns)}) select {chosen} from ({select}) t({', '.join(columns)})")


def _values(engine: str, items: tuple[str, ...]) -> str:
    """States and figures of these items, as two JSON columns; decimals as text, so that nothing is rounded."""
    states = {item: state_column(item) for item in items}
    figures = {
        code: f'CAST("{code}" AS VARCHAR)' if one.kind in _DECIMAL else f'"{code}"'
        for code, one in registry.INDICATORS.items()
        if one.item in items
    }
    return f"{_JSON[engine](states)}, {_JSON[engine](figures)}"


def _needs(items: tuple[str, ...]) -> str:
    untouched = ", ".join(f"'{state}'" for state in UNTOUCHED)
    bound = [item for item in bound_items() if item in items]
    parts = [f"CASE WHEN {state_column(item)} NOT IN ({untouched}) THEN '{item}' END" for item in bound]
    return f"'{{' || concat_ws(',', {', '.join(parts)}) || '}}'" if parts else "'{}'"


def _duck_json(parts: Mapping[str, str]) -> str:
    packed = ", ".join(f'"{name}" := {value}' for name, value in parts.items())
    return f"CAST(to_json(struct_pack({packed})) AS VARCHAR)" if parts else "'{}'"


def _postgres_json(parts: Mapping[str, str]) -> str:
    named = ", ".join(f'{value} AS "{name}"' for name, value in parts.items())
    return f"(SELECT to_jsonb(v) FROM (SELECT {named}) v)" if parts else "'{}'::jsonb"


_JSON: Mapping[str, Callable[[Mapping[str, str]], str]] = {"duckdb": _duck_json, "postgres": _postgres_json}
