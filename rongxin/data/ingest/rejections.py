"""The workbook of faulty rows that goes back to the provider (退回文件).

The columns are those of the delivery, with row number, problem and check id in front, so that a clerk can mend
the rows and send the same workbook again. Every cell is written as text and marked as such: a value that begins
like a formula stays what it was and is never computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from rongxin.data.ingest import errors
from rongxin.data.ingest.headings import RETURNED
from rongxin.data.ingest.queries import FaultyRow

SHEET = "问题行"
_TITLE_LENGTH = 31
_LONGEST = 32_767
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (8, 60, 18)


def write(target: Path | BinaryIO, headings: Sequence[str], rows: Iterable[FaultyRow]) -> int:
    """Write the faulty rows of one delivery; how many there were (写出退回文件).

    Raises:
        RejectionsNotWritable: the path cannot be written.
    """
    return write_sheets(target, [(SHEET, headings, rows)])


def write_sheets(target: Path | BinaryIO, sheets: Iterable[tuple[str, Sequence[str], Iterable[FaultyRow]]]) -> int:
    """The same with a sheet per delivery; deliveries without faulty rows get none unless there is no other (写出退回文件).

    Raises:
        RejectionsNotWritable: the path cannot be written.
    """
    if not isinstance(target, Path):
        return _write(target, sheets)
    draft = target.with_name(f".{target.name}.part")
    try:
        with draft.open("wb") as stream:
            count = _write(stream, sheets)
        draft.replace(target)
    except OSError as error:
        raise errors.RejectionsNotWritable(file=str(target)) from error
    finally:
        _forget(draft)
    return count


def _write(stream: BinaryIO, sheets: Iterable[tuple[str, Sequence[str], Iterable[FaultyRow]]]) -> int:
    book = Workbook(write_only=True)
    count = 0
    for name, headings, rows in sheets:
        iterator = iter(rows)
        first = next(iterator, None)
        if first is not None:
            count += _sheet(book, name, headings, chain([first], iterator))
    if not book.worksheets:
        _sheet(book, SHEET, (), ())
    book.save(stream)
    return count


def _sheet(book: Workbook, name: str, headings: Sequence[str], rows: Iterable[FaultyRow]) -> int:
    sheet = book.create_sheet(INVALID_TITLE_REGEX.sub("_", name)[:_TITLE_LENGTH] or SHEET)
    sheet.freeze_panes = "D2"
    for index, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append([_heading(sheet, name) for name in (*RETURNED, *headings)])
    count = 0
    for row in rows:
        count += 1
        told = [row.row_no, _text(sheet, "；".join(row.sentences)), _text(sheet, "、".join(row.check_ids))]
        sheet.append([*told, *(_text(sheet, cell) for cell in row.cells)])
    return count


def neutral(value: str) -> str:
    """A text that no spreadsheet takes for a formula, for exports without cell types such as CSV (公式中和).

    A plain number keeps its sign.

    >>> neutral("=1+1"), neutral("-943.40"), neutral("@cmd")
    ("'=1+1", '-943.40', "'@cmd")
    """
    if not value.startswith(_DANGEROUS):
        return value
    plain = value[1:].replace(",", "").replace(".", "", 1)
    return value if value[0] in "+-" and plain.isascii() and plain.isdigit() else f"'{value}"


def _heading(sheet: Any, name: str) -> WriteOnlyCell:
    cell = _text(sheet, name)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="FFF2CC" if name in RETURNED else "E8EEF4")
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _text(sheet: Any, value: str) -> WriteOnlyCell:
    """A cell of type text, whatever the value looks like."""
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:_LONGEST])
    if value:
        cell.data_type = "s"
        cell.number_format = "@"
    if value.startswith(_DANGEROUS):
        cell.quotePrefix = True
    return cell


def _forget(draft: Path) -> None:
    with suppress(OSError):
        draft.unlink(missing_ok=True)
