"""How figures and days are written in a report (报告用语)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rongxin.base.common import clock, money

ABSENT = "—"  # the source did not send this field


def text(value: Any) -> str:
    """Any value of a record as a reader expects it; nothing sent is a dash, never a zero or a blank.

    >>> text(None), text(True), text(date(2026, 11, 22)), text("  甲 ")
    ('—', '是', '2026-11-22', '甲')
    """
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return figure(value)
    return str(value).strip() or ABSENT


def day(value: date | None) -> str:
    """A calendar day."""
    return ABSENT if value is None else value.isoformat()


def month(value: date | None) -> str:
    """A calendar month."""
    return ABSENT if value is None else f"{value:%Y-%m}"


def moment(value: datetime | None) -> str:
    """A moment in Shanghai time, to the minute."""
    return ABSENT if value is None else f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"


def figure(value: Decimal | int | None) -> str:
    """A number with commas and as many places as it has.

    >>> figure(Decimal("12345.50")), figure(7), figure(None)
    ('12,345.5', '7', '—')
    """
    if value is None:
        return ABSENT
    if isinstance(value, Decimal):
        value = value.normalize()
        return f"{value:,f}"
    return f"{value:,}"


def yuan(value: Decimal | None) -> str:
    """Yuan to the fen, where a legal document names the sum."""
    return money.plain(value)


def ten_thousand(value: Decimal | None) -> str:
    """Yuan written in 万元 with two places, so that a column lines up.

    >>> ten_thousand(Decimal("1234567.89")), ten_thousand(Decimal("0.88"))
    ('123.46', '<0.01')
    """
    shown = money.wan(value)
    return shown if value is None or shown[0] in "<>" else money.plain(value / money.TEN_THOUSAND)
