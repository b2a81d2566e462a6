"""Applications against a real database: submitted with consent, moved by events, recorded when refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from rongxin.base.common import ids
from rongxin.base.evidence import queries as evidence
from rongxin.base.parties import actions as parties
from rongxin.base.parties.rules import NotSignatory, PartySuspended
from rongxin.data.consent import queries as consents
from rongxin.finance.applications import actions, feedback, queries, rules
from rongxin.finance.applications.actions import Answer
from rongxin.finance.applications.models import ApplicationEvent, LoanApplication
from rongxin.finance.applications.rules import EventKind, Status
from tests import make
from tests.finance import world
from tests.finance.world import AT, Bank, Firm

pytestmark = pytest.mark.usefixtures("database")

APPROVED = {"amount_yuan": "200000.00", "annual_rate": "0.0435", "valid_until": "2027-01-31"}
DISBURSED = {
    "amount_yuan": "200000.00",
    "disbursed_on": "2026-11-24",
    "due_on": "2027-11-24",
    "annual_rate": "0.0435",
    "first_loan": True,
    "credit_loan": True,
}
LATER = AT + timedelta(days=2)


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return world.bank(tmp_path)


@pytest.fixture
def firm() -> Firm:
    return world.firm()


@pytest.fixture
def application(firm: Firm, bank: Bank) -> LoanApplication:
    return world.application(firm, bank)


def send(bank: Bank, application: LoanApplication, kind: EventKind, data: dict[str, Any], event_id: str = "") -> Answer:
    return actions.apply_event(
        by=bank.by,
        application_id=application.pk,
        event_id=event_id or str(uuid4()),
        kind=kind,
        data=data,
        occurred_at=LATER,
        at=LATER,
    )


def loan(**changes: Any) -> dict[str, Any]:
    return {**DISBURSED, "note_no": f"JJ-{uuid4()}", **changes}


def bring_to(bank: Bank, application: LoanApplication, status: Status) -> None:
    steps = [
        (Status.ACCEPTED, EventKind.ACCEPTED, {"handler": "受理岗"}),
        (Status.APPROVED, EventKind.APPROVED, APPROVED),
        (Status.DISBURSED, EventKind.DISBURSED, loan()),
        (Status.SETTLED, EventKind.SETTLED, {"settled_on": "2026-11-25"}),
    ]
    for reached, kind, data in steps:
        send(bank, application, kind, data)
        if reached is status:
            return


def test_an_application_carries_its_consent_and_starts_the_clock(firm: Firm, bank: Bank) -> None:
    made = world.application(firm, bank)
    terms = consents.terms(made.consent_id)
    assert terms is not None
    assert terms.grantee_id == bank.party.pk
    assert terms.items == {"registration", "tax_credit"}
    assert made.status == Status.SUBMITTED
    assert made.accept_due_on == date(2026, 11, 26)  # three working days after Monday
    assert made.number.startswith("RZ2026-")
    assert [entry.tag for entry in evidence.entries_of(made.pk)] == ["applications:application:submitted"]


def test_optional_items_are_added_only_when_chosen(firm: Firm, bank: Bank) -> None:
    made = actions.submit(
        by=firm.by,
        subject_id=firm.subject_id,
        product=bank.product,
        amount_yuan=Decimal("10000"),
        term_months=3,
        use="采购",
        consent_until=date(2027, 1, 1),
        items=["social_insurance"],
        at=AT,
    )
    assert made.items == ["registration", "social_insurance", "tax_credit"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"amount_yuan": Decimal("9999.99")}, rules.OutsideProduct),
        ({"amount_yuan": Decimal("500000.01")}, rules.OutsideProduct),
        ({"amount_yuan": Decimal("10000.001")}, rules.OutsideProduct),
        ({"term_months": 2}, rules.OutsideProduct),
        ({"term_months": 25}, rules.OutsideProduct),
        ({"items": ["vat_invoice"]}, rules.ItemsNotAsked),
        ({"at": datetime(2025, 12, 31, 2, 0, tzinfo=UTC), "consent_until": date(2026, 3, 1)}, rules.ProductNotOffered),
    ],
)
def test_what_the_product_does_not_offer_is_refused_and_leaves_nothing(
    firm: Firm, bank: Bank, change: dict[str, Any], refusal: type[Exception]
) -> None:
    asked: dict[str, Any] = {
        "amount_yuan": Decimal("10000"),
        "term_months": 12,
        "use": "采购",
        "consent_until": date(2027, 1, 1),
        "at": AT,
        **change,
    }
    with pytest.raises(refusal):
        actions.submit(by=firm.by, subject_id=firm.subject_id, product=bank.product, **asked)
    assert not queries.of_subject(firm.subject_id).exists()
    assert not consents.of_subject(firm.subject_id).exists()


def test_only_a_signatory_of_the_enterprise_submits(firm: Firm, bank: Bank) -> None:
    for stranger in (world.firm().by, make.make_actor(firm.party, "handler"), bank.by):
        with pytest.raises(NotSignatory):
            world.application(Firm(firm.subject_id, firm.code, firm.party, stranger), bank)


def test_one_open_application_per_product(firm: Firm, bank: Bank, application: LoanApplication) -> None:
    with pytest.raises(rules.AlreadyOpen) as refusal:
        world.application(firm, bank)
    assert application.number in refusal.value.sentence
    send(bank, application, EventKind.REFUSED, {"reason": "industry", "sentence": "本行暂停该行业新增贷款。"})
    assert world.application(firm, bank).number != application.number


def test_a_suspended_institution_receives_nothing(firm: Firm, bank: Bank) -> None:
    parties.suspend_party(by=make.SYSTEM, party=bank.party)
    with pytest.raises(PartySuspended):
        world.application(firm, bank)


def test_the_whole_life_of_a_loan(bank: Bank, application: LoanApplication) -> None:
    bring_to(bank, application, Status.SETTLED)
    application.refresh_from_db()
    assert application.status == Status.SETTLED
    assert application.approved_yuan == application.disbursed_yuan == Decimal("200000.00")
    assert application.settled_on == date(2026, 11, 25)
    assert application.decide_due_on == date(2026, 12, 9)  # ten working days after Wednesday the 25th
    tags = [entry.tag.rsplit(":", 1)[1] for entry in reversed(evidence.entries_of(application.pk))]
    assert tags == ["submitted", "accepted", "approved", "disbursed", "settled"]
    note = application.disbursements.get()
    assert (note.first_loan, note.credit_loan) == (True, True)


def test_the_product_promise_is_the_limit_where_it_is_stricter(firm: Firm, tmp_path: Path) -> None:
    quick = world.bank(tmp_path, workdays=2)
    made = world.application(firm, quick)
    assert made.accept_due_on == date(2026, 11, 25)
    send(quick, made, EventKind.ACCEPTED, {"handler": "受理岗"})
    made.refresh_from_db()
    assert made.decide_due_on == date(2026, 11, 27)


def test_the_same_event_again_changes_nothing_and_gets_the_same_answer(
    bank: Bank, application: LoanApplication
) -> None:
    first = send(bank, application, EventKind.ACCEPTED, {"handler": "受理岗"}, "e-1")
    again = send(bank, application, EventKind.ACCEPTED, {"handler": "受理岗"}, "e-1")
    assert again == first
    assert application.events.count() == 1
    bring_to_rest = send(bank, application, EventKind.APPROVED, APPROVED)
    assert bring_to_rest.status is Status.APPROVED
    assert send(bank, application, EventKind.ACCEPTED, {"handler": "受理岗"}, "e-1") == first  # also much later


def test_an_event_id_with_other_contents_is_refused(bank: Bank, application: LoanApplication) -> None:
    send(bank, application, EventKind.ACCEPTED, {"handler": "受理岗"}, "e-1")
    with pytest.raises(rules.EventReused):
        send(bank, application, EventKind.ACCEPTED, {"handler": "另一受理岗"}, "e-1")


def test_an_event_id_is_used_up_for_all_applications_of_the_institution(
    bank: Bank, application: LoanApplication
) -> None:
    other = world.application(world.firm(), bank)
    send(bank, application, EventKind.ACCEPTED, {"handler": "受理岗"}, "e-1")
    with pytest.raises(rules.EventReused):
        send(bank, other, EventKind.ACCEPTED, {"handler": "受理岗"}, "e-1")


def test_settlement_before_disbursement_is_refused_recorded_and_may_come_again(
    bank: Bank, application: LoanApplication
) -> None:
    bring_to(bank, application, Status.APPROVED)
    settled = {"settled_on": "2026-11-25"}
    with pytest.raises(rules.TooEarly) as refusal:
        send(bank, application, EventKind.SETTLED, settled, "s-1")
    entry = actions.record_event_refusal(
        by=bank.by,
        application_id=application.pk,
        event_id="s-1",
        kind=EventKind.SETTLED,
        data=settled,
        occurred_at=LATER,
        error=refusal.value,
        at=LATER,
    )
    application.refresh_from_db()
    assert application.status == Status.APPROVED
    assert evidence.entry(entry).facts["code"] == "APP-409-EARLY"
    assert application.events.get(event_id="s-1").refusal_code == "APP-409-EARLY"
    send(bank, application, EventKind.DISBURSED, loan())
    assert send(bank, application, EventKind.SETTLED, settled, "s-1").status is Status.SETTLED
    assert [one.refusal_code for one in application.events.filter(event_id="s-1").order_by("received_at", "id")] == [
        "APP-409-EARLY",
        "",
    ]


def test_the_same_note_under_another_event_is_not_counted_twice(bank: Bank, application: LoanApplication) -> None:
    bring_to(bank, application, Status.APPROVED)
    half = loan(amount_yuan="100000.00")
    send(bank, application, EventKind.DISBURSED, half)
    with pytest.raises(rules.NoteReused):
        send(bank, application, EventKind.DISBURSED, half)
    send(bank, application, EventKind.DISBURSED, loan(amount_yuan="100000.00"))
    with pytest.raises(rules.AmountAboveApproved):
        send(bank, application, EventKind.DISBURSED, loan(amount_yuan="0.01"))
    application.refresh_from_db()
    assert application.disbursed_yuan == Decimal("200000.00")


def test_an_event_from_the_future_is_refused(bank: Bank, application: LoanApplication) -> None:
    for ahead, fine in ((timedelta(minutes=16), False), (timedelta(minutes=15), True)):
        event = {
            "by": bank.by,
            "application_id": application.pk,
            "event_id": str(uuid4()),
            "kind": EventKind.ACCEPTED,
            "data": {"handler": "受理岗"},
            "occurred_at": LATER + ahead,
            "at": LATER,
        }
        if fine:
            actions.apply_event(**event)
        else:
            with pytest.raises(rules.DatesImpossible):
                actions.apply_event(**event)


def test_another_bank_finds_no_such_application(tmp_path: Path, application: LoanApplication) -> None:
    other = world.bank(tmp_path)
    for application_id in (application.pk, ids.uuid7()):
        with pytest.raises(rules.ApplicationUnknown) as refusal:
            actions.apply_event(
                by=other.by,
                application_id=application_id,
                event_id="x-1",
                kind=EventKind.ACCEPTED,
                data={"handler": "受理岗"},
                occurred_at=LATER,
                at=LATER,
            )
        actions.record_event_refusal(
            by=other.by,
            application_id=application_id,
            event_id="x-1",
            kind=EventKind.ACCEPTED,
            data={"handler": "受理岗"},
            occurred_at=LATER,
            error=refusal.value,
        )
        with pytest.raises(rules.ApplicationUnknown):
            queries.require_for_institution(other.party.pk, application_id)
    assert not ApplicationEvent.objects.filter(institution=other.party).exists()
    assert "applications:event:refused" in [entry.tag for entry in evidence.entries_of(application.pk)]
    application.refresh_from_db()
    assert application.status == Status.SUBMITTED


def test_faulty_contents_change_nothing(bank: Bank, application: LoanApplication) -> None:
    with pytest.raises(feedback.FeedbackIncomplete):
        send(bank, application, EventKind.ACCEPTED, {"handler": ""})
    assert application.events.count() == 0


def test_the_feed_misses_nothing_and_shows_only_ones_own(
    tmp_path: Path, bank: Bank, application: LoanApplication
) -> None:
    second = world.application(world.firm(), bank)
    world.application(world.firm(), world.bank(tmp_path))
    page = queries.feed(bank.party.pk)
    assert [one.pk for one in page] == [application.pk, second.pk]
    send(bank, application, EventKind.ACCEPTED, {"handler": "受理岗"})
    assert [one.pk for one in queries.feed(bank.party.pk, after=page[-1].feed_no)] == [application.pk]


def test_clocks_overdue_and_funnel(bank: Bank, application: LoanApplication) -> None:
    assert application.pk in [one.pk for one in queries.overdue(today=date(2026, 11, 27))]
    assert application.pk not in [one.pk for one in queries.overdue(today=date(2026, 11, 26))]
    bring_to(bank, application, Status.APPROVED)
    assert application.pk not in [one.pk for one in queries.overdue(today=date(2027, 1, 1))]
    funnel = queries.funnel(bank.party.pk)
    assert (funnel["submitted"], funnel["approved"], funnel["disbursed"]) == (1, 1, 0)
    assert funnel["approved_yuan"] == Decimal("200000.00")
    assert funnel["disbursed_yuan"] is None  # nothing is known to have been paid out, which is not nought


@pytest.mark.parametrize("table", ["applications_applicationevent", "applications_disbursement"])
def test_what_was_reported_cannot_be_changed_by_anybody(
    as_role: Callable[[str], Any], bank: Bank, application: LoanApplication, table: str
) -> None:
    bring_to(bank, application, Status.SETTLED)
    for role in ("web", "worker", "owner"):
        for statement in (f"update {table} set id = id", f"delete from {table}"):
            with as_role(role), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
