"""Points by the interval that a number lies in, with stated end points (区间分档)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from rongxin.base.common.strict_toml import Table
from rongxin.insight.conditions import words
from rongxin.insight.conditions.rules import Feature, Type, as_value
from rongxin.insight.evaluation.operators.operator import Step, points_literal, read_points


@dataclass(frozen=True, slots=True)
class Bin:
    """One interval (分档).

    `upper` is None in the last one; `closed` tells whether the upper border belongs to it. Its lower border is
    the upper one of the bin before.
    """

    upper: Decimal | None
    closed: bool
    points: int | None
    note: str

    def reaches(self, value: Decimal) -> bool:
        """Whether the value lies at or under the upper border."""
        return self.upper is None or value < self.upper or (self.closed and value == self.upper)


@dataclass(frozen=True, slots=True)
class Interval:
    """Bins in ascending order without gap or overlap (区间分档)."""

    feature: Feature
    bins: tuple[Bin, ...]

    @property
    def best(self) -> int:
        """The most that it can give."""
        return max((one.points for one in self.bins if one.points is not None), default=0)

    def ibis(self, value: ir.Value) -> ir.IntegerValue:
        """Points for a column."""
        number = value.cast("decimal(38, 6)")
        cases = [(_under(number, one), points_literal(one.points)) for one in self.bins[:-1]]
        return (
            ibis.cases(*cases, else_=points_literal(self.bins[-1].points))
            if cases
            else points_literal(self.bins[0].points)
        )

    def python(self, value: Any) -> tuple[int | None, str]:
        """Points and reason for a number."""
        place = self._place(value)
        return self.bins[place].points, self.bins[place].note or f"{self._range(place)}一档"

    def better(self, value: Any) -> tuple[Step, ...]:
        """The nearest better bin below and above."""
        here = self._place(value)
        now = self.bins[here].points
        if now is None:
            return ()
        return tuple(
            self._step(place, upward)
            for upward, order in ((True, range(here + 1, len(self.bins))), (False, range(here - 1, -1, -1)))
            for place in [next((n for n in order if (self.bins[n].points or now) > now), None)]
            if place is not None
        )

    def _place(self, value: Any) -> int:
        number = as_value(Type.NUMBER, value)
        assert isinstance(number, Decimal)
        return next(n for n, one in enumerate(self.bins) if one.reaches(number))

    def _step(self, place: int, upward: bool) -> Step:
        border = self.bins[place - 1 if upward else place]
        points = self.bins[place].points
        assert border.upper is not None
        assert points is not None
        said = words.value(self.feature, border.upper)
        if upward:
            op, sentence = ("above", f"高于 {said}") if border.closed else ("at_least", f"达到 {said}")
        else:
            op, sentence = ("at_most", f"降到 {said}") if border.closed else ("below", f"降到 {said}以下（不含）")
        return Step(points, op, border.upper, sentence)

    def _range(self, place: int) -> str:
        lower = self.bins[place - 1] if place else None
        upper = self.bins[place]
        low = (
            ""
            if lower is None
            else f"{words.value(self.feature, lower.upper)}{'以上（不含）' if lower.closed else '（含）以上'}"
        )
        if upper.upper is None:
            return low or "任何取值"
        high = f"{words.value(self.feature, upper.upper)}{'（含）以下' if upper.closed else '以下（不含）'}"
        return f"{low}、{high}" if low else high


def read(table: Table, feature: Feature) -> Interval:
    """`bins = [{ below = 12, points = 0 }, { from = 12, points = 20 }]` (读取分档).

    `from` and `to` belong to the bin, `above` and `below` do not. The first bin has no lower and the last no upper
    border; each bin begins where the one before ends.
    """
    if feature.type is not Type.NUMBER:
        raise table.refuse("indicator", f"“{feature.label}”是{feature.type.label}，不能分档")
    bins: list[Bin] = []
    before: Bin | None = None
    for one in table.tables("bins"):
        before = _bin(one, before)
        bins.append(before)
    if not bins or bins[-1].upper is not None:
        raise table.refuse("bins", "最后一档不应有上限")
    return Interval(feature, tuple(bins))


def _bin(table: Table, before: Bin | None) -> Bin:
    lower, upper = _border(table, "from", "above"), _border(table, "to", "below")
    points, note = read_points(table, "points"), table.text("reason", "")
    table.finish()
    expected = None if before is None else (before.upper, "above" if before.closed else "from")
    if before is not None and before.upper is None:
        raise table.refuse("from", "上一档没有上限，后面不应再有一档")
    if lower != expected:
        said = "第一档不应有下限" if expected is None else f"应写 {expected[1]} = {expected[0]}，与上一档相接"
        raise table.refuse("from", said)
    if upper and lower and upper[0] is not None and lower[0] is not None and upper[0] <= lower[0]:
        raise table.refuse("below", "上限应大于下限")
    return Bin(upper[0] if upper else None, bool(upper) and upper[1] == "to", points, note)  # type: ignore[index]


def _border(table: Table, *names: str) -> tuple[Decimal | None, str] | None:
    present = [name for name in names if name in table.names()]
    if len(present) > 1:
        raise table.refuse(present[1], f"不能与 {present[0]} 同时给出")
    return (table.take(present[0], Decimal), present[0]) if present else None


def _under(number: ir.Value, one: Bin) -> ir.BooleanValue:
    border = ibis.literal(one.upper, type="decimal(38, 6)")
    compare: Callable[[Any], Any] = number.__le__ if one.closed else number.__lt__
    found: ir.BooleanValue = compare(border)
    return found
