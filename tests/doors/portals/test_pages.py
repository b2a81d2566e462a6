"""Pages without a browser: who gets in, what is refused, what stays hidden."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from rongxin.base.common import clock
from rongxin.base.evidence import queries as evidence
from rongxin.base.parties import queries as parties
from rongxin.base.parties.rules import PartyKind
from rongxin.data.consent import actions as consents
from rongxin.data.consent import queries as consent
from rongxin.doors.portals.shared import refusals
from tests import make
from tests.doors.portals import town as made
from tests.doors.portals.town import Town

pytestmark = pytest.mark.usefixtures("static_files", "as_web")
PUBLIC = ["/", "/products/", f"/products/{made.PRODUCT}/", "/verify/", "/data/", "/evidence/", "/sign-in/"]
Role = Callable[[str], AbstractContextManager[None]]
CLOSED = ["/enterprise/", "/enterprise/consents/", "/institution/", "/department/", "/department/batches/"]


def anybody() -> Client:
    return Client(HTTP_HOST="127.0.0.1")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_answer_with_a_strict_policy(town: Town, path: str) -> None:
    answer = anybody().get(path)
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PUBLIC)
def test_no_page_carries_a_style_or_a_script_of_its_own(town: Town, path: str) -> None:
    text = anybody().get(path).content.decode()
    assert " style=" not in text
    assert "<style" not in text
    assert "<script>" not in text


@pytest.mark.parametrize("path", CLOSED)
def test_closed_pages_send_a_stranger_to_sign_in(path: str) -> None:
    answer = anybody().get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


def test_an_unknown_address_is_told_in_the_same_look() -> None:
    answer = anybody().get("/nowhere/")
    assert answer.status_code == 404
    assert "POR-404" in answer.content.decode()


def test_without_a_database_the_failure_is_still_told() -> None:
    def nobody_knows() -> None:
        raise OperationalError("connection refused")

    request = RequestFactory().get("/enterprise/")
    request.user = SimpleLazyObject(nobody_knows)  # type: ignore[attr-defined]
    answer = refusals.broken(request)
    assert (answer.status_code, "请稍后重试" in answer.content.decode()) == (500, True)


def test_another_kind_of_party_is_refused(town: Town) -> None:
    answer = made.client(town.signatory).get("/department/")
    assert answer.status_code == 403
    assert "POR-403" in answer.content.decode()


def test_an_officer_is_nobody_before_the_second_factor(town: Town) -> None:
    browser = made.client(town.officer)
    assert browser.get("/institution/").status_code == 302
    assert browser.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    assert browser.get("/institution/").status_code == 302


def test_a_password_alone_never_opens_an_institution_even_with_a_session(town: Town) -> None:
    browser = anybody()
    browser.force_login(town.officer, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/institution/").status_code == 302


def test_the_first_sign_in_of_an_officer_sets_the_second_factor(town: Town, as_role: Role) -> None:
    with as_role("worker"):
        person = make.make_person(town.bank, "officer")
    browser = anybody()
    answer = browser.post("/sign-in/", {"username": person.username, "password": make.PASSWORD})
    assert answer["Location"] == "/sign-in/set-up/"
    assert browser.get("/sign-in/set-up/").status_code == 200
    picture = browser.get("/sign-in/set-up/code.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content


@pytest.mark.parametrize("name", ["a\0b", "a" * 70_000])
def test_a_user_name_that_nobody_can_have_is_only_wrong(town: Town, name: str) -> None:
    answer = anybody().post("/sign-in/", {"username": name, "password": "x"})
    assert answer.status_code == 422


def test_letters_that_the_database_cannot_hold_are_refused_on_the_page(town: Town) -> None:
    bank = made.client(town.officer, town.code(town.officer))
    assert bank.get("/institution/?q=%00").status_code == 422
    answer = bank.post(f"/institution/cases/{town.application.pk}/accept/", {"event_id": "\0", "handler": "周明"})
    assert (answer.status_code, "POR-420" in answer.content.decode()) == (422, True)


def test_an_amount_beyond_all_numbers_is_told_at_the_form(town: Town) -> None:
    bank = made.client(town.officer, town.code(town.officer))
    form = {"amount_wan": "1e999999", "rate_percent": "1e-999999", "event_id": str(uuid4())}
    assert bank.post(f"/institution/cases/{town.application.pk}/approve/", form).status_code == 422


def test_no_copy_of_a_closed_page_stays_in_the_browser(town: Town) -> None:
    bank = made.client(town.officer, town.code(town.officer))
    assert "no-store" in bank.get("/institution/")["Cache-Control"]


def test_five_wrong_passwords_lock_the_account(town: Town, as_role: Role) -> None:
    with as_role("worker"):
        person = make.make_person(town.enterprise, "handler")
    browser = anybody()
    for _ in range(5):
        answer = browser.post("/sign-in/", {"username": person.username, "password": "wrong"})
    assert answer.status_code == 429
    for _ in range(3):
        answer = browser.post("/sign-in/", {"username": person.username, "password": make.PASSWORD})
    assert answer.status_code == 429
    assert [one.tag for one in evidence.entries_of(person.pk)].count("parties:person:sign-in-failed") == 5


def test_sign_in_leaves_an_entry_and_never_leads_off_the_site(town: Town) -> None:
    given = {"username": town.signatory.username, "password": make.PASSWORD, "next": "https://elsewhere.example/"}
    assert anybody().post("/sign-in/", given)["Location"] == "/enterprise/"
    assert evidence.entries_of(town.signatory.pk)[0].tag == "parties:person:signed-in"


def test_modes_are_switched_without_script_and_kept(town: Town) -> None:
    browser = anybody()
    assert browser.post("/mode/", {"mode": "elder", "back": "/data/"})["Location"] == "/data/"
    browser.post("/mode/", {"mode": "dark", "back": "/"})
    assert '<html lang="zh-CN" data-mode="elder dark"' in browser.get("/").content.decode()
    browser.post("/mode/", {"mode": "<script>", "back": "//elsewhere.example/"})
    assert 'data-mode="elder dark"' in browser.get("/").content.decode()


def test_a_consent_request_is_never_ticked_beforehand(town: Town) -> None:
    text = made.client(town.signatory).get(f"/enterprise/requests/{town.asked.pk}/").content.decode()
    assert text.count('type="checkbox"') == 3
    assert " checked" not in text


def test_choosing_two_of_three_items_grants_just_these(town: Town) -> None:
    browser = made.client(town.signatory)
    answer = browser.post(
        f"/enterprise/requests/{town.asked.pk}/", {"item": ["tax_credit", "water_fee"], "answer": "chosen"}
    )
    assert answer.status_code == 302
    newest = consent.of_subject(town.subject_id)[0]
    assert sorted(newest.items) == ["tax_credit", "water_fee"]


def test_choosing_nothing_is_not_a_consent(town: Town) -> None:
    before = consent.of_subject(town.subject_id).count()
    answer = made.client(town.signatory).post(f"/enterprise/requests/{town.asked.pk}/", {"answer": "chosen"})
    assert answer.status_code == 422
    assert consent.of_subject(town.subject_id).count() == before


def test_declining_is_one_click_and_grants_nothing(town: Town) -> None:
    before = consent.of_subject(town.subject_id).count()
    made.client(town.signatory).post(
        f"/enterprise/requests/{town.asked.pk}/", {"item": ["tax_credit"], "answer": "none"}
    )
    assert consent.of_subject(town.subject_id).count() == before


def test_what_was_not_asked_for_cannot_be_slipped_in(town: Town) -> None:
    browser = made.client(town.signatory)
    answer = browser.post(f"/enterprise/requests/{town.asked.pk}/", {"item": ["vat_invoice"], "answer": "chosen"})
    assert answer.status_code == 403


def test_another_enterprise_sees_neither_request_nor_application_nor_entry(
    town: Town, build: Callable[[], Town]
) -> None:
    other = build()
    browser = made.client(other.signatory)
    entry = evidence.entries_of(town.subject_id)[0].id
    consent_id = town.application.consent_id
    assert browser.get(f"/enterprise/requests/{town.asked.pk}/").status_code == 404
    assert browser.get(f"/enterprise/applications/{town.application.pk}/").status_code == 404
    assert browser.get(f"/enterprise/looked/{entry}/").status_code == 404
    assert browser.get(f"/enterprise/looked/{entry}/proof.json").status_code == 404
    assert browser.post(f"/enterprise/consents/{consent_id}/revoke/").status_code == 404


def test_an_application_lacks_a_needed_item_and_is_not_sent(town: Town) -> None:
    browser = made.client(town.signatory)
    filled = {"amount_wan": "20", "term_months": "12", "use": "购买拖拉机一台"}
    assert browser.post("/enterprise/apply/rcb-machinery/", filled).status_code == 302
    answer = browser.post("/enterprise/apply/rcb-machinery/consent/", {"item": ["registration"], "answer": "chosen"})
    assert answer.status_code == 422
    assert "新型农业经营主体信息" in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"amount_wan": "0.1"}, {"amount_wan": "9999"}, {"amount_wan": "很多"}, {"amount_wan": "NaN"}, {"amount_wan": "1e999"},
     {"amount_wan": "1e999999"}, {"term_months": "9" * 5000},
     {"term_months": "0"}, {"term_months": "12.5"}, {"term_months": "٣"}, {"use": "钱"}],
)  # fmt: skip
def test_a_form_filled_wrongly_comes_back_with_what_to_do(town: Town, wrong: dict[str, str]) -> None:
    filled = {"amount_wan": "20", "term_months": "24", "use": "购买拖拉机一台"} | wrong
    answer = made.client(town.signatory).post("/enterprise/apply/rcb-machinery/", filled)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_the_bank_reads_the_report_and_the_enterprise_sees_who_looked(town: Town) -> None:
    bank = made.client(town.officer, town.code(town.officer))
    case = f"/institution/cases/{town.application.pk}/"
    assert "查看信用报告" in bank.get(case).content.decode()
    answer = bank.post(case + "report/")
    assert answer.status_code == 200
    assert town.enterprise.name in answer.content.decode()
    looked = made.client(town.signatory).get("/enterprise/looked/").content.decode()
    assert town.bank.name in looked
    assert town.officer.name in looked


def test_after_revoking_the_bank_is_stopped_and_the_try_is_on_record(town: Town) -> None:
    owner = made.client(town.signatory)
    assert owner.post(f"/enterprise/consents/{town.application.consent_id}/revoke/").status_code == 302
    bank = made.client(town.officer, town.code(town.officer))
    answer = bank.post(f"/institution/cases/{town.application.pk}/report/")
    assert answer.status_code == 403
    assert "CON-402" in answer.content.decode()
    assert "已拦截" in owner.get("/enterprise/looked/").content.decode()


def test_another_bank_does_not_find_the_case(town: Town, as_role: Role) -> None:
    with as_role("worker"):
        stranger = make.make_person(make.make_party("institution"), "officer")
    key = secrets.token_bytes(20)
    made.parties.set_second_factor(by=make.SYSTEM, person=stranger, key=key)
    browser = made.client(stranger, f"{made.totp(key):06d}")
    for path in ("", "report/", "accept/"):
        address = f"/institution/cases/{town.application.pk}/{path}"
        assert (browser.post(address) if path else browser.get(address)).status_code == 404


def test_the_bank_walks_an_application_to_its_end(town: Town) -> None:
    bank, today = made.client(town.officer, town.code(town.officer)), clock.today()
    steps: list[tuple[str, dict[str, Any]]] = [
        ("accept", {"handler": "周明"}),
        ("approve", {"amount_wan": "25", "rate_percent": "3.95", "valid_until": today + timedelta(days=90)}),
        ("disburse", {"note_no": secrets.token_hex(4), "amount_wan": "25", "rate_percent": "3.95", "disbursed_on": today,
                      "due_on": today + timedelta(days=360), "credit_loan": "on"}),
        ("settle", {"settled_on": today}),
    ]  # fmt: skip
    for step, form in steps:
        answer = bank.post(f"/institution/cases/{town.application.pk}/{step}/", {**form, "event_id": str(uuid4())})
        assert answer.status_code == 302, (step, answer.content.decode()[-3000:])
    town.application.refresh_from_db()
    assert (town.application.status, town.application.approved_rate) == ("settled", made.Decimal("0.0395"))


def test_a_step_out_of_order_is_refused_on_the_page(town: Town) -> None:
    bank = made.client(town.officer, town.code(town.officer))
    form = {"settled_on": clock.today(), "event_id": str(uuid4())}
    answer = bank.post(f"/institution/cases/{town.application.pk}/settle/", form)
    assert answer.status_code == 409
    assert "APP-409" in answer.content.decode()


def test_a_department_sees_its_own_batches_only(town: Town, as_role: Role) -> None:
    clerk = made.client(town.clerk, town.code(town.clerk))
    upload = io.BytesIO(
        f"企业名称,统一社会信用代码\n云溪样例{secrets.token_hex(3)}有限公司,{make.make_uscc()}\n".encode()
    )
    upload.name = "登记.csv"
    answer = clerk.post("/department/", {"item": "registration", "file": upload})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    assert clerk.get(answer["Location"]).status_code == 200
    key = secrets.token_bytes(20)
    with as_role("worker"):
        other = made.party(f"t-{secrets.token_hex(4)}", "云溪市测试局", PartyKind.DEPARTMENT)
        person = make.make_person(other, "clerk")
    made.parties.set_second_factor(by=make.SYSTEM, person=person, key=key)
    stranger = made.client(person, f"{made.totp(key):06d}")
    assert stranger.get(answer["Location"]).status_code == 404
    assert stranger.get(answer["Location"] + "faulty.xlsx").status_code == 404
    assert "还没有报送过" in stranger.get("/department/batches/").content.decode()


def test_a_form_without_a_file_says_so(town: Town) -> None:
    answer = made.client(town.clerk, town.code(town.clerk)).post("/department/", {"item": "registration"})
    assert answer.status_code == 422
    assert "没有选择文件" in answer.content.decode()


def test_a_report_is_verified_by_its_code_and_its_file(town: Town) -> None:
    owner = made.client(town.signatory)
    text = owner.post("/enterprise/credit/report/").content.decode()
    found = re.search(r"/enterprise/credit/report/[^\"]+\.pdf", text)
    assert found
    pdf = owner.get(found[0]).content
    code = re.findall(r"/verify/([0-9A-Z]{12})/", text)[0]
    assert pdf.startswith(b"%PDF")
    assert "PDF 与原件一致" in _verified(code, pdf)
    assert "PDF 与原件不一致" in _verified(code, pdf.replace(b"/Producer", b"/Producex") + b"x")
    assert "没有找到这份报告" in anybody().get("/verify/000000000000/").content.decode()


def _verified(code: str, pdf: bytes) -> str:
    file = io.BytesIO(pdf)
    file.name = "report.pdf"
    return anybody().post("/verify/", {"code": code, "pdf": file}).content.decode()


def test_an_enterprise_looks_at_itself_and_that_leaves_an_entry(town: Town) -> None:
    answer = made.client(town.signatory).get("/enterprise/")
    assert answer.status_code == 200
    assert evidence.entries_of(town.subject_id)[0].tag == "consent:disclosure:made"
    assert consents.rules.Basis.SELF in {one.basis for one in consent.shown(town.subject_id)}
    assert parties.party_of_subject(town.subject_id) == town.enterprise
