"""The indicators as a schema that conditions and models may ask about (可用特征)."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

from rongxin.insight.conditions.rules import Feature, Schema, Type
from rongxin.insight.indicators import registry
from rongxin.insight.indicators.rules import Indicator, Kind

_TYPE = {Kind.BOOLEAN: Type.BOOLEAN, Kind.CODE: Type.TEXT}


@cache
def schema() -> Schema:
    """Every indicator by its code, with label, type and unit (特征表)."""
    return MappingProxyType({code: _feature(one) for code, one in registry.INDICATORS.items()})


def _feature(one: Indicator) -> Feature:
    return Feature(one.code, one.name, _TYPE.get(one.kind, Type.NUMBER), one.unit, one.labels, _words(one))


def _words(one: Indicator) -> str:
    if one.kind is Kind.RATIO:
        return "ratio"
    return {"月": "months", "元": "yuan"}.get(one.unit, "plain")
