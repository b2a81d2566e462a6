"""The only place that asks what time it is (时钟)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in Shanghai."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """The Shanghai calendar day of an aware moment.

    >>> local_day(datetime(2026, 11, 21, 16, 0, tzinfo=UTC))
    datetime.date(2026, 11, 22)
    """
    return moment.astimezone(SHANGHAI).date()
