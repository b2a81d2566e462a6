"""Having interface items asked for in time, from a page or an API (调取等待).

The web role may write no record, so it leaves a call for the worker and waits a little longer than a provider
may take. It learns whether the asking is over, and nothing of the answer: that is read through the gate.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.data.consent import queries as consent
from rongxin.data.consent import rules as consent_rules
from rongxin.data.ingest.interface.fetch import fetch_many, interface_items
from rongxin.data.ingest.models import InterfaceCall

LOOK_EVERY_SECONDS = 0.04
SLACK_SECONDS = 1.5


def refresh(
    *,
    by: Actor,
    subject_id: UUID,
    consent_id: UUID,
    items: Collection[str],
    defer: Callable[[UUID], object],
    at: datetime | None = None,
) -> frozenset[str]:
    """Have the interface items among `items` asked for, and say which are late (调取接口信息并等待).

    What comes back is for `records.gate.disclose(late=…)`. Answers that come after the wait are stored all the
    same, for the next time. `defer` puts the call in the queue (`jobs.fetch_later`); the worker asks at once.

    Raises:
        ConsentRefused: the consent does not cover the items; nobody was asked.
    """
    wanted = interface_items(items)
    if not wanted:
        return frozenset()
    if settings.ROLE == "worker":
        done = fetch_many(by=by, subject_id=subject_id, items=wanted, consent_id=consent_id, at=at)
        return frozenset(one.item for one in done if one.late)
    moment = at or clock.now()
    _require_consent(by, subject_id, wanted, consent_id, moment)
    call = InterfaceCall.objects.create(
        subject_id=subject_id, consent_id=consent_id, items=list(wanted), actor=_plain(by), asked_at=moment
    )
    defer(call.pk)
    return _await(call.pk, wanted)


def perform(*, call_id: UUID) -> None:
    """Do what a call asks, as the worker; a call that is over is left alone (执行接口调用)."""
    call = InterfaceCall.objects.filter(pk=call_id, ended_at__isnull=True).first()
    if call is None:
        return
    done = fetch_many(
        by=_actor(call.actor), subject_id=call.subject_id, items=tuple(call.items), consent_id=call.consent_id
    )
    call.late = [one.item for one in done if one.late]
    call.ended_at = clock.now()
    call.save(update_fields=["late", "ended_at"])


def _require_consent(by: Actor, subject_id: UUID, items: Collection[str], consent_id: UUID, moment: datetime) -> None:
    terms = consent.terms(consent_id)
    if terms is None:
        raise consent_rules.ConsentMissing()
    consent_rules.check_covers(
        terms,
        subject_id=subject_id,
        grantee_id=by.party_id,
        items=items,
        purpose=terms.purpose,
        on=clock.local_day(moment),
    )


def _await(call_id: UUID, wanted: Collection[str]) -> frozenset[str]:
    until = time.monotonic() + settings.INTERFACE_TIMEOUT_SECONDS + SLACK_SECONDS
    while time.monotonic() < until:
        call = InterfaceCall.objects.get(pk=call_id)
        if call.ended_at is not None:
            return frozenset(call.late)
        time.sleep(LOOK_EVERY_SECONDS)
    return frozenset(wanted)


def _plain(by: Actor) -> dict[str, str | None]:
    return {**by.as_evidence()}


def _actor(plain: dict[str, str | None]) -> Actor:
    party = plain["party"]
    return Actor(
        kind=plain["kind"] or "",
        id=plain["id"] or "",
        party_id=UUID(party) if party else None,
        role=plain["role"] or "",
        door="job",
    )
