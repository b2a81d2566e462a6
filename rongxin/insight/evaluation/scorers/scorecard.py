"""A score card: start score, points per indicator, caps per group, vetoes, grade caps, grades (评分卡)."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from rongxin.insight.conditions import explain, faces, words
from rongxin.insight.conditions.rules import Condition, Feature, leaves
from rongxin.insight.evaluation.operators.operator import Operator, WhenAbsent
from rongxin.insight.evaluation.rules import (
    UNDECIDED_LABEL,
    Missing,
    Point,
    Raise,
    Result,
    absent,
    state_of,
)
from rongxin.insight.evaluation.scorer import points_column

RAISES = 3  # how many changes a result proposes


@dataclass(frozen=True, slots=True)
class Group:
    """A group of rules whose points together stay between floor and cap (指标分组)."""

    code: str
    name: str
    floor: int
    cap: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One indicator, its group, its operator and what absence gives (评分项)."""

    feature: Feature
    item: str | None
    group: str
    operator: Operator
    absent: WhenAbsent


@dataclass(frozen=True, slots=True)
class Limit:
    """A condition under which the grade is set (veto) or not better (cap) (一票否决、等级上限)."""

    when: Condition
    grade: str
    reason: str
    veto: bool


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from a score on; the last one has no lower border (等级)."""

    code: str
    label: str
    lowest: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Scorecard:
    """Start score plus capped groups, held between floor and ceiling; then vetoes, caps, the first grade that fits."""

    code: str
    name: str
    version: str
    note: str
    start: int
    floor: int
    ceiling: int
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]
    limits: tuple[Limit, ...]
    ladder: tuple[Grade, ...]
    item_of: Mapping[str, str]

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the values that the model uses."""
        asked = [leaf.feature.name for limit in self.limits for leaf in leaves(limit.when)]
        return tuple(dict.fromkeys([*(rule.feature.name for rule in self.rules), *asked]))

    @property
    def items(self) -> tuple[str, ...]:
        """Items that the values come from."""
        return tuple(dict.fromkeys(self.item_of[name] for name in self.features if name in self.item_of))

    @property
    def grades(self) -> Mapping[str, str]:
        """Grades from best to worst."""
        return {grade.code: grade.label for grade in self.ladder}

    @property
    def points(self) -> tuple[str, ...]:
        """Indicators that get points."""
        return tuple(rule.feature.name for rule in self.rules)

    def ibis(self, table: ir.Table) -> ir.Table:
        """Score and grade for every row, step by step so that no expression is written twice."""
        table = table.mutate(**{points_column(rule.feature.name): _rule_ibis(rule, table) for rule in self.rules})
        table = table.mutate(**{f"sum_{group.code}": self._sum_ibis(group, table) for group in self.groups})
        held = [_held(table[f"sum_{group.code}"], group.floor, group.cap) for group in self.groups]
        table = table.mutate(total=reduce(operator.add, held, ibis.literal(self.start, type="int64")))
        table = table.mutate(score=_held(table.total, self.floor, self.ceiling))
        table = table.mutate(place=self._place_ibis(table))
        for limit in self.limits:
            if not limit.veto:
                rank = self._rank(limit.grade)
                met = faces.to_ibis(limit.when, table) & (table.place < rank)
                table = table.mutate(place=met.ifelse(ibis.literal(rank, type="int64"), table.place))
        return table.mutate(grade=self._grade_ibis(table))

    def python(self, values: Mapping[str, Any], states: Mapping[str, str]) -> Result:
        """Score, grade and reasons for one row."""
        points = tuple(_point(rule, values, states) for rule in self.rules)
        score = self._total({point.indicator: point.points for point in points})
        place, limits = self._place(score, values)
        grade = None if place is None else self.ladder[place]
        return Result(
            self.code,
            self.version,
            score,
            grade.code if grade else None,
            grade.label if grade else UNDECIDED_LABEL,
            points,
            self._missing(points, values, states),
            self._raises(score, points, values),
            limits,
        )

    def _total(self, points: Mapping[str, int | None]) -> int | None:
        total = self.start
        for group in self.groups:
            own = [points[rule.feature.name] for rule in self.rules if rule.group == group.code]
            if None in own:
                return None
            total += min(max(sum(one for one in own if one is not None), group.floor), group.cap)
        return min(max(total, self.floor), self.ceiling)

    def _place(self, score: int | None, values: Mapping[str, Any]) -> tuple[int | None, tuple[str, ...]]:
        held = [limit for limit in self.limits if faces.judge(limit.when, values)]
        for limit in held:
            if limit.veto:
                return self._rank(limit.grade), (limit.reason,)
        if score is None:
            return None, ()
        place = next(n for n, one in enumerate(self.ladder) if one.lowest is None or score >= one.lowest)
        reasons: list[str] = []
        for limit in held:
            if place < self._rank(limit.grade):
                place, reasons = self._rank(limit.grade), [*reasons, limit.reason]
        return place, tuple(reasons)

    def _rank(self, grade: str) -> int:
        return [one.code for one in self.ladder].index(grade)

    def _sum_ibis(self, group: Group, table: ir.Table) -> Any:
        own = [table[points_column(rule.feature.name)] for rule in self.rules if rule.group == group.code]
        return reduce(operator.add, own)

    def _place_ibis(self, table: ir.Table) -> Any:
        steps = [
            (table.score >= one.lowest, ibis.literal(n, type="int64"))
            for n, one in enumerate(self.ladder)
            if one.lowest is not None
        ]
        last = ibis.literal(len(self.ladder) - 1, type="int64")
        return ibis.cases((table.score.isnull(), ibis.null("int64")), *steps, else_=last)

    def _grade_ibis(self, table: ir.Table) -> Any:
        vetoes = [(faces.to_ibis(one.when, table), one.grade) for one in self.limits if one.veto]
        places = [(table.place == n, one.code) for n, one in enumerate(self.ladder)]
        return ibis.cases(*vetoes, *places, else_=ibis.null("string"))

    def _missing(
        self, points: tuple[Point, ...], values: Mapping[str, Any], states: Mapping[str, str]
    ) -> tuple[Missing, ...]:
        found = [
            Missing(point.indicator, point.name, point.state, _gap(rule, point))
            for rule, point in zip(self.rules, points, strict=True)
            if point.raw is None
        ]
        told = {one.indicator for one in found}
        for limit in self.limits:
            for one in explain.explain(limit.when, values, self._by_feature(states)).findings:
                if one.holds is None and one.feature not in told:
                    told.add(one.feature)
                    state = absent(state_of(self.item_of.get(one.feature), states))
                    found.append(Missing(one.feature, one.label, state.value, f"{one.label}：{state.label}"))
        return tuple(found)

    def _by_feature(self, states: Mapping[str, str]) -> dict[str, str]:
        return {name: states[item] for name, item in self.item_of.items() if item in states}

    def _raises(self, score: int | None, points: tuple[Point, ...], values: Mapping[str, Any]) -> tuple[Raise, ...]:
        if score is None:
            return ()
        now = {point.indicator: point.points for point in points}
        found: list[Raise] = []
        for rule, point in zip(self.rules, points, strict=True):
            steps = rule.operator.better(values[rule.feature.name]) if point.raw is not None else ()
            gains = [(self._gain(score, {**now, point.indicator: step.points}), step) for step in steps]
            if gains and (best := max(gains, key=lambda pair: pair[0]))[0] > 0:
                gain, step = best
                sentence = f"{point.name}（现为 {point.value}）{step.sentence}，可加 {gain} 分"
                found.append(Raise(point.indicator, point.name, point.value, step.op, step.required, gain, sentence))
        return tuple(sorted(found, key=lambda one: -one.points)[:RAISES])

    def _gain(self, score: int, points: Mapping[str, int | None]) -> int:
        changed = self._total(points)
        return 0 if changed is None else changed - score


