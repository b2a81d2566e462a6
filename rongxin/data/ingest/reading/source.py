"""What can be read: named bytes that may be opened more than once (可读来源)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

Recognise = Callable[[Sequence[str]], int]
"""How many of these cells are headings of the item."""


class Readable(Protocol):
    """Named bytes that may be opened more than once (可读来源)."""

    @property
    def name(self) -> str:
        """The file's name, for refusals."""

    @property
    def size(self) -> int:
        """Bytes."""

    def open(self) -> BinaryIO:
        """A fresh stream from the first byte."""


@dataclass(frozen=True, slots=True)
class OnDisk:
    """A plain file (磁盘文件)."""

    path: Path
    name: str = field(default="")
    size: int = field(default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.path.name)
        object.__setattr__(self, "size", self.path.stat().st_size)

    def open(self) -> BinaryIO:
        return self.path.open("rb")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one delivery may cost us (读取上限)."""

    file_bytes: int = 2 * 1024**3
    workbook_bytes: int = 256 * 1024**2
    unpacked_bytes: int = 1024**3
    workbook_cells: int = 8_000_000
    line_characters: int = 1_000_000
    columns: int = 1_000


class Line(NamedTuple):
    """One row of the table with the number a clerk sees in the file (行)."""

    number: int
    cells: list[str]
    fault: str = ""


def human_size(size: int) -> str:
    """Bytes in words: 1.5 MB.

    >>> human_size(1536)
    '1.5 KB'
    """
    amount = float(size)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    raise AssertionError("unreachable")
