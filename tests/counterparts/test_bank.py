"""The example bank decides by its published policy, and what was not shown decides nothing."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rongxin.doors.counterparts import bank

TODAY = date(2026, 11, 23)
ASKED = Decimal("300000")


def returned(*records: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {"state": "returned", "records": list(records), "total": len(records) if total is None else total}


def sale(amount: str, day: str = "2026-06-01", **changes: Any) -> dict[str, Any]:
    return {"amount_yuan": amount, "direction": "output", "status": "valid", "issued_on": day, **changes}


REFUSED = [
    ({"registration": returned({"established_on": "2025-11-24"})}, "qualification"),
    ({"admin_penalty": returned({}, {}, {})}, "credit"),
    ({"tax_credit": returned({"year": 2024, "grade": "A"}, {"year": 2025, "grade": "D"})}, "credit"),
    ({"social_insurance": returned({"period_on": "2026-10-01", "arrears_yuan": "0.01"})}, "debt"),
    ({"vat_invoice": returned(sale("33333"))}, "debt"),
]
APPROVED = [
    ({}, "300000", "0.0435"),
    ({"registration": returned({"established_on": "2025-11-23"})}, "300000", "0.0435"),
    ({"admin_penalty": returned({}, {})}, "300000", "0.0435"),
    ({"tax_credit": returned({"year": 2024, "grade": "D"}, {"year": 2025, "grade": "A"})}, "300000", "0.0395"),
    ({"tax_credit": {"state": "withheld", "records": []}}, "300000", "0.0435"),
    ({"social_insurance": returned({"period_on": "2026-10-01", "arrears_yuan": None})}, "300000", "0.0435"),
    ({"vat_invoice": returned(sale("500000"))}, "150000.00", "0.0435"),
    ({"vat_invoice": returned(sale("500000"), sale("900000", status="void"))}, "150000.00", "0.0435"),
    ({"vat_invoice": returned(sale("500000"), sale("900000", "2025-01-01"))}, "150000.00", "0.0435"),
    ({"vat_invoice": returned(sale("500000"), total=900)}, "300000", "0.0435"),  # only the newest part was shown
    ({"vat_invoice": {"state": "source_late", "records": []}}, "300000", "0.0435"),
]


@pytest.mark.parametrize(("items", "reason"), REFUSED)
def test_the_policy_refuses_with_a_reason_and_words(items: dict[str, Any], reason: str) -> None:
    decision = bank.decide(ASKED, items, TODAY)
    assert not decision.approved
    assert decision.reason == reason
    assert len(decision.sentence) >= 8


@pytest.mark.parametrize(("items", "amount", "rate"), APPROVED)
def test_the_policy_approves_an_amount_at_a_rate(items: dict[str, Any], amount: str, rate: str) -> None:
    decision = bank.decide(ASKED, items, TODAY)
    assert (decision.approved, decision.amount_yuan, decision.annual_rate) == (True, Decimal(amount), Decimal(rate))


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "bank.pem"
    first = bank.Key.open(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert bank.Key.open(path).kid == first.kid
    assert "d" not in first.public_jwks()["keys"][0]


def test_the_example_stands_alone() -> None:
    tree = ast.parse(Path(bank.__file__).read_text(encoding="utf-8"))
    names = [one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in names if name.split(".")[0] in ("rongxin", "django")]
