"""Disclosed answers and derived contents turned into the material of a report (素材汇集)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.parties import queries as parties
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Item, Type
from rongxin.data.consent import queries as consents
from rongxin.data.consent.disclosures import Ask
from rongxin.data.consent.rules import Basis
from rongxin.data.records.gate import Answer
from rongxin.data.subjects import queries as subjects
from rongxin.insight.reports import derived, rules
from rongxin.insight.reports.material import Cover, ItemName, Material

PUBLIC_READER = "社会公众"
_COMPUTED_WITH = {"vat_invoice", "tax_credit"}  # codes that the sections themselves read


def material(
    *, by: Actor, ask: Ask, cut: rules.Cut, at: datetime, answers: Mapping[str, Answer], found: derived.Derived
) -> Material:
    """Everything that `content.build` reads, for one report with a new number and code."""
    public = {item.code for item in registry.items().values() if item.public}
    return Material(
        cover=_cover(by, ask, cut, at),
        made_on=clock.local_day(at),
        items=items(),
        answers=answers,
        asked=frozenset(ask.items) | public,
        sources=sources(),
        providers={item: one.name for one in settings.PROFILE.providers for item in one.items},
        evaluation=found.evaluation,
        size=found.size,
        indicators=found.indicators,
    )


def items() -> tuple[ItemName, ...]:
    """The items of the region's lists in their order, then the others that the platform knows (信息项顺序)."""
    known = registry.items()
    listed = [line.item for code in settings.PROFILE.editions for line in registry.edition(code).items]
    order = dict.fromkeys(["registration", *listed, *known])
    return tuple(_name(known[code]) for code in order if code in known)


def sources() -> dict[str, str]:
    """Names of the providers: as registered, else as the profile has them (数据提供单位名称)."""
    return {one.code: one.name for one in settings.PROFILE.providers} | parties.providers()


def _name(item: Item) -> ItemName:
    labels = {
        one.column: {code.value: code.label for code in one.codes}
        for one in item.fields
        if one.type is Type.CODE and item.code not in _COMPUTED_WITH
    }
    return ItemName(item.code, item.name, item.public, labels)


def _cover(by: Actor, ask: Ask, cut: rules.Cut, at: datetime) -> Cover:
    subject = subjects.label(ask.subject_id)
    code = rules.new_code()
    return Cover(
        platform=settings.PROFILE.name,
        region=settings.PROFILE.region_name,
        subject_name=subject,
        subject_code=subjects.code_of(ask.subject_id),
        number=rules.new_number(clock.local_day(at)),
        code=code,
        made_at=at,
        cut=cut,
        basis=ask.basis.label,
        purpose=ask.purpose.label,
        recipient=_recipient(by, cut, subject),
        address=f"{settings.SITE_URL}/verify/{code}/",
        consent=_term(ask),
    )


def _recipient(by: Actor, cut: rules.Cut, subject: str) -> str:
    if cut is rules.Cut.PUBLIC:
        return PUBLIC_READER
    if cut is rules.Cut.SELF or by.party_id is None:
        return subject
    return parties.party(by.party_id).name


def _term(ask: Ask) -> str:
    if ask.basis != Basis.CONSENT or ask.consent_id is None:
        return ""
    terms = consents.terms(ask.consent_id)
    return f"{terms.valid_from} 至 {terms.valid_until}" if terms else ""
