"""Working days: borders of the day, the weekend, the holiday, the year and the calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rongxin.base.common import clock, workdays
from rongxin.base.common.workdays import Calendar, Due

# A small made-up calendar: 1 and 2 October off, Saturday 10 October worked, known to the end of October.
CALENDAR = Calendar(
    first=date(2026, 9, 1),
    last=date(2026, 10, 31),
    days_off=frozenset({date(2026, 10, 1), date(2026, 10, 2)}),
    weekends_worked=frozenset({date(2026, 10, 10)}),
    closes_at=time(17, 30),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 3), False),
        (date(2026, 10, 5), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2026, 11, 2), True),
        (date(2026, 11, 7), False),
    ],
)
def test_a_day_is_worked_or_not(day, worked):
    assert workdays.is_workday(day, CALENDAR) is worked


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 9, 28), 0, date(2026, 9, 28)),
        (date(2026, 9, 26), 0, date(2026, 9, 26)),
        (date(2026, 9, 26), 1, date(2026, 9, 28)),
        (date(2026, 9, 29), 1, date(2026, 9, 30)),
        (date(2026, 9, 30), 1, date(2026, 10, 5)),
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        (date(2026, 10, 10), 1, date(2026, 10, 12)),
        (date(2026, 9, 30), 10, date(2026, 10, 15)),
    ],
)
def test_days_are_added_over_holidays_and_worked_weekends(start, count, end):
    assert workdays.add_workdays(start, count, CALENDAR) == end
    assert workdays.workdays_between(start, end, CALENDAR) == count
    assert workdays.workdays_between(end, start, CALENDAR) == -count


def test_days_are_not_added_backwards():
    with pytest.raises(ValueError, match="forwards"):
        workdays.add_workdays(date(2026, 9, 30), -1, CALENDAR)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-09-30 00:00", date(2026, 9, 30)),
        ("2026-09-30 17:29:59.999999", date(2026, 9, 30)),
        ("2026-09-30 17:30", date(2026, 10, 5)),
        ("2026-10-01 10:00", date(2026, 10, 5)),
        ("2026-10-10 10:00", date(2026, 10, 10)),
        ("2026-10-11 23:59", date(2026, 10, 12)),
    ],
)
def test_what_is_sent_out_of_hours_counts_as_received_on_the_next_working_day(moment, day):
    assert workdays.received_on(at(moment), CALENDAR) == day


def test_the_day_is_the_one_in_shanghai():
    moment = datetime(2026, 9, 29, 16, 30, tzinfo=UTC)  # half past midnight on the 30th in Shanghai
    assert workdays.received_on(moment, CALENDAR) == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("moment", "limit", "paused", "on"),
    [
        ("2026-09-28 10:00", 3, 0, date(2026, 10, 5)),
        ("2026-09-28 18:00", 3, 0, date(2026, 10, 6)),
        ("2026-09-28 10:00", 3, 2, date(2026, 10, 7)),
        ("2026-09-28 10:00", 0, 0, date(2026, 9, 28)),
        ("2026-10-03 10:00", 10, 0, date(2026, 10, 16)),
    ],
)
def test_limits_run_from_the_day_of_receipt_which_is_not_counted(moment, limit, paused, on):
    assert workdays.due(at(moment), limit, CALENDAR, paused) == Due(on, provisional=False)


@pytest.mark.parametrize(
    ("moment", "limit", "due"),
    [
        ("2026-10-27 10:00", 3, Due(date(2026, 10, 30), provisional=False)),
        ("2026-10-28 10:00", 3, Due(date(2026, 11, 2), provisional=True)),
        ("2027-03-01 10:00", 3, Due(date(2027, 3, 4), provisional=True)),
        ("2026-08-31 10:00", 3, Due(date(2026, 9, 3), provisional=True)),
    ],
)
def test_past_the_end_of_the_calendar_a_date_is_provisional_and_never_missing(moment, limit, due):
    assert workdays.due(at(moment), limit, CALENDAR) == due


def test_a_provisional_date_is_settled_when_the_calendar_comes():
    later = Calendar(CALENDAR.first, date(2026, 12, 31), CALENDAR.days_off | {date(2026, 11, 2)}, frozenset())
    assert workdays.due(at("2026-10-28 10:00"), 3, later) == Due(date(2026, 11, 3), provisional=False)


def test_adding_and_counting_are_inverse_over_a_whole_season():
    for step in range(60):
        start = CALENDAR.first + timedelta(days=step)
        for count in (0, 1, 3, 10):
            end = workdays.add_workdays(start, count, CALENDAR)
            assert workdays.workdays_between(start, end, CALENDAR) == count
