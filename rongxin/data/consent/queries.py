"""What was allowed, asked, shown and refused (授权查询)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from rongxin.data.consent import rules
from rongxin.data.consent.models import Consent, ConsentRequest, Disclosure, Refusal
from rongxin.data.consent.rules import Purpose, State, Terms


def terms(consent_id: UUID) -> Terms | None:
    """What a consent says, with its state now; None when there is no such consent."""
    row = (
        Consent.objects.filter(pk=consent_id)
        .values_list("subject_id", "grantee_id", "items", "purpose", "valid_from", "valid_until", "now__state")
        .first()
    )
    return None if row is None else Terms(row[0], row[1], frozenset(row[2]), *row[3:])


def of_subject(subject_id: UUID) -> QuerySet[Consent]:
    """All consents that a subject gave, newest first."""
    return Consent.objects.select_related("now").filter(subject_id=subject_id).order_by("-granted_at")


def in_force(
    subject_id: UUID, grantee_id: UUID | None, purpose: Purpose, on: date, items: Collection[str] = ()
) -> Consent | None:
    """The newest consent in force that covers the items, or None."""
    if grantee_id is None:
        return None
    return (
        Consent.objects.filter(
            subject_id=subject_id, grantee_id=grantee_id, purpose=purpose, valid_from__lte=on, valid_until__gte=on,
            items__contains=list(items), now__state=State.ACTIVE,
        )
        .order_by("-granted_at")
        .first()
    )  # fmt: skip


def require(
    subject_id: UUID, grantee_id: UUID | None, purpose: Purpose, on: date, items: Collection[str] = ()
) -> Consent:
    """The consent in force, or a refusal that says why there is none.

    Raises:
        ConsentRefused: the reason that holds for the newest consent of this pair.
    """
    found = in_force(subject_id, grantee_id, purpose, on, items)
    if found is not None:
        return found
    if grantee_id is None:
        raise rules.ConsentMissing()
    newest = Consent.objects.filter(subject_id=subject_id, grantee_id=grantee_id).order_by("-granted_at").first()
    if newest is None:
        raise rules.ConsentMissing()
    known = terms(newest.pk)
    if known is None:
        raise rules.ConsentMissing()
    rules.check_covers(known, subject_id=subject_id, grantee_id=grantee_id, items=items, purpose=purpose, on=on)
    raise rules.ConsentMissing()


def may_compute(subject_id: UUID, on: date) -> frozenset[str]:
    """Items for which the subject lets the platform compute its evaluation."""
    rows = Consent.objects.filter(
        subject_id=subject_id,
        purpose=Purpose.EVALUATION,
        now__state=State.ACTIVE,
        valid_from__lte=on,
        valid_until__gte=on,
    ).values_list("items", flat=True)
    return frozenset(item for items in rows for item in items)


def open_requests(subject_id: UUID, on: date) -> QuerySet[ConsentRequest]:
    """Requests that wait for the subject's answer, the earliest deadline first."""
    return ConsentRequest.objects.filter(subject_id=subject_id, answered_at__isnull=True, valid_until__gte=on).order_by(
        "answer_by"
    )


def requests_of(grantee_id: UUID, subject_id: UUID) -> QuerySet[ConsentRequest]:
    """What one institution asked of one subject, newest first."""
    return ConsentRequest.objects.filter(grantee_id=grantee_id, subject_id=subject_id).order_by("-asked_at")


def shown(subject_id: UUID) -> QuerySet[Disclosure]:
    """Who looked at the subject's information, newest first (谁看过我的信息)."""
    return Disclosure.objects.filter(subject_id=subject_id).order_by("-at")


def refused(subject_id: UUID) -> QuerySet[Refusal]:
    """Who tried and was refused, newest first (被拦截的查询)."""
    return Refusal.objects.filter(subject_id=subject_id).order_by("-at")
