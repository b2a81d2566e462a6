"""The two times of a calculation, and the window borders that follow from them (时点与窗口).

Definitions see the borders as date literals in a far-away year, each of which encodes its distance from
`as_of`. The compiled SQL therefore never changes with the day: `placeholders` turns the far-away literals into
named parameters, and `values` works the parameters out for a day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import ibis
import ibis.expr.types as ir

_DAYS, _MONTHS, _STARTS = date(9100, 1, 1), date(9300, 1, 1), date(9600, 1, 1)
_REACH = 20_000  # the largest distance that can be encoded, in days or months
_MOMENT = datetime(9999, 1, 2, 3, 4, 5)  # noqa: DTZ001 - without zone, as the columns are declared
_SUBJECT = UUID("ffffffff-ffff-4fff-bfff-fffffffffff1")

_DATE = re.compile(r"MAKE_DATE\((9\d{3}), (\d{1,2}), (\d{1,2})\)")
_TIME = re.compile(r"MAKE_TIMESTAMP\(9999, 1, 2, 3, 4, 5(?:\.0)?\)|CAST\('9999-01-02T03:04:05' AS TIMESTAMP\)")
_UUID = re.compile(rf"CAST\('{_SUBJECT}' AS UUID\)")


class At:
    """The borders that a definition may name (时间窗口).

    Days are Shanghai calendar days. A window of months ends with `as_of`, included, and starts after the same
    day that many months before. Closed months are whole calendar months before the one of `as_of`.
    """

    @property
    def day(self) -> ir.DateScalar:
        """The day of which is asked what was true (基准日)."""
        return _literal(_DAYS, 0)

    @property
    def moment(self) -> ir.TimestampScalar:
        """The moment until which records count as known (知悉时点)."""
        return ibis.literal(_MOMENT)

    @property
    def subject(self) -> ir.UUIDScalar:
        """The one subject asked for (主体)."""
        return ibis.literal(_SUBJECT, type="uuid")

    def days(self, distance: int) -> ir.DateScalar:
        """The day so many days after (before, when negative)."""
        return _literal(_DAYS, distance)

    def months(self, distance: int) -> ir.DateScalar:
        """The day so many months after (before, when negative), clipped to the end of the month."""
        return _literal(_MONTHS, distance)

    def month_start(self, distance: int) -> ir.DateScalar:
        """The first day of the month so many months after (before)."""
        return _literal(_STARTS, distance)

    def within(self, day: ir.DateValue, months: int) -> ir.BooleanValue:
        """In the last so many months, `as_of` included (近若干月)."""
        return (day > self.months(-months)) & (day <= self.day)

    def within_preceding(self, day: ir.DateValue, months: int) -> ir.BooleanValue:
        """In the equally long window before `within` (上一同长窗口)."""
        return (day > self.months(-2 * months)) & (day <= self.months(-months))

    def within_closed(self, day: ir.DateValue, months: int) -> ir.BooleanValue:
        """In the last so many whole calendar months (近若干个整月)."""
        return (day >= self.month_start(-months)) & (day < self.month_start(0))


def placeholders(sql: str, style: Callable[[str, str], str]) -> tuple[str, tuple[str, ...]]:
    """Put parameters in the place of the far-away literals; also the names that occur (参数化).

    `style` writes a parameter from its name and SQL type.
    """
    names: set[str] = set()

    def put(name: str, kind: str) -> str:
        names.add(name)
        return style(name, kind)

    sql = _DATE.sub(lambda found: put(_name(date(*map(int, found.groups()))), "DATE"), sql)
    sql = _TIME.sub(lambda _: put("known_at", "TIMESTAMP"), sql)
    sql = _UUID.sub(lambda _: put("subject", "UUID"), sql)
    return sql, tuple(sorted(names))


def values(names: tuple[str, ...], as_of: date, known_at: datetime, subject: UUID | None = None) -> dict[str, object]:
    """What the parameters are for a day and a moment (参数取值)."""
    fixed: dict[str, object] = {"known_at": known_at, "subject": subject}
    return {name: fixed[name] if name in fixed else border(name, as_of) for name in names}


def border(name: str, as_of: date) -> date:
    """The day that a parameter stands for.

    >>> border("months_m12", date(2024, 2, 29)), border("starts_m1", date(2026, 1, 5))
    (datetime.date(2023, 2, 28), datetime.date(2025, 12, 1))
    """
    kind, _, distance = name.partition("_")
    steps = int(distance[1:]) * (-1 if distance[0] == "m" else 1)
    if kind == "days":
        return as_of + timedelta(days=steps)
    year, month = divmod(as_of.year * 12 + as_of.month - 1 + steps, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, 1 if kind == "starts" else min(as_of.day, last))


def naive(moment: datetime) -> datetime:
    """A moment as UTC without zone, as snapshots carry it."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _literal(base: date, distance: int) -> ir.DateScalar:
    if abs(distance) > _REACH:
        raise ValueError(f"a window border {distance} steps away cannot be written")
    return ibis.literal(base + timedelta(days=distance + _REACH))


def _name(day: date) -> str:
    base, kind = max((b, k) for b, k in ((_DAYS, "days"), (_MONTHS, "months"), (_STARTS, "starts")) if b <= day)
    steps = (day - base).days - _REACH
    return f"{kind}_{'m' if steps < 0 else 'p'}{abs(steps)}"
