"""Quotients are exact and rounded half away from zero, as Python's decimals say."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

import duckdb
import ibis
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rongxin.insight.indicators import numbers

_TABLE = ibis.table({"part": "int64", "whole": "int64"}, name="given")
_SQL = str(ibis.to_sql(_TABLE.select(found=numbers.ratio(_TABLE.part, _TABLE.whole)), dialect="duckdb"))
_PARTS = st.integers(-(10**15), 10**15)


def expected(part: int | None, whole: int | None) -> Decimal | None:
    if part is None or not whole:
        return None
    exact = Context(prec=60)
    return exact.divide(Decimal(part), Decimal(whole)).quantize(Decimal("0.000001"), ROUND_HALF_UP, exact)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.none() | _PARTS, st.none() | st.integers(-(10**12), 10**12)), min_size=1, max_size=40))
@example([(1, 2_000_000), (-1, 2_000_000), (3, 2_000_000), (999_999_999_999_999, 10**12), (5, 0), (None, 3), (3, None)])
@example([(2, 3), (-2, 3), (2, -3), (1, 3), (0, 7), (7, 7), (10**14 + 1, 3)])
def test_a_ratio_is_exact(pairs: list[tuple[int | None, int | None]]) -> None:
    kept = [(part, whole) for part, whole in pairs if part is None or not whole or abs(part) < abs(whole) * 10**8]
    with duckdb.connect() as engine:
        columns = {
            "part": pa.array([one[0] for one in kept], pa.int64()),
            "whole": pa.array([one[1] for one in kept], pa.int64()),
        }
        engine.register("given", pa.table(columns))
        found = [row[0] for row in engine.execute(_SQL).fetchall()]
    assert found == [expected(*one) for one in kept]
