"""A bank's machine at the API, inside the process (测试用机器客户端)."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client
from joserfc import jws
from joserfc.jwk import ECKey

from tests.finance.world import Bank

HERE = Path(__file__).parent
AUDIENCE = "http://127.0.0.1:8000/api/v1/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def sign(key: ECKey, payload: Any, **header: Any) -> str:
    """A compact JWS."""
    text = payload if isinstance(payload, str | bytes) else json.dumps(payload)
    return jws.serialize_compact({"alg": "ES256", "kid": key.thumbprint(), **header}, text, key, ["ES256"])


def claims(client_id: str, **changes: Any) -> dict[str, Any]:
    """A sound assertion, or one with a fault; a claim set to None is left out."""
    now = int(time.time())
    made = {
        "iss": client_id,
        "sub": client_id,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + 120,
        "jti": str(uuid4()),
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def post_token(assertion: str, **changes: Any) -> HttpResponse:
    """One sign-in."""
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
        **changes,
    }
    return _client().post("/api/v1/token", form)


@dataclass
class Machine:
    """Signs in once, then calls."""

    bank: Bank
    token: str = field(default="")

    def __post_init__(self) -> None:
        answer = post_token(sign(self.bank.key, claims(self.bank.client.client_id)))
        assert answer.status_code == 200, answer.content
        self.token = answer.json()["access_token"]

    def get(self, path: str) -> HttpResponse:
        return _client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path: str, body: Any) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.token}"}
        return _client().post(f"/api/v1{path}", json.dumps(body, default=str), "application/json", headers=headers)

    def event(self, application_id: UUID, kind: str, data: dict[str, Any], **changes: Any) -> HttpResponse:
        """Send one feedback event; `key` signs it, other changes are attributes of the event."""
        key = changes.pop("key", self.bank.key)
        event = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": self.bank.client.client_id,
            "type": f"loan-application.{kind}",
            "subject": str(application_id),
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "data": data,
            **changes,
        }
        return self.raw_event(application_id, sign(key, event))

    def raw_event(self, application_id: UUID, body: str | bytes) -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.token}"}
        path = f"/api/v1/loan-applications/{application_id}/events"
        return _client().post(path, body, "application/jose", headers=headers)


def matches_example(name: str, answer: HttpResponse) -> bool:
    """The answer equals the stored example once what differs each time is set aside.

    With RONGXIN_RENEW_CONTRACTS=1 the example is written anew; the change is then seen in review.
    """
    path = HERE / f"{name}.json"
    found = {"status": answer.status_code, "body": steady(json.loads(answer.content))}
    if os.environ.get("RONGXIN_RENEW_CONTRACTS") or not path.exists():
        path.write_text(json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    assert found == json.loads(path.read_text(encoding="utf-8"))
    return True


_STEADY = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)"), "<moment>"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "<day>"),
    (re.compile(r"RZ\d{4}-\d+"), "<number>"),
    (re.compile(r"t-inst-[0-9a-f]+"), "<institution>"),
    (re.compile(r"9[123]99010\d[0-9A-Z]{10}"), "<code>"),
    (re.compile(r"试样\d+号"), "试样号"),
    (re.compile(r"rxt_[\w-]+"), "<token>"),
    (re.compile(r"还剩 \d+ 个"), "还剩 n 个"),
)


def steady(value: Any) -> Any:
    """The value without ids, moments and days."""
    if isinstance(value, dict):
        return {name: _figure(name, steady(one)) for name, one in value.items()}
    if isinstance(value, list):
        return [steady(one) for one in value]
    if isinstance(value, str):
        for pattern, word in _STEADY:
            value = pattern.sub(word, value)
    return value


def _figure(name: str, value: Any) -> Any:
    """Figures that follow from the day of the run."""
    return "<n>" if name in ("workdays_left", "provisional") else value


def _client() -> Client:
    return Client(raise_request_exception=False, headers={"Host": "127.0.0.1"})
