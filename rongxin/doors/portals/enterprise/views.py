"""Pages for an enterprise on itself (企业页面)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rongxin.base.evidence import queries as evidence_queries
from rongxin.base.evidence import tags
from rongxin.base.parties.rules import PartyKind
from rongxin.doors.portals.enterprise import looks, overview
from rongxin.doors.portals.shared import reportview
from rongxin.doors.portals.shared.access import actor, only, subject_of

enterprise_only = only(PartyKind.ENTERPRISE)


@never_cache
@enterprise_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, how the enterprise stands, what fits, who looked (首页)."""
    return render(request, "enterprise/home.html", {"own": overview.of(actor(request), subject_of(request))})


@never_cache
@enterprise_only
@require_safe
def credit(request: HttpRequest) -> HttpResponse:
    """How the enterprise stands: grade, reasons, what would raise it, all its data (我的信用)."""
    opened = reportview.own(by=actor(request), subject_id=subject_of(request))
    return render(request, "enterprise/credit.html", {"own": overview.standing(opened)})


@never_cache
@enterprise_only
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The enterprise's own credit report, issued now; an address alone issues none (我的信用报告)."""
    if request.method != "POST":
        return redirect("enterprise:credit")
    context = reportview.of_oneself(by=actor(request), subject_id=subject_of(request))
    return render(request, "enterprise/report.html", context)


@never_cache
@enterprise_only
@require_safe
def report_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """A report that was issued, as its signed PDF (下载报告)."""
    stored = reportview.own_again(by=actor(request), subject_id=subject_of(request), number=number)
    response = HttpResponse(stored.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{stored.number}.pdf"'
    return response


@never_cache
@enterprise_only
@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """Who looked at the enterprise's information, and who was stopped (谁看过)."""
    own = request.GET.get("own") == "1"
    return render(
        request, "enterprise/looked.html", {"looks": looks.of_subject(subject_of(request), own=own), "own": own}
    )


@never_cache
@enterprise_only
@require_safe
def proof(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry on this enterprise, with its proof once it is sealed (存证)."""
    entry = looks.own_entry(subject_of(request), entry_id)
    proof: Any = None
    try:
        proof = evidence_queries.inclusion(entry_id)
    except evidence_queries.rules.NotYetSealed:
        proof = None  # told on the page: a seal comes every minute
    return render(
        request, "enterprise/proof.html", {"entry": entry, "proof": proof, "sentence": tags.sentence(entry.tag)}
    )


@never_cache
@enterprise_only
@require_safe
def proof_file(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The proof as a file that anybody can check without the platform (存证证明)."""
    looks.own_entry(subject_of(request), entry_id)
    response = JsonResponse(
        evidence_queries.inclusion(entry_id), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = f'attachment; filename="proof-{entry_id}.json"'
    return response
