"""Writing the files as departments send them (写出报送文件)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from rongxin.data.catalogue.rules import Type
from rongxin.doors.simulation import spelling
from rongxin.doors.simulation.city import City
from rongxin.doors.simulation.facts.facts import Facts
from rongxin.doors.simulation.faults import Sheet
from rongxin.doors.simulation.letters import WORKBOOK

NUMBERED = "序号"


def lay_out(sheet: Sheet, facts: Facts) -> list[list[str]]:
    """Facts as the cells of a file, in the hand of its department (按部门写法排版)."""
    style = sheet.letter.style
    columns = []
    for column in sheet.columns:
        kind = "integer" if column == NUMBERED else sheet.item.by_column[column].type.value
        if column == NUMBERED:
            columns.append([str(one) for one in range(1, facts.size + 1)])
            continue
        how = style if column not in style.wan else _in_ten_thousands(style)
        cells = spelling.cells(facts.columns[column], kind, how, sheet.chance)
        if column == "uscc":
            for change in (spelling.wide, spelling.lowered, spelling.broken_up, spelling.spaced):
                spelling.untidy(cells, style.untidiness, sheet.chance, change)
        elif kind == Type.TEXT.value:
            spelling.untidy(cells, style.untidiness, sheet.chance, spelling.spaced)
        columns.append(cells)
    return [list(row) for row in zip(*columns, strict=True)]


def _in_ten_thousands(style: Any) -> Any:
    return type(style)(**{name: getattr(style, name) for name in style.__slots__} | {"money": "wan"})


def write(sheet: Sheet, folder: Path) -> Path:
    """One file in its encoding or as a workbook (写出文件)."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / sheet.letter.name
    if sheet.letter.style.form == WORKBOOK:
        _write_workbook(sheet, path)
    else:
        with path.open("w", encoding=sheet.letter.style.form, newline="") as file:
            writer = csv.writer(file)
            writer.writerow(sheet.headings)
            writer.writerows(sheet.rows)
    return path


def _write_workbook(sheet: Sheet, path: Path) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet("Sheet1")
    if sheet.letter.style.title:
        page.append([sheet.letter.style.title])
    page.append(sheet.headings)
    for row in _native(sheet) if sheet.letter.style.native else sheet.rows:
        page.append(row)
    book.save(path)


def _native(sheet: Sheet) -> Iterable[Sequence[object]]:
    """Real dates where the cell is written as one."""
    dated = [
        place
        for place, column in enumerate(sheet.columns)
        if column in sheet.item.by_column and sheet.item.by_column[column].type is Type.DATE
    ]
    for row in sheet.rows:
        yield [_as_date(cell) if place in dated else cell for place, cell in enumerate(row)]


def _as_date(cell: str) -> object:
    try:
        return date.fromisoformat(cell) if "-" in cell else cell
    except ValueError:
        return cell


def blank(letter: Any, item: Any, city: City, stage: int) -> Sheet:
    """A sheet with its headings and no rows yet (空白文件)."""
    pairs = [(NUMBERED, NUMBERED)] if letter.style.numbered else []
    pairs += list(letter.headings)
    return Sheet(
        letter=letter,
        item=item,
        headings=[heading for _, heading in pairs],
        columns=[column for column, _ in pairs],
        rows=[],
        on=city.on,
        chance=city.draw(stage),
    )
