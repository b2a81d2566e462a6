"""The models that ship load, pass their checks, and are equal on both faces."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rongxin.insight.evaluation import bulk, features, loading
from rongxin.insight.indicators import registry
from rongxin.insight.indicators.rules import Kind, State

_ARROW = {
    Kind.INTEGER: pa.int64(),
    Kind.MONEY: pa.decimal128(24, 2),
    Kind.RATIO: pa.decimal128(24, 6),
    Kind.DECIMAL: pa.decimal128(24, 2),
    Kind.BOOLEAN: pa.bool_(),
    Kind.CODE: pa.string(),
}
_NUMBERS = st.sampled_from(
    ["-1", "0", "0.05", "0.1", "0.3", "0.6", "0.9", "1", "2", "3", "4", "6", "11", "12", "36", "119", "120"]
)


def _value(code: str) -> st.SearchStrategy[Any]:
    kind = registry.INDICATORS[code].kind
    if kind is Kind.BOOLEAN:
        return st.booleans()
    if kind is Kind.CODE:
        return st.sampled_from(sorted(features.schema()[code].codes) or ["C1351", "51", "J", "7010"])
    if kind is Kind.INTEGER:
        return st.sampled_from([-1, 0, 1, 2, 3, 4, 5, 6, 11, 12, 35, 36, 59, 60, 119, 120, 400])
    if kind is Kind.MONEY:
        return st.sampled_from(["0.00", "0.01", "49999.99", "50000", "100000", "1000000", "5000000", "60000000"]).map(
            Decimal
        )
    return _NUMBERS.map(Decimal)


def _row(model: Any) -> st.SearchStrategy[tuple[dict[str, Any], dict[str, str]]]:
    return st.tuples(
        st.fixed_dictionaries({code: st.none() | _value(code) for code in model.features}),
        st.fixed_dictionaries({item: st.sampled_from([str(one) for one in State]) for item in model.items}),
    )


def _bulk(model: Any, rows: list[tuple[dict[str, Any], dict[str, str]]]) -> list[tuple[int | None, str | None]]:
    columns = {"subject_id": pa.array([str(n) for n in range(len(rows))])}
    for code in model.features:
        columns[code] = pa.array([values[code] for values, _ in rows], _ARROW[registry.INDICATORS[code].kind])
    for item in model.items:
        columns[f"state_{item}"] = pa.array([states[item] for _, states in rows])
    found = _run(model, pa.table(columns))
    return [(row["score"], row["grade"]) for row in sorted(found, key=lambda row: int(row["subject_id"]))]


@cache
def _sql(model: Any, schema: pa.Schema) -> str:
    return bulk.sql(model, ibis.table(ibis.Schema.from_pyarrow(schema), name="base"), "duckdb")


def _run(model: Any, table: pa.Table) -> list[dict[str, Any]]:
    engine = duckdb.connect(config={"threads": 1})
    with engine:
        engine.register("base", table)
        cursor = engine.execute(_sql(model, table.schema))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.parametrize("code", ["enterprise_basic", "enterprise_extended"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_both_faces_of_a_score_card_agree(code: str, data: st.DataObject) -> None:
    model = loading.model(code)
    rows = data.draw(st.lists(_row(model), min_size=1, max_size=8))
    results = [model.python(*row) for row in rows]
    assert _bulk(model, rows) == [(one.score, one.grade) for one in results]


_METRIC = st.none() | st.sampled_from(
    ["-5", "0", "4.99", "5", "10", "50", "100", "300", "999", "1000", "2000", "40000", "120000", "200000"]
).map(Decimal)
_INDUSTRY = st.sampled_from(
    [
        None,
        "",
        "IND",
        "ind",
        "C1351",
        "C",
        " 51 ",
        "5143",
        "G",
        "591",
        "592",
        "59",
        "7010",
        "702",
        "70",
        "J66",
        "85",
        "Q",
    ]
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({"industry": _INDUSTRY, "X": _METRIC, "Y": _METRIC, "Z": _METRIC}), min_size=1, max_size=8
    )
)
def test_both_faces_of_the_size_classes_agree(rows: list[dict[str, Any]]) -> None:
    model = loading.model("size_2017")
    kinds = {"industry": pa.string(), **{name: pa.decimal128(24, 2) for name in "XYZ"}}
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()}
    columns["subject_id"] = pa.array([str(n) for n in range(len(rows))])
    found = _run(model, pa.table(columns))
    grades = [row["grade"] for row in sorted(found, key=lambda row: int(row["subject_id"]))]
    assert grades == [model.python(row, {}).grade for row in rows]
