"""All declared indicators, and the version of the set (指标集)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rongxin.insight.indicators.definitions import (
    admin_coercion,
    admin_licence,
    admin_penalty,
    recognition,
    registration,
    social_insurance,
    tax_credit,
    utilities,
    vat_invoice,
)
from rongxin.insight.indicators.rules import Indicator, Source

# A change of any definition is a new version: results carry it, and the compiled SQL is kept under it.
SET_VERSION = "2026.1"

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        source.item: source
        for source in (
            registration.SOURCE,
            admin_licence.SOURCE,
            admin_penalty.SOURCE,
            admin_coercion.SOURCE,
            tax_credit.SOURCE,
            social_insurance.SOURCE,
            vat_invoice.SOURCE,
            utilities.WATER,
            utilities.GAS,
            recognition.SCI_TECH,
            recognition.AGRI,
        )
    }
)


def _all() -> Mapping[str, Indicator]:
    found: dict[str, Indicator] = {}
    for source in SOURCES.values():
        for code, indicator in source.indicators.items():
            if code in found:
                raise ValueError(f"indicator {code} is declared by {found[code].item} and {source.item}")
            found[code] = indicator
    return MappingProxyType({code: one for code, one in found.items() if not one.part})


INDICATORS: Mapping[str, Indicator] = _all()


def indicator(code: str) -> Indicator:
    """The indicator of a code; KeyError when there is none (指标)."""
    return INDICATORS[code]


def of_item(item: str) -> tuple[Indicator, ...]:
    """The visible indicators of an item, as declared (某信息项的指标)."""
    return tuple(one for one in INDICATORS.values() if one.item == item)
