"""Events leave for the institutions, at least once and in order per application (投递待发事件)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.keys import signers
from rongxin.base.parties import queries as parties
from rongxin.finance.applications import clocks, envelope
from rongxin.finance.applications.connector import BankConnector, Parcel, Receipt
from rongxin.finance.applications.models import Outgoing

LEASE = timedelta(seconds=60)  # longer than a connector may take; a killed worker's parcels come free again


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one round of sending did (投递情况)."""

    delivered: int
    failed: int
    dead: int


def deliver_outbox(*, by: Actor, connector: BankConnector, limit: int = 200, at: datetime | None = None) -> Delivery:
    """Send what is due, one event after another (投递).

    Afterwards each due event is delivered, waits for its next attempt, or has been given up for an operator to look
    at. An event waits while an earlier one of the same application has not been delivered. A kill at any point means
    that an event is sent once more, never that it is lost.

    Evidence: applications:outgoing:given-up for each event given up
    """
    counts = {"delivered": 0, "failed": 0, "dead": 0}
    for _ in range(limit):
        parcel = _claim(at or clock.now())
        if parcel is None:
            break
        receipt = connector.submit(parcel)
        counts[_settle(by, UUID(parcel.event_id), receipt, at or clock.now())] += 1
    return Delivery(**counts)


@transaction.atomic
def resend(*, by: Actor, outgoing_id: UUID, at: datetime | None = None) -> None:
    """Let a given-up event be tried again from the start (重新投递)."""
    Outgoing.objects.filter(pk=outgoing_id, dead_at__isnull=False).update(
        dead_at=None, attempts=0, next_attempt_at=at or clock.now()
    )


@transaction.atomic
def _claim(now: datetime) -> Parcel | None:
    """Take the next due event for as long as the lease; another worker passes over it."""
    earlier = Outgoing.objects.filter(
        application=OuterRef("application"), delivered_at__isnull=True, created_at__lt=OuterRef("created_at")
    )
    waiting = (
        Outgoing.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(~Exists(earlier), delivered_at__isnull=True, dead_at__isnull=True, next_attempt_at__lte=now)
        .select_related("institution")
        .order_by("next_attempt_at", "id")
        .first()
    )
    if waiting is None:
        return None
    waiting.next_attempt_at = now + LEASE
    waiting.attempts += 1
    waiting.save(update_fields=["next_attempt_at", "attempts"])
    return _parcel(waiting)


def _parcel(waiting: Outgoing) -> Parcel:
    event = envelope.build(
        event_id=waiting.pk,
        kind=waiting.kind,
        application_id=waiting.application_id,
        at=waiting.created_at,
        source=settings.SITE_URL,
        audience=waiting.institution.code,
        data=waiting.data,
    )
    return Parcel(
        event_id=str(waiting.pk),
        kind=waiting.kind,
        institution=waiting.institution.code,
        address=parties.event_address(waiting.institution_id),
        body=signers.jws(signers.platform_signer(), event, typ=envelope.TYPE),
    )


@transaction.atomic
def _settle(by: Actor, outgoing_id: UUID, receipt: Receipt, now: datetime) -> str:
    sent = Outgoing.objects.select_for_update().get(pk=outgoing_id)
    if receipt.delivered:
        sent.delivered_at, sent.last_problem = now, ""
        outcome = "delivered"
    elif clocks.is_dead(sent.attempts):
        sent.dead_at, sent.last_problem = now, receipt.problem[:200]
        evidence.append(
            tags.OUTGOING_GIVEN_UP, by=by, subject=sent.application_id, facts={"event": str(sent.pk), "kind": sent.kind}
        )
        outcome = "dead"
    else:
        sent.next_attempt_at, sent.last_problem = now + clocks.backoff(sent.attempts), receipt.problem[:200]
        outcome = "failed"
    sent.save(update_fields=["delivered_at", "dead_at", "next_attempt_at", "last_problem"])
    return outcome
