"""What a condition consists of: leaves over named values, and all / any / not (条件的构成)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rongxin.base.common.labelled import Labelled


class Type(Labelled):
    """The type of a named value (值类型)."""

    NUMBER = "number", "数值"
    BOOLEAN = "boolean", "是否"
    TEXT = "text", "文字"
    DATE = "date", "日期"


class Op(Labelled):
    """What a leaf asks (运算)."""

    AT_LEAST = "at_least", "不低于"
    AT_MOST = "at_most", "不超过"
    ABOVE = "above", "高于"
    BELOW = "below", "低于"
    EQUALS = "equals", "等于"
    NOT_EQUALS = "not_equals", "不等于"
    ONE_OF = "one_of", "属于"
    NONE_OF = "none_of", "不属于"
    BEGINS_WITH = "begins_with", "以…开头"
    IS_TRUE = "is_true", "为是"
    IS_FALSE = "is_false", "为否"


ORDERED = frozenset({Op.AT_LEAST, Op.AT_MOST, Op.ABOVE, Op.BELOW})
LISTED = frozenset({Op.ONE_OF, Op.NONE_OF, Op.BEGINS_WITH})
ALONE = frozenset({Op.IS_TRUE, Op.IS_FALSE})
ALLOWED: Mapping[Type, frozenset[Op]] = {
    Type.NUMBER: ORDERED | {Op.EQUALS, Op.NOT_EQUALS, Op.ONE_OF, Op.NONE_OF},
    Type.DATE: ORDERED | {Op.EQUALS, Op.NOT_EQUALS},
    Type.TEXT: frozenset({Op.EQUALS, Op.NOT_EQUALS}) | LISTED,
    Type.BOOLEAN: ALONE,
}

Value = Decimal | bool | str | date


@dataclass(frozen=True, slots=True)
class Feature:
    """A named value that conditions may ask about (可用值).

    `codes` closes the list of a text's values and gives their Chinese labels; empty leaves it open. `words`
    tells how a number is spoken: months, yuan, ratio, plain.
    """

    name: str
    label: str
    type: Type
    unit: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    words: str = "plain"


Schema = Mapping[str, Feature]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One question about one value (叶条件)."""

    feature: Feature
    op: Op
    operand: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part holds (全部满足)."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """Holds when some part holds (任一满足)."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when the part fails (不满足)."""

    part: Condition


Condition = Leaf | All | Any_ | Not


def leaves(condition: Condition) -> tuple[Leaf, ...]:
    """Every leaf, in the order written (全部叶条件)."""
    if isinstance(condition, Leaf):
        return (condition,)
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return tuple(leaf for part in parts for leaf in leaves(part))


def features(condition: Condition) -> tuple[str, ...]:
    """Names of the values that the condition asks about (所用的值)."""
    return tuple(dict.fromkeys(leaf.feature.name for leaf in leaves(condition)))


def as_value(kind: Type, raw: Any) -> Value | None:
    """A raw value in the type, None for none; ValueError when it does not fit (取值转换).

    Numbers become Decimal: a float is read by its shortest decimal form, so that 0.1 is 0.1.

    >>> as_value(Type.NUMBER, 0.1), as_value(Type.DATE, "2026-02-28")
    (Decimal('0.1'), datetime.date(2026, 2, 28))
    """
    if raw is None:
        return None
    if kind is Type.BOOLEAN:
        if isinstance(raw, bool):
            return raw
    elif kind is Type.TEXT:
        if isinstance(raw, str):
            return raw
    elif kind is Type.DATE:
        if isinstance(raw, date | str):
            return raw if isinstance(raw, date) else date.fromisoformat(raw)
    elif isinstance(raw, int | float | Decimal | str) and not isinstance(raw, bool):
        return _number(raw)
    raise ValueError(f"应为{kind.label}，实为 {raw!r}")


def _number(raw: int | float | Decimal | str) -> Decimal:
    try:
        number = Decimal(repr(raw) if isinstance(raw, float) else raw)
    except ArithmeticError:
        raise ValueError(f"应为数值，实为 {raw!r}") from None
    if not number.is_finite():
        raise ValueError(f"应为有限的数值，实为 {raw!r}")
    return number
