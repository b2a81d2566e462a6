"""Issuing, opening again, verifying, and every way in that is shut (出具与查验)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from rongxin.base.common import actor, clock
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import queries as evidence
from rongxin.base.keys import actions as keys
from rongxin.base.keys.queries import SubjectKeyDestroyed
from rongxin.base.parties.models import Party
from rongxin.data.consent import actions as consents
from rongxin.data.consent import disclosures
from rongxin.data.consent.rules import BasisRefused, ConsentRevoked, Purpose, PurposeRefused, WrongGrantee
from rongxin.insight.evaluation import actions as evaluations
from rongxin.insight.reports import actions, asks, errors, gate, queries
from rongxin.insight.reports.rules import Cut
from tests import make

BANK_ITEMS = ["tax_credit", "admin_penalty", "admin_penalty.legal_rep_id_number"]
ID_NUMBER = "990101199003070017"
AsRole = Callable[[str], AbstractContextManager[None]]


@dataclass
class Town:
    """An enterprise with some records, a bank with consent, and another bank without."""

    enterprise: Party
    subject_id: UUID
    code: str
    signatory: Actor
    bank: Party
    officer: Actor
    stranger: Actor
    consent_id: UUID


@pytest.fixture
def town(database: None) -> Town:
    enterprise, subject_id, code = make.make_enterprise()
    bank, other = make.make_party(), make.make_party()
    today = clock.today()
    for item in ("admin_coercion", "admin_licence", "registration", "admin_penalty", "tax_credit"):
        make.make_coverage(item)
    make.make_record(
        "registration", subject_id, enterprise_name=enterprise.name, uscc=code, status="active",
        registered_capital_yuan=Decimal("3000000"), established_on=date(2021, 3, 8), true_from=date(2021, 3, 8),
    )  # fmt: skip
    make.make_record(
        "admin_penalty", subject_id, decision_no="云罚〔2026〕1号", violation_type="广告内容不实", decided_on=date(2026, 8, 1),
        fine_yuan=Decimal("5000.00"), true_from=date(2026, 8, 1), true_until=today + timedelta(days=90),
        public_until=today + timedelta(days=90), legal_rep_id_number_enc=keys.protect(subject_id, ID_NUMBER),
    )  # fmt: skip
    make.make_record("tax_credit", subject_id, year=2025, grade="A", true_from=date(2026, 4, 20))
    given = make.make_consent(subject_id, enterprise, bank, BANK_ITEMS)
    return Town(
        enterprise, subject_id, code, make.make_actor(enterprise, "signatory"), bank, make.make_actor(bank, "officer"),
        make.make_actor(other, "officer"), given.pk,
    )  # fmt: skip


def text_of(made: actions.Issued | gate.Stored) -> str:
    return str(made.content)


def consented(town: Town, by: Actor | None = None) -> actions.Issued:
    return actions.issue(by=by or town.officer, ask=asks.consented(town.consent_id), cut=Cut.CONSENTED)


def own(town: Town) -> actions.Issued:
    return actions.issue(by=town.signatory, ask=asks.own(town.subject_id), cut=Cut.SELF)


def public(town: Town) -> actions.Issued:
    return actions.issue(by=actor.system("visitor", "portal"), ask=asks.public(town.subject_id), cut=Cut.PUBLIC)


def tags_of(subject_id: UUID) -> list[str]:
    return [entry.tag for entry in evidence.entries_of(str(subject_id))]


def test_each_cut_is_issued_as_web_with_its_entries(town: Town, as_role: AsRole):
    with as_role("web"):
        made = [own(town), consented(town), public(town)]
    assert len({one.number for one in made}) == len({one.code for one in made}) == 3
    assert tags_of(town.subject_id).count("reports:report:issued") == 3
    assert "5,000.00" in text_of(made[0])
    assert ID_NUMBER in text_of(made[1])
    assert ID_NUMBER not in text_of(made[0]) + text_of(made[2])
    assert "A 级" in text_of(made[1])
    assert "A 级" not in text_of(made[2])


def test_a_bank_sees_public_items_that_its_consent_does_not_name(town: Town, as_role: AsRole):
    with as_role("web"):
        made = consented(town)
    status = {row[0]["text"]: row[1]["text"] for row in made.content["sections"][0]["blocks"][1]["rows"]}
    assert status["企业登记注册信息"] == "已获取 1 条"
    assert status["行政强制信息"] == "无记录"
    assert status["社会保险缴纳"] == "未授权"


def test_a_stored_report_opens_again_byte_for_byte(town: Town, as_role: AsRole):
    with as_role("web"):
        made = consented(town)
        again = gate.stored(by=town.officer, ask=asks.consented(town.consent_id), number=made.number)
        mine = gate.stored(by=town.signatory, ask=asks.own(town.subject_id), number=made.number)
    assert again.pdf == mine.pdf == made.pdf
    assert again.content == mine.content == made.content


def test_another_bank_with_the_same_consent_does_not_see_what_was_made_for_the_first(town: Town, as_role: AsRole):
    other = make.make_party()
    theirs = make.make_actor(other, "officer")
    given = make.make_consent(town.subject_id, town.enterprise, other, BANK_ITEMS)
    with as_role("web"):
        made = consented(town)
        with pytest.raises(errors.ReportUnknown):
            gate.stored(by=theirs, ask=asks.consented(given.pk), number=made.number)


def test_a_consent_for_less_does_not_open_a_report_with_more(town: Town, as_role: AsRole):
    less = make.make_consent(town.subject_id, town.enterprise, town.bank, ["admin_penalty"])
    with as_role("web"):
        made = consented(town)
        with pytest.raises(errors.ReportUnknown):
            gate.stored(by=town.officer, ask=asks.consented(less.pk), number=made.number)


def test_after_revocation_nothing_is_issued_or_opened(town: Town, as_role: AsRole):
    with as_role("web"):
        made = consented(town)
        consents.revoke(by=town.signatory, consent_id=town.consent_id)
        with pytest.raises(ConsentRevoked):
            consented(town)
        with pytest.raises(ConsentRevoked):
            gate.stored(by=town.officer, ask=asks.consented(town.consent_id), number=made.number)


def test_a_stranger_a_wrong_purpose_and_a_wrong_basis_are_refused(town: Town, as_role: AsRole):
    with as_role("web"):
        with pytest.raises(WrongGrantee):
            consented(town, by=town.stranger)
        wrong = replace(asks.consented(town.consent_id), purpose=Purpose.POST_LOAN)
        with pytest.raises(PurposeRefused):
            actions.issue(by=town.officer, ask=wrong, cut=Cut.CONSENTED)
        with pytest.raises(BasisRefused):
            actions.issue(by=town.stranger, ask=asks.own(town.subject_id), cut=Cut.SELF)


def test_the_basis_decides_the_cut(town: Town):
    with pytest.raises(errors.CutRefused):
        actions.issue(by=town.officer, ask=asks.public(town.subject_id), cut=Cut.SELF)
    with pytest.raises(errors.CutRefused):
        actions.issue(by=town.officer, ask=asks.consented(town.consent_id), cut=Cut.SELF)


def test_a_public_cut_from_a_consent_holds_nothing_more_than_the_public_one(town: Town):
    made = actions.issue(by=town.officer, ask=asks.consented(town.consent_id), cut=Cut.PUBLIC)
    assert "A 级" not in text_of(made)
    assert ID_NUMBER not in text_of(made)


def test_sql_as_web_reads_no_report_without_a_token(town: Town, as_role: AsRole):
    made = own(town)
    with as_role("web"), connection.cursor() as cursor:
        cursor.execute("select count(*) from derived.report")
        assert cursor.fetchone()[0] == 0
        cursor.execute("select set_config('rongxin.subject', %s, false)", [str(town.subject_id)])
        cursor.execute("select count(*) from derived.report where number = %s", [made.number])
        assert cursor.fetchone()[0] == 0
        with disclosures.opened(by=town.officer, ask=asks.consented(town.consent_id)):
            cursor.execute("select count(*) from derived.report where number = %s", [made.number])
            assert cursor.fetchone()[0] == 0  # the subject's own report holds more than the consent


@pytest.mark.parametrize("statement", ["update derived.report set cut = 'public'", "delete from derived.report"])
@pytest.mark.parametrize("role", ["web", "worker"])
def test_reports_are_never_changed(town: Town, as_role: AsRole, statement: str, role: str):
    own(town)
    with as_role(role), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(statement)


def test_even_the_owner_finds_no_report_to_change(town: Town, as_role: AsRole):
    made = own(town)
    with as_role("owner"), connection.cursor() as cursor:
        cursor.execute("update derived.report set cut = 'public' where number = %s", [made.number])
        assert cursor.rowcount == 0
        with pytest.raises(DatabaseError):
            cursor.execute("truncate derived.report")


def test_web_stores_no_report_without_a_token(town: Town, as_role: AsRole):
    own(town)
    with as_role("web"), pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(
            "insert into derived.report select gen_random_uuid(), 'RX1', '000000000000', %s, 'public', '{registration}', '{}',"
            " null, gen_random_uuid(), gen_random_uuid(), '', '', repeat('0', 64), repeat('0', 64), now()",
            [town.subject_id],
        )


def test_anybody_verifies_a_code_and_a_file_and_learns_no_contents(town: Town, as_role: AsRole):
    made = consented(town)
    with as_role("web"):
        found = queries.verify(made.code.lower(), made.pdf)
        changed = bytearray(made.pdf)
        changed[len(changed) // 2] ^= 1
        other = queries.verify(made.code, bytes(changed))
    assert found is not None
    assert (found.number, found.subject_name, found.same) == (made.number, town.enterprise.name, True)
    assert found.signature is not None
    assert found.signature.valid
    assert "云溪" not in str(found.cut)
    assert other is not None
    assert other.same is False
    assert other.signature is not None
    assert not other.signature.valid


@pytest.mark.parametrize("code", ["", "0000-0000-001Y", "不是验真码"])
def test_an_unknown_code_is_unknown(database: None, code: str):
    assert queries.verify(code) is None


def test_when_the_subjects_key_is_destroyed_only_the_fact_of_the_report_remains(town: Town):
    made = own(town)
    keys.destroy(by=make.SYSTEM, subject_id=town.subject_id, at=clock.now())
    with pytest.raises(SubjectKeyDestroyed):
        gate.stored(by=town.signatory, ask=asks.own(town.subject_id), number=made.number)
    assert queries.verify(made.code) is not None


def evaluated(town: Town) -> None:
    for model in ("enterprise_basic", "size_2017"):
        evaluations.evaluate(
            by=make.SYSTEM, model=model, as_of=clock.today(), known_at=clock.now(), engine="postgres",
            subject_id=town.subject_id,
        )  # fmt: skip


def chapter(made: actions.Issued) -> str:
    return str(next(one for one in made.content["sections"] if one["key"] == "evaluation"))


def test_the_subject_sees_its_evaluation_with_reasons(town: Town, as_role: AsRole):
    evaluated(town)
    with as_role("web"):
        made, opened = own(town), gate.open(by=town.signatory, ask=asks.own(town.subject_id))
    assert opened.evaluation is not None
    assert opened.features["age_months"] is not None
    assert opened.states["tax_credit"] == "ok"
    assert opened.evaluation["label"] in chapter(made)
    assert str(opened.evaluation["score"]) in chapter(made)
    assert "供金融机构参考，不作为拒贷依据" in chapter(made)
    assert made.content["summary"][0]["value"]["text"] == opened.evaluation["label"]


@pytest.mark.parametrize("role", ["web", "worker"])
@pytest.mark.parametrize(
    ("items", "seen"),
    [
        (["credit_evaluation", "tax_credit"], True),
        (["credit_evaluation", "admin_penalty"], False),  # the result is made of the tax credit level
        (["tax_credit", "admin_penalty"], False),
    ],
)
def test_a_bank_sees_the_evaluation_only_with_leave_for_all_that_it_is_made_of(
    town: Town, as_role: AsRole, items: list[str], seen: bool, role: str
):
    evaluated(town)
    given = make.make_consent(town.subject_id, town.enterprise, town.bank, items)
    ask = asks.consented(given.pk)
    with as_role(role):
        opened = gate.open(by=town.officer, ask=ask)
        made = actions.issue(by=town.officer, ask=ask, cut=Cut.CONSENTED)
    assert (opened.evaluation is not None) == seen
    assert ("得分" in chapter(made)) == seen
    if "tax_credit" not in items:
        assert "tax_credit_grade" not in opened.features
        assert "A 级" not in text_of(made)


def test_leave_to_compute_with_invoices_takes_no_reason_from_the_basic_evaluation(town: Town, as_role: AsRole):
    platform = make.make_party("platform")
    make.make_consent(town.subject_id, town.enterprise, platform, ["vat_invoice"], purpose=Purpose.EVALUATION)
    make.make_record(
        "vat_invoice", town.subject_id, direction="output", invoice_no="1", issued_on=clock.today(), amount_yuan=100,
        status="valid",
    )  # fmt: skip
    evaluated(town)
    given = make.make_consent(town.subject_id, town.enterprise, town.bank, ["credit_evaluation", "tax_credit"])
    with as_role("web"):
        opened = gate.open(by=town.officer, ask=asks.consented(given.pk))
    assert opened.evaluation is not None
    assert any(one["reason"] for one in opened.evaluation["points"])
    assert "sales_12m" not in opened.features


def test_the_gate_gives_records_and_nothing_derived_unless_asked(town: Town, as_role: AsRole):
    with as_role("web"):
        opened = gate.open(by=town.officer, ask=asks.consented(town.consent_id))
    assert opened.evaluation is None
    assert opened.features == {}
    assert str(opened.records["tax_credit"].state) == "returned"
    assert "consent:disclosure:made" in tags_of(town.subject_id)
