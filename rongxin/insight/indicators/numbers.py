"""The only arithmetic that definitions may use, equal on every engine (数值运算).

Engines disagree on division, rounding and means of floats. Here a quotient is a whole number of steps
(millionths, hundredths), found by exact decimal remainders and rounded half away from zero. A float is used
once, to divide two numbers of which the first is an exact multiple of the second: the quotient is then the
nearest whole number, right for every quotient below 2**50.
"""

from __future__ import annotations

from decimal import Decimal

import ibis
import ibis.expr.types as ir

RATIO_DIGITS = 6
_WIDE = "decimal(38, 0)"


def cents(amount: ir.DecimalValue) -> ir.IntegerValue:
    """An amount with two decimals as a whole number of hundredths (分)."""
    return (amount * 100).cast("int64")


def quotient(part: ir.NumericValue, whole: ir.NumericValue, digits: int) -> ir.DecimalValue:
    """`part / whole` with `digits` decimals, half away from zero; null when `whole` is zero or either is null (商).

    Both are whole numbers in the same unit, at most 24 digits; |result| is below 10 ** (14 - digits).

    Source: style.md §7, money and ratios are decimals.
    """
    n, d = part.cast(_WIDE), whole.cast(_WIDE)
    twice_part = n.abs() * _whole(2 * 10**digits) + d.abs()
    twice_whole = (d.abs() * _whole(2)).nullif(_whole(0))
    exact = twice_part - twice_part % twice_whole
    steps = (exact.cast("float64") / twice_whole.cast("float64")).round().cast("int64")
    signed = steps * ((n < _whole(0)) != (d < _whole(0))).ifelse(-1, 1)
    return _steps(signed, digits)


def ratio(part: ir.NumericValue, whole: ir.NumericValue) -> ir.DecimalValue:
    """A fraction with six decimals (比率)."""
    return quotient(part, whole, RATIO_DIGITS)


def growth(now: ir.NumericValue, before: ir.NumericValue) -> ir.DecimalValue:
    """Change over the earlier value; null unless the earlier value is above zero (增长率)."""
    base = before.cast(_WIDE)
    return ratio(now.cast(_WIDE) - base, (base > _whole(0)).ifelse(base, ibis.null(_WIDE)))


def mean(total: ir.NumericValue, count: ir.NumericValue) -> ir.DecimalValue:
    """A mean with two decimals from an exact sum and a count; never a mean of floats (平均值)."""
    return quotient(total, count, 2)


def or_zero(amount: ir.DecimalValue) -> ir.DecimalValue:
    """An amount where absence means nothing, as the definition must say (金额，无则为零)."""
    return amount.fill_null(ibis.literal(Decimal("0.00"), type="decimal(18, 2)"))


def or_zero_whole(number: ir.IntegerValue) -> ir.IntegerValue:
    """A whole number where absence means nothing (整数，无则为零)."""
    return number.fill_null(0)


def months_between(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Whole months from a day to a later one (整月数).

    The day of the month must be reached: 31 January to 28 February is no whole month.
    """
    months = (end.year() - start.year()) * 12 + (end.month() - start.month())
    return months - (end.day() < start.day()).ifelse(1, 0)


def _steps(steps: ir.IntegerValue, digits: int) -> ir.DecimalValue:
    kind = f"decimal(38, {digits})"
    return (steps.cast(kind) * ibis.literal(Decimal(1).scaleb(-digits), type=kind)).cast(f"decimal(24, {digits})")


def _whole(number: int) -> ir.DecimalValue:
    return ibis.literal(number).cast(_WIDE)
