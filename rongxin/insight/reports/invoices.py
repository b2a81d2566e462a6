"""Invoices of a subject summed by month for reading (发票按月汇总).

The indicators have their own definitions; this only lays out what was disclosed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)


@dataclass(slots=True)
class Month:
    """Valid invoices of one month, without tax; red-letter ones are negative and already taken off (月度开票)."""

    month: date
    sales_count: int = 0
    sales_yuan: Decimal = ZERO
    void_count: int = 0
    red_yuan: Decimal = ZERO
    purchases_yuan: Decimal = ZERO


def by_month(records: Iterable[dict[str, Any]], *, whole: bool = True) -> list[Month]:
    """Newest month first. Void invoices are counted, never summed; rows without a day or an amount are left out.

    When the records are only the newest ones (`whole` false), the oldest month is left out too: it may be cut short.
    """
    months: dict[date, Month] = {}
    for row in records:
        issued, amount = row.get("issued_on"), row.get("amount_yuan")
        if issued is None or amount is None:
            continue
        key = issued.replace(day=1)
        _add(months.setdefault(key, Month(key)), row, amount)
    found = sorted(months.values(), key=lambda one: one.month, reverse=True)
    return found if whole else found[:-1]


def _add(month: Month, row: dict[str, Any], amount: Decimal) -> None:
    output = row.get("direction") == "output"
    if row.get("status") == "void":
        month.void_count += output
    elif output:
        month.sales_count += 1
        month.sales_yuan += amount
        month.red_yuan += min(amount, ZERO)
    else:
        month.purchases_yuan += amount
