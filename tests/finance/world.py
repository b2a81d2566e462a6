"""Made-up parties, products and applications for these tests, each with fresh codes (测试用造数)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from joserfc.jwk import ECKey
from rongxin.base.common import actor
from rongxin.base.common.actor import Actor
from rongxin.base.parties import actions as parties
from rongxin.base.parties import queries as party_queries
from rongxin.base.parties.models import MachineClient, Party
from rongxin.base.parties.rules import PartyKind, Role
from rongxin.finance.applications import actions
from rongxin.finance.applications.models import LoanApplication
from rongxin.finance.matching import actions as products

from tests import make

BY = actor.system("tests", "cli")
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, ten in the morning in Shanghai

PRODUCT = """
[[product]]
code = "{code}-loan"
institution = "{code}"
name = "试验贷"
kind = "working_capital"
summary = "测试产品。"
amount_yuan = [10000, 500000]
term_months = [3, 24]
annual_rate = [0.0385, 0.0520]
guarantees = ["credit"]
repayment = "bullet"
purpose = "经营周转"
processing_workdays = {workdays}
regions = []
subject_kinds = []
valid_from = 2026-01-01
[product.needs]
required = ["registration", "tax_credit"]
optional = ["social_insurance"]
"""


@dataclass(frozen=True)
class Bank:
    """An institution with one product and one machine."""

    party: Party
    client: MachineClient
    key: ECKey
    product: str

    @property
    def by(self) -> Actor:
        return party_queries.actor_of_client(self.client)


@dataclass(frozen=True)
class Firm:
    """An enterprise with its signatory."""

    subject_id: UUID
    party: Party
    by: Actor


def bank(tmp_path: Path, event_url: str = "", workdays: int = 10) -> Bank:
    code = f"bank-{secrets.token_hex(4)}"
    party = parties.register_party(by=BY, kind=PartyKind.INSTITUTION, code=code, name=f"测试银行{code[-4:]}")
    key = ECKey.generate_key("P-256")
    jwks = {"keys": [{**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": "ES256"}]}
    client = parties.register_client(by=BY, party=party, client_id=f"{code}-app", jwks=jwks, event_url=event_url)
    path = tmp_path / f"{code}.toml"
    path.write_text(PRODUCT.format(code=code, workdays=workdays), encoding="utf-8")
    products.load(by=BY, path=path)
    return Bank(party, client, key, f"{code}-loan")


def firm() -> Firm:
    subject = make.make_subject()
    subject_id = getattr(subject, "pk", subject)
    party = parties.register_party(
        by=BY, kind=PartyKind.ENTERPRISE, code=make.make_uscc(), name="云溪测试有限公司", subject_id=subject_id
    )
    person = parties.register_person(
        by=BY, party=party, username=f"u-{secrets.token_hex(6)}", name="测试员", role=Role.SIGNATORY, password="x" * 12
    )
    return Firm(subject_id, party, party_queries.actor_of(person, "portal"))


def application(firm: Firm, bank: Bank, at: datetime = AT, amount: str = "300000") -> LoanApplication:
    return actions.submit(
        by=firm.by,
        subject_id=firm.subject_id,
        product=bank.product,
        amount_yuan=Decimal(amount),
        term_months=12,
        use="采购原材料",
        consent_until=date(2027, 5, 31),
        items=(),
        at=at,
    )
