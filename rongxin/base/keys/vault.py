"""Secret files of the installation under RONGXIN_HOME/keys (密钥文件).

A file is written under another name and then linked into place: of two processes that make the same key
at once the first wins and both read its file. Files are readable by their owner only. An installation
that keeps its keys elsewhere gives them in the environment: RONGXIN_KEK (and RONGXIN_KEK_PREVIOUS, comma
separated, while re-wrapping) and RONGXIN_MAC_KEY, each 32 bytes in base64.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from rongxin.base.common.errors import DomainError
from rongxin.base.keys.suites import KEY_BYTES


class KeyFileMissing(DomainError):
    """A key that something was wrapped or signed with is not at hand (密钥缺失)."""

    code = "KEY-404"
    title = "找不到密钥 {key}"
    next_step = "请把备份的密钥文件放回 {folder}，或在环境变量中给出后重启；没有它无法读取个人字段。"


class KeyMalformed(DomainError):
    """A key is not 32 bytes (密钥格式不正确)."""

    code = "KEY-002"
    title = "密钥 {key} 不是 32 字节的 base64 内容"
    next_step = "请核对环境变量或密钥文件；可用 openssl rand -base64 32 生成。"


@dataclass(frozen=True, slots=True)
class Secret:
    """A symmetric key and its id (对称密钥)."""

    id: str
    key: bytes


def folder() -> Path:
    """Where key files lie; made for the owner only."""
    _place().mkdir(parents=True, exist_ok=True, mode=0o700)
    return _place()


def current_kek() -> Secret:
    """The key-encryption key that new data keys are wrapped with (当前密钥加密密钥)."""
    if given := _environment("RONGXIN_KEK"):
        return given[0]
    return _kek_file(max(numbers("kek", ".key"), default=0) or make_kek())


def kek(key_id: str) -> Secret:
    """A key-encryption key by its id (按编号取密钥加密密钥).

    Raises:
        KeyFileMissing: neither the files nor the environment hold it.
    """
    for one in _environment("RONGXIN_KEK") + _environment("RONGXIN_KEK_PREVIOUS"):
        if one.id == key_id:
            return one
    number = key_id.removeprefix("kek-")
    try:
        return _kek_file(int(number))
    except (ValueError, FileNotFoundError) as error:
        raise KeyFileMissing(key=key_id, folder=_place()) from error


def make_kek() -> int:
    """Make the next key-encryption key file and return its number (新建密钥加密密钥)."""
    number = max(numbers("kek", ".key"), default=0) + 1
    create(_path("kek", number, ".key"), _fresh)
    return number


def kek_in_environment() -> bool:
    """Whether the operator hands the key in, so that files are not used for new data keys."""
    return bool(os.environ.get("RONGXIN_KEK"))


def mac_key() -> bytes:
    """The key of look-up digests; it is never rotated, or look-ups would miss (查询摘要密钥)."""
    if given := _environment("RONGXIN_MAC_KEY"):
        return given[0].key
    path = folder() / "lookup-mac.key"
    create(path, _fresh)
    return _read_key(path)


def numbers(stem: str, suffix: str) -> list[int]:
    """Numbers of the key files with this stem, ascending (密钥文件序号)."""
    found = (path.name.removeprefix(f"{stem}-").removesuffix(suffix) for path in folder().glob(f"{stem}-*{suffix}"))
    return sorted(int(number) for number in found if number.isdigit())


def newest(stem: str, suffix: str, make: Callable[[], bytes]) -> Path:
    """The key file with the highest number, made when there is none (最新密钥文件)."""
    number = max(numbers(stem, suffix), default=0)
    return _path(stem, number, suffix) if number else create(_path(stem, 1, suffix), make)


def create(path: Path, make: Callable[[], bytes]) -> Path:
    """Make a secret file unless it exists; whoever comes second finds the first one's (原子创建)."""
    if path.exists():
        return path
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path


def _place() -> Path:
    return Path(settings.RONGXIN_HOME) / "keys"


def _path(stem: str, number: int, suffix: str) -> Path:
    return _place() / f"{stem}-{number}{suffix}"


def _fresh() -> bytes:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n"


def _kek_file(number: int) -> Secret:
    return Secret(f"kek-{number}", _read_key(_path("kek", number, ".key")))


@lru_cache(maxsize=64)
def _read_key(path: Path) -> bytes:
    return _decoded(path.read_text(encoding="ascii"), path.name)


def _environment(name: str) -> list[Secret]:
    """Keys given in the environment; their id is a digest of the key, so that it says nothing about it."""
    keys = [_decoded(text, name) for text in os.environ.get(name, "").split(",") if text.strip()]
    return [Secret(f"env-{sha256(b'rongxin-kek-id' + key).hexdigest()[:16]}", key) for key in keys]


def _decoded(text: str, name: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise KeyMalformed(key=name) from error
    if len(key) != KEY_BYTES:
        raise KeyMalformed(key=name)
    return key
