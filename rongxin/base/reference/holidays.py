"""The working-day calendar of mainland China as announced (工作日历)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from functools import cache
from pathlib import Path

from rongxin.base.common.workdays import SATURDAY, Calendar

TABLE = Path(__file__).parent / "tables" / "workdays.csv"


CLOSES_AT = time(17, 30)


@cache
def calendar(closes_at: time = CLOSES_AT) -> Calendar:
    """The calendar that ships with the platform; the end of office hours comes from the profile (内置工作日历)."""
    return replace(read(TABLE), closes_at=closes_at)


def read(table: Path) -> Calendar:
    """A calendar from a table with the columns day, kind and occasion (读取工作日历).

    Raises:
        ValueError: a day stands twice, a weekend worked is no weekend, a kind is unknown, or a year is left out.
    """
    with table.open(encoding="utf-8", newline="") as lines:
        days = [(date.fromisoformat(row["day"]), row["kind"]) for row in csv.DictReader(lines)]
    _check(days, table.name)
    off = frozenset(day for day, kind in days if kind == "off")
    worked = frozenset(day for day, kind in days if kind == "worked")
    years = {day.year for day in off}
    if years != set(range(min(years), max(years) + 1)):
        raise ValueError(f"{table.name}: a year between the first and the last is left out")
    return Calendar(date(min(years), 1, 1), date(max(years), 12, 31), off, worked)


def _check(days: Iterable[tuple[date, str]], name: str) -> None:
    seen: set[date] = set()
    for day, kind in days:
        if day in seen:
            raise ValueError(f"{name}: {day} stands twice")
        if kind not in ("off", "worked"):
            raise ValueError(f"{name}: {day} has the unknown kind {kind!r}")
        if kind == "worked" and day.weekday() < SATURDAY:
            raise ValueError(f"{name}: {day} is worked anyway")
        seen.add(day)
    if not seen:
        raise ValueError(f"{name}: the table is empty")
