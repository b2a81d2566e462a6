"""Both faces of a condition agree on generated trees and rows, missing values among them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from rongxin.insight.conditions import faces, reading, rules

SCHEMA = {
    "months": rules.Feature("months", "成立时间", rules.Type.NUMBER, "月", words="months"),
    "sales": rules.Feature("sales", "销售额", rules.Type.NUMBER, "元", words="yuan"),
    "share": rules.Feature("share", "占比", rules.Type.NUMBER, words="ratio"),
    "active": rules.Feature("active", "存续", rules.Type.BOOLEAN),
    "grade": rules.Feature("grade", "级别", rules.Type.TEXT, codes={"A": "A级", "B": "B级", "C": "C级"}),
    "industry": rules.Feature("industry", "行业", rules.Type.TEXT),
    "day": rules.Feature("day", "日期", rules.Type.DATE),
}
COLUMNS = {
    "months": pa.int64(),
    "sales": pa.decimal128(24, 2),
    "share": pa.decimal128(24, 6),
    "active": pa.bool_(),
    "grade": pa.string(),
    "industry": pa.string(),
    "day": pa.date32(),
}
_DAYS = st.dates(date(2025, 12, 28), date(2026, 1, 4))
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "months": st.integers(-3, 30),
    "sales": st.integers(-300, 300).map(lambda cents: Decimal(cents).scaleb(-2)),
    "share": st.integers(-20, 20).map(lambda steps: Decimal(steps).scaleb(-6)),
    "active": st.booleans(),
    "grade": st.sampled_from(["A", "B", "C"]),
    "industry": st.sampled_from(["C1351", "5143", "C", "51", "x%"]),
    "day": _DAYS,
}
ROW = st.fixed_dictionaries({name: st.none() | values for name, values in _VALUES.items()})


@st.composite
def leaf(draw: st.DrawFn) -> dict[str, Any]:
    feature = draw(st.sampled_from(sorted(SCHEMA)))
    op = draw(st.sampled_from(sorted(rules.ALLOWED[SCHEMA[feature].type])))
    if op in rules.ALONE:
        return {"feature": feature, "op": op}
    value = draw(st.lists(_VALUES[feature], min_size=1, max_size=3) if op in rules.LISTED else _VALUES[feature])
    return {"feature": feature, "op": op, "value": value}


TREE = st.recursive(
    leaf(),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None)
@given(TREE, st.lists(ROW, min_size=1, max_size=12))
def test_the_faces_agree_on_every_row(tree: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    condition = reading.parse(tree, SCHEMA)
    table = ibis.table(
        {name: str(ibis.Schema.from_pyarrow(pa.schema([(name, kind)]))[name]) for name, kind in COLUMNS.items()}
        | {"n": "int64"},
        name="given",
    )
    sql = ibis.to_sql(table.select("n", found=faces.to_ibis(condition, table)).order_by("n"), dialect="duckdb")
    columns = {name: pa.array([row[name] for row in rows], kind) for name, kind in COLUMNS.items()}
    with duckdb.connect() as engine:
        engine.register("given", pa.table({**columns, "n": pa.array(range(len(rows)))}))
        found = [found for _, found in engine.execute(sql).fetchall()]
    assert found == [faces.judge(condition, row) for row in rows]
