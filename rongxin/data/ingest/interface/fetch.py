"""Asking and storing, as the worker (调取接口信息)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from rongxin.base.common import clock, ids
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.keys import actions as keys
from rongxin.base.keys import signers
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Mode
from rongxin.data.consent import queries as consent
from rongxin.data.consent import rules as consent_rules
from rongxin.data.ingest.interface import client, protocol, rows
from rongxin.data.ingest.interface.protocol import Answer, AnswerDoubted, AnswerState, Request
from rongxin.data.ingest.models import InterfaceAnswer
from rongxin.data.records import actions as records
from rongxin.data.subjects import queries as subjects

VALID_FOR = timedelta(days=30)
"""How long an answer may be shown again without asking anew."""


@dataclass(frozen=True, slots=True)
class InterfaceOutcome:
    """How asking a provider about one item ended (接口调用结果)."""

    item: str
    state: AnswerState
    source: str = ""
    as_of: date | None = None
    expires_at: datetime | None = None
    asked: bool = False  # False: a stored answer still holds, or there was nobody to ask
    reason: str = ""

    @property
    def late(self) -> bool:
        """What `records.gate.disclose(late=…)` wants to know: nothing new could be had now."""
        return self.state in (AnswerState.SOURCE_LATE, AnswerState.REFUSED)


def fetch_under_consent(
    *, by: Actor, subject_id: UUID, item: str, consent_id: UUID, at: datetime | None = None
) -> InterfaceOutcome:
    """Ask the provider of one interface item about a subject: `fetch_many` for a single item (经授权调取接口信息)."""
    (outcome,) = fetch_many(by=by, subject_id=subject_id, items=(item,), consent_id=consent_id, at=at)
    return outcome


def fetch_many(
    *, by: Actor, subject_id: UUID, items: Collection[str], consent_id: UUID, at: datetime | None = None
) -> list[InterfaceOutcome]:
    """Ask the providers of interface items about a subject, all at the same time, and keep what they say (调取接口信息).

    Afterwards each believed answer is stored with the moment at which it expires; "none on file" is an answer
    too. What does not come in time or is not believed is not stored. While a stored answer holds, nobody is
    asked. Call it before the disclosure, never within one. One outcome per item, in the order asked.

    Raises:
        ConsentRefused: no consent in force of this subject to the actor's party covers the items; nobody was asked.

    Evidence: per item asked ingest:interface-answer:fetched, ingest:interface-answer:missing or
    ingest:interface-answer:doubted
    """
    at = at or clock.now()
    _require_consent(by, subject_id, items, consent_id, at)
    outcomes: dict[str, InterfaceOutcome] = {}
    requests: list[tuple[Request, str]] = []
    for item in items:
        if (known := _without_asking(subject_id, item, at)) is not None:
            outcomes[item] = known
        else:
            provider = provider_of(item)
            requests.append((_request(provider, subject_id, item, consent_id, at), client.address_of(provider)))
    for (request, _), carried in zip(requests, _carry(requests), strict=True):
        outcomes[request.item] = _settle(by, subject_id, consent_id, request, carried, at)
    return [outcomes[item] for item in items]


def interface_items(items: Collection[str]) -> tuple[str, ...]:
    """Those of the items that an edition in force has fetched by interface call (接口调用的信息项)."""
    editions = [registry.edition(code) for code in settings.PROFILE.editions]
    lines = {item: [edition.entry(item) for edition in editions] for item in items}
    return tuple(item for item in items if any(line and line.mode is Mode.INTERFACE for line in lines[item]))


def _without_asking(subject_id: UUID, item: str, at: datetime) -> InterfaceOutcome | None:
    """A stored answer that holds, or nobody to ask."""
    if (held := held_answer(subject_id, item, at)) is not None:
        return InterfaceOutcome(item, AnswerState(held.state), held.source, held.as_of, held.expires_at)
    provider = provider_of(item)
    if not provider or not client.address_of(provider):
        return InterfaceOutcome(item, AnswerState.NOT_CONNECTED, provider, reason="该信息项的来源尚未接入")
    return None


def held_answer(subject_id: UUID, item: str, at: datetime) -> InterfaceAnswer | None:
    """The newest stored answer that has not expired (有效答复)."""
    found = InterfaceAnswer.objects.filter(subject_id=subject_id, item=item, expires_at__gt=at)
    return found.order_by("-fetched_at").first()


def provider_of(item: str) -> str:
    """The code of the provider that the profile names for an item; empty when it names none (接口提供单位)."""
    return next((one.code for one in settings.PROFILE.providers if item in one.items), "")


def _require_consent(by: Actor, subject_id: UUID, items: Collection[str], consent_id: UUID, at: datetime) -> None:
    terms = consent.terms(consent_id)
    if terms is None:
        raise consent_rules.ConsentMissing()
    consent_rules.check_covers(
        terms,
        subject_id=subject_id,
        grantee_id=by.party_id,
        items=items,
        purpose=terms.purpose,
        on=clock.local_day(at),
    )


def _request(provider: str, subject_id: UUID, item: str, consent_id: UUID, at: datetime) -> Request:
    return Request(
        platform=settings.PROFILE.code,
        provider=provider,
        nonce=str(ids.uuid7()),
        item=item,
        subject=subjects.code_of(subject_id),
        name=subjects.label(subject_id),
        consent=str(consent_id),
        asked_at=at,
    )


def _carry(requests: Sequence[tuple[Request, str]]) -> list[str | Exception]:
    """The answers as they came, or why there is none; all asked at the same time, no database in the threads."""
    if not requests:
        return []
    signer, limit = signers.platform_signer(), settings.INTERFACE_TIMEOUT_SECONDS

    def one(asked: tuple[Request, str]) -> str | Exception:
        request, address = asked
        try:
            return client.ask(address, signers.jws(signer, request.claims(), typ=protocol.REQUEST_TYPE), limit)
        except (client.SourceLate, client.SourceRefused) as error:
            return error

    with ThreadPoolExecutor(max_workers=len(requests)) as pool:
        return list(pool.map(one, requests))


def _settle(
    by: Actor, subject_id: UUID, consent_id: UUID, request: Request, carried: str | Exception, at: datetime
) -> InterfaceOutcome:
    """Store what is believed; leave evidence of what is not."""
    if isinstance(carried, client.SourceLate):
        reason = f"来源在 {settings.INTERFACE_TIMEOUT_SECONDS:g} 秒内没有答复"
        return _without_answer(by, subject_id, request, AnswerState.SOURCE_LATE, tags.SOURCE_SILENT, reason)
    if isinstance(carried, Exception):
        return _without_answer(by, subject_id, request, AnswerState.REFUSED, tags.ANSWER_DOUBTED, str(carried))
    try:
        pinned = client.pinned_keys(settings.RONGXIN_HOME, request.provider)
        answer = protocol.believed(carried, request, pinned, clock.now())
        expires_at = _store(by, subject_id, consent_id, request, answer, carried, at)
    except AnswerDoubted as error:
        return _without_answer(by, subject_id, request, AnswerState.REFUSED, tags.ANSWER_DOUBTED, str(error))
    return InterfaceOutcome(request.item, answer.state, request.provider, answer.as_of, expires_at, asked=True)


def _store(
    by: Actor, subject_id: UUID, consent_id: UUID, request: Request, answer: Answer, text: str, at: datetime
) -> datetime:
    item = registry.item(request.item)
    answer_id = ids.uuid7()
    folder = settings.RONGXIN_HOME / "staging" / str(answer_id)
    expires_at = at + VALID_FOR
    digest = hashlib.sha256(text.encode()).hexdigest()
    with rows.checked(item, answer.records, folder, clock.local_day(at)) as found, transaction.atomic():
        records.store_answer(
            by=by,
            item=item,
            source=request.provider,
            subject_id=subject_id,
            rows=found,
            batch_id=answer_id,
            known_at=at,
            expires_at=expires_at,
        )
        InterfaceAnswer.objects.create(
            id=answer_id,
            subject_id=subject_id,
            item=item.code,
            source=request.provider,
            consent_id=consent_id,
            nonce=request.nonce,
            state=answer.state,
            as_of=answer.as_of,
            fetched_at=at,
            expires_at=expires_at,
            digest=digest,
            sealed=keys.protect(subject_id, text),
        )
        facts = {"item": item.code, "source": request.provider, "consent": consent_id, "digest": digest}
        evidence.append(tags.ANSWER_FETCHED, by=by, subject=subject_id, facts=facts)
    return expires_at


@transaction.atomic
def _without_answer(
    by: Actor, subject_id: UUID, request: Request, state: AnswerState, tag: str, reason: str
) -> InterfaceOutcome:
    facts = {"item": request.item, "source": request.provider, "consent": request.consent, "reason": reason}
    evidence.append(tag, by=by, subject=subject_id, facts=facts)
    return InterfaceOutcome(request.item, state, request.provider, asked=True, reason=reason)
