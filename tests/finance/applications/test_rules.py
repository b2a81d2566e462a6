"""Moves, feedback fields, amounts, dates and clocks: both sides of each border."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from rongxin.base.common.workdays import Calendar, Due
from rongxin.finance.applications import clocks, feedback, rules
from rongxin.finance.applications.clocks import Pace
from rongxin.finance.applications.rules import EventKind, Status

ALLOWED = {
    (Status.SUBMITTED, EventKind.ACCEPTED),
    (Status.SUBMITTED, EventKind.REFUSED),
    (Status.ACCEPTED, EventKind.APPROVED),
    (Status.ACCEPTED, EventKind.REFUSED),
    (Status.APPROVED, EventKind.DISBURSED),
    (Status.DISBURSED, EventKind.DISBURSED),
    (Status.DISBURSED, EventKind.SETTLED),
}
EARLY = {
    (Status.SUBMITTED, EventKind.APPROVED): "受理",
    (Status.SUBMITTED, EventKind.DISBURSED): "受理",
    (Status.SUBMITTED, EventKind.SETTLED): "受理",
    (Status.ACCEPTED, EventKind.DISBURSED): "授信通过",
    (Status.ACCEPTED, EventKind.SETTLED): "授信通过",
    (Status.APPROVED, EventKind.SETTLED): "放款",
}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("kind", list(EventKind))
def test_each_event_in_each_status_moves_waits_or_is_impossible(status: Status, kind: EventKind) -> None:
    if (status, kind) in ALLOWED:
        assert rules.check_move(status, kind) is rules.TO_STATUS[kind]
    elif (status, kind) in EARLY:
        with pytest.raises(rules.TooEarly) as refusal:
            rules.check_move(status, kind)
        assert refusal.value.facts["missing"] == EARLY[status, kind]
    else:
        with pytest.raises(rules.NotPossible):
            rules.check_move(status, kind)


def test_more_than_was_approved_cannot_be_paid_out() -> None:
    assert rules.check_disbursed(Decimal("100"), Decimal("99.99"), Decimal("0.01")) == Decimal("100.00")
    with pytest.raises(rules.AmountAboveApproved):
        rules.check_disbursed(Decimal("100"), Decimal("99.99"), Decimal("0.02"))


APPROVED = {"amount_yuan": "300000.00", "annual_rate": "0.0435", "valid_until": "2027-01-31"}
DISBURSED = {
    "note_no": "JJ1",
    "amount_yuan": "300000",
    "disbursed_on": "2026-11-20",
    "due_on": "2027-11-20",
    "annual_rate": "0.0435",
    "first_loan": True,
    "credit_loan": False,
}


def test_feedback_is_read_into_types() -> None:
    values = feedback.read(EventKind.DISBURSED, DISBURSED)
    assert values["amount_yuan"] == Decimal("300000.00")
    assert values["disbursed_on"] == date(2026, 11, 20)
    assert values["first_loan"] is True


@pytest.mark.parametrize(
    ("kind", "data", "named"),
    [
        (EventKind.ACCEPTED, {}, "handler"),
        (EventKind.APPROVED, {**APPROVED, "amount_yuan": ""}, "amount_yuan"),
        (EventKind.APPROVED, {**APPROVED, "amount_yuan": "-1"}, "amount_yuan"),
        (EventKind.APPROVED, {**APPROVED, "amount_yuan": "0"}, "amount_yuan"),
        (EventKind.APPROVED, {**APPROVED, "amount_yuan": "1.001"}, "amount_yuan"),
        (EventKind.APPROVED, {**APPROVED, "amount_yuan": "NaN"}, "amount_yuan"),
        (EventKind.APPROVED, {**APPROVED, "amount_yuan": "1e1000000"}, "amount_yuan"),
        (EventKind.APPROVED, {**APPROVED, "amount_yuan": True}, "amount_yuan"),
        (EventKind.APPROVED, {**APPROVED, "amount_yuan": "30万"}, "amount_yuan"),
        (EventKind.APPROVED, {**APPROVED, "annual_rate": "4.35"}, "annual_rate"),
        (EventKind.APPROVED, {**APPROVED, "annual_rate": "0"}, "annual_rate"),
        (EventKind.APPROVED, {**APPROVED, "valid_until": "2027-02-30"}, "valid_until"),
        (EventKind.APPROVED, {**APPROVED, "valid_until": "20270131"}, "valid_until"),
        (EventKind.APPROVED, {**APPROVED, "currency": "USD"}, "currency"),
        (EventKind.APPROVED, {**APPROVED, "amout": "1"}, "amout"),
        (EventKind.APPROVED, {**APPROVED, "evaluation_used": ["admission", "everything"]}, "evaluation_used"),
        (EventKind.REFUSED, {"reason": "because", "sentence": "请补充近三个月的纳税申报表。"}, "reason"),
        (EventKind.REFUSED, {"reason": "materials", "sentence": "不行"}, "sentence"),
        (EventKind.DISBURSED, {**DISBURSED, "first_loan": "false"}, "first_loan"),
        (EventKind.SETTLED, {"settled_on": None}, "settled_on"),
    ],
)
def test_faulty_feedback_is_refused_and_the_field_named(kind: EventKind, data: dict, named: str) -> None:
    with pytest.raises(feedback.FeedbackIncomplete) as refusal:
        feedback.read(kind, data)
    assert named in refusal.value.sentence


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(feedback.FeedbackIncomplete) as refusal:
        feedback.read(EventKind.DISBURSED, {})
    assert all(name in refusal.value.sentence for name in DISBURSED)


def test_an_unknown_kind_lists_the_known_ones() -> None:
    with pytest.raises(feedback.EventKindUnknown) as refusal:
        feedback.kind_of("loan-application.forgotten")
    assert EventKind.SETTLED in refusal.value.sentence


TODAY = date(2026, 11, 23)
KNOWN = {"submitted_on": date(2026, 11, 10), "approved_until": date(2026, 11, 21), "disbursed_on": None}


@pytest.mark.parametrize(
    ("change", "fine"),
    [
        ({"disbursed_on": date(2026, 11, 10)}, True),
        ({"disbursed_on": date(2026, 11, 9)}, False),
        ({"disbursed_on": date(2026, 11, 21)}, True),
        ({"disbursed_on": date(2026, 11, 22)}, False),
        ({"due_on": date(2026, 11, 20)}, False),
        ({"due_on": date(2026, 11, 21)}, True),
    ],
)
def test_a_disbursement_lies_between_submission_and_the_end_of_the_approval(change: dict, fine: bool) -> None:
    values = {"disbursed_on": date(2026, 11, 20), "due_on": date(2027, 11, 20), **change}
    if fine:
        feedback.check_dates(EventKind.DISBURSED, values, today=TODAY, known=KNOWN)
    else:
        with pytest.raises(rules.DatesImpossible):
            feedback.check_dates(EventKind.DISBURSED, values, today=TODAY, known=KNOWN)


@pytest.mark.parametrize(
    ("settled_on", "fine"), [(TODAY, True), (TODAY + timedelta(days=1), False), (date(2026, 11, 19), False)]
)
def test_a_settlement_lies_between_disbursement_and_today(settled_on: date, fine: bool) -> None:
    known = {**KNOWN, "disbursed_on": date(2026, 11, 20)}
    if fine:
        feedback.check_dates(EventKind.SETTLED, {"settled_on": settled_on}, today=TODAY, known=known)
    else:
        with pytest.raises(rules.DatesImpossible):
            feedback.check_dates(EventKind.SETTLED, {"settled_on": settled_on}, today=TODAY, known=known)


CALENDAR = Calendar(date(2026, 1, 1), date(2026, 12, 31), frozenset({date(2026, 11, 25)}), frozenset())


@pytest.mark.parametrize(
    ("today", "pace", "left", "words"),
    [
        (date(2026, 11, 23), Pace.RUNNING, 2, "还剩 2 个工作日"),  # Wednesday 25th is a day off
        (date(2026, 11, 24), Pace.RUNNING, 1, "还剩 1 个工作日"),
        (date(2026, 11, 25), Pace.RUNNING, 1, "还剩 1 个工作日"),
        (date(2026, 11, 26), Pace.DUE_TODAY, 0, "今天到期"),
        (date(2026, 11, 27), Pace.LATE, -1, "已超期 1 个工作日"),
        (date(2026, 11, 28), Pace.LATE, -1, "已超期 1 个工作日"),
        (date(2026, 11, 30), Pace.LATE, -2, "已超期 2 个工作日"),
    ],
)
def test_a_clock_tells_the_working_days_left(today: date, pace: Pace, left: int, words: str) -> None:
    read = clocks.reading("受理", Due(date(2026, 11, 26), False), None, today, CALENDAR)
    assert (read.pace, read.left, read.words) == (pace, left, words)


@pytest.mark.parametrize(
    ("done_at", "pace"),
    [
        (datetime(2026, 11, 26, 15, 59, tzinfo=UTC), Pace.DONE_ON_TIME),  # 23:59 in Shanghai
        (datetime(2026, 11, 26, 16, 0, tzinfo=UTC), Pace.DONE_LATE),  # midnight in Shanghai
    ],
)
def test_a_step_is_on_time_until_the_end_of_the_last_day_in_shanghai(done_at: datetime, pace: Pace) -> None:
    read = clocks.reading("受理", Due(date(2026, 11, 26), False), done_at, date(2026, 12, 20), CALENDAR)
    assert read.pace is pace
    assert read.left is None


def test_a_provisional_clock_says_so_and_goes_on() -> None:
    read = clocks.reading("审结", Due(date(2027, 1, 8), True), None, date(2027, 1, 6), CALENDAR)
    assert read.words == "还剩 2 个工作日（暂定，待工作日历公布后重算）"


def test_waiting_grows_and_ends() -> None:
    waits = [clocks.backoff(attempt) for attempt in range(1, clocks.LAST_ATTEMPT)]
    assert waits == sorted(waits)
    assert sum(waits, timedelta()) > timedelta(days=4)
    assert not clocks.is_dead(clocks.LAST_ATTEMPT - 1)
    assert clocks.is_dead(clocks.LAST_ATTEMPT)
