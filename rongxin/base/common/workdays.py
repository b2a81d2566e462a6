"""Working days counted from a calendar that is handed in (工作日).

Working days follow the yearly notice of holidays, weekends worked included; no rule can foresee it. Past the
end of the calendar every ordinary Monday to Friday is taken for a working day and the date is marked
provisional: a clock never stops, and the date is worked out again when the calendar comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rongxin.base.common import clock

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off and the weekends worked that are announced, and for which time (工作日历).

    `first` and `last` are the days that the announcements cover, both included. Ends of office hours are
    Shanghai time; a moment at `closes_at` is out of hours.
    """

    first: date
    last: date
    days_off: frozenset[date]
    weekends_worked: frozenset[date]
    closes_at: time = time(17, 30)

    def covers(self, day: date) -> bool:
        """Whether the day is settled by an announcement (是否已公布)."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit; provisional when the calendar does not reach so far (截止日)."""

    on: date
    provisional: bool


def is_workday(day: date, calendar: Calendar) -> bool:
    """Whether a day is worked; outside the calendar Monday to Friday are (是否工作日)."""
    if day in calendar.weekends_worked:
        return True
    return day.weekday() < SATURDAY and day not in calendar.days_off


def next_workday(day: date, calendar: Calendar) -> date:
    """The first working day after a day (下一工作日)."""
    day += ONE_DAY
    while not is_workday(day, calendar):
        day += ONE_DAY
    return day


def add_workdays(start: date, workdays: int, calendar: Calendar) -> date:
    """The day that lies a number of working days after another, which is not counted itself (顺延工作日).

    Nought working days are the start itself, even on a day off.
    """
    if workdays < 0:
        raise ValueError("working days are added forwards only")
    day = start
    for _ in range(workdays):
        day = next_workday(day, calendar)
    return day


def workdays_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before (间隔工作日).

    The inverse of `add_workdays`: from a start, n working days on, n lie between.
    """
    if end < start:
        return -workdays_between(end, start, calendar)
    return sum(is_workday(start + ONE_DAY * step, calendar) for step in range(1, (end - start).days + 1))


def received_on(moment: datetime, calendar: Calendar) -> date:
    """The working day on which something sent at a moment counts as received (视为收到日).

    On a working day before closing time: that day, early morning included. After closing or on a day off:
    the next working day.
    """
    day = clock.local_day(moment)
    closed = moment.astimezone(clock.SHANGHAI).time() >= calendar.closes_at
    if is_workday(day, calendar) and not closed:
        return day
    return next_workday(day, calendar)


def due(start: datetime, limit_workdays: int, calendar: Calendar, paused_workdays: int = 0) -> Due:
    """The last day of a limit that runs from a moment (办理期限截止日).

    The day of receipt is not counted; what is sent out of hours counts as received on the next working day.
    Working days during which the clock stood still are added. The limit may be used to the end of the day.

    Source: service limits of 3 working days to accept and 10 to decide; the counting rule is this platform's.
    """
    first = received_on(start, calendar)
    on = add_workdays(first, limit_workdays + paused_workdays, calendar)
    settled = calendar.covers(clock.local_day(start)) and calendar.covers(on)
    return Due(on, not settled)
