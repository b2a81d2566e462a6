"""Letting machines in (机器登录)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from rongxin.base.common import actor, clock
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.parties import queries as parties
from rongxin.base.parties.models import MachineClient
from rongxin.base.parties.rules import PartyUnknown
from rongxin.doors.api import rules
from rongxin.doors.api.models import AccessToken, UsedAssertion

REGISTRY = jws.JWSRegistry(algorithms=list(rules.ALGORITHMS))


def sign_in(*, assertion: str, audiences: Collection[str], at: datetime | None = None) -> tuple[str, int]:
    """A fresh access token for a machine that proves its key, and how many seconds it lives (机器登录).

    Afterwards the assertion can never be used again, and the token opens the API for its client until it runs out,
    the client is switched off, or its party is suspended.

    Raises:
        SignInRefused: whatever is wrong; the reason goes to evidence, not to the caller.
    """
    now = at or clock.now()
    client = _claimed(assertion)
    claims = verified(assertion, client)
    if claims is None:
        raise rules.SignInRefused("signature", client.client_id)
    checked = rules.check_assertion(claims, client_id=client.client_id, audiences=audiences, now=now)
    return _issue(client, checked, now), rules.TOKEN_SECONDS


def record_sign_in_refusal(*, error: rules.SignInRefused) -> None:
    """Keep a failed sign-in of a known client, in a transaction of its own (记录登录拒绝).

    A stranger leaves nothing: otherwise anybody could fill the log.

    Evidence: api:token:refused
    """
    if not error.client_id:
        return
    with transaction.atomic():
        evidence.append(
            tags.TOKEN_REFUSED,
            by=actor.system("sign-in", door="api"),
            facts={"client": error.client_id, "reason": error.reason},
        )


def verified(token: str, client: MachineClient) -> dict[str, Any] | None:
    """The claims of a compact JWS when one of the client's keys signed it with ES256; else None (验签)."""
    payload = verified_bytes(token, client)
    return None if payload is None else _claims(payload)


def verified_bytes(token: str, client: MachineClient) -> bytes | None:
    """The payload of a compact JWS when one of the client's keys signed it with ES256; else None (验签)."""
    try:
        keys = KeySet.import_key_set(client.jwks)
        return jws.deserialize_compact(token, keys, registry=REGISTRY).payload
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _claimed(assertion: str) -> MachineClient:
    """The client that an assertion says it comes from; nothing is believed yet."""
    try:
        claims = _claims(jws.extract_compact(assertion.encode("ascii")).payload)
    except (JoseError, ValueError, TypeError):
        claims = None
    named = (claims or {}).get("iss")
    if not isinstance(named, str) or not named.isprintable():
        raise rules.SignInRefused("unreadable")
    try:
        return parties.require_client(named)
    except PartyUnknown:
        raise rules.SignInRefused("unknown") from None


def _claims(payload: bytes) -> dict[str, Any] | None:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


@transaction.atomic
def _issue(client: MachineClient, checked: rules.Assertion, now: datetime) -> str:
    AccessToken.objects.filter(client=client, expires_at__lt=now).delete()
    UsedAssertion.objects.filter(client=client, expires_at__lt=now - timedelta(minutes=5)).delete()
    try:
        with transaction.atomic():
            UsedAssertion.objects.create(client=client, jti=checked.jti, expires_at=checked.expires_at)
    except IntegrityError:
        raise rules.SignInRefused("replayed", client.client_id) from None
    token = f"rxt_{secrets.token_urlsafe(32)}"
    AccessToken.objects.create(
        digest=rules.digest_of(token),
        client=client,
        issued_at=now,
        expires_at=now + timedelta(seconds=rules.TOKEN_SECONDS),
    )
    return token


def client_of(token: str, *, at: datetime | None = None) -> MachineClient:
    """The client that a token opens the API for, asked anew at every request (令牌所属客户端).

    Raises:
        TokenRefused: unknown, run out, switched off, or its party suspended.
    """
    found = AccessToken.objects.filter(digest=rules.digest_of(token), expires_at__gt=at or clock.now()).first()
    if found is None:
        raise rules.TokenRefused()
    try:
        return parties.require_client(found.client_id)
    except PartyUnknown:
        raise rules.TokenRefused() from None
