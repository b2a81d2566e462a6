"""What enterprises, institutions and operators may know about applications (融资申请查询)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from rongxin.base.common.workdays import Calendar, Due
from rongxin.finance.applications import rules
from rongxin.finance.applications.clocks import Clock, reading
from rongxin.finance.applications.models import ApplicationEvent, LoanApplication, Outgoing
from rongxin.finance.applications.rules import Status

FEED_PAGE = 100


def of_subject(subject_id: UUID) -> QuerySet[LoanApplication]:
    """The applications of one subject, newest first (企业的申请)."""
    return _whole().filter(subject_id=subject_id).order_by("-submitted_at")


def of_institution(institution_id: UUID) -> QuerySet[LoanApplication]:
    """The applications sent to one institution, newest first (机构收到的申请)."""
    return _whole().filter(institution_id=institution_id).order_by("-submitted_at")


def feed(
    institution_id: UUID, *, after: int = 0, updated_since: datetime | None = None, limit: int = FEED_PAGE
) -> list[LoanApplication]:
    """Applications of one institution in the order of their last change, after a position (变动流水).

    Positions are taken under a lock held until commit, so a reader that goes on from the last position it saw
    misses no change.
    """
    found = _whole().filter(institution_id=institution_id, feed_no__gt=after)
    if updated_since is not None:
        found = found.filter(updated_at__gte=updated_since)
    return list(found.order_by("feed_no")[:limit])


def require_for_institution(institution_id: UUID | None, application_id: UUID) -> LoanApplication:
    """An application of this institution; another's is as unknown as none (本机构的申请).

    Raises:
        ApplicationUnknown: there is none of this institution.
    """
    found = _whole().filter(pk=application_id, institution_id=institution_id).first()
    if found is None:
        raise rules.ApplicationUnknown()
    return found


def require_for_subject(subject_id: UUID, application_id: UUID) -> LoanApplication:
    """An application of this subject; another's is as unknown as none (本企业的申请).

    Raises:
        ApplicationUnknown: there is none of this subject.
    """
    found = _whole().filter(pk=application_id, subject_id=subject_id).first()
    if found is None:
        raise rules.ApplicationUnknown()
    return found


def events_of(application: LoanApplication, *, refused: bool = False) -> QuerySet[ApplicationEvent]:
    """What the institution reported, oldest first; on request also what was refused (办理过程)."""
    found = application.events.order_by("received_at", "id")
    return found if refused else found.filter(refusal_code="")


def clocks_of(application: LoanApplication, *, today: date, calendar: Calendar) -> list[Clock]:
    """The clocks of one application as they stand on a day: acceptance, then decision once it runs (时限)."""
    accept = Due(application.accept_due_on, application.accept_due_provisional)
    found = [reading("受理", accept, application.accepted_at, today, calendar)]
    if application.decide_due_on is not None:
        decide = Due(application.decide_due_on, application.decide_due_provisional)
        found.append(reading("审结", decide, application.decided_at, today, calendar))
    return found


def overdue(*, today: date) -> QuerySet[LoanApplication]:
    """Applications whose institution has not answered in time; provisional days do not count as broken (超期申请)."""
    waiting = _whole()
    to_accept = waiting.filter(status=Status.SUBMITTED, accept_due_on__lt=today, accept_due_provisional=False)
    to_decide = waiting.filter(status=Status.ACCEPTED, decide_due_on__lt=today, decide_due_provisional=False)
    return to_accept | to_decide


def funnel(institution_id: UUID | None = None) -> dict[str, object]:
    """How many applications came how far, and the sums approved and paid out (申请漏斗).

    `approved` counts every application that was ever approved, whatever came afterwards; `statuses` counts where
    each stands now.
    """
    found = LoanApplication.objects.all()
    if institution_id is not None:
        found = found.filter(institution_id=institution_id)
    now = dict(found.values_list("status").annotate(count=Count("id")))
    sums = found.aggregate(approved=Sum("approved_yuan"), disbursed=Sum("disbursed_yuan"))
    return {
        "submitted": sum(now.values()),
        "accepted": found.filter(accepted_at__isnull=False).count(),
        "approved": found.filter(approved_yuan__isnull=False).count(),
        "refused": now.get(Status.REFUSED, 0),
        "disbursed": found.filter(disbursed_yuan__isnull=False).count(),
        "settled": now.get(Status.SETTLED, 0),
        "approved_yuan": sums["approved"],
        "disbursed_yuan": sums["disbursed"],
        "statuses": {status.value: now.get(status, 0) for status in Status},
    }


def dead_letters() -> QuerySet[Outgoing]:
    """Events that were given up, for an operator to look at and resend (投递失败事件)."""
    return Outgoing.objects.filter(dead_at__isnull=False).order_by("dead_at")


def waiting_to_send() -> int:
    """How many events are still on their way (待投递数)."""
    return Outgoing.objects.filter(delivered_at__isnull=True, dead_at__isnull=True).count()


def _whole() -> QuerySet[LoanApplication]:
    return LoanApplication.objects.select_related("enterprise", "institution", "product")
