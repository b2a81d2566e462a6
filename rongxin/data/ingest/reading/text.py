"""Rows of a CSV in any delimiter and encoding, streamed (文本表格)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import TextIO

from rongxin.data.ingest import errors
from rongxin.data.ingest.reading import encoding
from rongxin.data.ingest.reading.source import Limits, Line, Readable, Recognise

DELIMITERS = (",", "\t", ";", "|")
_PEEK_LINES = 12


def lines(source: Readable, recognise: Recognise, limits: Limits) -> tuple[str, Iterator[Line]]:
    """The encoding, and all rows that are not blank, numbered by the line they begin on (文本行)."""
    name = encoding.encoding_of(source)
    delimiter = _delimiter(source, name, recognise, limits)
    return name, _rows(source, name, delimiter, limits)


def _delimiter(source: Readable, name: str, recognise: Recognise, limits: Limits) -> str:
    """The delimiter under which the first lines show most headings, then most cells."""
    with _text(source, name) as stream:
        head = [line for _, line in zip(range(_PEEK_LINES), _physical(stream, source.name, limits), strict=False)]

    def worth(delimiter: str) -> tuple[int, int]:
        parsed = list(csv.reader(head, delimiter=delimiter))
        return max(map(recognise, parsed), default=0), max(map(len, parsed), default=0)

    return max(DELIMITERS, key=worth)


def _text(source: Readable, name: str) -> TextIO:
    return io.TextIOWrapper(source.open(), encoding=name, newline="")


def _physical(stream: TextIO, file: str, limits: Limits) -> Iterator[str]:
    limit = limits.line_characters
    number = 0
    while line := stream.readline(limit):
        number += 1
        if len(line) == limit and not line.endswith(("\n", "\r")):
            raise errors.LineTooLong(file=file, line=number)
        yield line


class _Watch:
    """Hands lines to the parser and remembers whether the last row's quotes are even."""

    def __init__(self, lines_: Iterator[str]) -> None:
        self._lines = lines_
        self.quotes = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if '"' in line:
                self.quotes += line.count('"')
            yield line


def _rows(source: Readable, name: str, delimiter: str, limits: Limits) -> Iterator[Line]:
    with _text(source, name) as stream:
        watch = _Watch(_physical(stream, source.name, limits))
        reader = csv.reader(watch, delimiter=delimiter)
        begins = 1
        while True:
            watch.quotes = 0
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise errors.QuoteUnclosed(file=source.name, line=begins) from error
            if cells is None:
                return
            ended = reader.line_num
            if ended > begins and watch.quotes % 2:
                raise errors.QuoteUnclosed(file=source.name, line=begins)
            if any(cells) and any(map(str.strip, cells)):
                yield Line(begins, cells)
            begins = ended + 1
