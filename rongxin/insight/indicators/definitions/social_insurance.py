"""Indicators over monthly social insurance (社会保险类指标)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from rongxin.insight.indicators import numbers
from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import Direction, Kind, Source

SOURCE = Source("social_insurance", {"period_on": "date", "insured_count": "integer", "arrears_yuan": "money"})


@SOURCE.indicator("最近一月参保人数", kind=Kind.INTEGER, unit="人", direction=Direction.HIGHER)
def insured_latest(insurance: ir.Table, at: At) -> ir.Value:
    """Insured persons of the latest reported month (最近一月参保人数).

    Grain in: one row per month. Columns in: period_on date (first of the month), insured_count integer. Value:
    persons; months reported without a number do not count.

    Source: catalogue item social_insurance, 参保人数.
    """
    stated = insurance.insured_count.cast("int64")
    month = insurance.period_on.year() * 12 + insurance.period_on.month()
    return (month * 100_000_000 + stated).max() % 100_000_000


@SOURCE.part()
def insured_total_12m(insurance: ir.Table, at: At) -> ir.Value:
    """Sum of the monthly numbers of the last twelve closed months (参保人数合计)."""
    return insurance.insured_count.sum(where=at.within_closed(insurance.period_on, 12))


@SOURCE.part()
def insured_months_stated_12m(insurance: ir.Table, at: At) -> ir.Value:
    """Months that state a number (有参保人数的月数)."""
    window = at.within_closed(insurance.period_on, 12)
    return insurance.count(where=window & insurance.insured_count.notnull())


@SOURCE.part()
def insured_year_ago(insurance: ir.Table, at: At) -> ir.Value:
    """Insured persons in the month twelve before the last closed one (一年前同月参保人数)."""
    return insurance.insured_count.max(where=insurance.period_on == at.month_start(-13))


@SOURCE.part()
def insured_last_closed(insurance: ir.Table, at: At) -> ir.Value:
    """Insured persons in the last closed month (上月参保人数)."""
    return insurance.insured_count.max(where=insurance.period_on == at.month_start(-1))


@SOURCE.indicator(
    "近12个月平均参保人数",
    kind=Kind.DECIMAL,
    unit="人",
    window="近12个整月",
    direction=Direction.HIGHER,
    over="measures",
)
def insured_average_12m(months: ir.Table, at: At) -> ir.Value:
    """Mean of the monthly numbers over the months that state one (近12个月平均参保人数).

    Grain in: the aggregated row. Value: persons with two decimals; null when no month states a number.

    Source: catalogue item social_insurance, 参保人数.
    """
    return numbers.mean(months.insured_total_12m, months.insured_months_stated_12m)


@SOURCE.indicator(
    "参保人数同比变化",
    kind=Kind.RATIO,
    window="上月比一年前同月",
    direction=Direction.HIGHER,
    over="measures",
)
def insured_change_12m(months: ir.Table, at: At) -> ir.Value:
    """Change of the last closed month over the same month a year before (参保人数同比变化).

    Grain in: the aggregated row. Value: a fraction; null when either month is missing or was zero a year ago.

    Source: catalogue item social_insurance, 参保人数.
    """
    return numbers.growth(months.insured_last_closed, months.insured_year_ago)


@SOURCE.indicator(
    "近12个月社保欠缴月数", kind=Kind.INTEGER, unit="个月", window="近12个整月", direction=Direction.LOWER
)
def insurance_arrears_months_12m(insurance: ir.Table, at: At) -> ir.Value:
    """Months of the last twelve closed ones with contributions owed (近12个月社保欠缴月数).

    Grain in: one row per month. Columns in: period_on date, arrears_yuan decimal(18,2). Value: 0 to 12.

    Source: catalogue item social_insurance, 欠缴金额.
    """
    owed = at.within_closed(insurance.period_on, 12) & (insurance.arrears_yuan > ibis.literal(0))
    return insurance.period_on.nunique(where=owed)


@SOURCE.indicator(
    "近12个月社保申报月数", kind=Kind.INTEGER, unit="个月", window="近12个整月", direction=Direction.HIGHER
)
def insurance_months_reported_12m(insurance: ir.Table, at: At) -> ir.Value:
    """Months of the last twelve closed ones with a report (近12个月社保申报月数).

    Grain in: one row per month. Columns in: period_on date. Value: 0 to 12.

    Source: catalogue item social_insurance, 费款所属期.
    """
    return insurance.period_on.nunique(where=at.within_closed(insurance.period_on, 12))
