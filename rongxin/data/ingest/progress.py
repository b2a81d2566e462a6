"""How far a batch is, for whoever watches (进度)."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from rongxin.data.ingest.reading.source import Readable

Progress = Callable[[str, int, int], None]
"""Stage in Chinese, how much is done, how much there is in all (0: not known)."""

READING, CHECKING, STORING = "读取", "校核", "入库"


def silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(slots=True)
class Counting:
    """A source that tells how many bytes of its last reading have gone by (计数来源)."""

    inner: Readable
    name: str = ""
    size: int = 0
    position: int = 0

    def __post_init__(self) -> None:
        self.name, self.size = self.inner.name, self.inner.size

    def open(self) -> BinaryIO:
        self.position = 0
        return io.BufferedReader(_Counted(self.inner.open(), self), 1 << 20)


class _Counted(io.RawIOBase):
    def __init__(self, stream: BinaryIO, meter: Counting) -> None:
        self._stream, self._meter = stream, meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        self._meter.position += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()
