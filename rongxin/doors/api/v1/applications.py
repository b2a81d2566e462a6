"""GET /loan-applications: what was sent to the calling institution, and nothing else (融资申请)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from rongxin.base.common import clock
from rongxin.base.reference import holidays
from rongxin.data.consent import queries as consents
from rongxin.doors.api import rules
from rongxin.doors.api.v1.auth import caller
from rongxin.finance.applications import queries
from rongxin.finance.applications.rules import Status

router = Router(tags=["loan-applications"])


class EnterpriseOut(Schema):
    """The applicant."""

    code: str
    name: str


class ConsentOut(Schema):
    """The consent that came with an application, and whether it may still be relied on."""

    id: UUID
    items: list[str]
    purpose: str
    valid_from: date
    valid_until: date
    state: str


class ClockOut(Schema):
    """One limit in working days; a provisional one waits for the calendar of a coming year."""

    name: str
    due_on: date
    provisional: bool
    pace: str
    workdays_left: int | None
    words: str


class ApplicationOut(Schema):
    """One application as it stands. A figure that is not known yet is null, never zero."""

    id: UUID
    number: str
    status: str
    status_label: str
    enterprise: EnterpriseOut
    product_code: str
    product_name: str
    amount_yuan: Decimal
    term_months: int
    use: str
    consent: ConsentOut | None
    submitted_at: datetime
    accepted_at: datetime | None
    decided_at: datetime | None
    clocks: list[ClockOut]
    approved_yuan: Decimal | None
    approved_rate: Decimal | None
    approved_until: date | None
    refusal_reason: str | None
    refusal_sentence: str | None
    disbursed_yuan: Decimal | None
    settled_on: date | None
    updated_at: datetime


class PageOut(Schema):
    """A page of the feed; `cursor` goes into the next request, also when the page is empty."""

    loan_applications: list[ApplicationOut]
    cursor: str
    more: bool


class FeedIn(Schema):
    """Where to go on from."""

    cursor: str = Field("", max_length=20)
    updated_since: datetime | None = None
    limit: int = Field(50, ge=1, le=queries.FEED_PAGE)


@router.get("/loan-applications", response=PageOut, summary="本机构收到的申请（按变动次序）")
def listed(request: HttpRequest, query: Query[FeedIn]) -> PageOut:
    """Applications in the order of their last change, after the cursor."""
    if query.cursor and not (query.cursor.isascii() and query.cursor.isdigit()):
        raise rules.Malformed(problem="cursor")
    if query.updated_since is not None and query.updated_since.tzinfo is None:
        raise rules.Malformed(problem="updated_since 须带时区")
    after = int(query.cursor or 0)
    found = queries.feed(
        caller(request).party_id, after=after, updated_since=query.updated_since, limit=query.limit + 1
    )
    page = found[: query.limit]
    cursor = str(page[-1].feed_no if page else after)
    return PageOut(loan_applications=[shape(one) for one in page], cursor=cursor, more=len(found) > query.limit)


@router.get("/loan-applications/{uuid:application_id}", response=ApplicationOut, summary="一笔申请")
def one(request: HttpRequest, application_id: UUID) -> ApplicationOut:
    """One application of the calling institution; another's answers like one that does not exist."""
    return shape(queries.require_for_institution(caller(request).party_id, application_id))


def shape(application: queries.LoanApplication) -> ApplicationOut:
    """An application as the institution sees it (申请的接口形状)."""
    clocks = queries.clocks_of(application, today=clock.today(), calendar=holidays.calendar())
    return ApplicationOut(
        id=application.pk,
        number=application.number,
        status=application.status,
        status_label=Status(application.status).label,
        enterprise=EnterpriseOut(code=application.enterprise.code, name=application.enterprise.name),
        product_code=application.product.code,
        product_name=application.product.name,
        amount_yuan=application.amount_yuan,
        term_months=application.term_months,
        use=application.use,
        consent=_consent(application.consent_id),
        submitted_at=application.submitted_at,
        accepted_at=application.accepted_at,
        decided_at=application.decided_at,
        clocks=[
            ClockOut(
                name=one.name,
                due_on=one.due_on,
                provisional=one.provisional,
                pace=one.pace,
                workdays_left=one.left,
                words=one.words,
            )
            for one in clocks
        ],
        approved_yuan=application.approved_yuan,
        approved_rate=application.approved_rate,
        approved_until=application.approved_until,
        refusal_reason=application.refusal_reason or None,
        refusal_sentence=application.refusal_sentence or None,
        disbursed_yuan=application.disbursed_yuan,
        settled_on=application.settled_on,
        updated_at=application.updated_at,
    )


def _consent(consent_id: UUID) -> ConsentOut | None:
    terms = consents.terms(consent_id)
    if terms is None:
        return None
    return ConsentOut(
        id=consent_id,
        items=sorted(terms.items),
        purpose=terms.purpose,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        state=terms.state,
    )
