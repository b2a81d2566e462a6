"""Indicators over the yearly tax credit grade (纳税信用类指标)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import Absence, Direction, Kind, Source

SOURCE = Source("tax_credit", {"year": "integer", "grade": "code"})

GRADES = ("A", "B", "M", "C", "D")


@SOURCE.indicator("最近年度纳税信用级别", kind=Kind.CODE, labels={grade: f"{grade}级" for grade in GRADES})
def tax_grade_latest(tax: ir.Table, at: At) -> ir.Value:
    """The grade of the latest assessed year (最近年度纳税信用级别).

    Grain in: one row per year. Columns in: year integer, grade code. Value: A, B, M, C or D; of two grades in one
    year the worse one counts.

    Source: catalogue item tax_credit, 纳税信用级别.
    """
    rank = ibis.cases(*[(tax.grade == grade, place) for place, grade in enumerate(GRADES)], else_=ibis.null("int64"))
    latest = (tax.year.cast("int64") * 10 + rank).max() % 10
    return ibis.cases(*[(latest == place, grade) for place, grade in enumerate(GRADES)], else_=ibis.null("string"))


@SOURCE.indicator("最近纳税信用评价年度", kind=Kind.INTEGER, unit="年度", direction=Direction.HIGHER)
def tax_grade_year(tax: ir.Table, at: At) -> ir.Value:
    """The latest year with a grade (最近纳税信用评价年度).

    Grain in: one row per year. Columns in: year integer. Value: a calendar year.

    Source: catalogue item tax_credit, 评价年度.
    """
    return tax.year.max()


@SOURCE.indicator(
    "近3个年度获评A级年数",
    kind=Kind.INTEGER,
    unit="年",
    window="近3个评价年度",
    direction=Direction.HIGHER,
    absence=Absence.ZERO_IF_COVERED,
)
def tax_a_years_3(tax: ir.Table, at: At) -> ir.Value:
    """Years with grade A among the three calendar years before that of `as_of` (近3个年度获评A级年数).

    Grain in: one row per year. Columns in: year integer, grade code. Value: 0 to 3.

    Source: catalogue item tax_credit; a year is assessed in April of the next.
    """
    recent = (tax.year >= at.day.year() - 3) & (tax.year < at.day.year())
    return tax.year.nunique(where=recent & (tax.grade == "A"))
