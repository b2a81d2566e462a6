"""An institution sees what was sent to it, reports back, and cannot see or touch anything else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from rongxin.base.common import clock
from rongxin.base.evidence import actions as evidence_actions
from rongxin.base.evidence import proofs
from rongxin.base.evidence import queries as evidence
from rongxin.base.keys import signers
from rongxin.finance.applications.models import ApplicationEvent, LoanApplication
from tests.contracts.machine import Machine, matches_example, sign
from tests.finance.world import Bank

ACCEPTED = {"handler": "受理岗"}


def test_the_list_and_one_application(machine: Machine, application: LoanApplication) -> None:
    page = machine.get("/loan-applications")
    assert matches_example("applications", page)
    assert matches_example("application", machine.get(f"/loan-applications/{application.pk}"))
    after = machine.get(f"/loan-applications?cursor={page.json()['cursor']}").json()
    assert after["loan_applications"] == []
    assert after["cursor"] == page.json()["cursor"]
    machine.event(application.pk, "accepted", ACCEPTED)
    again = machine.get(f"/loan-applications?cursor={page.json()['cursor']}").json()
    assert [one["status"] for one in again["loan_applications"]] == ["accepted"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cursor=abc", 400),
        ("cursor=-1", 400),
        ("cursor=²", 400),
        ("limit=0", 400),
        ("limit=101", 400),
        ("updated_since=yesterday", 400),
        ("updated_since=2026-01-01T00:00:00", 400),
        ("updated_since=2026-01-01T00:00:00Z", 200),
    ],
)
def test_a_faulty_question_is_told_so(machine: Machine, query: str, status: int) -> None:
    assert machine.get(f"/loan-applications?{query}").status_code == status


def test_anothers_application_answers_like_one_that_does_not_exist(
    other_bank: Bank, machine: Machine, application: LoanApplication
) -> None:
    stranger = Machine(other_bank)
    assert stranger.get("/loan-applications").json()["loan_applications"] == []
    for path in ("/loan-applications/{}", "/reports/{}.pdf?end_user=王审贷&branch=总行"):
        theirs, nothing = stranger.get(path.format(application.pk)), stranger.get(path.format(uuid4()))
        assert theirs.status_code == nothing.status_code == 404
        assert matches_example("application-unknown", theirs)
        assert matches_example("application-unknown", nothing)
    for target in (application.pk, uuid4()):
        assert matches_example("application-unknown", stranger.event(target, "accepted", ACCEPTED))
    assert not ApplicationEvent.objects.filter(institution=other_bank.party).exists()
    assert "applications:event:refused" in [entry.tag for entry in evidence.entries_of(application.pk)]


def test_the_same_event_twice_gets_the_same_answer(machine: Machine, application: LoanApplication) -> None:
    first = machine.event(application.pk, "accepted", ACCEPTED, id="e-1")
    assert matches_example("event", first)
    again = machine.event(application.pk, "accepted", ACCEPTED, id="e-1", time="2026-01-01T00:00:00Z")
    assert again.json() == first.json()
    assert ApplicationEvent.objects.filter(application=application).count() == 1
    other = machine.event(application.pk, "accepted", {"handler": "另一人"}, id="e-1")
    assert matches_example("event-reused", other)


def test_settlement_before_disbursement_is_told_recorded_and_can_be_put_right(
    machine: Machine, application: LoanApplication
) -> None:
    today = clock.today().isoformat()
    machine.event(application.pk, "accepted", ACCEPTED)
    machine.event(
        application.pk, "approved", {"amount_yuan": "1000", "annual_rate": "0.04", "valid_until": "2099-12-31"}
    )
    early = machine.event(application.pk, "settled", {"settled_on": today}, id="s-1")
    assert matches_example("event-early", early)
    assert ApplicationEvent.objects.get(application=application, event_id="s-1").refusal_code == "APP-409-EARLY"
    paid = {
        "note_no": str(uuid4()),
        "amount_yuan": "1000.00",
        "disbursed_on": today,
        "due_on": "2099-12-31",
        "annual_rate": "0.04",
        "first_loan": False,
        "credit_loan": True,
    }
    assert machine.event(application.pk, "disbursed", paid).status_code == 200
    assert machine.event(application.pk, "settled", {"settled_on": today}, id="s-1").json()["status"] == "settled"


def test_faulty_contents_are_named_all_at_once(machine: Machine, application: LoanApplication) -> None:
    machine.event(application.pk, "accepted", ACCEPTED)
    faulty = {"amount_yuan": "-5", "annual_rate": "4.35", "surprise": 1}
    assert matches_example("event-faulty", machine.event(application.pk, "approved", faulty))
    assert machine.event(application.pk, "forgotten", {}).status_code == 422


def test_numbers_are_read_exactly(machine: Machine, application: LoanApplication) -> None:
    machine.event(application.pk, "accepted", ACCEPTED)
    data = {"amount_yuan": 100000.10, "annual_rate": 0.0435, "valid_until": "2099-12-31"}
    assert machine.event(application.pk, "approved", data).status_code == 200
    application.refresh_from_db()
    assert str(application.approved_yuan) == "100000.10"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"subject": str(uuid4())}, 400),
        ({"source": "another-client"}, 400),
        ({"specversion": "0.3"}, 400),
        ({"id": ""}, 400),
        ({"id": "x" * 65}, 400),
        ({"id": "a\u0000b"}, 400),
        ({"time": "yesterday"}, 400),
        ({"time": "2026-11-22T10:00:00"}, 400),
        ({"time": "2099-01-01T00:00:00Z"}, 422),
        ({"data": []}, 400),
        ({"data": {"handler": "a\u0000b"}}, 400),
        ({"data": {"handler": "a\ud800b"}}, 400),
        ({"data": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": 1}}}}}}}}}}, 400),
    ],
)
def test_a_faulty_envelope_is_refused(
    machine: Machine, application: LoanApplication, changes: dict[str, Any], status: int
) -> None:
    rest = {name: value for name, value in changes.items() if name != "data"}
    answer = machine.event(application.pk, "accepted", changes.get("data", ACCEPTED), **rest)
    assert answer.status_code == status
    application.refresh_from_db()
    assert application.status == "submitted"


def test_an_event_must_be_signed_by_the_client_that_sends_it(
    other_bank: Bank, machine: Machine, application: LoanApplication
) -> None:
    forged = machine.event(application.pk, "accepted", ACCEPTED, key=other_bank.key)
    assert matches_example("event-unsigned", forged)
    for body in (b"", b"{}", "事件".encode(), b"a.b.c"):
        assert machine.raw_event(application.pk, body).status_code == 401
    nonsense = machine.raw_event(application.pk, sign(machine.bank.key, "no event at all"))
    assert nonsense.status_code == 400
    infinite = machine.raw_event(application.pk, sign(machine.bank.key, '{"specversion":"1.0","data":{"a":NaN}}'))
    assert infinite.status_code == 400


def test_a_long_body_is_refused_unread(machine: Machine, application: LoanApplication) -> None:
    assert matches_example("too-large", machine.raw_event(application.pk, b"x" * 70000))


def test_a_proof_of_ones_own_acts_and_of_no_others(
    other_bank: Bank, machine: Machine, application: LoanApplication, as_role: Any
) -> None:
    entry = machine.event(application.pk, "accepted", ACCEPTED).json()["entry_id"]
    assert matches_example("proof-early", machine.get(f"/evidence/{entry}/proof"))
    with as_role("worker"):
        evidence_actions.seal(signer=signers.platform_signer(), at=clock.now())
    with as_role("web"):
        proof = machine.get(f"/evidence/{entry}/proof").json()
        assert proofs.check_inclusion(proof, signers.verify) == []
        stranger = Machine(other_bank)
        assert stranger.get(f"/evidence/{entry}/proof").status_code == 404
        assert stranger.get(f"/evidence/{uuid4()}/proof").status_code == 404


def test_the_description_is_in_place(machine: Machine) -> None:
    described = machine.get("/openapi.json").json()
    assert set(described["paths"]) == {
        "/api/v1/token",
        "/api/v1/loan-applications",
        "/api/v1/loan-applications/{application_id}",
        "/api/v1/loan-applications/{application_id}/events",
        "/api/v1/disclosures",
        "/api/v1/reports/{application_id}.pdf",
        "/api/v1/evidence/{entry_id}/proof",
    }
