"""Indicators over administrative coercion (行政强制类指标)."""

from __future__ import annotations

import ibis.expr.types as ir

from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import Absence, Direction, Kind, Source

SOURCE = Source("admin_coercion", {"enforced_on": "date"})


@SOURCE.indicator(
    "近12个月行政强制次数",
    kind=Kind.INTEGER,
    unit="次",
    window="近12个月",
    direction=Direction.LOWER,
    absence=Absence.ZERO_IF_COVERED,
)
def coercion_count_12m(coercion: ir.Table, at: At) -> ir.Value:
    """Coercive measures taken in the twelve months before `as_of` (近12个月行政强制次数).

    Grain in: one row per decision. Columns in: enforced_on date. Value: a count.

    Source: catalogue item admin_coercion, 执行时间.
    """
    return coercion.count(where=at.within(coercion.enforced_on, 12))


@SOURCE.indicator(
    "近36个月行政强制次数",
    kind=Kind.INTEGER,
    unit="次",
    window="近36个月",
    direction=Direction.LOWER,
    absence=Absence.ZERO_IF_COVERED,
)
def coercion_count_36m(coercion: ir.Table, at: At) -> ir.Value:
    """Coercive measures taken in the thirty-six months before `as_of` (近36个月行政强制次数).

    Grain in: one row per decision. Columns in: enforced_on date. Value: a count.

    Source: catalogue item admin_coercion, 执行时间.
    """
    return coercion.count(where=at.within(coercion.enforced_on, 36))
