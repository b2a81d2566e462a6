"""Rows of the one sheet of an XLSX that holds the item (工作簿)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from rongxin.data.ingest import errors
from rongxin.data.ingest.reading import package
from rongxin.data.ingest.reading.source import Limits, Line, Readable, Recognise

_PEEK_ROWS = 12
_PRECISE = 1e15
"""Excel keeps 15 digits; a longer number has already lost its last ones."""


def lines(source: Readable, recognise: Recognise, limits: Limits, item_name: str) -> tuple[str, Iterator[Line]]:
    """The chosen sheet, and its rows that are not blank, numbered as the application numbers them (工作表行).

    Raises:
        SheetAmbiguous: two sheets carry the headings of the item.
        FormulasEverywhere: most rows hold a formula.
    """
    parts = package.open_package(source, limits)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(parts.data))
        sheet = _choose(book, recognise, source.name, item_name)
    except calamine.PasswordError as error:
        raise errors.WorkbookProtected(file=source.name) from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise errors.NotATable(file=source.name, detail="工作簿已损坏或不是 XLSX") from error
    formulas = parts.formula_cells(sheet.name)
    if formulas and len(formulas) * 2 > max(sheet.height - 1, 1):
        cells = [cell for row in formulas.values() for cell in row]
        raise errors.FormulasEverywhere(file=source.name, cells="、".join(cells[:3]))
    return sheet.name, _rows(sheet, formulas)


def _choose(book: Any, recognise: Recognise, file: str, item_name: str) -> Any:
    worth: dict[str, int] = {}
    for facts in book.sheets_metadata:
        if facts.typ == calamine.SheetTypeEnum.WorkSheet:
            rows = book.get_sheet_by_name(facts.name).to_python(nrows=_PEEK_ROWS)
            worth[facts.name] = max((recognise([text_of(cell) for cell in row]) for row in rows), default=0)
    if not worth:
        raise errors.NotATable(file=file, detail="工作簿里没有工作表")
    best = max(worth.values())
    likely = [name for name, score in worth.items() if score == best]
    if best >= 2 and len(likely) > 1:
        raise errors.SheetAmbiguous(file=file, item=item_name, sheets="、".join(likely))
    return book.get_sheet_by_name(likely[0])


def _rows(sheet: Any, formulas: dict[int, list[str]]) -> Iterator[Line]:
    if sheet.start is None:
        return
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [text_of(cell) for cell in row]
        if any(cells) or number in formulas:
            fault = ""
            if number in formulas:
                fault = f"单元格 {'、'.join(formulas[number][:5])} 是公式，平台不采信公式结果，请粘贴为数值"
            yield Line(number, cells, fault)


def text_of(value: Any) -> str:
    """A cell as the text a clerk would type (单元格文字).

    A number beyond 15 digits comes out in exponent form, so that a code which the application has already
    mangled is caught by its check instead of passing as a wrong code.

    >>> text_of(338.46), text_of(2019.0), text_of(datetime(2017, 9, 1)), text_of(9.137e17)
    ('338.46', '2019', '2017-09-01', '9.137e+17')
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, time | timedelta):
        return str(value)
    raise TypeError(f"unexpected cell {type(value).__name__}")


def _number(value: int | float) -> str:
    if abs(value) >= _PRECISE:
        return repr(float(value))
    return str(int(value)) if value == int(value) else repr(value)
