"""The smallest scorer: one indicator decides between two grades; tests use it (示例评价器)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from rongxin.insight.conditions import words
from rongxin.insight.conditions.rules import Feature, Type, as_value
from rongxin.insight.evaluation.rules import UNDECIDED_LABEL, Missing, Point, Result, absent, state_of


@dataclass(frozen=True, slots=True, eq=False)
class Demo:
    """`good` from a border on, `fair` below, undecided without the value (示例)."""

    code: str
    name: str
    version: str
    note: str
    feature: Feature
    border: Decimal
    item: str

    @property
    def features(self) -> tuple[str, ...]:
        """The one value."""
        return (self.feature.name,)

    @property
    def items(self) -> tuple[str, ...]:
        """The item that it comes from."""
        return (self.item,)

    @property
    def grades(self) -> Mapping[str, str]:
        """Two grades."""
        return {"good": "良好", "fair": "一般"}

    @property
    def points(self) -> tuple[str, ...]:
        """None."""
        return ()

    def ibis(self, table: ir.Table) -> ir.Table:
        """Grade for every row."""
        number = table[self.feature.name].cast("decimal(38, 6)")
        border = ibis.literal(self.border, type="decimal(38, 6)")
        grade = ibis.cases((number >= border, "good"), (number < border, "fair"), else_=ibis.null("string"))
        return table.mutate(score=ibis.null("int64"), grade=grade)

    def python(self, values: Mapping[str, Any], states: Mapping[str, str]) -> Result:
        """Grade for one row."""
        number = as_value(Type.NUMBER, values.get(self.feature.name))
        label, name = self.feature.label, self.feature.name
        if not isinstance(number, Decimal):
            why = absent(state_of(self.item, states))
            gap = Missing(name, label, why.value, f"{label}：{why.label}")
            return Result(self.code, self.version, None, None, UNDECIDED_LABEL, (), (gap,), ())
        grade = "good" if number >= self.border else "fair"
        said = words.value(self.feature, number)
        point = Point(name, label, "", said, number, "ok", None, f"{label} {said}")
        return Result(self.code, self.version, None, grade, self.grades[grade], (point,), (), ())
