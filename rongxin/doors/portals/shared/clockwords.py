"""Deadlines in words, for lists that a person works through (时限用语)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rongxin.base.common import clock, money, workdays
from rongxin.base.reference import holidays
from rongxin.finance.applications import queries as applications
from rongxin.finance.applications.clocks import Clock, Pace
from rongxin.finance.applications.rules import Status

TONES = {
    Pace.RUNNING: "wait", Pace.DUE_TODAY: "warn", Pace.LATE: "bad", Pace.DONE_ON_TIME: "good", Pace.DONE_LATE: "warn"
}  # fmt: skip
STATUS_TONES = {
    Status.SUBMITTED: "wait", Status.ACCEPTED: "wait", Status.APPROVED: "good", Status.REFUSED: "bad",
    Status.DISBURSED: "good", Status.SETTLED: "none",
}  # fmt: skip
STEPS = (Status.SUBMITTED, Status.ACCEPTED, Status.APPROVED, Status.DISBURSED, Status.SETTLED)


def left_until(day: date) -> str:
    """How long is left until the end of a day, in working days (剩余时间)."""
    today = clock.today()
    if day < today:
        return "已过期限"
    left = workdays.workdays_between(today, day, holidays.calendar())
    return f"还剩 {left} 个工作日" if left else "今天到期"


@dataclass(frozen=True, slots=True)
class Line:
    """One application as it stands in a list (申请行)."""

    application: Any
    status: str
    tone: str
    running: Clock | None
    running_tone: str


@dataclass(frozen=True, slots=True)
class Step:
    """One station on the way of an application (办理环节)."""

    name: str
    state: str  # done | now | coming | stopped
    words: str


def clocks_of(application: Any) -> list[Clock]:
    """The clocks of an application today (时限)."""
    return applications.clocks_of(application, today=clock.today(), calendar=holidays.calendar())


def line(application: Any) -> Line:
    """An application with the clock that runs, if one does (申请行)."""
    running = next((one for one in clocks_of(application) if one.left is not None), None)
    if application.status not in {Status.SUBMITTED, Status.ACCEPTED}:
        running = None
    status = Status(application.status)
    return Line(application, status.label, STATUS_TONES[status], running, TONES[running.pace] if running else "")


def steps(application: Any) -> list[Step]:
    """The way of an application: what is done, where it is, what is to come (办理进度)."""
    by_name = {one.name: one for one in clocks_of(application)}
    accept, decide = by_name.get("受理"), by_name.get("审结")
    refused = application.status == Status.REFUSED
    reached = 2 if refused else STEPS.index(Status(application.status))
    words = [
        _on(application.submitted_at),
        _on(application.accepted_at) or (accept.words if accept else ""),
        _on(application.decided_at) or (decide.words if decide else ""),
        _disbursed(application), str(application.settled_on or ""),
    ]  # fmt: skip
    names = ["已提交", "受理", "未获批准" if refused else "审批", "放款", "结清"]
    return [Step(name, _state(place, reached, refused), words[place]) for place, name in enumerate(names)]


def _state(place: int, reached: int, refused: bool) -> str:
    if refused and place == reached:
        return "stopped"
    return "done" if place <= reached else "now" if place == reached + 1 and not refused else "coming"


def _on(moment: Any) -> str:
    return clock.local_day(moment).isoformat() if moment else ""


def _disbursed(application: Any) -> str:
    return money.wan_with_unit(application.disbursed_yuan) if application.disbursed_yuan else ""
