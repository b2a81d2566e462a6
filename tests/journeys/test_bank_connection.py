"""A bank connects: real web process, real bank process, real HTTP; the applications go to their ends.

The worker's part, sending what is due, is done by the test itself; everything else runs in processes of its own.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from rongxin.base.common import clock
from rongxin.data.consent import actions as consents
from rongxin.data.consent import queries as consent_queries
from rongxin.finance.applications import jobs
from rongxin.finance.applications.models import LoanApplication, Outgoing
from rongxin.finance.matching import actions as products
from tests import make
from tests.finance import world

START_SECONDS = 40
STEP_SECONDS = 30


@dataclass
class Connection:
    """The two processes and what belongs to the bank."""

    site: str
    bank_url: str
    product: str
    bank: Any

    def mode(self, character: str, **more: Any) -> None:
        body = json.dumps({"character": character, **more})
        httpx.post(f"{self.bank_url}/_mode", content=body, trust_env=False).raise_for_status()

    def log(self, application: LoanApplication) -> list[dict[str, Any]]:
        lines = httpx.get(f"{self.bank_url}/_log", trust_env=False).json()["log"]
        return [line for line in lines if line.get("application_id") == str(application.pk)]

    def apply(self) -> LoanApplication:
        firm = world.firm()
        make.make_record(
            "registration", firm.subject_id, subject_code=firm.code, enterprise_name="云溪测试有限公司", uscc=firm.code,
            established_on="2015-03-01", true_from="2015-03-01",
        )  # fmt: skip
        made = world.application(firm, world.Bank(self.bank, None, None, self.product), at=clock.now())  # type: ignore[arg-type]
        jobs.deliver_due()
        return made


@pytest.fixture(scope="module")
def connection(database_server: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("bank")
    site, bank_url = f"http://127.0.0.1:{_free_port()}", f"http://127.0.0.1:{_free_port()}"
    party = make.make_party()
    module = [sys.executable, "-m", "rongxin.doors.counterparts.bank", "--key-file", str(folder / "bank.pem")]
    jwks = json.loads(subprocess.run([*module, "--show-jwks"], check=True, capture_output=True).stdout)
    client = make.make_client(party, jwks, f"{bank_url}/events")
    path = folder / "products.toml"
    path.write_text(world.PRODUCT.format(code=party.code, workdays=10), encoding="utf-8")
    products.load(by=make.SYSTEM, path=path)
    words = [
        "--port",
        bank_url.rsplit(":", 1)[1],
        "--platform",
        site,
        "--client-id",
        client.client_id,
        "--code",
        party.code,
    ]
    processes = [_web(site), subprocess.Popen([*module, *words])]
    try:
        _until(lambda: _answers(f"{site}/.well-known/jwks.json") and _answers(f"{bank_url}/healthz"), START_SECONDS)
        yield Connection(site, bank_url, f"{party.code}-loan", party)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(10)


def test_an_application_goes_all_the_way_over_http(connection: Connection) -> None:
    connection.mode("normal")
    application = connection.apply()
    _until(lambda: _status(application) == "settled")
    steps = [line["kind"] for line in connection.log(application) if line["what"] == "sent"]
    assert steps == ["accepted", "approved", "disbursed", "settled"]
    shown = consent_queries.shown(application.subject_id).get()
    assert shown.application_id == application.pk
    assert shown.end_user == "审贷系统（总行营业部）"
    assert Outgoing.objects.get(application=application).delivered_at is not None
    looked = next(line for line in connection.log(application) if line["what"] == "looked")
    assert looked["states"]["registration"] == "returned"
    # nothing of the kind was delivered for this subject; whether somebody covers its district, other tests decide
    assert looked["states"]["tax_credit"] in {"not_connected", "none_on_file"}


def test_a_bank_that_sends_everything_twice_changes_nothing_twice(connection: Connection) -> None:
    connection.mode("duplicates")
    application = connection.apply()
    _until(lambda: len([line for line in connection.log(application) if line["what"] == "sent"]) == 8)
    assert _status(application) == "settled"
    assert application.events.count() == 4
    assert application.disbursements.count() == 1


def test_settlement_before_disbursement_is_refused_and_put_right(connection: Connection) -> None:
    connection.mode("settle_first")
    application = connection.apply()
    _until(lambda: _status(application) == "settled")
    refused = [line for line in connection.log(application) if line["what"] == "refused"]
    assert [(line["kind"], line["code"]) for line in refused] == [("settled", "APP-409-EARLY")]
    kept = application.events.exclude(refusal_code="").get()
    assert (kept.kind, kept.refusal_code) == ("loan-application.settled", "APP-409-EARLY")


def test_a_refusal_tells_the_enterprise_what_it_can_do(connection: Connection) -> None:
    connection.mode("refuse")
    application = connection.apply()
    _until(lambda: _status(application) == "refused")
    application.refresh_from_db()
    assert application.refusal_reason == "industry"
    assert "可向其他机构申请" in application.refusal_sentence
    assert not consent_queries.shown(application.subject_id).exists()  # it did not even look


def test_a_silent_bank_leaves_the_clock_running(connection: Connection) -> None:
    connection.mode("silent")
    application = connection.apply()
    _until(lambda: Outgoing.objects.get(application=application).delivered_at is not None)
    time.sleep(0.5)
    assert _status(application) == "submitted"
    assert connection.log(application)[0]["what"] == "received"


def test_a_consent_revoked_before_the_bank_looks_stops_it(connection: Connection) -> None:
    connection.mode("slow", pause_seconds=1.0)
    application = connection.apply()
    signatory = make.make_actor(application.enterprise, "signatory")
    consents.revoke(by=signatory, consent_id=application.consent_id)
    _until(lambda: any(line["what"] == "stopped" for line in connection.log(application)))
    stopped = next(line for line in connection.log(application) if line["what"] == "stopped")
    assert "CON-402" in stopped["problem"]
    assert [one.code for one in consent_queries.refused(application.subject_id)] == ["CON-402"]
    assert not consent_queries.shown(application.subject_id).exists()


def _web(site: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "RONGXIN_ROLE": "web", "RONGXIN_SITE_URL": site}
    port = site.rsplit(":", 1)[1]
    return subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", port, "--workers", "1",
            "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "rongxin.config.wsgi:application",
        ],
        env=environment,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip


def _status(application: LoanApplication) -> str:
    return LoanApplication.objects.values_list("status", flat=True).get(pk=application.pk)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def _until(holds: Callable[[], bool], seconds: float = STEP_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "did not come about in time"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
