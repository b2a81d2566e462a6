"""What every operator can do (运算接口)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir

from rongxin.base.common.strict_toml import Table
from rongxin.insight.evaluation.rules import UNDECIDED, Absent


@dataclass(frozen=True, slots=True)
class Step:
    """A nearest better value: the points it gives and how it is reached (更优取值)."""

    points: int
    op: str
    required: Any
    sentence: str


class Operator(Protocol):
    """Points for a value that is there (运算)."""

    @property
    def best(self) -> int:
        """The most that it can give."""

    def ibis(self, value: ir.Value) -> ir.IntegerValue:
        """Points for a column; what it is for null does not matter."""

    def python(self, value: Any) -> tuple[int | None, str]:
        """Points and reason for a value that is not None."""

    def better(self, value: Any) -> tuple[Step, ...]:
        """The nearest better values."""


@dataclass(frozen=True, slots=True)
class WhenAbsent:
    """Points for each kind of absence; None is undecided (缺失处理)."""

    points: Mapping[Absent, int | None]

    def ibis(self, state: ir.StringValue | None) -> ir.IntegerValue:
        """Points from the column that holds the state of the item."""
        otherwise = points_literal(self.points[Absent.UNKNOWN])
        if state is None:
            return otherwise
        named = [one for one in Absent if one is not Absent.UNKNOWN]
        return ibis.cases(*[(state == one.value, points_literal(self.points[one])) for one in named], else_=otherwise)


def read_absent(table: Table) -> WhenAbsent:
    """`missing = { none = 0, unauthorised = "undecided", … }`, each of the five stated (读取缺失处理)."""
    inner = table.table("missing")
    found = {one: read_points(inner, one.value) for one in Absent}
    inner.finish()
    return WhenAbsent(found)


def read_points(table: Table, name: str) -> int | None:
    """A whole number of points, or the word undecided (读取分值)."""
    value = table.anything(name)
    if value == UNDECIDED:
        return None
    if type(value) is not int:
        raise table.refuse(name, f"应为整数分值或 undecided，实为 {value!r}")
    return value


def points_literal(points: int | None) -> ir.IntegerValue:
    """Points as a literal; undecided is null."""
    return ibis.null("int64") if points is None else ibis.literal(points, type="int64")
