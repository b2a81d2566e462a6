"""Information leaves for a basis, a purpose, an end user and named items; everything else is refused and recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from rongxin.base.common import clock
from rongxin.base.evidence import queries as evidence
from rongxin.data.consent import actions as consents
from rongxin.data.consent import queries as consent_queries
from rongxin.finance.applications.models import LoanApplication
from tests import make
from tests.contracts.machine import Machine, matches_example
from tests.finance import world
from tests.finance.world import Bank, Firm

ITEMS = ["registration", "tax_credit"]


def question(application: LoanApplication | None = None, **changes: Any) -> dict[str, Any]:
    asked = {
        "application_id": application.pk if application else None,
        "items": ITEMS,
        "purpose": "pre_loan",
        "end_user": {"name": "王审贷", "branch": "青石支行"},
        **changes,
    }
    return {name: value for name, value in asked.items() if value is not None}


@pytest.fixture
def on_file(firm: Firm, as_role: Any) -> None:
    with as_role("worker"):
        make.make_record(
            "tax_credit", firm.subject_id, subject_code=firm.code, enterprise_name="云溪测试有限公司", uscc=firm.code,
            year=2025, grade="A", assessed_on="2026-04-30", true_from="2026-04-30",
        )  # fmt: skip


def refusals(firm: Firm) -> list[str]:
    return [one.code for one in consent_queries.refused(firm.subject_id)]


def test_what_the_consent_covers_is_shown_with_its_state_source_and_entry(
    on_file: None, machine: Machine, application: LoanApplication, firm: Firm
) -> None:
    answer = machine.post("/disclosures", question(application))
    assert matches_example("disclosure", answer)
    shown = consent_queries.shown(firm.subject_id).get()
    assert str(shown.pk) == answer.json()["disclosure_id"]
    assert shown.end_user == "王审贷（青石支行）"
    assert evidence.entry(shown.entry_id).tag == "consent:disclosure:made"


def test_a_code_with_a_consent_of_its_own(
    on_file: None, machine: Machine, application: LoanApplication, firm: Firm
) -> None:
    asked = question(subject_code=firm.code, consent_id=application.consent_id)
    assert machine.post("/disclosures", asked).json()["items"]["tax_credit"]["state"] == "returned"


def test_one_item_too_many_is_refused_and_recorded(machine: Machine, application: LoanApplication, firm: Firm) -> None:
    answer = machine.post("/disclosures", question(application, items=[*ITEMS, "vat_invoice"]))
    assert matches_example("disclosure-not-covered", answer)
    assert refusals(firm) == ["CON-405"]
    assert not consent_queries.shown(firm.subject_id).exists()
    assert "consent:disclosure:refused" in [entry.tag for entry in evidence.entries_of(firm.subject_id)]


def test_an_item_from_its_source_is_not_even_asked_for_when_not_covered(
    machine: Machine, application: LoanApplication, firm: Firm
) -> None:
    assert machine.post("/disclosures", question(application, items=["water_fee"])).status_code == 403
    assert refusals(firm) == ["CON-405"]
    assert "ingest:interface-answer" not in str([entry.tag for entry in evidence.entries_of(firm.subject_id)])


def test_a_revoked_consent_ends_at_once(
    machine: Machine, application: LoanApplication, firm: Firm, as_role: Any
) -> None:
    assert machine.post("/disclosures", question(application)).status_code == 200
    consents.revoke(by=firm.by, consent_id=application.consent_id)
    assert matches_example("disclosure-revoked", machine.post("/disclosures", question(application)))
    assert refusals(firm) == ["CON-402"]
    assert machine.get(f"/loan-applications/{application.pk}").json()["consent"]["state"] == "revoked"


@pytest.mark.parametrize("purpose", ["post_loan", "evaluation", "marketing", ""])
def test_a_wrong_purpose_is_refused_and_recorded(
    machine: Machine, application: LoanApplication, firm: Firm, purpose: str
) -> None:
    answer = machine.post("/disclosures", question(application, purpose=purpose))
    assert (answer.status_code, answer.json()["code"]) == (403, "CON-404")
    assert refusals(firm) == ["CON-404"]


def test_an_expired_consent_is_refused(machine: Machine, bank: Bank, firm: Firm, as_role: Any) -> None:
    past = clock.today() - timedelta(days=40)
    with as_role("worker"):
        old = make.make_consent(firm.subject_id, firm.party, bank.party, ITEMS, days=30, on=past)
    answer = machine.post("/disclosures", question(subject_code=firm.code, consent_id=old.pk))
    assert (answer.status_code, answer.json()["code"]) == (403, "CON-403")


def test_no_consent_and_no_such_subject_are_refused_in_the_same_words(machine: Machine, firm: Firm) -> None:
    nobody = make.make_uscc()
    for code in (firm.code, nobody):
        assert matches_example("disclosure-no-consent", machine.post("/disclosures", question(subject_code=code)))
    assert refusals(firm) == ["CON-401"]


def test_another_banks_consent_and_application_do_not_help(
    other_bank: Bank, machine: Machine, application: LoanApplication, firm: Firm
) -> None:
    stranger = Machine(other_bank)
    stolen = stranger.post("/disclosures", question(subject_code=firm.code, consent_id=application.consent_id))
    assert (stolen.status_code, stolen.json()["code"]) == (403, "CON-406")
    assert refusals(firm) == ["CON-406"]
    assert matches_example("application-unknown", stranger.post("/disclosures", question(application)))


def test_a_consent_of_another_subject_does_not_help(
    machine: Machine, application: LoanApplication, as_role: Any
) -> None:
    with as_role("worker"):
        other = world.firm()
    answer = machine.post("/disclosures", question(subject_code=other.code, consent_id=application.consent_id))
    assert (answer.status_code, answer.json()["code"]) == (403, "CON-407")
    assert refusals(other) == ["CON-407"]


def test_public_items_need_no_consent_and_others_do(machine: Machine, firm: Firm) -> None:
    public = {"basis": "public", "purpose": "public_query", "subject_code": firm.code}
    answer = machine.post("/disclosures", question(items=["registration", "admin_penalty"], **public))
    assert answer.status_code == 200, answer.content
    assert machine.post("/disclosures", question(items=["tax_credit"], **public)).status_code == 403
    assert refusals(firm) == ["CON-408"]


@pytest.mark.parametrize(
    "fault",
    [
        {"extra": 1},
        {"items": []},
        {"items": ["registration", "registration"]},
        {"items": "registration"},
        {"end_user": {"name": "王审贷"}},
        {"end_user": {"name": "", "branch": "总行"}},
        {"subject_code": "91990101MA00000000"},
        {"basis": "supervision"},
        {"consent_id": "not-an-id"},
        {"purpose": "pre\u0000loan"},
        {"items": ["registration\u0000"]},
        {"end_user": {"name": "王\n审贷", "branch": "总行"}},
    ],
)
def test_a_faulty_question_is_refused_before_anything_is_looked_at(
    machine: Machine, application: LoanApplication, firm: Firm, fault: dict[str, Any]
) -> None:
    answer = machine.post("/disclosures", question(application, **fault))
    assert (answer.status_code, answer.json()["code"]) == (400, "API-400")
    assert not consent_queries.shown(firm.subject_id).exists()


def test_an_unknown_item_is_refused(machine: Machine, application: LoanApplication) -> None:
    assert machine.post("/disclosures", question(application, items=["registration", "dreams"])).status_code in (
        403,
        422,
    )


def test_the_report_is_a_signed_pdf_under_the_consent(
    on_file: None, machine: Machine, application: LoanApplication, firm: Firm
) -> None:
    answer = machine.get(f"/reports/{application.pk}.pdf?end_user=王审贷&branch=青石支行")
    assert answer.status_code == 200, answer.content[:300]
    assert answer.content.startswith(b"%PDF-")
    assert answer["X-Report-Number"]
    consents.revoke(by=firm.by, consent_id=application.consent_id)
    again = machine.get(f"/reports/{application.pk}.pdf?end_user=王审贷&branch=青石支行")
    assert (again.status_code, again.json()["code"]) == (403, "CON-402")
    assert machine.get(f"/reports/{uuid4()}.pdf?end_user=a&branch=b").status_code == 404
    assert machine.get(f"/reports/{application.pk}.pdf").status_code == 400
