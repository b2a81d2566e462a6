"""Tiers by industry: a subject has the worst of the tiers that its metrics reach (分行业划档)."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from rongxin.insight.conditions import words
from rongxin.insight.conditions.rules import Feature, Type, as_value
from rongxin.insight.evaluation.rules import UNDECIDED_LABEL, Absent, Missing, Point, Result, absent, state_of


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that tiers ask for (划档指标)."""

    name: str
    feature: Feature


@dataclass(frozen=True, slots=True)
class Row:
    """An industry of the table: codes that fall in it, and lower borders per metric, best tier first (行业行).

    A value at a border belongs to the better tier; below the last border is the worst tier.
    """

    code: str
    name: str
    prefixes: tuple[str, ...]
    borders: Mapping[str, tuple[Decimal, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Tiers:
    """Industry table with lower borders; every listed metric is needed (分行业划档)."""

    code: str
    name: str
    version: str
    note: str
    labels: Mapping[str, str]
    metrics: tuple[Metric, ...]
    rows: tuple[Row, ...]
    industry: Feature
    industry_from: str  # the indicator that holds the industry, where the values do not name it themselves
    item_of: Mapping[str, str]

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the values that the model uses."""
        return (self.industry.name, *(metric.name for metric in self.metrics))

    @property
    def items(self) -> tuple[str, ...]:
        """Items that the values come from."""
        return tuple(dict.fromkeys(self.item_of.values()))

    @property
    def grades(self) -> Mapping[str, str]:
        """Tiers from best to worst."""
        return self.labels

    @property
    def points(self) -> tuple[str, ...]:
        """None."""
        return ()

    def ibis(self, table: ir.Table) -> ir.Table:
        """The tier for every row; there is no score."""
        table = table.mutate(industry_given=self._industry_column(table))
        table = table.mutate(industry_row=self._row_ibis(table))
        for metric in self.metrics:
            table = table.mutate(**{f"tier_{metric.name}": self._tier_ibis(metric, table)})
        missing = reduce(operator.or_, (table[f"tier_{metric.name}"].isnull() for metric in self.metrics))
        tiers = [
            (reduce(operator.or_, (table[f"tier_{metric.name}"] == n for metric in self.metrics)), code)
            for n, code in reversed(list(enumerate(self.labels)))
        ]
        unknown = table.industry_row.isnull() | missing
        grade = ibis.cases((unknown, ibis.null("string")), *tiers, else_=ibis.null("string"))
        return table.mutate(score=ibis.null("int64"), grade=grade)

    def python(self, values: Mapping[str, Any], states: Mapping[str, str]) -> Result:
        """The tier with each metric's own, or what is missing."""
        raw = values.get(self.industry.name) or values.get(self.industry_from)
        row = self._row(str(raw)) if raw else None
        why_not = self._no_row(raw, row, states)
        points = tuple(
            self._point(metric, row, values) for metric in self.metrics if row and metric.name in row.borders
        )
        missing = (*why_not, *(_gap(point) for point in points if point.raw is None))
        place = max((self._place(row, point) for point in points), default=None) if row and not missing else None
        grade = None if place is None else tuple(self.labels)[place]
        label = UNDECIDED_LABEL if grade is None else self.labels[grade]
        return Result(self.code, self.version, None, grade, label, points, missing, ())

    def _no_row(self, raw: Any, row: Row | None, states: Mapping[str, str]) -> tuple[Missing, ...]:
        if row:
            return ()
        if not raw:
            why = absent(state_of(self.item_of.get(self.industry_from), states))
            said = f"缺少{self.industry.label}（{why.label}），无法判定"
            return (Missing(self.industry.name, self.industry.label, why.value, said),)
        said = f"行业 {raw} 不在划型表内，或者代码不够细，不能套用其他行业，无法判定"
        return (Missing(self.industry.name, self.industry.label, "not_covered", said),)

    def _row(self, raw: str) -> Row | None:
        code = raw.strip().upper()
        for row in self.rows:
            if row.code == code:
                return row
        digits = code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        for length, row, prefix in self._prefixes():
            if (digits.startswith(prefix)) if length else (code == prefix):
                return row
        return None

    def _prefixes(self) -> list[tuple[int, Row, str]]:
        """Longest digits first; a section letter (length 0) stands for itself only."""
        found = [(len(p) if p.isdigit() else 0, row, p) for row in self.rows for p in row.prefixes]
        return sorted(found, key=lambda one: -one[0])

    def _point(self, metric: Metric, row: Row, values: Mapping[str, Any]) -> Point:
        raw = values.get(metric.name)
        label = metric.feature.label
        if raw is None:
            return Point(metric.name, label, row.code, "未知", None, Absent.UNKNOWN.value, None, f"缺少{label}")
        said = words.value(metric.feature, raw)
        tier = tuple(self.labels.values())[_tier(row.borders[metric.name], raw)]
        return Point(metric.name, label, row.code, said, raw, "ok", None, f"{row.name}：{label} {said}，达到{tier}标准")

    def _place(self, row: Row, point: Point) -> int:
        return _tier(row.borders[point.indicator], point.raw)

    def _industry_column(self, table: ir.Table) -> Any:
        names = [name for name in (self.industry.name, self.industry_from) if name in table.columns]
        columns = [table[name].upper().strip().nullif("") for name in names]
        return ibis.coalesce(*columns, ibis.null("string"))

    def _row_ibis(self, table: ir.Table) -> Any:
        """The code of the industry's row; rows by their own code first, then the longest digits."""
        given, digits = table.industry_given, table.industry_given.re_replace("^[A-Z]+", "")
        named = [(given == row.code, row.code) for row in self.rows]
        found = [
            (digits.startswith(prefix) if length else given == prefix, row.code)
            for length, row, prefix in self._prefixes()
        ]
        return ibis.cases(*named, *found, else_=ibis.null("string"))

    def _tier_ibis(self, metric: Metric, table: ir.Table) -> Any:
        """The tier that a metric reaches in its row; the best one (0) in rows that do not ask for it."""
        value = table[metric.name] if metric.name in table.columns else ibis.null("decimal(38, 6)")
        number = value.cast("decimal(38, 6)")
        cases: list[tuple[Any, Any]] = []
        for row in self.rows:
            inside = table.industry_row == row.code
            if metric.name not in row.borders:
                cases.append((inside, 0))
                continue
            cases.append((inside & number.isnull(), ibis.null("int64")))
            for n, border in enumerate(row.borders[metric.name]):
                cases.append((inside & (number >= ibis.literal(border, type="decimal(38, 6)")), n))
        return ibis.cases(*cases, else_=len(self.labels) - 1)


def _tier(borders: tuple[Decimal, ...], raw: Any) -> int:
    value = as_value(Type.NUMBER, raw)
    assert isinstance(value, Decimal)
    return next((n for n, border in enumerate(borders) if value >= border), len(borders))


def _gap(point: Point) -> Missing:
    return Missing(point.indicator, point.name, point.state, f"缺少{point.name}，无法判定")
