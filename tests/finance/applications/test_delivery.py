"""Events leave at least once, in order, with patience, and are given up in sight of an operator."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from rongxin.base.evidence import queries as evidence
from rongxin.base.keys import signers
from rongxin.finance.applications import actions, clocks, connectors, queries
from rongxin.finance.applications.connector import ConnectorUnknown, Parcel
from rongxin.finance.applications.connectors.demo import DemoConnector
from rongxin.finance.applications.connectors.push import PushConnector
from rongxin.finance.applications.models import LoanApplication, Outgoing
from tests import make
from tests.finance import world
from tests.finance.world import AT

URL = "http://127.0.0.1:9/events"


@pytest.fixture
def application(database: None, tmp_path: Path) -> LoanApplication:
    Outgoing.objects.filter(delivered_at__isnull=True, dead_at__isnull=True).update(delivered_at=AT)
    return world.application(world.firm(), world.bank(tmp_path, event_url=URL))


def deliver(connector: DemoConnector, minutes: float = 0) -> actions.deliver.Delivery:
    return actions.deliver_outbox(by=make.SYSTEM, connector=connector, at=AT + timedelta(minutes=minutes))


def test_a_submitted_application_is_sent_once_and_signed_for_its_receiver(application: LoanApplication) -> None:
    bank = DemoConnector()
    assert deliver(bank).delivered == 1
    assert deliver(bank, 60).delivered == 0
    keys = KeySet.import_key_set(signers.jwks())
    event = json.loads(jws.deserialize_compact(bank.taken[0].body, keys, algorithms=["ES256"]).payload)
    assert event["type"] == "loan-application.submitted"
    assert event["subject"] == str(application.pk)
    assert event["audience"] == application.institution.code
    assert event["data"]["items"] == ["registration", "tax_credit"]
    assert application.enterprise.name not in bank.taken[0].body
    assert "name" not in event["data"]


def test_a_failed_event_waits_and_comes_again(application: LoanApplication) -> None:
    bank = DemoConnector(failures=2)
    assert deliver(bank).failed == 1
    assert deliver(bank, 0.1).delivered == 0  # not due yet
    assert deliver(bank, 1).failed == 1
    assert deliver(bank, 2).delivered == 1
    assert Outgoing.objects.get(application=application).attempts == 3


def test_events_of_one_application_keep_their_order(application: LoanApplication) -> None:
    first = Outgoing.objects.get(application=application)
    Outgoing.objects.create(
        application=application,
        institution=application.institution,
        kind="loan-application.noted",
        data={},
        created_at=AT + timedelta(seconds=1),
        next_attempt_at=AT + timedelta(seconds=1),
    )
    bank = DemoConnector(failures=1)
    deliver(bank, 0.05)
    assert bank.taken == []
    deliver(bank, 5)
    deliver(bank, 5)
    assert [one.kind for one in bank.taken] == ["loan-application.submitted", "loan-application.noted"]
    assert str(first.pk) == bank.taken[0].event_id


def test_a_killed_worker_leaves_the_event_to_the_next(application: LoanApplication) -> None:
    actions.deliver._claim(AT)  # claimed, then killed before it could say what became of it
    bank = DemoConnector()
    assert deliver(bank, 0.5).delivered == 0  # still leased
    assert deliver(bank, 1.5).delivered == 1


def test_a_bank_that_stays_away_ends_in_the_dead_letters_and_can_be_tried_again(application: LoanApplication) -> None:
    Outgoing.objects.filter(application=application).update(attempts=clocks.LAST_ATTEMPT - 1)
    assert deliver(DemoConnector(failures=1)).dead == 1
    dead = queries.dead_letters().get(application=application)
    assert dead.last_problem
    assert "applications:outgoing:given-up" in [entry.tag for entry in evidence.entries_of(application.pk)]
    assert deliver(DemoConnector(), 60 * 24).delivered == 0
    actions.resend(by=make.SYSTEM, outgoing_id=dead.pk, at=AT)
    assert deliver(DemoConnector(), 60 * 24).delivered == 1


def test_an_institution_without_an_address_gets_no_events(database: None, tmp_path: Path) -> None:
    made = world.application(world.firm(), world.bank(tmp_path))
    assert not made.outgoing.exists()


def test_an_unknown_connector_is_refused_and_the_known_ones_are_listed() -> None:
    with pytest.raises(ConnectorUnknown) as refusal:
        connectors.require("pigeon")
    assert "demo" in refusal.value.sentence
    assert "push" in refusal.value.sentence


@pytest.fixture
def address() -> Iterator[tuple[str, list[bytes], list[int]]]:
    """A bank's address that answers with the statuses it is given."""
    bodies: list[bytes] = []
    statuses: list[int] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(statuses.pop(0))
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/events", bodies, statuses
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("status", "taken"), [(202, True), (200, True), (500, False), (404, False), (302, False)])
def test_push_counts_only_success_as_taken(
    address: tuple[str, list[bytes], list[int]], status: int, taken: bool
) -> None:
    url, bodies, statuses = address
    statuses.append(status)
    receipt = PushConnector().submit(Parcel("e", "k", "bank", url, "a.b.c"))
    assert receipt.delivered is taken
    assert bodies == [b"a.b.c"]


def test_push_to_nobody_is_a_receipt_and_no_exception() -> None:
    receipt = PushConnector().submit(Parcel("e", "k", "bank", URL, "a.b.c"))
    assert not receipt.delivered
    assert receipt.problem
