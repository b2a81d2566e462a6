"""From data to a condition, refusing whatever does not fit, and telling where (读取条件)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rongxin.insight.conditions.errors import ConditionInvalid
from rongxin.insight.conditions.rules import (
    ALLOWED,
    ALONE,
    LISTED,
    All,
    Any_,
    Condition,
    Feature,
    Leaf,
    Not,
    Op,
    Schema,
    Type,
    Value,
    as_value,
)

DEEPEST = 20  # levels; deeper data are a mistake or an attack
SCALE = 6  # decimals that a number in a condition may have


def parse(data: Any, schema: Schema, place: str = "条件") -> Condition:
    """The condition that the data describe (解析条件).

    `{"all": […]}`, `{"any": […]}`, `{"not": {…}}`, or a leaf `{"feature": …, "op": …, "value": …}`.

    Raises:
        ConditionInvalid: an unknown feature, operator or key, a value of the wrong type, an empty list.
    """
    return _parse(data, schema, place, 0)


def _parse(data: Any, schema: Schema, place: str, depth: int) -> Condition:
    if depth > DEEPEST:
        raise ConditionInvalid(place=place, fault=f"嵌套超过 {DEEPEST} 层")
    if not isinstance(data, Mapping):
        raise ConditionInvalid(place=place, fault=f"应为一个条件，实为 {data!r}")
    if "feature" in data:
        return _leaf(data, schema, place)
    if len(data) != 1 or next(iter(data)) not in ("all", "any", "not"):
        raise ConditionInvalid(place=place, fault="应只有 all、any、not 之一，或者给出 feature、op、value")
    kind, inner = next(iter(data.items()))
    if kind == "not":
        return Not(_parse(inner, schema, f"{place}.not", depth + 1))
    if not isinstance(inner, list | tuple) or not inner:
        raise ConditionInvalid(place=f"{place}.{kind}", fault="应为至少一个条件的列表")
    parts = tuple(_parse(one, schema, f"{place}.{kind}[{n}]", depth + 1) for n, one in enumerate(inner, start=1))
    return All(parts) if kind == "all" else Any_(parts)


def _leaf(data: Mapping[str, Any], schema: Schema, place: str) -> Leaf:
    if extra := set(data) - {"feature", "op", "value"}:
        raise ConditionInvalid(place=place, fault=f"不认识的键 {'、'.join(sorted(extra))}")
    feature = schema.get(data["feature"]) if isinstance(data["feature"], str) else None
    if feature is None:
        raise ConditionInvalid(
            place=place, fault=f"没有名为 {data['feature']!r} 的值，可用的有：{'、'.join(sorted(schema))}"
        )
    try:
        op = Op(data.get("op", ""))
    except ValueError:
        raise ConditionInvalid(
            place=place, fault=f"没有名为 {data.get('op')!r} 的运算，可用的有：{'、'.join(Op)}"
        ) from None
    if op not in ALLOWED[feature.type]:
        known = "、".join(one for one in Op if one in ALLOWED[feature.type])
        raise ConditionInvalid(place=place, fault=f"“{feature.label}”是{feature.type.label}，可用的运算有：{known}")
    return Leaf(feature, op, _operand(data, feature, op, place))


def _operand(data: Mapping[str, Any], feature: Feature, op: Op, place: str) -> tuple[Value, ...]:
    if op in ALONE:
        if "value" in data:
            raise ConditionInvalid(place=place, fault=f"运算 {op} 不带 value")
        return ()
    if "value" not in data:
        raise ConditionInvalid(place=place, fault="缺少 value")
    raw = data["value"]
    many = list(raw) if op in LISTED and isinstance(raw, list | tuple) else [raw]
    if not many or (op in (Op.ONE_OF, Op.NONE_OF) and not isinstance(raw, list | tuple)):
        raise ConditionInvalid(place=place, fault="value 应为至少一个值的列表")
    return tuple(_one(raw, feature, op, place) for raw in many)


def _one(raw: Any, feature: Feature, op: Op, place: str) -> Value:
    try:
        value = as_value(feature.type, raw)
    except ValueError as fault:
        raise ConditionInvalid(place=place, fault=f"“{feature.label}”的要求{fault}") from None
    if value is None or value == "":
        raise ConditionInvalid(place=place, fault="value 不能为空")
    if isinstance(value, Decimal) and -int(value.normalize().as_tuple().exponent) > SCALE:
        raise ConditionInvalid(place=place, fault=f"最多 {SCALE} 位小数")
    if isinstance(value, Decimal) and abs(value) >= Decimal(10) ** 18:
        raise ConditionInvalid(place=place, fault="数值过大")
    if feature.codes and op is not Op.BEGINS_WITH and feature.type is Type.TEXT and value not in feature.codes:
        raise ConditionInvalid(
            place=place, fault=f"“{feature.label}”没有取值 {value}，可用的有：{'、'.join(feature.codes)}"
        )
    return value
