"""Arrow batches on disk between checking and storing, readable by this process only (加密暂存文件).

Each batch is compressed and sealed with AES-256-GCM under a key that never leaves memory: what a killed process
leaves behind is noise.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_LENGTH = 8


class Spool:
    """Batches of one schema, written once in order, then read as often as needed (暂存文件)."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.schema = schema
        self._path = path
        self._box = AESGCM(secrets.token_bytes(32))
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._written = 0

    def write(self, table: pa.Table) -> None:
        """Append the rows of a table."""
        if not table.num_rows:
            return
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, self.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_table(table.cast(self.schema))
        sealed = self._box.encrypt(self._nonce(self._written), sink.getvalue().to_pybytes(), None)
        self._file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
        self._written += 1

    def read(self) -> Iterator[pa.RecordBatch]:
        """All batches from the first."""
        self._file.flush()
        with self._path.open("rb") as file:
            for number in range(self._written):
                sealed = file.read(int.from_bytes(file.read(_LENGTH), "big"))
                with pa.ipc.open_stream(self._box.decrypt(self._nonce(number), sealed, None)) as reader:
                    yield from reader

    def close(self) -> None:
        """Forget the key and the file."""
        self._file.close()
        self._path.unlink(missing_ok=True)

    @staticmethod
    def _nonce(number: int) -> bytes:
        return number.to_bytes(12, "big")
