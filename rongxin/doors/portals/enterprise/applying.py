"""Pages on products and applications (产品与申请页面)."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rongxin.base.common import clock, money
from rongxin.base.common.errors import DomainError
from rongxin.base.parties.rules import PartyKind
from rongxin.doors.portals.enterprise import choices, offers
from rongxin.doors.portals.shared import clockwords, itemwords, refusals
from rongxin.doors.portals.shared.access import actor, only, subject_of
from rongxin.finance.applications import actions as application_actions
from rongxin.finance.applications import queries as applications
from rongxin.finance.matching import queries as matching

enterprise_only = only(PartyKind.ENTERPRISE)
_COUNT = re.compile(r"[0-9]{1,4}")


@never_cache
@enterprise_only
@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """Every product with what speaks for and against it (产品与理由)."""
    return render(
        request, "enterprise/product_list.html", {"match": offers.of_subject(actor(request), subject_of(request))}
    )


@enterprise_only
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """How much, for how long, for what; then to the consent page (填写申请)."""
    product = matching.require_product(code)
    draft = request.session.get(f"draft:{code}", {})
    errors: dict[str, str] = {}
    if request.method == "POST":
        draft = {name: request.POST.get(name, "").strip() for name in ("amount_wan", "term_months", "use")}
        errors = _faults(draft, product)
        if not errors:
            request.session[f"draft:{code}"] = draft
            return redirect("enterprise:apply-consent", code)
    context = {"product": product, "draft": draft, "errors": errors}
    return render(request, "enterprise/apply_form.html", context, status=422 if errors else 200)


@never_cache
@enterprise_only
@require_http_methods(["GET", "POST"])
def consent_page(request: HttpRequest, code: str) -> HttpResponse:
    """What the institution needs to see, item by item; signing sends the application (授权并提交)."""
    product, draft = matching.require_product(code), request.session.get(f"draft:{code}")
    if not draft:
        return redirect("enterprise:apply", code)
    chosen = request.POST.getlist("item")
    if request.POST.get("answer") == "none":
        request.session.pop(f"draft:{code}", None)
        messages.info(request, "没有提交申请，也没有授权任何信息。")
        return redirect("enterprise:products")
    if request.method != "POST":
        return _consent(request, product, draft)
    try:
        choices.check_needed(product.required_items, chosen)
        return _submit(request, product, draft, chosen)
    except DomainError as error:
        return _consent(request, product, draft, chosen, error)


def _consent(request: HttpRequest, product: Any, draft: Any, chosen: Any = (), error: Any = None) -> HttpResponse:
    until = choices.ends_on(clock.today())
    context = {
        "product": product, "draft": draft, "asker": product.institution.name, "until": until, "days": choices.TERM_DAYS,
        "choices": choices.of(product.required_items, product.optional_items, chosen), "error": error, "purpose": "贷前审核",
        "partial": False,
    }  # fmt: skip
    status = refusals.status_of(error) if error else 200
    return render(request, "enterprise/consent_request.html", context, status=status)


def _submit(request: HttpRequest, product: Any, draft: Any, chosen: list[str]) -> HttpResponse:
    sent = application_actions.submit(
        by=actor(request), subject_id=subject_of(request), product=product.code, items=chosen,
        amount_yuan=money.from_wan(Decimal(draft["amount_wan"])), term_months=int(draft["term_months"]), use=draft["use"],
        consent_until=choices.ends_on(clock.today()),
    )  # fmt: skip
    request.session.pop(f"draft:{product.code}", None)
    messages.success(request, f"申请已提交，编号 {sent.number}。")
    return redirect("enterprise:application", sent.pk)


def _faults(draft: dict[str, str], product: Any) -> dict[str, str]:
    """What is wrong with a filled form, by field; the action checks again (表单检查)."""
    faults = {}
    low, high = product.amount_min_yuan, product.amount_max_yuan
    try:
        fits = low <= money.from_wan(Decimal(draft["amount_wan"].replace(",", ""))) <= high
        draft["amount_wan"] = draft["amount_wan"].replace(",", "")
    except DecimalException:
        fits = False
    if not fits:
        faults["amount_wan"] = f"请填 {money.wan(low)} 到 {money.wan(high)} 之间的数字"
    months = draft["term_months"]
    if not (_COUNT.fullmatch(months) and product.term_min_months <= int(months) <= product.term_max_months):
        faults["term_months"] = f"请填 {product.term_min_months} 到 {product.term_max_months} 之间的整数"
    if not 4 <= len(draft["use"]) <= 200:
        faults["use"] = "请用一句话说明，例如“采购春耕化肥”"
    return faults


@never_cache
@enterprise_only
@require_safe
def applications_page(request: HttpRequest) -> HttpResponse:
    """All applications of the enterprise (我的申请)."""
    lines = [clockwords.line(one) for one in applications.of_subject(subject_of(request))]
    return render(request, "enterprise/application_list.html", {"lines": lines})


@never_cache
@enterprise_only
@require_safe
def application_page(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Where one application stands, and by when the institution must answer (申请进度)."""
    found = applications.require_for_subject(subject_of(request), application_id)
    context = {
        "application": found, "line": clockwords.line(found), "steps": clockwords.steps(found),
        "clocks": clockwords.clocks_of(found), "items": [itemwords.words(code) for code in found.items],
        "events": applications.events_of(found),
    }  # fmt: skip
    return render(request, "enterprise/application_page.html", context)
