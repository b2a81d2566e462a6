"""GET /reports/{application}.pdf: the signed report of what an application's consent covers (信用报告)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from rongxin.doors.api.v1.auth import Word, caller
from rongxin.doors.api.v1.disclosures import fetched
from rongxin.finance.applications import queries as applications
from rongxin.insight.reports import actions, asks
from rongxin.insight.reports.rules import Cut

router = Router(tags=["reports"])


class ReaderIn(Schema):
    """The person who will read it."""

    end_user: Word = Field(min_length=1, max_length=60)
    branch: Word = Field(min_length=1, max_length=120)


@router.get("/reports/{uuid:application_id}.pdf", summary="授权版信用报告（PDF）")
def report(request: HttpRequest, application_id: UUID, reader: Query[ReaderIn]) -> HttpResponse:
    """A report issued anew under the application's consent; its numbers stand in the headers."""
    sender = caller(request)
    application = applications.require_for_institution(sender.party_id, application_id)
    said = f"{reader.end_user}（{reader.branch}）"
    by = sender.actor(said)
    ask = asks.consented(application.consent_id, application.pk, said)
    issued = actions.issue(by=by, ask=ask, cut=Cut.CONSENTED, late=fetched(by, ask))
    response = HttpResponse(issued.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{issued.number}.pdf"'
    response["X-Report-Number"] = issued.number
    response["X-Disclosure-Id"] = str(issued.disclosure_id)
    response["X-Evidence-Entry"] = str(issued.entry_id)
    response["Cache-Control"] = "no-store"
    return response
