"""The gate and the two walls behind it: nothing leaves without a basis, and each try leaves a trace."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from rongxin.base.common import clock, ids
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as log
from rongxin.base.evidence import queries as evidence
from rongxin.base.evidence import tags
from rongxin.base.keys import actions as keys
from rongxin.base.parties import actions as parties
from rongxin.base.parties.models import Party
from rongxin.data.catalogue import registry
from rongxin.data.consent import actions, disclosures, queries, rules
from rongxin.data.consent.disclosures import Ask
from rongxin.data.consent.rules import Basis, Purpose
from rongxin.data.records import actions as records
from rongxin.data.records import gate
from tests import make

pytestmark = pytest.mark.usefixtures("database")
Role = Callable[[str], AbstractContextManager[None]]


@dataclass
class Story:
    """An enterprise that allowed a bank to see its tax grade, with what is on file."""

    enterprise: Party
    subject_id: UUID
    bank: Party
    officer: Actor
    ask: Ask


@pytest.fixture
def story() -> Iterator[Story]:
    enterprise, subject_id, _ = make.make_enterprise()
    bank = make.make_party("institution")
    make.make_record("tax_credit", subject_id, year=2025, grade="A", assessed_on=clock.today())
    make.make_record("social_insurance", subject_id, period_on=clock.today().replace(day=1), insured_count=9)
    make.make_record("registration", subject_id, enterprise_name=enterprise.name)
    make.make_coverage("admin_penalty")
    consent = make.make_consent(subject_id, enterprise, bank, ["tax_credit"])
    ask = Ask(subject_id, ("tax_credit",), Basis.CONSENT, Purpose.PRE_LOAN, consent_id=consent.pk, end_user="信贷员甲")
    return Story(enterprise, subject_id, bank, make.make_actor(bank, "officer"), ask)


def tags_of(subject_id: UUID) -> list[str]:
    return [entry.tag for entry in evidence.entries_of(subject_id)]


def test_consent_lets_the_bank_see_the_item_and_leaves_evidence(story: Story, as_role: Role) -> None:
    with as_role("web"):
        shown = gate.disclose(by=story.officer, ask=story.ask)
    answer = shown.items["tax_credit"]
    assert answer.state == "returned"
    assert [(row["year"], row["grade"]) for row in answer.records] == [(2025, "A")]
    assert answer.source == "t-source"
    assert answer.as_of == clock.today()
    assert tags_of(story.subject_id)[0] == "consent:disclosure:made"
    assert queries.shown(story.subject_id).first().end_user == "信贷员甲"


def test_each_wrong_way_to_ask_is_refused_recorded_and_reads_nothing(story: Story, as_role: Role) -> None:
    other_bank = make.make_actor(make.make_party("institution"), "officer")
    other_subject = make.make_subject()[0]
    revoked = make.make_consent(story.subject_id, story.enterprise, story.bank, ["tax_credit"])
    actions.revoke(by=make.make_actor(story.enterprise, "signatory"), consent_id=revoked.pk)
    past = make.make_consent(
        story.subject_id, story.enterprise, story.bank, ["tax_credit"], on=clock.today() - timedelta(days=60)
    )
    cases: list[tuple[Actor, Ask, type[Exception]]] = [
        (story.officer, replace(story.ask, consent_id=None), rules.ConsentMissing),
        (story.officer, replace(story.ask, consent_id=uuid4()), rules.ConsentMissing),
        (story.officer, replace(story.ask, consent_id=past.pk), rules.ConsentExpired),
        (story.officer, replace(story.ask, consent_id=revoked.pk), rules.ConsentRevoked),
        (story.officer, replace(story.ask, purpose=Purpose.POST_LOAN), rules.PurposeRefused),
        (other_bank, story.ask, rules.WrongGrantee),
        (story.officer, replace(story.ask, subject_id=other_subject), rules.WrongSubject),
        (story.officer, replace(story.ask, items=("tax_credit", "social_insurance")), rules.ItemsNotCovered),
        (story.officer, replace(story.ask, basis=Basis.SELF, purpose=Purpose.SELF_QUERY), rules.BasisRefused),
        (story.officer, replace(story.ask, basis=Basis.PUBLIC, purpose=Purpose.PUBLIC_QUERY), rules.BasisRefused),
        (story.officer, replace(story.ask, basis=Basis.SUPERVISION), rules.BasisRefused),
        (story.officer, replace(story.ask, basis=Basis.SUPPLIER), rules.BasisRefused),
    ]
    with as_role("web"):
        for by, ask, refusal in cases:
            with pytest.raises(refusal) as caught:
                gate.disclose(by=by, ask=ask)
            kept = actions.record_refusal(error=caught.value)
            assert kept is not None
            assert kept.code == refusal.code
            assert evidence.entry(kept.entry_id).tag == "consent:disclosure:refused"
    assert queries.refused(story.subject_id).count() == len(cases) - 1
    assert queries.shown(story.subject_id).count() == 0


def test_an_unknown_item_is_refused(story: Story) -> None:
    with pytest.raises(rules.ItemUnknown):
        gate.disclose(by=story.officer, ask=replace(story.ask, items=("bank_flows",)))


def test_a_suspended_bank_sees_nothing_at_once(story: Story, as_role: Role) -> None:
    parties.suspend_party(by=make.SYSTEM, party=story.bank)
    with as_role("web"), pytest.raises(rules.BasisRefused):
        gate.disclose(by=story.officer, ask=story.ask)


def test_the_web_role_reads_no_record_without_a_disclosure(story: Story, as_role: Role) -> None:
    with as_role("web"), connection.cursor() as cursor:
        for item in ("tax_credit", "registration", "social_insurance"):
            cursor.execute(f"select count(*) from records.{item}")
            assert cursor.fetchone() == (0,)
            cursor.execute(f"select count(*) from records.current_{item}")
            assert cursor.fetchone() == (0,)


def test_a_disclosure_opened_in_the_same_transaction_reads_nothing(story: Story, as_role: Role) -> None:
    with as_role("web"), transaction.atomic(), connection.cursor() as cursor:
        token = open_by_hand(cursor, story)
        assert rows_under(cursor, token, story.subject_id, "tax_credit") == 0


def test_read_then_roll_back_leaves_the_entry(story: Story, as_role: Role) -> None:
    with (
        as_role("web"),
        pytest.raises(ZeroDivisionError),
        disclosures.opened(by=story.officer, ask=story.ask) as opening,
    ):
        read_and_fail(opening, story)
    assert tags_of(story.subject_id)[0] == "consent:disclosure:made"
    assert queries.shown(story.subject_id).count() == 1


def test_a_token_opens_its_own_subject_and_items_only(story: Story, as_role: Role) -> None:
    stranger = make.make_subject()[0]
    make.make_record("tax_credit", stranger, year=2025, grade="D")
    with as_role("web"), connection.cursor() as cursor:
        with transaction.atomic():
            token = open_by_hand(cursor, story)
        with transaction.atomic():
            assert rows_under(cursor, token, story.subject_id, "tax_credit") == 1
            assert rows_under(cursor, token, story.subject_id, "social_insurance") == 0
            assert rows_under(cursor, token, stranger, "tax_credit") == 0


def test_after_a_revocation_a_fresh_token_reads_nothing(story: Story, as_role: Role) -> None:
    owner = make.make_actor(story.enterprise, "signatory")
    with as_role("web"), connection.cursor() as cursor:
        with transaction.atomic():
            token = open_by_hand(cursor, story)
        actions.revoke(by=owner, consent_id=story.ask.consent_id)
        with transaction.atomic():
            assert rows_under(cursor, token, story.subject_id, "tax_credit") == 0
            cursor.execute("select consent.hold(%s)", [token])
            assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    "changed",
    [
        {"items": ["tax_credit", "social_insurance"]},
        {"purpose": "post_loan"},
        {"grantee": "other"},
        {"subject": "other"},
        {"consent": None},
    ],
)
def test_from_sql_as_web_a_disclosure_beyond_the_consent_is_refused(
    story: Story, as_role: Role, changed: dict[str, object]
) -> None:
    with as_role("web"), connection.cursor() as cursor, pytest.raises(DatabaseError) as caught, transaction.atomic():
        open_by_hand(cursor, story, **changed)
    assert isinstance(caught.value.__cause__, psycopg.Error)


@pytest.mark.parametrize(
    "changed",
    [
        {"entry": uuid4()},
        {"said": {"basis": "self"}},
        {"said": {"disclosure": uuid4()}},
        {"said": {"items": ["registration"]}},
        {"said": {"consent": uuid4()}},
    ],
)
def test_from_sql_as_web_a_disclosure_without_its_own_entry_is_refused(
    story: Story, as_role: Role, changed: dict[str, object]
) -> None:
    with as_role("web"), connection.cursor() as cursor, pytest.raises(DatabaseError) as caught, transaction.atomic():
        open_by_hand(cursor, story, **changed)
    assert "needs its entry in the log" in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "update public.parties_party set subject_id = gen_random_uuid() where kind = 'enterprise'",
        "update public.parties_party set status = 'active'",
        "update public.parties_person set party_id = (select id from public.parties_party limit 1)",
        "update public.parties_machineclient set jwks = '{}'",
        "delete from public.parties_machineclient",
    ],
)
def test_web_cannot_change_who_is_who(story: Story, as_role: Role, statement: str) -> None:
    with as_role("web"), connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into consent.consent select gen_random_uuid(), subject_id, grantee_id, items, purpose, valid_from, valid_until,"
        " application_id, signed_by, text_version, digest, granted_at from consent.consent limit 1",
        "update consent.state set state = 'active'",
        "update consent.consent set items = items || 'water_fee'",
        "delete from consent.consent",
        "select token from consent.disclosure",
        "insert into consent.disclosure select * from consent.disclosure limit 1",
        "delete from evidence.entry",
        "update evidence.entry set tag = tag",
        "delete from public.consent_refusal",
        "insert into records.coverage (item) values ('tax_credit')",
        "alter table records.tax_credit disable row level security",
        "set role rongxin_owner",
        "set row_security = off; select count(*) from records.tax_credit",
    ],
)
def test_the_web_role_cannot_help_itself(story: Story, as_role: Role, statement: str) -> None:
    with as_role("web"), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(statement)


def test_a_revoked_consent_cannot_be_brought_back(story: Story, as_role: Role) -> None:
    owner = make.make_actor(story.enterprise, "signatory")
    with as_role("web"), connection.cursor() as cursor:
        actions.revoke(by=owner, consent_id=story.ask.consent_id)
        cursor.execute("select consent.move_state(%s, array['revoked'], 'active')", [story.ask.consent_id])
        assert cursor.fetchone() == (False,)
    with pytest.raises(rules.MoveRefused):
        actions.revoke(by=owner, consent_id=story.ask.consent_id)


def test_only_the_enterprises_own_people_sign(story: Story) -> None:
    other, _, _ = make.make_enterprise()
    for stranger in (make.make_actor(other, "signatory"), story.officer, make.SYSTEM):
        with pytest.raises(rules.NotEntitled):
            actions.revoke(by=stranger, consent_id=story.ask.consent_id)


def test_the_subject_sees_everything_of_itself_and_only_that(story: Story, as_role: Role) -> None:
    owner = make.make_actor(story.enterprise, "signatory")
    stranger = make.make_subject()[0]
    ask = Ask(
        story.subject_id, ("tax_credit", "social_insurance", "admin_penalty", "gas_fee"), Basis.SELF, Purpose.SELF_QUERY
    )
    with as_role("web"):
        shown = gate.disclose(by=owner, ask=ask)
        with pytest.raises(rules.BasisRefused):
            gate.disclose(by=owner, ask=replace(ask, subject_id=stranger))
    states = {item: str(answer.state) for item, answer in shown.items.items()}
    assert states["tax_credit"] == states["social_insurance"] == "returned"
    assert states["admin_penalty"] == "none_on_file", "covered and nothing on file is none"
    assert states["gas_fee"] != "none_on_file", "never asked is not none"


def test_public_items_are_open_and_their_restricted_fields_are_not(story: Story, as_role: Role) -> None:
    number = "11010519491231002X"  # the example of the standard
    sealed = keys.protect(story.subject_id, number)
    make.make_record("admin_licence", story.subject_id, decision_no="云溪许字1号", legal_rep_id_number_enc=sealed)
    public = Ask(story.subject_id, ("admin_licence",), Basis.PUBLIC, Purpose.PUBLIC_QUERY)
    granted_items = ("admin_licence", "admin_licence.legal_rep_id_number")
    consent = make.make_consent(story.subject_id, story.enterprise, story.bank, list(granted_items))
    with as_role("web"):
        record = gate.disclose(by=replace(make.SYSTEM, door="portal"), ask=public).items["admin_licence"].records[0]
        assert record["decision_no"] == "云溪许字1号"
        assert "legal_rep_id_number" not in record
        assert number not in str(record)
        granted = replace(story.ask, items=granted_items, consent_id=consent.pk)
        record = gate.disclose(by=story.officer, ask=granted).items["admin_licence"].records[0]
    assert record["legal_rep_id_number"] == number


def test_an_expired_answer_is_out_of_date_and_a_silent_source_is_late(story: Story) -> None:
    owner = make.make_actor(story.enterprise, "signatory")
    make.make_record("water_fee", story.subject_id, expires_at=clock.now() - timedelta(days=40), in_arrears=False)
    ask = Ask(story.subject_id, ("water_fee", "gas_fee"), Basis.SELF, Purpose.SELF_QUERY)
    shown = gate.disclose(by=owner, ask=ask, late=("gas_fee",))
    assert shown.items["water_fee"].state == "out_of_date"
    assert shown.items["water_fee"].days_old == 40
    assert shown.items["water_fee"].records == []
    assert shown.items["gas_fee"].state == "source_late"


def test_asked_and_nothing_there_is_none_until_the_answer_expires(story: Story, as_role: Role) -> None:
    owner = make.make_actor(story.enterprise, "signatory")
    ask = Ask(story.subject_id, ("water_fee",), Basis.SELF, Purpose.SELF_QUERY)
    now = clock.now()
    for item, until in (("water_fee", now + timedelta(days=1)), ("gas_fee", now - timedelta(days=1))):
        records.store_answer(
            by=make.SYSTEM, item=registry.item(item), source="t-source", subject_id=story.subject_id, rows=[],
            batch_id=ids.uuid7(), known_at=now - timedelta(days=2), expires_at=until,
        )  # fmt: skip
    with as_role("web"):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from records.nothing_found")
            assert cursor.fetchone() == (0,), "that nothing was found stands behind the wall too"
        shown = gate.disclose(by=owner, ask=replace(ask, items=("water_fee", "gas_fee")))
    assert shown.items["water_fee"].state == "none_on_file"
    assert shown.items["gas_fee"].state == "withheld"


def read_and_fail(opening: disclosures.Opening, story: Story) -> None:
    """The contents are in hand when the caller's transaction breaks."""
    assert gate.read(opening, story.ask.items)["tax_credit"].state == "returned"
    raise ZeroDivisionError


