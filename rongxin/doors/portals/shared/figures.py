"""Counts that may be shown without revealing one firm (可公开数字)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

STEP_YUAN = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Count:
    """A count as it may be shown; `few` says that there are fewer than that (可公开计数)."""

    text: str
    few: bool = False


def grouped(count: int, minimum: int) -> Count:
    """A count: below the minimum group only that, above it in steps of the group (分组计数).

    Rounding in steps keeps two readings from telling that one more firm has come.

    >>> grouped(0, 10), grouped(7, 10), grouped(2043, 10)
    (Count(text='0', few=False), Count(text='10', few=True), Count(text='2,040+', few=False))
    """
    if count == 0:
        return Count("0")
    if count < minimum:
        return Count(str(minimum), few=True)
    return Count(f"{count // minimum * minimum:,}+")


def rounded_yuan(amount: Decimal | None, count: int, minimum: int) -> Decimal | None:
    """A sum in whole millions, and only if enough firms stand behind it (取整金额).

    >>> rounded_yuan(Decimal("12345678"), 30, 10), rounded_yuan(Decimal("12345678"), 3, 10)
    (Decimal('12000000'), None)
    """
    if amount is None or count < minimum:
        return None
    return (amount / STEP_YUAN).to_integral_value(ROUND_DOWN) * STEP_YUAN
