"""Reading a score card from its file, refusing what is wrong with its place (读取评分卡)."""

from __future__ import annotations

from collections.abc import Mapping

from rongxin.base.common.strict_toml import Table
from rongxin.insight.conditions import reading
from rongxin.insight.conditions.errors import ConditionInvalid
from rongxin.insight.conditions.rules import Schema
from rongxin.insight.evaluation.operators import OPERATORS
from rongxin.insight.evaluation.operators.operator import read_absent
from rongxin.insight.evaluation.scorer import read_head
from rongxin.insight.evaluation.scorers.scorecard import Grade, Group, Limit, Rule, Scorecard


def read(table: Table, schema: Schema, item_of: Mapping[str, str]) -> Scorecard:
    """The card that a file declares (读取评分卡)."""
    head = read_head(table)
    score = table.table("score")
    start, floor, ceiling = (score.take(name, int) for name in ("start", "floor", "ceiling"))
    if not floor <= start <= ceiling:
        raise score.refuse("start", f"应在 floor 与 ceiling 之间（{floor} 至 {ceiling}）")
    score.finish()
    groups = tuple(_group(one) for one in table.tables("groups"))
    rules = tuple(_rule(one, schema, item_of, groups) for one in table.tables("rules"))
    ladder = _ladder(table)
    limits = tuple(
        _limit(one, schema, ladder, veto)
        for name, veto in (("vetoes", True), ("caps", False))
        for one in table.tables(name)
    )
    _consistent(table, groups, rules)
    table.finish()
    return Scorecard(*head, start, floor, ceiling, groups, rules, limits, ladder, item_of)


def _group(table: Table) -> Group:
    group = Group(table.text("code"), table.text("name"), table.take("floor", int), table.take("cap", int))
    if group.floor > group.cap:
        raise table.refuse("floor", "不能大于 cap")
    table.finish()
    return group


def _rule(table: Table, schema: Schema, item_of: Mapping[str, str], groups: tuple[Group, ...]) -> Rule:
    name = table.one_of("indicator", schema)
    group = table.one_of("group", [one.code for one in groups])
    operator = OPERATORS[table.one_of("operator", OPERATORS)](table, schema[name])
    rule = Rule(schema[name], item_of.get(name), group, operator, read_absent(table))
    table.finish()
    return rule


def _ladder(table: Table) -> tuple[Grade, ...]:
    ladder: list[Grade] = []
    for one in table.tables("grades"):
        last = ladder[-1] if ladder else None
        if last and last.lowest is None:
            raise one.refuse("from", "上一等级没有下限，后面不应再有等级")
        lowest = one.take("from", int) if "from" in one.names() else None
        if last and lowest is not None and last.lowest is not None and lowest >= last.lowest:
            raise one.refuse("from", "等级应由高到低排列")
        ladder.append(Grade(one.text("code"), one.text("label"), lowest))
        one.finish()
    if not ladder or ladder[-1].lowest is not None:
        raise table.refuse("grades", "最后一个等级不应有下限（from）")
    if len({one.code for one in ladder}) < len(ladder):
        raise table.refuse("grades", "等级代码重复")
    return tuple(ladder)


def _limit(table: Table, schema: Schema, ladder: tuple[Grade, ...], veto: bool) -> Limit:
    try:
        when = reading.parse(table.take("when", dict), schema, "when")
    except ConditionInvalid as fault:
        raise table.refuse(str(fault.facts["place"]), str(fault.facts["fault"])) from None
    limit = Limit(when, table.one_of("grade", [one.code for one in ladder]), table.text("reason"), veto)
    table.finish()
    return limit


def _consistent(table: Table, groups: tuple[Group, ...], rules: tuple[Rule, ...]) -> None:
    if not rules:
        raise table.refuse("rules", "至少要有一个评分项")
    names = [rule.feature.name for rule in rules]
    if twice := {name for name in names if names.count(name) > 1}:
        raise table.refuse("rules", f"指标 {'、'.join(sorted(twice))} 出现两次")
    codes = [group.code for group in groups]
    if len(set(codes)) < len(codes):
        raise table.refuse("groups", "分组代码重复")
    if empty := set(codes) - {rule.group for rule in rules}:
        raise table.refuse("groups", f"分组 {'、'.join(sorted(empty))} 没有评分项")
