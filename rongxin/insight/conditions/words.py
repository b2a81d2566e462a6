"""How values and requirements are said in Chinese (措辞)."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from rongxin.insight.conditions.rules import Feature, Leaf, Op, as_value

_WAN = Decimal(10_000)
_REQUIRE = {
    Op.AT_LEAST: "要求不低于 {}",
    Op.AT_MOST: "要求不超过 {}",
    Op.ABOVE: "要求高于 {}",
    Op.BELOW: "要求低于 {}",
    Op.EQUALS: "要求为 {}",
    Op.NOT_EQUALS: "要求不为 {}",
    Op.ONE_OF: "要求为 {} 之一",
    Op.NONE_OF: "要求不为 {}",
    Op.BEGINS_WITH: "要求属于 {}",
    Op.IS_TRUE: "要求为是",
    Op.IS_FALSE: "要求为否",
}


def value(feature: Feature, raw: Any) -> str:
    """A value with its unit, as a person says it; never rounded up to a border (取值的说法).

    >>> from rongxin.insight.conditions.rules import Type
    >>> value(Feature("m", "成立时间", Type.NUMBER, "月", words="months"), 17)
    '1.4 年'
    >>> value(Feature("y", "销售额", Type.NUMBER, "元", words="yuan"), Decimal("1234567.80"))
    '123.45 万元'
    """
    known = as_value(feature.type, raw)
    if known is None:
        return "未知"
    if isinstance(known, bool):
        return "是" if known else "否"
    if isinstance(known, date):
        return known.isoformat()
    if isinstance(known, str):
        return feature.codes.get(known, known)
    return _number(feature, known)


def requirement(leaf: Leaf) -> str:
    """What a leaf asks for (要求的说法).

    >>> from rongxin.insight.conditions.rules import Type
    >>> requirement(Leaf(Feature("m", "成立时间", Type.NUMBER, "月", words="months"), Op.AT_LEAST, (Decimal(24),)))
    '要求满 2 年'
    """
    if leaf.feature.words == "months" and leaf.op is Op.AT_LEAST:
        return f"要求满 {value(leaf.feature, leaf.operand[0])}"
    said = "、".join(value(leaf.feature, one) for one in leaf.operand)
    return _REQUIRE[leaf.op].format(said)


def plain(number: Decimal) -> str:
    """Digits without an exponent and without trailing zeros.

    >>> plain(Decimal("100.00")), plain(Decimal("0.50"))
    ('100', '0.5')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(feature: Feature, number: Decimal) -> str:
    if feature.words == "months" and abs(number) >= 12:
        return f"{plain((number / 12).quantize(Decimal('0.1'), ROUND_DOWN))} 年"
    if feature.words == "yuan" and abs(number) >= _WAN:
        return f"{plain((number / _WAN).quantize(Decimal('0.01'), ROUND_DOWN))} 万元"
    if feature.words == "ratio":
        return f"{plain((number * 100).quantize(Decimal('0.01'), ROUND_HALF_UP))}%"
    unit = {"months": "个月"}.get(feature.words, feature.unit)
    return f"{plain(number)} {unit}".rstrip()
