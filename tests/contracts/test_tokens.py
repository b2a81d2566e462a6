"""Only who holds the registered key gets in, and only as long as it may."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from rongxin.base.evidence import queries as evidence
from rongxin.base.parties import actions as parties
from rongxin.doors.api.models import AccessToken, UsedAssertion
from tests import make
from tests.contracts.machine import Machine, claims, matches_example, post_token, sign
from tests.finance.world import Bank


def b64(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_sound_assertion_gives_a_short_token(bank: Bank) -> None:
    answer = post_token(sign(bank.key, claims(bank.client.client_id)))
    assert matches_example("token", answer)
    assert answer["Cache-Control"] == "no-store"


def test_only_the_digest_of_a_token_is_kept(bank: Bank) -> None:
    machine = Machine(bank)
    assert not AccessToken.objects.filter(digest__contains=machine.token[4:20]).exists()
    assert AccessToken.objects.filter(client=bank.client).count() == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"aud": "https://elsewhere.example/api/v1/token"},
        {"aud": ["http://127.0.0.1:8000", "https://elsewhere.example"]},
        {"aud": None},
        {"exp": int(time.time()) - 60},
        {"exp": int(time.time()) + 3600},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"iat": int(time.time()) + 600},
        {"nbf": int(time.time()) + 600},
        {"sub": "somebody-else"},
        {"sub": None},
        {"jti": None},
        {"jti": "short"},
        {"jti": 123456789},
        {"jti": "12345678\u0000"},
    ],
)
def test_a_faulty_claim_is_refused_and_the_reason_kept_to_ourselves(bank: Bank, fault: dict[str, Any]) -> None:
    answer = post_token(sign(bank.key, claims(bank.client.client_id, **fault)))
    assert matches_example("token-refused", answer)
    assert not AccessToken.objects.filter(client=bank.client).exists()


def test_an_assertion_is_used_once(bank: Bank) -> None:
    assertion = sign(bank.key, claims(bank.client.client_id))
    assert post_token(assertion).status_code == 200
    assert post_token(assertion).status_code == 401
    again = sign(bank.key, claims(bank.client.client_id, jti=json.loads(_payload(assertion))["jti"]))
    assert post_token(again).status_code == 401
    assert UsedAssertion.objects.filter(client=bank.client).count() == 1


def test_another_key_does_not_open(bank: Bank, other_bank: Bank) -> None:
    stranger = ECKey.generate_key("P-256")
    assert post_token(sign(stranger, claims(bank.client.client_id))).status_code == 401
    assert post_token(sign(stranger, claims(bank.client.client_id), kid=bank.key.thumbprint())).status_code == 401
    assert post_token(sign(other_bank.key, claims(bank.client.client_id))).status_code == 401


def test_no_algorithm_but_es256(bank: Bank) -> None:
    payload = claims(bank.client.client_id)
    unsigned = f"{b64({'alg': 'none', 'kid': bank.key.thumbprint()})}.{b64(payload)}."
    assert post_token(unsigned).status_code == 401
    public = json.dumps(bank.client.jwks["keys"][0])
    symmetric = jws.serialize_compact(
        {"alg": "HS256", "kid": bank.key.thumbprint()}, json.dumps(payload), OctKey.import_key(public), ["HS256"]
    )
    assert post_token(symmetric).status_code == 401


@pytest.mark.parametrize("assertion", ["", "a.b.c", "…", "e30.e30.e30", "x" * 3000])
def test_rubbish_is_refused_in_the_same_words(database: None, assertion: str) -> None:
    assert matches_example("token-refused", post_token(assertion))


def test_an_unknown_client_leaves_no_entry_and_a_known_one_does(bank: Bank) -> None:
    before = len(_refusals())
    assert post_token(sign(bank.key, claims("nobody-at-all"))).status_code == 401
    assert len(_refusals()) == before
    post_token(sign(bank.key, claims(bank.client.client_id, aud="https://elsewhere.example")))
    assert _refusals()[0].facts == {"client": bank.client.client_id, "reason": "aud"}


def test_a_client_id_that_no_database_holds_is_refused(bank: Bank) -> None:
    assert post_token(sign(bank.key, claims("a\u0000b"))).status_code == 401


def test_other_grants_and_long_forms_are_refused(bank: Bank) -> None:
    assertion = sign(bank.key, claims(bank.client.client_id))
    assert post_token(assertion, grant_type="password").status_code == 400
    assert post_token("x" * 20000).status_code == 413


@pytest.mark.parametrize("token", ["", "rxt_guess", "rxt_" + "a" * 43])
def test_a_guessed_token_opens_nothing(bank: Bank, token: str) -> None:
    machine = Machine(bank)
    machine.token = token
    assert matches_example("token-missing", machine.get("/loan-applications"))


def test_a_token_ends_with_its_time(bank: Bank) -> None:
    machine = Machine(bank)
    assert machine.get("/loan-applications").status_code == 200
    AccessToken.objects.filter(client=bank.client).update(
        expires_at=AccessToken.objects.get(client=bank.client).issued_at
    )
    assert machine.get("/loan-applications").status_code == 401


def test_a_token_ends_when_the_party_is_suspended(bank: Bank) -> None:
    machine = Machine(bank)
    parties.suspend_party(by=make.SYSTEM, party=bank.party)
    assert machine.get("/loan-applications").status_code == 401
    assert post_token(sign(bank.key, claims(bank.client.client_id))).status_code == 401


def test_machines_sign_in_as_the_web_role(bank: Bank, as_role: Callable[[str], Any]) -> None:
    with as_role("web"):
        assert post_token(sign(bank.key, claims(bank.client.client_id))).status_code == 200


def _payload(assertion: str) -> bytes:
    part = assertion.split(".")[1]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _refusals() -> list[Any]:
    return evidence._entries("where e.tag = 'api:token:refused' order by e.at desc, e.id desc", [])