def open_by_hand(cursor: object, story: Story, **changed: object) -> UUID:
    """What the web role could try by itself in SQL."""
    bank = uuid4() if changed.get("grantee") else story.bank.pk
    subject = uuid4() if changed.get("subject") else story.subject_id
    purpose, consent = changed.get("purpose", "pre_loan"), changed.get("consent", story.ask.consent_id)
    items, by, disclosure = changed.get("items", ["tax_credit"]), replace(story.officer, party_id=bank), ids.uuid7()
    said = {"disclosure": disclosure, "basis": "consent", "purpose": purpose, "items": items, "consent": consent}
    entry = log.append(tags.DISCLOSURE_MADE, by=by, subject=subject, facts=said | (changed.get("said") or {}))  # type: ignore[operator]
    cursor.execute(  # type: ignore[attr-defined]
        "select token from consent.open_disclosure(%s, 'consent', %s, %s, %s, %s, null, %s, %s, '', %s)",
        [disclosure, subject, bank, purpose, consent, items, json.dumps(by.as_evidence()), changed.get("entry", entry)],
    )  # fmt: skip
    return cursor.fetchone()[0]  # type: ignore[attr-defined,no-any-return]


def rows_under(cursor: object, token: UUID, subject_id: UUID, item: str) -> int:
    cursor.execute(  # type: ignore[attr-defined]
        "select set_config('rongxin.token', %s, true), set_config('rongxin.subject', %s, true)",
        [str(token), str(subject_id)],
    )
    cursor.execute(f"select count(*) from records.{item}")  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]
