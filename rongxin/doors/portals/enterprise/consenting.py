"""Pages on consents (授权页面)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongxin.base.common import clock
from rongxin.base.parties import queries as parties
from rongxin.base.parties.rules import PartyKind
from rongxin.data.consent import actions as consent_actions
from rongxin.data.consent import queries as consent
from rongxin.doors.portals.enterprise import choices
from rongxin.doors.portals.shared import clockwords, refusals
from rongxin.doors.portals.shared.access import actor, only, subject_of

enterprise_only = only(PartyKind.ENTERPRISE)


@never_cache
@enterprise_only
@require_safe
def consents(request: HttpRequest) -> HttpResponse:
    """What the enterprise allowed and to whom, and what it is asked for (我的授权)."""
    subject_id, today = subject_of(request), clock.today()
    asked = list(consent.open_requests(subject_id, today))
    names = parties.names_of({one.grantee_id for one in asked})
    context = {
        "given": choices.given(subject_id, today),
        "asked": [(one, names.get(one.grantee_id, "—"), clockwords.left_until(one.answer_by)) for one in asked],
    }
    return render(request, "enterprise/consent_list.html", context)


@enterprise_only
@require_POST
def revoke(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """End a consent at once (撤回授权)."""
    if not consent.of_subject(subject_of(request)).filter(pk=consent_id).exists():
        raise refusals.NotFound()
    consent_actions.revoke(by=actor(request), consent_id=consent_id)
    messages.success(request, "已撤回，立即生效。对方从现在起看不到这些信息。")
    return redirect("enterprise:consents")


@never_cache
@enterprise_only
@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """An institution's request, item by item; nothing is ticked beforehand (授权请求)."""
    asked: Any = consent.open_requests(subject_of(request), clock.today()).filter(pk=request_id).first()
    if asked is None:
        raise refusals.NotFound()
    if request.method == "POST":
        return _answer(request, asked)
    context = {
        "asked": asked, "asker": parties.party(asked.grantee_id).name, "until": asked.valid_until,
        "choices": choices.of(asked.required, asked.optional), "days": (asked.valid_until - clock.today()).days,
        "purpose": asked.get_purpose_display(), "partial": True,
    }  # fmt: skip
    return render(request, "enterprise/consent_request.html", context)


def _answer(request: HttpRequest, asked: Any) -> HttpResponse:
    declined = request.POST.get("answer") == "none"
    chosen = [] if declined else request.POST.getlist("item")
    if not declined and not chosen:
        raise consent_actions.rules.NothingChosen()
    consent_actions.answer(by=actor(request), request_id=asked.pk, chosen=chosen)
    messages.success(request, "已答复：没有同意任何一项。" if declined else f"已同意 {len(chosen)} 项，随时可以撤回。")
    return redirect("enterprise:consents")
