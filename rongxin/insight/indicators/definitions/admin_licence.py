"""Indicators over administrative licences (行政许可类指标)."""

from __future__ import annotations

import ibis.expr.types as ir

from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import Absence, Direction, Kind, Source

SOURCE = Source("admin_licence", {"decided_on": "date", "valid_until": "date", "status": "code"})

ENDED = ("撤销", "撤回", "注销", "吊销", "作废", "失效")


def _in_force(licence: ir.Table, at: At) -> ir.BooleanValue:
    lasting = licence.valid_until.isnull() | (licence.valid_until >= at.day)
    return lasting & (licence.status.isnull() | licence.status.notin(ENDED))


@SOURCE.indicator(
    "有效行政许可数", kind=Kind.INTEGER, unit="件", direction=Direction.HIGHER, absence=Absence.ZERO_IF_COVERED
)
def licence_valid_count(licence: ir.Table, at: At) -> ir.Value:
    """Licences in force on `as_of` (有效行政许可数).

    Grain in: one row per licence. Columns in: valid_until date, status text. Value: a count; a licence without an
    end is in force unless its status says that it ended.

    Source: catalogue item admin_licence, 有效期至 and 行政许可状态.
    """
    return licence.count(where=_in_force(licence, at))


@SOURCE.indicator(
    "90天内到期的行政许可数",
    kind=Kind.INTEGER,
    unit="件",
    window="未来90天",
    direction=Direction.LOWER,
    absence=Absence.ZERO_IF_COVERED,
)
def licence_expiring_90d(licence: ir.Table, at: At) -> ir.Value:
    """Licences in force that end within ninety days (90天内到期的行政许可数).

    Grain in: one row per licence. Columns in: valid_until date, status text. Value: a count; the ninetieth day
    is included.

    Source: catalogue item admin_licence, 有效期至.
    """
    return licence.count(where=_in_force(licence, at) & (licence.valid_until <= at.days(90)))


@SOURCE.indicator(
    "近36个月新获行政许可数",
    kind=Kind.INTEGER,
    unit="件",
    window="近36个月",
    direction=Direction.HIGHER,
    absence=Absence.ZERO_IF_COVERED,
)
def licence_granted_36m(licence: ir.Table, at: At) -> ir.Value:
    """Licences decided in the thirty-six months before `as_of` (近36个月新获行政许可数).

    Grain in: one row per licence. Columns in: decided_on date. Value: a count.

    Source: catalogue item admin_licence, 许可决定日期.
    """
    return licence.count(where=at.within(licence.decided_on, 36))
