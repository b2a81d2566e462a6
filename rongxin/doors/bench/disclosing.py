"""Eight items through the API over HTTP, checked, logged and sealed, beside the bare select (信用信息查询)."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
from django.conf import settings
from django.db import connection
from joserfc import jwt

from rongxin.base.common import clock
from rongxin.data.consent import actions as consent
from rongxin.data.consent.rules import Purpose
from rongxin.doors.bench import floors
from rongxin.doors.bench.ground import BANK, SUBJECTS, Ground, say
from rongxin.doors.bench.measure import Result, peak, percentile, percentiles, timed
from rongxin.doors.counterparts import bank
from rongxin.doors.simulation.demo import cast, fresh
from rongxin.doors.simulation.demo.processes import Processes

PRESENT = 1_000_000
CALLS = 400
WARM_CALLS = 60
CLIENTS = 4
ITEMS = (
    "registration",
    "admin_licence",
    "admin_penalty",
    "admin_coercion",
    "tax_credit",
    "social_insurance",
    "vat_invoice",
    "sci_tech",
)
_PORTION = 250_000
_FILL = """
insert into consent.disclosure
  (id, token, txid, basis, subject_id, grantee_id, purpose, consent_id, application_id, items, actor, end_user, entry_id, at)
select records.uuid7(), gen_random_uuid(), '3'::xid8, 'public', s.ids[1 + (n * 7919) %% cardinality(s.ids)], %(bank)s,
       'public_query', null, null, array['registration', 'admin_penalty'], '{}'::jsonb, '', gen_random_uuid(),
       now() - interval '1 day' - (n %% 700) * interval '1 day'
  from generate_series(%(first)s::bigint, %(last)s::bigint) n,
       (select array_agg(id order by id) as ids from public.subjects_subject) s"""


def run(ground: Ground, size: int) -> Result:
    """With `size` disclosures there already: eight items of consenting enterprises, as a bank asks (信用信息查询)."""
    ground.city(ground.subjects or SUBJECTS)
    present = size or PRESENT
    _fill(ground, present)
    consents = _consents(ground)
    site = settings.SITE_URL
    with (
        Processes(settings.RONGXIN_HOME / "bench-logs") as processes,
        httpx.Client(trust_env=False, timeout=30) as http,
    ):
        processes.start(
            "web", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", site.rsplit(":", 1)[1], "--workers",
            "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "rongxin.config.wsgi:application",
            role="web",
        )  # fmt: skip
        processes.start("worker", "rongxin.doors.cli", "worker")
        processes.await_answer("web", f"{site}/.well-known/jwks.json")
        headers = {"Authorization": f"Bearer {_token(http, site)}"}
        ask = _asker(http, f"{site}/api/v1/disclosures", headers, consents)
        returned = [ask(place) for place in range(WARM_CALLS)]
        with peak() as memory:
            times = [timed(lambda place=place: ask(place)) for place in range(CALLS)]  # type: ignore[misc]
        start = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(ask, range(CALLS)))
        together = time.perf_counter() - start
    bare = floors.select_times(ITEMS, [one.subject_id for one in ground.members], CALLS // len(ground.members))
    more = {
        **percentiles(times),
        **percentiles(bare, "floor_"),
        "per_second": round(len(times) / sum(times), 1),
        "per_second_4_clients": round(CALLS / together, 1),
        "items": len(ITEMS),
        "items_returned": round(percentile(returned, 0.5)),
        "present": present,
    }
    words = "同一数据库中同样八项记录的原样查询（无 HTTP、无授权核对、无登记）"
    return Result("disclose", present, percentile(times, 0.5), percentile(bare, 0.5), memory.megabytes, words, more)


def _fill(ground: Ground, wanted: int) -> None:
    """Disclosures of the past, set-based: nobody could wait for a million real ones. They have no entries in the log."""
    with fresh.connected_as("owner"), connection.cursor() as cursor:
        cursor.execute("select count(*) from consent.disclosure")
        there = cursor.fetchone()[0]
        cursor.execute("alter table consent.disclosure disable trigger user")
        try:
            for first in range(there + 1, wanted + 1, _PORTION):
                say(f"写入既往查询记录 {first - 1:,} / {wanted:,}…")
                last = min(first + _PORTION - 1, wanted)
                cursor.execute(_FILL, {"first": first, "last": last, "bank": ground.bank().pk})
        finally:
            cursor.execute("alter table consent.disclosure enable trigger user")
        cursor.execute("analyze consent.disclosure")


def _consents(ground: Ground) -> list[tuple[str, str]]:
    """Code and consent of each registered enterprise, for all eight items."""
    found = []
    for member in ground.members:
        granted = consent.grant(
            by=member.by,
            subject_id=member.subject_id,
            to=ground.bank(),
            items=ITEMS,
            purpose=Purpose.PRE_LOAN,
            valid_until=clock.today() + timedelta(days=90),
        )
        found.append((member.code, str(granted.pk)))
    return found


def _token(http: httpx.Client, site: str) -> str:
    """Signed in as a bank signs in: an assertion by its own key."""
    key = bank.Key.open(cast.bank_key(BANK))
    client, now = cast.client_id(BANK), int(clock.now().timestamp())
    claims = {"iss": client, "sub": client, "aud": f"{site}/api/v1/token", "iat": now, "exp": now + 120,
              "jti": str(uuid.uuid4())}  # fmt: skip
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key.private),
    }
    answer = http.post(f"{site}/api/v1/token", data=form)
    answer.raise_for_status()
    token: str = answer.json()["access_token"]
    return token


def _asker(http: httpx.Client, url: str, headers: dict[str, str], consents: Sequence[tuple[str, str]]) -> Any:
    """A call that asks about one enterprise after the other and says how many items came back."""

    def ask(place: int) -> int:
        code, consent_id = consents[place % len(consents)]
        question = {
            "subject_code": code,
            "items": list(ITEMS),
            "purpose": "pre_loan",
            "consent_id": consent_id,
            "end_user": {"name": "审贷系统", "branch": "总行营业部"},
        }
        answer = http.post(url, json=question, headers=headers)
        answer.raise_for_status()
        return sum(one["state"] == "returned" for one in answer.json()["items"].values())

    return ask
