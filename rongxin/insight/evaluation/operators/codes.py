"""Points by code (代码取分)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from rongxin.base.common.strict_toml import Table
from rongxin.insight.conditions.rules import Feature, Type
from rongxin.insight.evaluation.operators.operator import Step, points_literal, read_points


@dataclass(frozen=True, slots=True)
class Codes:
    """A table of points per code, and what an unseen code gives (代码取分)."""

    feature: Feature
    points: Mapping[str, int | None]
    unseen: int | None

    @property
    def best(self) -> int:
        """The most that it can give."""
        return max((one for one in (*self.points.values(), self.unseen) if one is not None), default=0)

    def ibis(self, value: ir.Value) -> ir.IntegerValue:
        """Points for a column."""
        cases = [(value == code, points_literal(points)) for code, points in self.points.items()]
        return ibis.cases(*cases, else_=points_literal(self.unseen))

    def python(self, value: Any) -> tuple[int | None, str]:
        """Points and reason for a code."""
        code = str(value)
        if code in self.points:
            return self.points[code], f"{self.feature.label}为{self._said(code)}"
        return self.unseen, f"{self.feature.label}为{code}，不在分值表内"

    def better(self, value: Any) -> tuple[Step, ...]:
        """The code with the next higher points."""
        now = self.python(value)[0]
        known = [(points, code) for code, points in self.points.items() if points is not None]
        higher = [pair for pair in known if now is not None and pair[0] > now]
        if not higher:
            return ()
        points, code = min(higher, key=lambda pair: pair[0])
        return (Step(points, "equals", code, f"达到{self._said(code)}"),)

    def _said(self, code: str) -> str:
        return self.feature.codes.get(code, code)


def read(table: Table, feature: Feature) -> Codes:
    """`codes = { A = 80, B = 50 }` and `unseen = "undecided"` (读取代码表)."""
    if feature.type is not Type.TEXT:
        raise table.refuse("indicator", f"“{feature.label}”是{feature.type.label}，不能按代码取分")
    inner = table.table("codes")
    if not inner.names():
        raise table.refuse("codes", "不能为空")
    if feature.codes:
        inner.require_known("codes", inner.names(), feature.codes)
    points = {code: read_points(inner, code) for code in inner.names()}
    return Codes(feature, points, read_points(table, "unseen"))
