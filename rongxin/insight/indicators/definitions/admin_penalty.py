"""Indicators over administrative penalties (行政处罚类指标).

Only penalties that are public on `as_of` reach these definitions: repaired and expired ones were left out before.
"""

from __future__ import annotations

import ibis.expr.types as ir

from rongxin.insight.indicators import numbers
from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import Absence, Direction, Kind, Source

SOURCE = Source("admin_penalty", {"decided_on": "date", "fine_yuan": "money", "confiscated_yuan": "money"})


@SOURCE.indicator(
    "近12个月行政处罚次数",
    kind=Kind.INTEGER,
    unit="次",
    window="近12个月",
    direction=Direction.LOWER,
    absence=Absence.ZERO_IF_COVERED,
)
def penalty_count_12m(penalty: ir.Table, at: At) -> ir.Value:
    """Penalties decided in the twelve months before `as_of` (近12个月行政处罚次数).

    Grain in: one row per decision. Columns in: decided_on date. Value: a count.

    Source: catalogue item admin_penalty, 处罚决定日期.
    """
    return penalty.count(where=at.within(penalty.decided_on, 12))


@SOURCE.indicator(
    "近36个月行政处罚次数",
    kind=Kind.INTEGER,
    unit="次",
    window="近36个月",
    direction=Direction.LOWER,
    absence=Absence.ZERO_IF_COVERED,
)
def penalty_count_36m(penalty: ir.Table, at: At) -> ir.Value:
    """Penalties decided in the thirty-six months before `as_of` (近36个月行政处罚次数).

    Grain in: one row per decision. Columns in: decided_on date. Value: a count.

    Source: catalogue item admin_penalty, 处罚决定日期.
    """
    return penalty.count(where=at.within(penalty.decided_on, 36))


@SOURCE.indicator(
    "近36个月罚没金额",
    kind=Kind.MONEY,
    unit="元",
    window="近36个月",
    direction=Direction.LOWER,
    absence=Absence.ZERO_IF_COVERED,
)
def penalty_fines_36m_yuan(penalty: ir.Table, at: At) -> ir.Value:
    """Fines and confiscations of the thirty-six months before `as_of` (近36个月罚没金额).

    Grain in: one row per decision. Columns in: fine_yuan, confiscated_yuan decimal(18,2), absent where the
    decision imposes none. Value: yuan.

    Source: catalogue item admin_penalty, 罚款金额 and 没收金额.
    """
    both = numbers.or_zero(penalty.fine_yuan) + numbers.or_zero(penalty.confiscated_yuan)
    return both.sum(where=at.within(penalty.decided_on, 36))


@SOURCE.indicator("距最近一次行政处罚", kind=Kind.INTEGER, unit="月", direction=Direction.HIGHER)
def months_since_penalty(penalty: ir.Table, at: At) -> ir.Value:
    """Whole months since the latest penalty (距最近一次行政处罚的月数).

    Grain in: one row per decision. Columns in: decided_on date. Value: months; null when there is none.

    Source: catalogue item admin_penalty, 处罚决定日期.
    """
    return numbers.months_between(penalty.decided_on.max(), at.day)
