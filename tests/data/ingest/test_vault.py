"""Kept files: encrypted, whole or not there, and damage is noticed."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from rongxin.data.ingest import errors, vault

SIZES = [0, 1, vault.PIECE - 1, vault.PIECE, vault.PIECE + 1, 3 * vault.PIECE + 5]


def kept(tmp_path: Path, data: bytes, limit: int = 1 << 30) -> tuple[Path, vault.Opened]:
    path = tmp_path / "aa" / "kept.rxd"
    found = vault.keep(io.BytesIO(data), path, limit, "报送.csv")
    assert found.digest == hashlib.sha256(data).hexdigest()
    return path, vault.Opened(path, found.key, "报送.csv", found.size)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_kept_comes_back_and_is_not_readable_on_disk(tmp_path: Path, size: int) -> None:
    data = (b"\xe4\xba\x91\xe6\xba\xaa,91990101MA0000015C\n" * (size // 20 + 1))[:size]
    path, opened = kept(tmp_path, data)
    assert opened.open().read() == data
    assert opened.open().read(10) == data[:10]
    assert b"91990101" not in path.read_bytes()
    assert (path.stat().st_mode & 0o777) == 0o600


def test_changed_cut_or_reordered_pieces_do_not_open(tmp_path: Path) -> None:
    path, opened = kept(tmp_path, b"x" * (2 * vault.PIECE + 9))
    whole = path.read_bytes()
    piece = vault.PIECE + vault.TAG
    first, second = whole[4 : 4 + piece], whole[4 + piece : 4 + 2 * piece]
    for wrong in (
        whole[:-1],
        whole[: 4 + 2 * piece],
        whole[:4] + second + first + whole[4 + 2 * piece :],
        whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        b"",
    ):
        path.write_bytes(wrong)
        with pytest.raises(errors.DeliveryDamaged):
            opened.open().read()
    path.unlink()
    with pytest.raises(errors.DeliveryDamaged):
        opened.open()


def test_too_much_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(errors.FileTooLarge):
        kept(tmp_path, b"x" * (vault.PIECE + 1), limit=vault.PIECE)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
