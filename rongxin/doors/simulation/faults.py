"""What goes wrong on the way, at a known rate, and is noted (差错注入).

Each fault says what the platform should make of the row: quarantine it, queue it, count it as a duplicate, or
take it with a warning. A test compares that with what happened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from rongxin.base.common import codes
from rongxin.base.common.labelled import Labelled
from rongxin.data.catalogue.rules import Item, Type
from rongxin.doors.simulation.letters import WORKBOOK, Letter

EACH_RATE = 0.003
FEWEST_ROWS = 20


class Ending(Labelled):
    """What should become of a faulty row (预期处理)."""

    QUARANTINED = "quarantined", "隔离"
    QUEUED = "queued", "待认领"
    DUPLICATE = "duplicate", "重复"
    WARNING = "warning", "提示"


@dataclass(frozen=True, slots=True)
class Truth:
    """One fault that was put in (差错真值)."""

    file: str
    line: int
    item: str
    fault: str
    expected: Ending
    heading: str


@dataclass
class Sheet:
    """The cells of one file, before it is written (待写文件)."""

    letter: Letter
    item: Item
    headings: list[str]
    columns: list[str]
    rows: list[list[str]]
    on: date
    chance: np.random.Generator

    @property
    def first_line(self) -> int:
        """The line of the first row, as a person counts them."""
        return 3 if self.letter.style.title else 2

    def place(self, column: str) -> int:
        """Where a column stands, -1 when it is not in this file."""
        return self.columns.index(column) if column in self.columns else -1


Change = Callable[[Sheet, list[str]], str]
"""Changes a row in place; gives the heading concerned, or empty when the row does not suit."""


def inject(sheet: Sheet, rate: float = EACH_RATE) -> list[Truth]:
    """Put each fault that suits the file into a share of its rows; duplicates are added at the end (注入差错)."""
    count = len(sheet.rows)
    if count < FEWEST_ROWS or rate <= 0:
        return []
    each = max(1, round(count * rate))
    free = iter(sheet.chance.permutation(count).tolist())
    truths = []
    for name, change, expected in _suitable(sheet):
        for row in (next(free) for _ in range(each)):
            heading = change(sheet, sheet.rows[row])
            if heading:
                truths.append(_truth(sheet, row, name, expected, heading))
    for row in (next(free) for _ in range(each)):
        sheet.rows.append(list(sheet.rows[row]))
        truths.append(_truth(sheet, len(sheet.rows) - 1, "duplicate", Ending.DUPLICATE, ""))
    return truths


def repeated(sheet: Sheet, rows: list[list[str]]) -> list[Truth]:
    """Rows that another file of the same item brought already (跨文件重复)."""
    found = []
    for row in rows:
        sheet.rows.append(row)
        found.append(_truth(sheet, len(sheet.rows) - 1, "repeated", Ending.DUPLICATE, ""))
    return found


def _truth(sheet: Sheet, row: int, fault: str, expected: Ending, heading: str) -> Truth:
    return Truth(sheet.letter.name, sheet.first_line + row, sheet.item.code, fault, expected, heading)


def _suitable(sheet: Sheet) -> list[tuple[str, Change, Ending]]:
    found: list[tuple[str, Change, Ending]] = [
        ("missing_required", _missing_required, Ending.QUARANTINED),
        ("shifted", _shifted, Ending.QUARANTINED),
    ]
    if sheet.place("uscc") >= 0:
        found.append(("wrong_code", _wrong_code, Ending.QUEUED))
        if not sheet.item.subject.registers:
            found.append(("old_code", _old_code, Ending.QUEUED))
    if _dated(sheet):
        found.append(("future_date", _future_date, Ending.QUARANTINED))
        found.append(("no_such_day", _no_such_day, Ending.QUARANTINED))
    if sheet.place("total_yuan") >= 0:
        found.append(("unequal_total", _unequal_total, Ending.WARNING))
    if sheet.letter.style.form == WORKBOOK:
        found.append(("formula", _formula, Ending.QUARANTINED))
    return found


def _dated(sheet: Sheet) -> str:
    """A column of days that must not lie in the future, if the file has one."""
    for check in sheet.item.checks:
        field = sheet.item.by_id.get(check.field)
        stern = check.kind == "not_future" and check.severity == "error"
        if stern and field and field.type is Type.DATE and field.column in sheet.columns:
            return field.column
    return ""


def _wrong_code(sheet: Sheet, row: list[str]) -> str:
    place = sheet.place("uscc")
    code = codes.normalise(row[place])
    row[place] = code[:17] + codes.USCC_CHARACTERS[(codes.USCC_CHARACTERS.index(code[17]) + 7) % 31]
    return sheet.headings[place]


def _old_code(sheet: Sheet, row: list[str]) -> str:
    """A registration number of before 2015 that nobody has told the platform about."""
    place = sheet.place("uscc")
    row[place] = codes.make_registration_number("990101", f"{sheet.chance.integers(10**7):08d}")
    return sheet.headings[place]


def _missing_required(sheet: Sheet, row: list[str]) -> str:
    required = [one.column for one in sheet.item.fields if one.required and one.column in sheet.columns]
    place = sheet.place(required[int(sheet.chance.integers(len(required)))])
    row[place] = sheet.letter.style.null
    return sheet.headings[place]


def _shifted(sheet: Sheet, row: list[str]) -> str:
    """A comma without quotes cut a cell in two."""
    names = ("enterprise_name", "entity_name", "amount_yuan")
    place = next(sheet.place(name) for name in names if sheet.place(name) >= 0)
    row[place : place + 1] = [row[place][:2], row[place][2:] or "其他"]
    row[-1] = row[-1] or "见附件"
    return sheet.headings[place]


def _future_date(sheet: Sheet, row: list[str]) -> str:
    place = sheet.place(_dated(sheet))
    row[place] = (sheet.on + timedelta(days=int(sheet.chance.integers(40, 900)))).isoformat()
    return sheet.headings[place]


def _no_such_day(sheet: Sheet, row: list[str]) -> str:
    place = sheet.place(_dated(sheet))
    row[place] = f"{sheet.on.year - 1}-02-30"
    return sheet.headings[place]


def _unequal_total(sheet: Sheet, row: list[str]) -> str:
    place = sheet.place("total_yuan")
    row[place] = f"{float(row[place].replace(',', '')) + 100:.2f}"
    return sheet.headings[place]


def _formula(sheet: Sheet, row: list[str]) -> str:
    place = 1
    row[place] = "=1+1"
    return sheet.headings[place]
