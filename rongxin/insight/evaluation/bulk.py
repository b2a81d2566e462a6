"""A model over a table of indicator rows, as one statement (批量评价语句)."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import ibis
import ibis.expr.types as ir

from rongxin.base.common import digest as digests
from rongxin.insight.conditions import faces
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
def kept_sql(model: Scorer, name: str, engine: str, folder: Path) -> str:
    """The statement for the table of all indicators, compiled once per model and kept on disk (已编译评价语句).

    A model's text form is complete, so it names the file together with the code that compiles it.
    """
    kept = folder / f"{model.code}-{digests.sha256(f'{_CODE}{model!r}{name}{engine}'.encode()).hex()[:32]}.sql"
    if kept.exists():
        return kept.read_text(encoding="utf-8")
    made = sql(model, base(name), engine)
    folder.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(f".{os.getpid()}")
    part.write_text(made, encoding="utf-8")
    part.replace(kept)
    return made


def _code() -> str:
    """A digest of every module that takes part in compiling."""
    here = Path(__file__).parent
    files = [*here.glob("*.py"), *here.glob("scorers/*.py"), *here.glob("operators/*.py")]
    files += [*Path(faces.__file__).parent.glob("*.py"), *Path(registry.__file__).parent.glob("*.py")]
    text = b"".join(file.read_bytes() for file in sorted(files))
    return digests.sha256(ibis.__version__.encode() + text).hex()


_CODE = _code()


def base(name: str) -> ir.Table:
    """The table that the engines fill: subject, states, values (基础特征表)."""
    states = {state_column(item): "string" for item in registry.SOURCES}
    values = {code: _TYPE[one.kind] for code, one in registry.INDICATORS.items()}
    return ibis.table({"subject_id": "uuid", **states, **values}, name=name)
