"""Which products a subject may have, and why or why not (产品匹配查询)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from rongxin.data.catalogue import registry
from rongxin.finance.matching import conditions, rules
from rongxin.finance.matching.models import Product
from rongxin.finance.matching.rules import Match, Missing, Offer, ProductStatus
from rongxin.insight.conditions import explain

_REMEDY = {
    "unauthorised": "企业授权平台使用“{item}”后可以判定",
    "not_connected": "“{item}”尚未接入，接入后可以判定",
    "out_of_date": "“{item}”已过期，更新后可以判定",
    "none": "“{item}”中没有该企业的记录，来源补报后可以判定",
}


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """What is plain of a subject: its kind and division, each None when not known (主体概况)."""

    kind: str | None
    division_code: str | None


def on_shelf(on: date) -> QuerySet[Product]:
    """Products that can be had on a day (在架产品)."""
    offered = Product.objects.select_related("institution").filter(
        status=ProductStatus.ON_SHELF, institution__status="active", valid_from__lte=on
    )
    return (offered.filter(valid_until__isnull=True) | offered.filter(valid_until__gte=on)).order_by("code")


def require_product(code: str) -> Product:
    """The product with this code, on the shelf or not (产品).

    Raises:
        ProductUnknown: there is none.
    """
    found = Product.objects.select_related("institution").filter(code=code).first()
    if found is None:
        raise rules.ProductUnknown(code=code)
    return found


def why_not_offered(product: Product, on: date) -> str:
    """Why a product cannot be had on a day; empty when it can (不可申请原因)."""
    return rules.not_offered(product.status, product.valid_from, product.valid_until, on)


def match(
    values: Mapping[str, Any],
    states: Mapping[str, str],
    subject_facts: SubjectFacts,
    products: Iterable[Product],
    on: date,
) -> Match:
    """Every product against one subject: eligible, ineligible with what failed, undecided with what is missing (匹配).

    `values` are the subject's indicators as the reports gate gave them, `states` why one is absent. Products that are
    not offered on the day are left out. A missing value never fails a condition and never passes one.
    """
    everything = {
        **values,
        conditions.SUBJECT_KIND: subject_facts.kind,
        conditions.SUBJECT_DIVISION: subject_facts.division_code,
    }
    return rules.split(_offer(one, everything, states) for one in products if not why_not_offered(one, on))


def _offer(product: Product, values: Mapping[str, Any], states: Mapping[str, str]) -> Offer:
    condition = conditions.whole(product.conditions, product.regions, product.subject_kinds)
    told = None if condition is None else explain.explain(condition, values, states)
    gaps = () if told is None else tuple(one for one in told.decisive if one.holds is None)
    return Offer(
        product=product.code,
        name=product.name,
        institution=product.institution.name,
        verdict=True if told is None else told.holds,
        met=() if told is None else tuple(one.sentence for one in told.findings if one.holds),
        failed=() if told is None else told.failed,
        changes=() if told is None else told.changes,
        missing=tuple(_missing(one.feature, one.label, states) for one in gaps),
        amount_max_yuan=product.amount_max_yuan,
        annual_rate_from=product.annual_rate_from,
        processing_workdays=product.processing_workdays,
    )


def _missing(feature: str, label: str, states: Mapping[str, str]) -> Missing:
    item = conditions.item_of(feature)
    state = str(states.get(feature, ""))
    named = registry.item(item).name if item else label
    remedy = _REMEDY.get(state, "补充“{item}”后可以判定").format(item=named)
    return Missing(feature, label, item, state, remedy)
