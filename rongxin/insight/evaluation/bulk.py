"""A model over a table of indicator rows, as one statement (批量评价语句)."""

from __future__ import annotations

from functools import cache

import ibis
import ibis.expr.types as ir

from rongxin.insight.evaluation.scorer import Scorer, points_column
from rongxin.insight.indicators import registry
from rongxin.insight.indicators.rules import Kind
from rongxin.insight.indicators.statement import state_column

_TYPE = {
    Kind.INTEGER: "int64",
    Kind.MONEY: "decimal(24, 2)",
    Kind.RATIO: "decimal(24, 6)",
    Kind.DECIMAL: "decimal(24, 2)",
    Kind.BOOLEAN: "boolean",
    Kind.CODE: "string",
}


def sql(model: Scorer, table: ir.Table, engine: str) -> str:
    """subject_id, score, grade and `points_<indicator>` for every row of the table (批量评价)."""
    scored = model.ibis(table)
    points = [points_column(name) for name in model.points]
    chosen = scored.select("subject_id", "score", "grade", *points)
    return str(ibis.to_sql(chosen, dialect=engine))


@cache
def kept_sql(model: Scorer, name: str, engine: str) -> str:
    """The statement for the table of all indicators, compiled once per model (已编译评价语句)."""
    return sql(model, base(name), engine)


def base(name: str) -> ir.Table:
    """The table that the engines fill: subject, states, values (基础特征表)."""
    states = {state_column(item): "string" for item in registry.SOURCES}
    values = {code: _TYPE[one.kind] for code, one in registry.INDICATORS.items()}
    return ibis.table({"subject_id": "uuid", **states, **values}, name=name)
