"""Pages for institutions (机构页面)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongxin.base.common import clock, ids
from rongxin.base.common.errors import DomainError
from rongxin.base.parties.rules import PartyKind
from rongxin.doors.portals.institution import worklist
from rongxin.doors.portals.shared import clockwords, itemwords, refusals, reportview
from rongxin.doors.portals.shared.access import actor, only
from rongxin.finance.applications import actions as application_actions
from rongxin.finance.applications import queries as applications
from rongxin.finance.applications.rules import Status

institution_only = only(PartyKind.INSTITUTION)


@institution_only
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The applications sent to this institution (申请清单)."""
    institution_id: Any = actor(request).party_id
    context = {
        "page": worklist.page_of(institution_id, request.GET),
        "tabs": worklist.tabs(institution_id),
        "status": request.GET.get("status", worklist.WAITING),
        "q": request.GET.get("q", ""),
    }
    return render(request, "institution/case_list.html", context)


@never_cache
@institution_only
@require_safe
def case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One application: the case, its consent, what can be done now (申请详情)."""
    return _case(request, application_id)


def _case(request: HttpRequest, application_id: UUID, error: DomainError | None = None, step: str = "") -> HttpResponse:
    application = applications.require_for_institution(actor(request).party_id, application_id)
    context = {
        "line": clockwords.line(application), "application": application, "steps": clockwords.steps(application),
        "clocks": clockwords.clocks_of(application), "consent": worklist.consent_of(application),
        "items": [itemwords.words(code) for code in application.items],
        "events": applications.events_of(application), "open": worklist.OPEN_STEPS.get(Status(application.status), ()),
        "event_id": f"page-{ids.uuid7()}", "reasons": worklist.REASONS, "today": clock.today(),
        "error": error,
        "told": worklist.told(error) if error else "", "step": step, "given": request.POST,
    }  # fmt: skip
    return render(request, "institution/case.html", context, status=refusals.status_of(error) if error else 200)


@institution_only
@require_POST
def decide(request: HttpRequest, application_id: UUID, step: str) -> HttpResponse:
    """Report what the institution did (办理)."""
    if step not in worklist.STEPS:
        raise refusals.NotFound()
    kind, now = worklist.STEPS[step], clock.now()
    try:
        application_actions.apply_event(
            by=actor(request), application_id=application_id, event_id=request.POST.get("event_id", ""), kind=kind,
            data=worklist.event_data(step, request.POST), occurred_at=now, at=now,
        )  # fmt: skip
    except DomainError as error:
        return _case(request, application_id, error, step)
    messages.success(request, f"已登记：{kind.label}。企业马上能看到。")
    return redirect("institution:case", application_id)


@never_cache
@institution_only
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The credit report under the consent of the application; an address alone opens none (信用报告)."""
    if request.method != "POST":
        return redirect("institution:case", application_id)
    person: Any = request.user
    application = applications.require_for_institution(person.party_id, application_id)
    context = reportview.under_consent(by=actor(request), application=application, end_user=person.name)
    return render(request, "institution/report.html", context | {"application": application})


@never_cache
@institution_only
@require_safe
def report_pdf(request: HttpRequest, application_id: UUID, number: str) -> HttpResponse:
    """A report that was issued under the consent, as its signed PDF (下载报告)."""
    person: Any = request.user
    application = applications.require_for_institution(person.party_id, application_id)
    stored = reportview.consented_again(by=actor(request), application=application, number=number, end_user=person.name)
    response = HttpResponse(stored.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{stored.number}.pdf"'
    return response
