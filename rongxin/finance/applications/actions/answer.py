"""The institution reports back: accepted, approved or refused, paid out, settled (机构反馈)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from rongxin.base.common import clock, digest, workdays
from rongxin.base.common.actor import Actor
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.reference import holidays
from rongxin.finance.applications import clocks, feedback, rules
from rongxin.finance.applications.models import ApplicationEvent, Disbursement, Feed, LoanApplication
from rongxin.finance.applications.rules import EventKind, Status

_TAGS = {
    EventKind.ACCEPTED: tags.APPLICATION_ACCEPTED,
    EventKind.APPROVED: tags.APPLICATION_APPROVED,
    EventKind.REFUSED: tags.APPLICATION_REFUSED,
    EventKind.DISBURSED: tags.APPLICATION_DISBURSED,
    EventKind.SETTLED: tags.APPLICATION_SETTLED,
}
CLOCK_SKEW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an institution is told about its event, the same however often it sends it (回执)."""

    event_id: str
    application_id: UUID
    status: Status
    received_at: datetime
    entry_id: UUID


@transaction.atomic
def apply_event(
    *,
    by: Actor,
    application_id: UUID,
    event_id: str,
    kind: EventKind,
    data: Mapping[str, Any],
    occurred_at: datetime,
    at: datetime | None = None,
) -> Answer:
    """Move an application as its institution reports (登记反馈).

    Afterwards the event stands in the log and the application in its new status. The same event again changes
    nothing and gets the first answer. Clocks stop at the moment the platform received the event.

    Raises:
        ApplicationUnknown: not an application of the party that `by` acts for.
        EventReused: the id was used for other contents.
        FeedbackIncomplete, DatesImpossible, AmountAboveApproved, NoteReused: the contents do not hold.
        TooEarly: an event before this one is missing; this one may be sent again afterwards.
        NotPossible: the application has gone past this point.

    Evidence: applications:application:accepted | approved | refused | disbursed | settled
    """
    at = at or clock.now()
    application = _locked(by, application_id)
    mark = _digest(application_id, kind, data)
    known = ApplicationEvent.objects.filter(institution_id=by.party_id, event_id=event_id, refusal_code="").first()
    if known is not None:
        return _first_answer(known, mark)
    before = Status(application.status)
    values = feedback.read(kind, data)
    after = rules.check_move(before, kind)
    if occurred_at > at + CLOCK_SKEW:
        raise rules.DatesImpossible(reason="事件发生时间晚于当前时间")
    feedback.check_dates(kind, values, today=clock.local_day(at), known=_known_days(application))
    entry_id = evidence.append(
        _TAGS[kind], by=by, subject=application.pk, facts={"event": event_id, "digest": mark, "to": str(after)}
    )
    event = ApplicationEvent(
        application=application,
        institution_id=application.institution_id,
        event_id=event_id,
        kind=kind,
        data=json.loads(digest.canonical(values)),
        digest=mark,
        from_status=before,
        to_status=after,
        occurred_at=occurred_at,
        received_at=at,
        received_from=by.id,
        entry_id=entry_id,
    )
    event.save(force_insert=True)
    _reduce(application, event, kind, values, at)
    return _answer(event)


@transaction.atomic
def record_event_refusal(
    *,
    by: Actor,
    application_id: UUID,
    event_id: str,
    kind: str,
    data: Mapping[str, Any],
    occurred_at: datetime | None,
    error: DomainError,
    at: datetime | None = None,
) -> UUID:
    """Keep what could not be applied, in a transaction of its own (登记未被接受的反馈).

    Called by the outer edge after the refusal has rolled everything back. An event for an application that is not
    this institution's leaves an entry of evidence only.

    Evidence: applications:event:refused
    """
    at = at or clock.now()
    mark = _digest(application_id, kind, data)
    entry_id = evidence.append(
        tags.EVENT_REFUSED,
        by=by,
        subject=application_id,
        facts={"event": event_id, "kind": kind, "digest": mark, "code": error.code},
    )
    application = LoanApplication.objects.filter(pk=application_id, institution_id=by.party_id).first()
    if application is not None and kind in EventKind.__members__.values():
        ApplicationEvent.objects.create(
            application=application,
            institution_id=application.institution_id,
            event_id=event_id,
            kind=kind,
            data=json.loads(digest.canonical(dict(data))),
            digest=mark,
            from_status=application.status,
            refusal_code=error.code,
            occurred_at=occurred_at or at,
            received_at=at,
            received_from=by.id,
            entry_id=entry_id,
        )
    return entry_id


