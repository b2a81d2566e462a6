"""Indicators over water and gas bills (水费、燃气费类指标)."""

from __future__ import annotations

import ibis.expr.types as ir

from rongxin.insight.indicators import numbers
from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import Direction, Kind, Source

_COLUMNS = {"usage_avg_3m": "money", "usage_avg_6m": "money", "in_arrears": "boolean"}
WATER = Source("water_fee", _COLUMNS, expires=True)
GAS = Source("gas_fee", _COLUMNS, expires=True)


def _recent_over_half_year(bill: ir.Table) -> ir.Value:
    stated = bill.usage_avg_3m.notnull() & bill.usage_avg_6m.notnull()
    recent = numbers.cents(bill.usage_avg_3m).sum(where=stated)
    return numbers.ratio(recent, numbers.cents(bill.usage_avg_6m).sum(where=stated))


@WATER.indicator("用水量近3月与近6月之比", kind=Kind.RATIO, window="近3个月/近6个月", direction=Direction.HIGHER)
def water_use_3m_over_6m(water: ir.Table, at: At) -> ir.Value:
    """Monthly water use of three months over that of six, all accounts together (用水量近3月与近6月之比).

    Grain in: one row per account. Columns in: usage_avg_3m, usage_avg_6m decimal(18,2). Value: a fraction; accounts
    that state only one of the two are left out.

    Source: catalogue item water_fee, 近3个月月均用水量 and 近6个月月均用水量.
    """
    return _recent_over_half_year(water)


@WATER.indicator("是否欠缴水费", kind=Kind.BOOLEAN, direction=Direction.LOWER)
def water_in_arrears(water: ir.Table, at: At) -> ir.Value:
    """Whether any account owes water fees (是否欠缴水费).

    Grain in: one row per account. Columns in: in_arrears boolean. Value: null when no account states it.

    Source: catalogue item water_fee, 当前是否欠费.
    """
    return water.in_arrears.any()


@GAS.indicator("用气量近3月与近6月之比", kind=Kind.RATIO, window="近3个月/近6个月", direction=Direction.HIGHER)
def gas_use_3m_over_6m(gas: ir.Table, at: At) -> ir.Value:
    """Monthly gas use of three months over that of six, all accounts together (用气量近3月与近6月之比).

    Grain in: one row per account. Columns in: usage_avg_3m, usage_avg_6m decimal(18,2). Value: a fraction.

    Source: catalogue item gas_fee, 近3个月月均用气量 and 近6个月月均用气量.
    """
    return _recent_over_half_year(gas)


@GAS.indicator("是否欠缴燃气费", kind=Kind.BOOLEAN, direction=Direction.LOWER)
def gas_in_arrears(gas: ir.Table, at: At) -> ir.Value:
    """Whether any account owes gas fees (是否欠缴燃气费).

    Grain in: one row per account. Columns in: in_arrears boolean. Value: null when no account states it.

    Source: catalogue item gas_fee, 当前是否欠费.
    """
    return gas.in_arrears.any()
