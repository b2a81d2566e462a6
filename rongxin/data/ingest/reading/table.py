"""The way in: any accepted file as one table (读取表格)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from rongxin.data.ingest import errors
from rongxin.data.ingest.reading import kinds, text, workbook
from rongxin.data.ingest.reading.source import Limits, Line, Readable, Recognise, human_size

_HEADER_WITHIN = 10
_OLE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows under it, streamed once (表格)."""

    kind: kinds.Kind
    how: str  # encoding of a text, name of the sheet of a workbook
    header: tuple[str, ...]
    header_line: int
    rows: Iterator[Line]


def read(source: Readable, recognise: Recognise, limits: Limits, item_name: str) -> Table:
    """Open a file of any accepted kind and find its heading row within the first ten lines (读取表格).

    A title above the headings is passed over. Rows come with their cells cut or marked to the header:
    `Line.fault` says in Chinese why a row cannot be aligned with it.

    Raises:
        any refusal in `errors` that speaks of a file.
    """
    if source.size > limits.file_bytes:
        raise errors.FileTooLarge(file=source.name, size=human_size(source.size), limit=human_size(limits.file_bytes))
    kind = _kind(source)
    if kind is kinds.Kind.WORKBOOK:
        how, lines = workbook.lines(source, recognise, limits, item_name)
    else:
        how, lines = text.lines(source, recognise, limits)
    header, rest = _header(source.name, lines, recognise)
    names = _trimmed([cell.strip().lstrip("\ufeff") for cell in header.cells])
    if len(names) > limits.columns:
        raise errors.TooManyColumns(file=source.name, columns=len(names), limit=limits.columns)
    return Table(kind, how, tuple(names), header.number, _aligned(rest, names))


def _kind(source: Readable) -> kinds.Kind:
    with source.open() as stream:
        head = stream.read(kinds.HEAD_BYTES)
        directory = head + stream.read(_OLE_BYTES) if head.startswith(b"\xd0\xcf\x11\xe0") else b""
    return kinds.kind_of(head, directory, source.name)


def _header(file: str, lines: Iterator[Line], recognise: Recognise) -> tuple[Line, Iterator[Line]]:
    first = list(islice(lines, _HEADER_WITHIN))
    if not first:
        raise errors.FileEmpty(file=file, detail="没有表头，也没有数据行")
    scores = [recognise(line.cells) for line in first]
    at = scores.index(max(scores)) if max(scores) > 0 else 0
    return first[at], chain(first[at + 1 :], lines)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _aligned(lines: Iterator[Line], names: Sequence[str]) -> Iterator[Line]:
    width = len(names)
    for line in lines:
        cells = line.cells
        if len(cells) != width:
            if len(cells) > width and not any(map(str.strip, cells[width:])):
                yield Line(line.number, cells[:width], line.fault)
                continue
            fault = f"本行有 {len(cells)} 格，表头为 {width} 列，无法对齐，请检查未加引号的逗号或缺少的列"
            yield Line(line.number, cells, line.fault or fault)
        else:
            yield line