def _locked(by: Actor, application_id: UUID) -> LoanApplication:
    """The application and its institution's feed under lock, so that two events never interleave."""
    application = (
        LoanApplication.objects.select_for_update().filter(pk=application_id, institution_id=by.party_id).first()
    )
    if application is None:
        raise rules.ApplicationUnknown()
    Feed.objects.select_for_update().get(institution_id=application.institution_id)
    return application


def _digest(application_id: UUID, kind: str, data: Mapping[str, Any]) -> str:
    return digest.of({"application": application_id, "kind": str(kind), "data": dict(data)})


def _first_answer(known: ApplicationEvent, mark: str) -> Answer:
    if known.digest != mark:
        raise rules.EventReused(event_id=known.event_id)
    return _answer(known)


def _answer(event: ApplicationEvent) -> Answer:
    return Answer(event.event_id, event.application_id, Status(event.to_status), event.received_at, event.entry_id)


def _known_days(application: LoanApplication) -> dict[str, date | None]:
    last = application.disbursements.order_by("-disbursed_on").first()
    return {
        "submitted_on": clock.local_day(application.submitted_at),
        "approved_until": application.approved_until,
        "disbursed_on": last.disbursed_on if last else None,
    }


def _reduce(
    application: LoanApplication, event: ApplicationEvent, kind: EventKind, values: dict[str, Any], at: datetime
) -> None:
    """The application after one more event."""
    application.status = event.to_status
    application.updated_at = at
    if kind is EventKind.ACCEPTED:
        _accept(application, values, at)
    elif kind is EventKind.APPROVED:
        application.decided_at = at
        application.approved_yuan = values["amount_yuan"]
        application.approved_rate = values["annual_rate"]
        application.approved_until = values["valid_until"]
        application.evaluation_used = values.get("evaluation_used", [])
    elif kind is EventKind.REFUSED:
        application.accepted_at = application.accepted_at or at  # declining is an answer too
        application.decided_at = at
        application.refusal_reason = values["reason"]
        application.refusal_sentence = values["sentence"]
        application.evaluation_used = values.get("evaluation_used", [])
    elif kind is EventKind.DISBURSED:
        _pay_out(application, event, values)
    elif kind is EventKind.SETTLED:
        application.settled_on = values["settled_on"]
    feed = Feed.objects.get(institution_id=application.institution_id)
    feed.last_no += 1
    feed.save(update_fields=["last_no"])
    application.feed_no = feed.last_no
    application.save()


def _accept(application: LoanApplication, values: dict[str, Any], at: datetime) -> None:
    profile = settings.PROFILE
    _, decision = clocks.limits(
        profile.acceptance_limit_workdays, profile.decision_limit_workdays, application.product.processing_workdays
    )
    due = workdays.due(at, decision, holidays.calendar())
    application.accepted_at = at
    application.handler = values["handler"]
    application.decide_due_on, application.decide_due_provisional = due.on, due.provisional


def _pay_out(application: LoanApplication, event: ApplicationEvent, values: dict[str, Any]) -> None:
    if application.approved_yuan is None:
        raise rules.NotPossible(status=Status(application.status).label, event=EventKind.DISBURSED.label)
    if Disbursement.objects.filter(institution_id=application.institution_id, note_no=values["note_no"]).exists():
        raise rules.NoteReused(note_no=values["note_no"])
    application.disbursed_yuan = rules.check_disbursed(
        application.approved_yuan, application.disbursed_yuan or Decimal(0), values["amount_yuan"]
    )
    Disbursement.objects.create(
        application=application,
        institution_id=application.institution_id,
        event=event,
        note_no=values["note_no"],
        amount_yuan=values["amount_yuan"],
        disbursed_on=values["disbursed_on"],
        due_on=values["due_on"],
        annual_rate=values["annual_rate"],
        first_loan=values["first_loan"],
        credit_loan=values["credit_loan"],
    )
