"""Made-up records of every item, with the odd cases that engines might treat differently."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

AS_OF = date(2026, 2, 28)
KNOWN_AT = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
NEEDS_GRANT = ("social_insurance", "vat_invoice", "water_fee", "gas_fee", "sci_tech", "new_agri")
NEGATIVE = ("admin_penalty", "admin_coercion")
Row = dict[str, Any]


class Sample:
    """A seeded population: subjects, their rows per item, coverage and grants."""

    def __init__(self, seed: int, subjects: int) -> None:
        self.random = random.Random(seed)
        self.subjects: list[Row] = [
            {
                "id": UUID(int=self.random.getrandbits(128)),
                "division_code": self.pick("990101", "990102", "990103", None),
            }
            for _ in range(subjects)
        ]
        self.rows: dict[str, list[Row]] = {item: self._item(item, make) for item, make in MAKERS.items()}
        self.grants = [
            {"subject_id": one["id"], "item": item} for one in self.subjects for item in NEEDS_GRANT if self.chance(0.7)
        ]
        self.coverage = [
            {"item": item, "division": division, "delivered_at": KNOWN_AT - timedelta(days=days), "period_from": start}
            for item, division, days, start in (
                ("registration", "", 1, None),
                ("admin_licence", "990100", 1, None),
                ("admin_penalty", "990101", 1, date(2020, 1, 1)),
                ("admin_penalty", "990102", -1, None),  # delivered after the moment
                ("admin_coercion", "990000", 1, None),
                ("tax_credit", "990102", 1, None),
                ("social_insurance", "990100", 1, date(2027, 1, 1)),  # covers a later time only
                ("vat_invoice", "990101", 2, None),
                ("sci_tech", "", 2, None),
                ("new_agri", "990103", 2, None),
            )
        ]

        self.nothing_found = [
            {
                "subject_id": one["id"],
                "item": "gas_fee",
                "answered_at": KNOWN_AT - timedelta(days=5),
                "expires_at": KNOWN_AT + timedelta(days=self.random.randint(-3, 3)),
            }
            for one in self.subjects
            if self.chance(0.3)
        ]

    def pick(self, *values: Any) -> Any:
        return self.random.choice(values)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def day(self, back: int = 1500, ahead: int = 60) -> date:
        if self.chance(0.1):  # exactly on a border
            return self.pick(AS_OF, date(2025, 2, 28), date(2025, 3, 1), date(2023, 2, 28), date(2024, 2, 29))
        return AS_OF + timedelta(days=self.random.randint(-back, ahead))

    def money(self, top: int = 10_000_000, negative: float = 0.0) -> Decimal:
        amount = Decimal(self.random.randint(0, top)).scaleb(-2)
        return -amount if self.chance(negative) else amount

    def maybe(self, value: Any, share: float = 0.1) -> Any:
        return None if self.chance(share) else value

    def _item(self, item: str, make: tuple[int, Callable[[Sample, int], Row]]) -> list[Row]:
        most, columns = make
        made = []
        for subject in self.subjects:
            number = 0 if self.chance(0.25) else self.random.randint(1, most)
            for index in range(number):
                made.append({"subject_id": subject["id"], **self._versions(item), **columns(self, index)})
        for row in made:
            row["true_from"] = next(
                (row[name] for name in ("decided_on", "enforced_on", "period_on", "issued_on") if name in row), None
            )
        return made

    def _versions(self, item: str) -> Row:
        known_from = KNOWN_AT - timedelta(days=self.random.randint(-2, 900), seconds=1)
        retired = self.chance(0.1)
        return {
            "true_until": self.maybe(self.day(200, 900), 0.3) if item in NEGATIVE else None,
            "known_from": known_from,
            "known_until": known_from + timedelta(days=self.random.randint(1, 900)) if retired else None,
            "retired_reason": self.pick("corrected", "repaired") if retired else None,
            "expires_at": KNOWN_AT + timedelta(days=self.random.randint(-10, 10)) if item.endswith("_fee") else None,
        }


def _invoice(s: Sample, index: int) -> Row:
    return {
        "direction": s.pick("output", "output", "input"),
        "issued_on": s.day(900, 5),
        "counterparty_code": s.maybe(f"E{s.random.randint(1, 9)}", 0.05),
        "amount_yuan": s.money(5_000_000, 0.12),
        "status": s.pick("valid", "valid", "valid", "void"),
    }


MAKERS: dict[str, tuple[int, Callable[[Sample, int], Row]]] = {
    "registration": (
        1,
        lambda s, i: {
            "established_on": s.maybe(s.day(9000, 0)),
            "registered_capital_yuan": s.maybe(s.money(10**12)),
            "status": s.maybe(s.pick("active", "active", "revoked", "cancelled")),
            "industry_code": s.maybe(s.pick("C1351", "5143", "7010")),
            "division_code": s.maybe(s.pick("990101", "990102")),
        },
    ),
    "admin_licence": (
        4,
        lambda s, i: {
            "decided_on": s.day(),
            "valid_until": s.maybe(s.day(400, 400), 0.3),
            "status": s.maybe(s.pick("有效", "撤销", "注销")),
        },
    ),
    "admin_penalty": (
        3,
        lambda s, i: {
            "decided_on": s.day(),
            "fine_yuan": s.maybe(s.money(), 0.4),
            "confiscated_yuan": s.maybe(s.money(), 0.7),
        },
    ),
    "admin_coercion": (2, lambda s, i: {"enforced_on": s.day()}),
    "tax_credit": (4, lambda s, i: {"year": 2025 - i, "grade": s.pick("A", "A", "B", "M", "C", "D")}),
    "social_insurance": (
        16,
        lambda s, i: {
            "period_on": date(2026 - (i + 10) // 12, 12 - (i + 10) % 12, 1),
            "insured_count": s.maybe(s.random.randint(0, 300)),
            "arrears_yuan": s.maybe(s.pick(Decimal("0.00"), Decimal("0.00"), s.money())),
        },
    ),
    "vat_invoice": (60, _invoice),
    "water_fee": (2, lambda s, i: _bill(s)),
    "gas_fee": (2, lambda s, i: _bill(s)),
    "sci_tech": (1, lambda s, i: {"is_high_tech": s.maybe(s.chance(0.3))}),
    "new_agri": (1, lambda s, i: {"category": s.maybe("家庭农场")}),
}


def _bill(s: Sample) -> Row:
    return {
        "usage_avg_3m": s.maybe(s.money(100_000)),
        "usage_avg_6m": s.maybe(s.pick(s.money(100_000), Decimal("0.00"))),
        "in_arrears": s.maybe(s.chance(0.2)),
    }
