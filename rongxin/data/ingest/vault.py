"""Deliveries as received, encrypted on disk (报送文件留存).

A file is a magic, then pieces of one mebibyte, each sealed with AES-256-GCM under the key of this very file.
Piece number and "last piece" are part of what is sealed, so that pieces cannot be moved, repeated or cut off.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rongxin.data.ingest import errors
from rongxin.data.ingest.reading.source import human_size

MAGIC = b"RXD1"
PIECE = 1 << 20
TAG = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a file once it is kept (留存结果)."""

    digest: str
    size: int
    key: bytes


def keep(stream: BinaryIO, path: Path, limit: int, file: str) -> Kept:
    """Write a stream encrypted to `path`; the file is there wholly or not at all (加密留存).

    Raises:
        FileTooLarge: more than `limit` bytes came.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, digest, size = secrets.token_bytes(32), hashlib.sha256(), 0
    draft = path.with_suffix(f".{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(MAGIC)
            box = AESGCM(key)
            for number, (piece, last) in enumerate(_pieces(stream)):
                size += len(piece)
                if size > limit:
                    raise errors.FileTooLarge(file=file, size=f"超过 {human_size(limit)}", limit=human_size(limit))
                digest.update(piece)
                out.write(box.encrypt(_nonce(number), piece, _mark(last)))
            out.flush()
            os.fsync(out.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size, key)


def _pieces(stream: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    piece = _full(stream)
    while True:
        following = _full(stream)
        yield piece, not following
        if not following:
            return
        piece = following


def _full(stream: BinaryIO) -> bytes:
    """A whole piece even when the stream gives short reads."""
    parts, wanted = [], PIECE
    while wanted and (part := stream.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _mark(last: bool) -> bytes:
    return b"last" if last else b"more"


@dataclass(frozen=True, slots=True)
class Opened:
    """A kept file as a source that can be read again and again (留存文件)."""

    path: Path
    key: bytes
    name: str
    size: int

    def open(self) -> BinaryIO:
        return io.BufferedReader(_Stream(self.path, self.key, self.name), PIECE)


class _Stream(io.RawIOBase):
    """Decrypts piece by piece; a piece that does not open stops everything."""

    def __init__(self, path: Path, key: bytes, name: str) -> None:
        self._name = name
        self._box = AESGCM(key)
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise errors.DeliveryDamaged(file=name) from error
        if self._file.read(len(MAGIC)) != MAGIC:
            raise errors.DeliveryDamaged(file=name)
        self._number = 0
        self._next = self._file.read(PIECE + TAG)
        self._clear = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._clear and self._next:
            self._advance()
        count = min(len(buffer), len(self._clear))
        buffer[:count] = self._clear[:count]
        self._clear = self._clear[count:]
        return count

    def _advance(self) -> None:
        following = self._file.read(PIECE + TAG)
        try:
            clear = self._box.decrypt(_nonce(self._number), self._next, _mark(not following))
        except InvalidTag as error:
            raise errors.DeliveryDamaged(file=self._name) from error
        self._clear, self._next, self._number = memoryview(clear), following, self._number + 1

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def place(home: Path, delivery_id: UUID) -> Path:
    """Where a delivery lies: a folder per two characters of its id's random end (留存位置)."""
    return home / "deliveries" / delivery_id.hex[-2:] / f"{delivery_id}.rxd"
