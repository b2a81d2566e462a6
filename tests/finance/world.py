"""Made-up parties, products and applications for these tests, each with fresh codes (测试用造数)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from joserfc.jwk import ECKey

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.parties import queries as party_queries
from rongxin.base.parties.models import MachineClient, Party
from rongxin.finance.applications import actions
from rongxin.finance.applications.models import LoanApplication
from rongxin.finance.matching import actions as products
from tests import make

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
    code: str
    party: Party
    by: Actor


def bank(tmp_path: Path, event_url: str = "", workdays: int = 10) -> Bank:
    party = make.make_party()
    key = ECKey.generate_key("P-256")
    jwks = {"keys": [{**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": "ES256"}]}
    client = make.make_client(party, jwks, event_url)
    path = tmp_path / f"{party.code}.toml"
    path.write_text(PRODUCT.format(code=party.code, workdays=workdays), encoding="utf-8")
    products.load(by=make.SYSTEM, path=path)
    return Bank(party, client, key, f"{party.code}-loan")


def firm() -> Firm:
    party, subject_id, code = make.make_enterprise()
    return Firm(subject_id, code, party, make.make_actor(party, "signatory"))


def application(firm: Firm, bank: Bank, at: datetime = AT, amount: str = "300000") -> LoanApplication:
    return actions.submit(
        by=firm.by,
        subject_id=firm.subject_id,
        product=bank.product,
        amount_yuan=Decimal(amount),
        term_months=12,
        use="采购原材料",
        consent_until=clock.local_day(at) + timedelta(days=180),
        items=(),
        at=at,
    )
