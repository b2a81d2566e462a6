"""The acceptance and decision clocks of an application in working days (受理与审结时限)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rongxin.base.common import clock, workdays
from rongxin.base.common.labelled import Labelled
from rongxin.base.common.workdays import Calendar, Due


class Pace(Labelled):
    """How a clock stands (时限状态)."""

    RUNNING = "running", "办理中"
    DUE_TODAY = "due_today", "今天到期"
    LATE = "late", "已超期"
    DONE_ON_TIME = "done_on_time", "按时完成"
    DONE_LATE = "done_late", "超期完成"


@dataclass(frozen=True, slots=True)
class Clock:
    """One limit of one application as seen on a day (时限).

    `left` counts working days until the end of the limit and is negative when it has passed; it is None once the
    step is done. A provisional clock rests on days whose calendar has not been announced.
    """

    name: str
    due_on: date
    provisional: bool
    pace: Pace
    left: int | None
    words: str


def limits(acceptance_workdays: int, decision_workdays: int, promised_workdays: int | None) -> tuple[int, int]:
    """The limits that bind: the profile's, or the product's own promise where it is stricter (适用时限).

    >>> limits(3, 10, 5), limits(3, 10, None), limits(3, 10, 2)
    ((3, 5), (3, 10), (2, 2))
    """
    decision = min(decision_workdays, promised_workdays or decision_workdays)
    return min(acceptance_workdays, decision), decision


def reading(
    name: str, due: Due, done_at: datetime | None, today: date, calendar: Calendar, stopped_on: date | None = None
) -> Clock:
    """What a limit says on a day (时限读数).

    A step done on the last day itself is on time. The limit may be used until the end of that day.
    """
    mark = "（暂定，待工作日历公布后重算）" if due.provisional else ""
    if done_at is not None:
        done_on = clock.local_day(done_at)
        pace = Pace.DONE_ON_TIME if done_on <= due.on else Pace.DONE_LATE
        return Clock(name, due.on, due.provisional, pace, None, pace.label + mark)
    left = workdays.workdays_between(today, due.on, calendar)
    if today > due.on:
        over = workdays.workdays_between(due.on, today, calendar)
        words = f"已超期 {over} 个工作日" if over else "已超期"
        return Clock(name, due.on, due.provisional, Pace.LATE, -over, words + mark)
    if today == due.on:
        return Clock(name, due.on, due.provisional, Pace.DUE_TODAY, 0, Pace.DUE_TODAY.label + mark)
    return Clock(name, due.on, due.provisional, Pace.RUNNING, left, f"还剩 {left} 个工作日" + mark)


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts to send an event: doubling from 10 seconds to 6 hours (重试间隔).

    >>> backoff(1), backoff(4), backoff(99)
    (datetime.timedelta(seconds=10), datetime.timedelta(seconds=80), datetime.timedelta(seconds=21600))
    """
    return timedelta(seconds=min(10 * 2 ** (min(max(attempts, 1), 20) - 1), 21600))


LAST_ATTEMPT = 30  # some four and a half days: a bank may be down over a long weekend


def is_dead(attempts: int) -> bool:
    """Whether an event is given up and waits for an operator (停止重试)."""
    return attempts >= LAST_ATTEMPT
