"""What product conditions may ask about, and how they are told (产品条件).

The values are the platform's indicators plus what is plain of a subject: its kind and its division. A product's
regions and kinds of subject become leaves of the same language, so one explanation covers everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from rongxin.base.common.codes import SubjectKind
from rongxin.insight.conditions import reading
from rongxin.insight.conditions.errors import ConditionInvalid
from rongxin.insight.conditions.rules import Condition, Feature, Type
from rongxin.insight.indicators import registry
from rongxin.insight.indicators.rules import Indicator, Kind

SUBJECT_KIND, SUBJECT_DIVISION = "subject_kind", "subject_division"
_TYPES = {Kind.BOOLEAN: Type.BOOLEAN, Kind.CODE: Type.TEXT}
_WORDS = {Kind.MONEY: "yuan", Kind.RATIO: "ratio"}


@cache
def schema() -> Mapping[str, Feature]:
    """Everything that a product condition may ask about (可用值)."""
    known = {code: _feature(one) for code, one in registry.INDICATORS.items()}
    known[SUBJECT_KIND] = Feature(
        SUBJECT_KIND, "主体类别", Type.TEXT, codes={one.value: one.label for one in SubjectKind}
    )
    known[SUBJECT_DIVISION] = Feature(SUBJECT_DIVISION, "所在区划", Type.TEXT)
    return known


def fault(tree: Any) -> str:
    """What is wrong with a condition; empty when nothing is (条件检查)."""
    try:
        reading.parse(tree, schema())
    except ConditionInvalid as invalid:
        return f"{invalid.facts['place']}：{invalid.facts['fault']}"
    return ""


def whole(tree: Any, regions: list[str], subject_kinds: list[str]) -> Condition | None:
    """Everything a product asks of a subject as one condition; None when it asks nothing (完整条件)."""
    parts = []
    if subject_kinds:
        parts.append({"feature": SUBJECT_KIND, "op": "one_of", "value": subject_kinds})
    if regions:
        parts.append({"feature": SUBJECT_DIVISION, "op": "begins_with", "value": regions})
    if tree:
        parts.append(tree)
    return reading.parse({"all": parts}, schema()) if parts else None


def item_of(feature: str) -> str | None:
    """The item from which a value is computed; None for what is plain of a subject (来源信息项)."""
    return registry.INDICATORS[feature].item if feature in registry.INDICATORS else None


def _feature(one: Indicator) -> Feature:
    words = "months" if one.unit == "月" and one.window == "当前" else _WORDS.get(one.kind, "plain")
    return Feature(one.code, one.name, _TYPES.get(one.kind, Type.NUMBER), one.unit, dict(one.labels), words)
