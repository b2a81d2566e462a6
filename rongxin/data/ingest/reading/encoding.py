"""Which encoding a text file is in, proved over the whole file (文字编码).

UTF-8 is strict enough that Chinese text in GB18030 practically never passes for it. So: a byte order
mark decides; otherwise all bytes are tried as UTF-8, and only if that fails as GB18030.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from rongxin.data.ingest import errors
from rongxin.data.ingest.reading.source import Readable

_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 26}) + b"\x7f"
ENOUGH_WIDE = 6
"""So many well-formed multi-byte characters before the first fault make a file UTF-8 gone wrong."""


def encoding_of(source: Readable) -> str:
    """`utf-8`, `utf-8-sig`, `utf-16` or `gb18030`; every byte has been decoded once (文字编码).

    Raises:
        NotATable: NUL or control bytes, or no encoding fits.
        EncodingMixed: begins as UTF-8 and goes on as something else.
    """
    with source.open() as stream:
        head = stream.read(4)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked:
        _must_decode(source, marked)
        return marked
    _must_be_text(source)
    fault = _first_fault(source, "utf-8")
    if fault is None:
        return "utf-8"
    if fault.wide >= ENOUGH_WIDE:
        raise errors.EncodingMixed(file=source.name, line=fault.line)
    _must_decode(source, "gb18030")
    return "gb18030"


class _Fault:
    """Where decoding stopped, and how much beyond ASCII had gone well before."""

    def __init__(self, line: int, wide: int) -> None:
        self.line = line
        self.wide = wide


def _first_fault(source: Readable, encoding: str) -> _Fault | None:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, wide = 1, 0
    with source.open() as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode(encoding, "ignore")
                return _Fault(line + good.count("\n"), wide + _wide(good))
            if not chunk:
                return None
            line += text.count("\n")
            if wide < ENOUGH_WIDE:
                wide += _wide(text)


def _wide(text: str) -> int:
    return 0 if text.isascii() else sum(character > "\x7f" for character in text)


def _must_decode(source: Readable, encoding: str) -> None:
    fault = _first_fault(source, encoding)
    if fault is None:
        return
    if fault.wide >= ENOUGH_WIDE:
        raise errors.EncodingMixed(file=source.name, line=fault.line)
    raise errors.NotATable(file=source.name, detail="内容不是 UTF-8 或 GB18030 文字")


def _must_be_text(source: Readable) -> None:
    with source.open() as stream:
        for chunk in _chunks(stream):
            if len(chunk.translate(None, _CONTROL)) != len(chunk):
                raise errors.NotATable(file=source.name, detail="含有文字文件不会有的控制字符，像是图片或程序")


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk
