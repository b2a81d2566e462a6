"""POST /disclosures: information on a subject, as far as something allows it (信用信息查询)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import ConfigDict

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.data.consent import queries as consents
from rongxin.data.consent import rules as consent_rules
from rongxin.data.consent.disclosures import Ask
from rongxin.data.consent.rules import Basis, Purpose
from rongxin.data.ingest import interface, jobs
from rongxin.data.records.gate import Answer
from rongxin.data.subjects import queries as subjects
from rongxin.doors.api import rules
from rongxin.doors.api.v1.auth import Caller, Word, caller
from rongxin.finance.applications import queries as applications
from rongxin.insight.reports import gate as reports

router = Router(tags=["disclosures"])
NOBODY = UUID(int=0)  # a code that is no subject's: it has no consent either, and is refused in the same words


class EndUser(Schema):
    """The person at the institution who will read the answer, as the institution names them."""

    model_config = ConfigDict(extra="forbid")
    name: Word = Field(min_length=1, max_length=60)
    branch: Word = Field(min_length=1, max_length=120)

    @property
    def said(self) -> str:
        """One line for the access register."""
        return f"{self.name}（{self.branch}）"


class DisclosureIn(Schema):
    """Whom, what, what for, on what basis, for whose eyes. An unknown field is refused."""

    model_config = ConfigDict(extra="forbid")
    application_id: UUID | None = None
    subject_code: Word | None = Field(None, max_length=40)
    items: list[Word] = Field(min_length=1, max_length=60)
    purpose: Word = Field(max_length=40)
    basis: Literal["consent", "public"] = "consent"
    consent_id: UUID | None = None
    end_user: EndUser


class AnswerOut(Schema):
    """One item: exactly one state. `as_of` is the day on which the platform got it, `records` what it got."""

    state: str
    state_label: str
    source: str | None
    as_of: date | None
    expires_at: datetime | None
    reason: str | None
    total: int
    records: list[dict[str, Any]]


class DisclosureOut(Schema):
    """What was shown, under which disclosure and evidence entry, on which basis."""

    disclosure_id: UUID
    entry_id: UUID
    at: datetime
    basis: str
    consent_id: UUID | None
    items: dict[str, AnswerOut]
    evaluation: dict[str, Any] | None
    notice: str


@router.post("/disclosures", response=DisclosureOut, summary="查询信用信息")
def disclosed(request: HttpRequest, body: DisclosureIn) -> DisclosureOut:
    """Answer per item, after the disclosure has been committed with its evidence."""
    sender = caller(request)
    ask = ask_of(sender, body)
    by = sender.actor(body.end_user.said)
    shown = reports.open(by=by, ask=ask, late=fetched(by, ask))
    return DisclosureOut(
        disclosure_id=shown.disclosure_id,
        entry_id=shown.entry_id,
        at=shown.at,
        basis=str(ask.basis),
        consent_id=ask.consent_id,
        items={item: shape(answer) for item, answer in shown.records.items()},
        evaluation=plain(shown.evaluation) if shown.evaluation is not None else None,
        notice="信用评价供参考；以上内容仅限本次所述用途使用。",
    )


def ask_of(sender: Caller, body: DisclosureIn) -> Ask:
    """The question in the gate's words (查询请求).

    With an application the subject and the consent are the application's own; a code that nobody carries asks about
    nobody, so that the refusal does not tell whether the platform knows a subject.

    Raises:
        Malformed: neither or both of application and code were given, or an item stands twice.
        ApplicationUnknown: the application is not the caller's.
    """
    if (body.application_id is None) == (not body.subject_code):
        raise rules.Malformed(problem="application_id 与 subject_code 须且只须给出一个")
    if len(set(body.items)) < len(body.items):
        raise rules.Malformed(problem="items 有重复")
    consent_id = body.consent_id
    if body.application_id is not None:
        application = applications.require_for_institution(sender.party_id, body.application_id)
        subject_id, consent_id = application.subject_id, consent_id or application.consent_id
    else:
        subject_id = subjects.resolve(body.subject_code or "") or NOBODY
    return Ask(
        subject_id=subject_id,
        items=tuple(body.items),
        basis=Basis(body.basis),
        purpose=_purpose(body.purpose),
        consent_id=consent_id if body.basis == "consent" else None,
        application_id=body.application_id,
        end_user=body.end_user.said,
    )


def fetched(by: Actor, ask: Ask) -> frozenset[str]:
    """Have the items that live at their source brought in first; says which sources are late (先行调取).

    Nobody is asked for what the question may not see: the consent is held against the whole question before.

    Raises:
        ConsentRefused: the consent does not cover the question.
    """
    if ask.basis is not Basis.CONSENT or ask.consent_id is None:
        return frozenset()
    try:
        terms = consents.terms(ask.consent_id)
        if terms is None:
            raise consent_rules.ConsentMissing()
        consent_rules.check_covers(
            terms,
            subject_id=ask.subject_id,
            grantee_id=by.party_id,
            items=ask.items,
            purpose=str(ask.purpose),
            on=clock.today(),
        )
        return interface.refresh(
            by=by, subject_id=ask.subject_id, consent_id=ask.consent_id, items=ask.items, defer=jobs.fetch_later
        )
    except consent_rules.ConsentRefused as error:
        error.refused = (by, ask)  # type: ignore[attr-defined]
        raise


def shape(answer: Answer) -> AnswerOut:
    """One item's answer as JSON (答复形状)."""
    return AnswerOut(
        state=answer.state.value,
        state_label=answer.state.label,
        source=answer.source or None,
        as_of=answer.as_of,
        expires_at=answer.expires_at,
        reason=answer.reason or None,
        total=answer.total,
        records=[plain(record) for record in answer.records],
    )


def plain(value: Any) -> Any:
    """Values as JSON: money as text, days and moments in ISO form."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def _purpose(name: str) -> Purpose:
    """A purpose of the closed list; another is refused and recorded like a wrong one."""
    return Purpose(name) if name in set(Purpose) else name  # type: ignore[return-value]
