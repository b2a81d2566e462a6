"""One act of showing, in two transactions (对外提供).

First the disclosure and its evidence are committed; then, in a second transaction that knows the committed
token, contents may be read. A rollback after reading therefore leaves the entry, and a forged or forgotten
step reads nothing, because row-level security asks for the token.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import psycopg
from django.db import DatabaseError, connection, transaction

from rongxin.base.common import clock, ids
from rongxin.base.common.actor import Actor
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import queries as evidence_queries
from rongxin.base.evidence import tags
from rongxin.data.catalogue import registry
from rongxin.data.consent import queries, rules
from rongxin.data.consent.rules import Basis, Purpose

NOT_ALLOWED = "RX001"


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody wants to be shown (查询请求).

    `items` are item codes, `item.field` for fields that need leave of their own, and `credit_evaluation`
    for derived contents. `end_user` names the person behind a machine.
    """

    subject_id: UUID
    items: tuple[str, ...]
    basis: Basis
    purpose: Purpose
    consent_id: UUID | None = None
    application_id: UUID | None = None
    end_user: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A committed disclosure under which contents can be read until the block ends."""

    disclosure_id: UUID
    entry_id: UUID
    ask: Ask
    at: datetime


@contextmanager
def opened(*, by: Actor, ask: Ask, at: datetime | None = None) -> Iterator[Opening]:
    """Commit the disclosure with its evidence, then read under its token inside the block.

    Raises:
        ConsentRefused: nothing allows it; `error.refused` carries who and what for `actions.record_refusal`.
        SealingStopped: sealing has failed for longer than the installation tolerates.

    Evidence: consent:disclosure:made
    """
    moment = at or clock.now()
    try:
        _check(by, ask, moment)
        opening, token = _commit(by, ask)
        with transaction.atomic():
            _hold(token, ask)
            yield opening
    except DomainError as error:
        if isinstance(error, rules.ConsentRefused) and not hasattr(error, "refused"):
            error.refused = (by, ask)  # type: ignore[attr-defined]
        raise


def _check(by: Actor, ask: Ask, moment: datetime) -> None:
    """The first wall in words: the same question as the database asks, with a reason."""
    registered = registry.items()
    if unknown := [name for name in ask.items if name.partition(".")[0] not in {*registered, "credit_evaluation"}]:
        raise rules.ItemUnknown(items="、".join(unknown))
    evidence_queries.require_fresh(moment)
    if ask.basis == Basis.CONSENT:
        terms = queries.terms(ask.consent_id) if ask.consent_id else None
        if terms is None:
            raise rules.ConsentMissing()
        rules.check_covers(
            terms, subject_id=ask.subject_id, grantee_id=by.party_id, items=ask.items, purpose=str(ask.purpose),
            on=clock.local_day(moment),
        )  # fmt: skip


def _commit(by: Actor, ask: Ask) -> tuple[Opening, UUID]:
    disclosure_id = ids.uuid7()
    try:
        with transaction.atomic(durable=True):
            entry_id = evidence.append(
                tags.DISCLOSURE_MADE, by=by, subject=ask.subject_id,
                facts={"disclosure": disclosure_id, "basis": str(ask.basis), "purpose": str(ask.purpose),
                       "items": sorted(ask.items), "consent": ask.consent_id, "application": ask.application_id},
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute(
                    "select token, at from consent.open_disclosure(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                    [disclosure_id, str(ask.basis), ask.subject_id, by.party_id, str(ask.purpose), ask.consent_id,
                     ask.application_id, sorted(ask.items), json.dumps(by.as_evidence()), ask.end_user or by.end_user,
                     entry_id],
                )  # fmt: skip
                token, at = cursor.fetchone()
    except DatabaseError as error:
        if isinstance(error.__cause__, psycopg.Error) and error.__cause__.sqlstate == NOT_ALLOWED:
            raise rules.BasisRefused(basis=ask.basis.label) from error
        raise
    return Opening(disclosure_id, entry_id, ask, at), token


def _hold(token: UUID, ask: Ask) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('rongxin.token', %s, true), set_config('rongxin.subject', %s, true), consent.hold(%s)",
            [str(token), str(ask.subject_id), token],
        )
        held = cursor.fetchone()[2]
    if not held:
        raise rules.ConsentRevoked()