def _point(rule: Rule, values: Mapping[str, Any], states: Mapping[str, str]) -> Point:
    feature, raw = rule.feature, values.get(rule.feature.name)
    state = state_of(rule.item, states)
    if raw is None:
        why = absent(state)
        points = rule.absent.points[why]
        reason = f"{why.label}，{'不能计分' if points is None else f'按 {points} 分计'}"
        return Point(feature.name, feature.label, rule.group, why.label, None, why.value, points, reason)
    points, reason = rule.operator.python(raw)
    return Point(feature.name, feature.label, rule.group, words.value(feature, raw), raw, state or "ok", points, reason)


def _gap(rule: Rule, point: Point) -> str:
    if point.state == "unauthorised":
        return f"{point.name}：企业未授权使用；授权后可以计分，最多 {rule.operator.best} 分"
    return f"{point.name}：{point.value}" + ("，缺少它不能评价" if point.points is None else "")


def _rule_ibis(rule: Rule, table: ir.Table) -> ir.IntegerValue:
    value = table[rule.feature.name]
    column = f"state_{rule.item}"
    state = table[column] if column in table.columns else None
    found: ir.IntegerValue = value.isnull().ifelse(rule.absent.ibis(state), rule.operator.ibis(value))
    return found


def _held(number: Any, floor: int, cap: int) -> Any:
    """Between floor and cap; null stays null, which least and greatest do not promise."""
    return ibis.cases((number > cap, cap), (number < floor, floor), else_=number)
