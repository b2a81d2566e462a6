"""A few made-up people and papers for the pages to show (门户测试造数)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django_otp.oath import totp

from rongxin.base.common import clock
from rongxin.base.parties import actions as parties
from rongxin.base.parties import queries as party_queries
from rongxin.base.parties.models import Party, Person
from rongxin.base.parties.rules import PartyKind
from rongxin.data.consent import actions as consents
from rongxin.data.consent.models import ConsentRequest
from rongxin.data.consent.rules import Purpose
from rongxin.finance.applications import actions as application_actions
from rongxin.finance.applications.models import LoanApplication
from rongxin.finance.matching import actions as matching
from rongxin.insight.evaluation import actions as evaluation
from tests import make

INSTITUTIONS = {"yunxi-rcb": "云溪农商银行", "yunxi-ccb": "云溪城商银行", "dongling": "东岭银行"}
DEPARTMENT = ("yx-scjg", "云溪市市场监督管理局")
PRODUCT = "rcb-seedling"


@dataclass(frozen=True)
class Town:
    """Who lives here, and what waits for them."""

    enterprise: Party
    subject_id: UUID
    signatory: Person
    bank: Party
    officer: Person
    department: Party
    clerk: Person
    asked: ConsentRequest
    application: LoanApplication
    keys: dict[str, bytes]

    def code(self, person: Person, later: int = 0) -> str:
        """The person's six digits, now or some steps later."""
        return f"{totp(self.keys[person.username], t0=-30 * later):06d}"


def party(code: str, name: str, kind: PartyKind) -> Party:
    """The party of a fixed code, registered once."""
    found = Party.objects.filter(code=code).first()
    return found or parties.register_party(by=make.SYSTEM, kind=kind, code=code, name=name)


def build() -> Town:
    """One enterprise with records, an open request and an application; a bank; a department."""
    banks = {code: party(code, name, PartyKind.INSTITUTION) for code, name in INSTITUTIONS.items()}
    department = party(*DEPARTMENT, PartyKind.DEPARTMENT)
    matching.load(by=make.SYSTEM)
    code, name = make.make_uscc(), f"云溪青禾农机{secrets.token_hex(2)}有限公司"
    subject_id, _ = make.make_subject(code, name)
    enterprise = make.make_party("enterprise", code=code, name=name, subject_id=subject_id)
    records(subject_id, code, name)
    people = {role: make.make_person(at, role) for role, at in
              {"signatory": enterprise, "officer": banks["yunxi-rcb"], "clerk": department}.items()}  # fmt: skip
    keys = {people[role].username: secrets.token_bytes(20) for role in ("officer", "clerk")}
    for role in ("officer", "clerk"):
        parties.set_second_factor(by=make.SYSTEM, person=people[role], key=keys[people[role].username])
    evaluation.evaluate(
        by=make.SYSTEM,
        model="enterprise_basic",
        as_of=clock.today(),
        known_at=clock.now(),
        engine="postgres",
        subject_id=subject_id,
    )
    application = apply(subject_id, people["signatory"])
    asked = ask(subject_id, make.make_person(banks["dongling"], "officer"))
    return Town(enterprise, subject_id, people["signatory"], banks["yunxi-rcb"], people["officer"], department,
                people["clerk"], asked, application, keys)  # fmt: skip


def records(subject_id: UUID, code: str, name: str) -> None:
    """A registration and a licence; penalties covered and none; tax and the rest not connected."""
    make.make_record("registration", subject_id, enterprise_name=name, uscc=code, status="active", address="云溪市云溪区青禾路 8 号",
                     established_on=clock.today() - timedelta(days=900), authority_name="云溪市市场监督管理局",
                     registered_capital_text="200万元", registered_capital_yuan=Decimal(2_000_000))  # fmt: skip
    make.make_record("tax_credit", subject_id, enterprise_name=name, uscc=code, year=clock.today().year - 1, grade="B",
                     assessed_on=clock.today() - timedelta(days=200), true_from=clock.today() - timedelta(days=200))  # fmt: skip
    for item in ("registration", "tax_credit", "admin_licence", "admin_penalty", "admin_coercion"):
        make.make_coverage(item)


def apply(subject_id: UUID, signatory: Person) -> LoanApplication:
    """An application for the seedling loan."""
    return application_actions.submit(
        by=party_queries.actor_of(signatory, "portal"), subject_id=subject_id, product=PRODUCT,
        amount_yuan=Decimal(300_000), term_months=12, use="采购春耕种苗和化肥", items=["credit_evaluation"],
        consent_until=clock.today() + timedelta(days=30),
    )  # fmt: skip


def ask(subject_id: UUID, officer: Person) -> ConsentRequest:
    """A bank asks for three items."""
    today = clock.today()
    return consents.request(
        by=party_queries.actor_of(officer, "portal"), subject_id=subject_id, required=["tax_credit", "social_insurance"],
        optional=["water_fee"], purpose=Purpose.PRE_LOAN, valid_until=today + timedelta(days=30),
        answer_by=today + timedelta(days=2),
    )  # fmt: skip


def client(person: Person, code: str | None = None) -> Any:
    """A test browser that has walked through the sign-in pages."""
    from django.test import Client

    browser = Client(HTTP_HOST="127.0.0.1")
    answer = browser.post("/sign-in/", {"username": person.username, "password": make.PASSWORD})
    assert answer.status_code == 302, answer.content.decode()[-400:]
    if code is not None:
        answer = browser.post("/sign-in/code/", {"code": code})
        assert answer.status_code == 302, answer.content.decode()[-400:]
    return browser
