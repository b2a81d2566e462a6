"""Points for yes and no (是否取分)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from rongxin.base.common.strict_toml import Table
from rongxin.insight.conditions.rules import Feature, Type, as_value
from rongxin.insight.evaluation.operators.operator import Step, points_literal, read_points


@dataclass(frozen=True, slots=True)
class Flag:
    """Points when true and when false (是否取分)."""

    feature: Feature
    when_true: int | None
    when_false: int | None

    @property
    def best(self) -> int:
        """The most that it can give."""
        return max((one for one in (self.when_true, self.when_false) if one is not None), default=0)

    def ibis(self, value: ir.Value) -> ir.IntegerValue:
        """Points for a column."""
        return ibis.cases((value, points_literal(self.when_true)), else_=points_literal(self.when_false))

    def python(self, value: Any) -> tuple[int | None, str]:
        """Points and reason."""
        true = as_value(Type.BOOLEAN, value)
        return (self.when_true if true else self.when_false), f"{self.feature.label}：{'是' if true else '否'}"

    def better(self, value: Any) -> tuple[Step, ...]:
        """The other answer, where it gives more."""
        now, other = (self.when_true, self.when_false) if value else (self.when_false, self.when_true)
        if now is None or other is None or other <= now:
            return ()
        return (Step(other, "equals", not value, f"变为“{'否' if value else '是'}”"),)


def read(table: Table, feature: Feature) -> Flag:
    """`true = 30` and `false = 0` (读取是否分值)."""
    if feature.type is not Type.BOOLEAN:
        raise table.refuse("indicator", f"“{feature.label}”是{feature.type.label}，不是是否值")
    return Flag(feature, read_points(table, "true"), read_points(table, "false"))
