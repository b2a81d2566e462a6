"""The tables as they ship: complete, consistent, and what the notices say on the days that matter."""

from datetime import date, time

import pytest

from rongxin.base.common import workdays
from rongxin.base.reference import divisions, holidays, industries


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 2, 9), True),  # New Year's Eve of 2024 was an ordinary Friday
        (date(2024, 2, 18), True),
        (date(2024, 10, 12), True),
        (date(2025, 1, 27), True),
        (date(2025, 1, 28), False),
        (date(2025, 2, 4), False),
        (date(2025, 2, 5), True),
        (date(2025, 2, 8), True),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2026, 1, 4), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),
        (date(2026, 10, 10), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), True),
    ],
)
def test_days_off_and_weekends_worked_follow_the_notices(day, worked):
    assert workdays.is_workday(day, holidays.calendar()) is worked


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_years_have_their_number_of_working_days(year, days):
    calendar = holidays.calendar()
    assert workdays.workdays_between(date(year - 1, 12, 31), date(year, 12, 31), calendar) == days


def test_the_calendar_knows_where_it_ends():
    calendar = holidays.calendar()
    assert (calendar.first, calendar.last) == (date(2024, 1, 1), date(2026, 12, 31))


def test_the_end_of_office_hours_is_handed_in():
    assert holidays.calendar(time(16, 0)).closes_at == time(16, 0)
    assert holidays.calendar(time(16, 0)).days_off == holidays.calendar().days_off


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("2026-01-01,off,元旦\n2026-01-01,off,元旦\n", "stands twice"),
        ("2026-01-01,off,元旦\n2026-01-05,worked,元旦\n", "is worked anyway"),
        ("2026-01-01,free,元旦\n", "unknown kind"),
        ("2024-01-01,off,元旦\n2026-01-01,off,元旦\n", "left out"),
        ("", "empty"),
    ],
)
def test_a_faulty_calendar_is_refused(tmp_path, rows, fault):
    table = tmp_path / "workdays.csv"
    table.write_text("day,kind,occasion\n" + rows, encoding="utf-8")
    with pytest.raises(ValueError, match=fault):
        holidays.read(table)


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("371300", ("山东省", "临沂市")),
        ("110000", ("北京市",)),
        ("990101", ("示例省", "云溪市", "云溪区")),
        ("000000", ()),
    ],
)
def test_divisions_have_their_path(code, path):
    assert divisions.path_of(code) == path


def test_every_division_lies_in_a_known_province():
    assert all(divisions.name_of(code[:2] + "0000") for code in divisions.names())


def test_districts_of_a_municipality_are_its_children():
    below = divisions.children_of("110000")
    assert "110101" in below
    assert "110100" not in below
    assert len(below) == 16


def test_cities_and_directly_governed_counties_are_children_of_a_province():
    below = divisions.children_of("410000")
    assert {"410100", "410400", "419001"} <= set(below)
    assert "419000" not in below
    assert "410402" not in below


def test_every_industry_leads_up_to_its_section():
    table = industries.industries()
    assert len(table) == 1971
    assert [one.code for one in table.values() if industries.path_of(one.code)[0].code != one.section] == []
    assert sum(one.level == 1 for one in table.values()) == 20


def test_an_industry_code_with_its_letter_is_the_same_industry():
    assert industries.find("A0111") == industries.find("0111")
    assert industries.find("9999") is None
