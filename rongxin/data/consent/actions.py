"""Granting, revoking, asking, and what was refused (授权的办理)."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from rongxin.base.common import clock, digest, ids
from rongxin.base.common.actor import Actor
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.parties.models import Party
from rongxin.data.catalogue import registry
from rongxin.data.consent import rules
from rongxin.data.consent.models import Consent, ConsentRequest, ConsentState, Refusal
from rongxin.data.consent.rules import Purpose, State

TEXT_VERSION = "online-2026.1"
DERIVED_ITEMS = frozenset({"credit_evaluation"})


@transaction.atomic
def grant(
    *,
    by: Actor,
    subject_id: UUID,
    to: Party,
    items: Collection[str],
    purpose: Purpose,
    valid_until: date,
    application_id: UUID | None = None,
    on: date | None = None,
) -> Consent:
    """Let a party see items of a subject (授权).

    Afterwards one Consent is in force from `on` (a Shanghai day, default today) through `valid_until`.

    Raises:
        NotEntitled: `by` may not sign for the subject.
        ItemUnknown, NothingChosen, TermRefused, PurposeUnknown: the terms cannot be granted.

    Evidence: consent:consent:granted
    """
    on = on or clock.today()
    _require_signatory(by, subject_id)
    require_items(items)
    rules.check_term(on, valid_until)
    rules.check_purpose(to.kind, purpose)
    consent_id = ids.uuid7()
    chosen = sorted(set(items))
    terms = {
        "subject": subject_id, "grantee": to.pk, "items": chosen, "purpose": purpose.value,
        "valid_from": on, "valid_until": valid_until, "application": application_id, "text": TEXT_VERSION,
    }  # fmt: skip
    summary = digest.of(terms)
    with connection.cursor() as cursor:
        cursor.execute(
            "select consent.grant_consent(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [consent_id, subject_id, to.pk, chosen, purpose.value, on, valid_until, application_id,
             json.dumps(by.as_evidence()), TEXT_VERSION, summary],
        )  # fmt: skip
    evidence.append(
        tags.CONSENT_GRANTED, by=by, subject=subject_id,
        facts={"consent": consent_id, "grantee": to.pk, "items": chosen, "purpose": purpose.value,
               "valid_until": valid_until, "digest": summary},
    )  # fmt: skip
    return Consent.objects.get(pk=consent_id)


@transaction.atomic
def revoke(*, by: Actor, consent_id: UUID) -> Consent:
    """End a consent at once (撤回授权).

    Waits for an answer that is already on its way out; whoever asks afterwards is refused.

    Raises:
        NotEntitled: `by` may not sign for the subject.
        MoveRefused: it has ended already.

    Evidence: consent:consent:revoked
    """
    consent = Consent.objects.select_related("now").filter(pk=consent_id).first()
    if consent is None:
        raise rules.ConsentMissing()
    _require_signatory(by, consent.subject_id)
    _move(consent, State.REVOKED)
    evidence.append(tags.CONSENT_REVOKED, by=by, subject=consent.subject_id, facts={"consent": consent_id})
    return consent


@transaction.atomic
def request(
    *,
    by: Actor,
    subject_id: UUID,
    required: Collection[str],
    optional: Collection[str],
    purpose: Purpose,
    valid_until: date,
    answer_by: date,
    application_id: UUID | None = None,
    at: datetime | None = None,
) -> ConsentRequest:
    """Ask a subject for its consent on behalf of the actor's institution (授权请求).

    Raises:
        ItemUnknown, PurposeUnknown: the institution may not ask for this.

    Evidence: consent:request:made
    """
    require_items([*required, *optional])
    grantee = _party_of(by)
    rules.check_purpose(grantee.kind, purpose)
    asked = ConsentRequest.objects.create(
        subject_id=subject_id, grantee_id=grantee.pk, required=sorted(required), optional=sorted(optional),
        purpose=purpose, valid_until=valid_until, answer_by=answer_by, application_id=application_id,
        asked_at=at or clock.now(),
    )  # fmt: skip
    evidence.append(
        tags.CONSENT_REQUESTED, by=by, subject=subject_id, facts={"request": asked.pk, "grantee": grantee.pk}
    )
    return asked


@transaction.atomic
def answer(*, by: Actor, request_id: UUID, chosen: Collection[str], at: datetime | None = None) -> Consent | None:
    """Grant the chosen items of a request, or decline it by choosing none (答复授权请求).

    Raises:
        NotEntitled: `by` may not sign for the subject.
        ItemsNotCovered: an item was chosen that was not asked for.
        RequestAnswered: there is no such request, or it has its answer.

    Evidence: consent:consent:granted or consent:request:declined
    """
    moment = at or clock.now()
    asked = ConsentRequest.objects.select_for_update().filter(pk=request_id, answered_at__isnull=True).first()
    if asked is None:
        raise rules.RequestAnswered()
    _require_signatory(by, asked.subject_id)
    if strangers := sorted(set(chosen) - {*asked.required, *asked.optional}):
        raise rules.ItemsNotCovered(items="、".join(strangers))
    consent = None
    if chosen:
        consent = grant(
            by=by, subject_id=asked.subject_id, to=Party.objects.get(pk=asked.grantee_id), items=chosen,
            purpose=Purpose(asked.purpose), valid_until=asked.valid_until, application_id=asked.application_id,
            on=clock.local_day(moment),
        )  # fmt: skip
    else:
        evidence.append(tags.CONSENT_DECLINED, by=by, subject=asked.subject_id, facts={"request": asked.pk})
    asked.answered_at, asked.consent_id = moment, consent.pk if consent else None
    asked.save(update_fields=["answered_at", "consent_id"])
    return consent


def record_refusal(*, error: DomainError, at: datetime | None = None) -> Refusal | None:
    """Keep a refused try where it survives the rollback (记录拒绝).

    The outer edge (page, API, console, job) calls this after the failed transaction has ended; an error that
    did not come from an act of showing leaves nothing.

    Evidence: consent:disclosure:refused
    """
    refused = getattr(error, "refused", None)
    if refused is None:
        return None
    by, ask = refused
    with transaction.atomic(durable=True):
        entry = evidence.append(
            tags.DISCLOSURE_REFUSED, by=by, subject=ask.subject_id,
            facts={"basis": ask.basis, "purpose": str(ask.purpose), "items": sorted(ask.items), "consent": ask.consent_id,
                   "reason": error.code},
        )  # fmt: skip
        return Refusal.objects.create(
            subject_id=ask.subject_id, grantee_id=by.party_id, purpose=str(ask.purpose), items=sorted(ask.items),
            code=error.code, reason=error.title_filled, entry_id=entry, at=at or clock.now(),
        )  # fmt: skip


def require_items(items: Collection[str]) -> None:
    """Refuse an item or field that the catalogue does not know, and an empty choice."""
    if not items:
        raise rules.NothingChosen()
    known = registry.items()
    unknown = []
    for name in items:
        code, _, field = name.partition(".")
        if code in DERIVED_ITEMS and not field:
            continue
        if code not in known or (field and field not in {one.column for one in known[code].fields}):
            unknown.append(name)
    if unknown:
        raise rules.ItemUnknown(items="、".join(sorted(unknown)))


def _require_signatory(by: Actor, subject_id: UUID) -> None:
    entitled = (
        by.party_id is not None
        and by.role == "signatory"
        and Party.objects.filter(pk=by.party_id, subject_id=subject_id, status="active").exists()
    )
    if not entitled:
        raise rules.NotEntitled()


def _party_of(by: Actor) -> Party:
    if by.party_id is None:
        raise rules.NotEntitled()
    return Party.objects.get(pk=by.party_id)


def _move(consent: Consent, wanted: State) -> None:
    allowed = [state.value for state, targets in rules.MOVES.items() if wanted in targets]
    with connection.cursor() as cursor:
        cursor.execute("select consent.move_state(%s, %s, %s)", [consent.pk, allowed, wanted.value])
        moved = cursor.fetchone()[0]
    if not moved:
        current = ConsentState.objects.get(pk=consent.pk).state
        raise rules.MoveRefused(state=State(current).label, wanted=wanted.label)
