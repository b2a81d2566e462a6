"""Indicators over the registration of an enterprise (登记类指标)."""

from __future__ import annotations

import ibis.expr.types as ir

from rongxin.insight.indicators import numbers
from rongxin.insight.indicators.at import At
from rongxin.insight.indicators.rules import Direction, Kind, Source

SOURCE = Source(
    "registration",
    {
        "established_on": "date",
        "registered_capital_yuan": "money",
        "status": "code",
        "industry_code": "code",
        "division_code": "code",
    },
)


@SOURCE.indicator("成立时间", kind=Kind.INTEGER, unit="月", direction=Direction.HIGHER)
def age_months(registration: ir.Table, at: At) -> ir.Value:
    """Whole months from establishment to `as_of` (成立时间).

    Grain in: one row per registration. Columns in: established_on date. Value: months; null when no day is stated.

    Source: catalogue item registration, 成立日期.
    """
    return numbers.months_between(registration.established_on.min(), at.day)


@SOURCE.indicator("注册资本", kind=Kind.MONEY, unit="元", direction=Direction.HIGHER)
def registered_capital_yuan(registration: ir.Table, at: At) -> ir.Value:
    """Registered capital where it is stated in yuan (注册资本).

    Grain in: one row per registration. Columns in: registered_capital_yuan decimal(18,2). Value: yuan; null when
    unstated or in another currency, which is never converted.

    Source: catalogue item registration, 注册资本.
    """
    return registration.registered_capital_yuan.max()


@SOURCE.indicator("登记状态为存续", kind=Kind.BOOLEAN, direction=Direction.HIGHER)
def is_active(registration: ir.Table, at: At) -> ir.Value:
    """Whether the register says that the enterprise is in operation (是否存续).

    Grain in: one row per registration. Columns in: status code. Value: true only if every stated status is
    `active`; null when none is stated.

    Source: catalogue item registration, 登记状态.
    """
    return (registration.status == "active").all()


@SOURCE.indicator("行业代码", kind=Kind.CODE)
def industry_code(registration: ir.Table, at: At) -> ir.Value:
    """Industry of GB/T 4754-2017 as registered (行业代码).

    Grain in: one row per registration. Columns in: industry_code text. Value: the code as delivered.

    Source: catalogue item registration, 行业代码.
    """
    return registration.industry_code.max()


@SOURCE.indicator("所在区划", kind=Kind.CODE)
def division_code(registration: ir.Table, at: At) -> ir.Value:
    """Administrative division as registered (所在区划).

    Grain in: one row per registration. Columns in: division_code text. Value: six digits.

    Source: catalogue item registration, 区划代码.
    """
    return registration.division_code.max()
