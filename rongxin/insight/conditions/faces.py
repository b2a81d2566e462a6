"""The two faces of a condition, equal on every value (条件的两面).

Both follow three-valued logic: a missing value is undecided, and a whole is decided only when the missing parts
cannot change it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from rongxin.insight.conditions.rules import All, Any_, Condition, Leaf, Not, Op, Value, as_value

_COMPARE: Mapping[Op, Callable[[Any, Any], Any]] = {
    Op.AT_LEAST: operator.ge,
    Op.AT_MOST: operator.le,
    Op.ABOVE: operator.gt,
    Op.BELOW: operator.lt,
    Op.EQUALS: operator.eq,
    Op.NOT_EQUALS: operator.ne,
}


def to_ibis(condition: Condition, table: ir.Table) -> ir.BooleanValue:
    """The condition over the columns of a table; null is undecided (批量判断)."""
    if isinstance(condition, Leaf):
        return _leaf_ibis(condition, table[condition.feature.name])
    if isinstance(condition, Not):
        return ~to_ibis(condition.part, table)
    join = operator.and_ if isinstance(condition, All) else operator.or_
    return reduce(join, (to_ibis(part, table) for part in condition.parts))


def judge(condition: Condition, values: Mapping[str, Any]) -> bool | None:
    """True, False, or None for undecided (单主体判断).

    A value that is absent from the mapping or None is missing.
    """
    if isinstance(condition, Leaf):
        return judge_leaf(condition, values)
    if isinstance(condition, Not):
        inner = judge(condition.part, values)
        return None if inner is None else not inner
    found = [judge(part, values) for part in condition.parts]
    decisive = isinstance(condition, Any_)
    if decisive in found:
        return decisive
    return None if None in found else not decisive


def judge_leaf(leaf: Leaf, values: Mapping[str, Any]) -> bool | None:
    """One question about one value (叶条件判断)."""
    value = as_value(leaf.feature.type, values.get(leaf.feature.name))
    if value is None:
        return None
    if leaf.op in _COMPARE:
        return bool(_COMPARE[leaf.op](value, leaf.operand[0]))
    if leaf.op in (Op.IS_TRUE, Op.IS_FALSE):
        return value is (leaf.op is Op.IS_TRUE)
    if leaf.op is Op.BEGINS_WITH:
        return str(value).startswith(tuple(map(str, leaf.operand)))
    return (value in leaf.operand) is (leaf.op is Op.ONE_OF)


def _leaf_ibis(leaf: Leaf, column: Any) -> ir.BooleanValue:
    if leaf.op in (Op.IS_TRUE, Op.IS_FALSE):
        return column if leaf.op is Op.IS_TRUE else ~column
    operand = [_literal(value) for value in leaf.operand]
    if isinstance(leaf.operand[0], Decimal):
        column = column.cast("decimal(38, 6)")
    if leaf.op in _COMPARE:
        compared: ir.BooleanValue = _COMPARE[leaf.op](column, operand[0])
        return compared
    if leaf.op is Op.BEGINS_WITH:
        return reduce(operator.or_, (column.startswith(one) for one in operand))
    inside: ir.BooleanValue = reduce(operator.or_, (column == one for one in operand))
    return inside if leaf.op is Op.ONE_OF else ~inside


def _literal(value: Value) -> ir.Scalar:
    if isinstance(value, Decimal):
        return ibis.literal(value, type="decimal(38, 6)")
    return ibis.literal(value)
