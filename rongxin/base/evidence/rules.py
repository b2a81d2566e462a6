"""What an entry and a head are, byte for byte, and what may not enter (存证规则).

The leaf of an entry is the canonical JSON of its columns: sorted keys, no spaces, UTF-8, moments in UTC
with six decimals. The database builds the same bytes when the entry is appended (`sql/0001_log.sql`), so that
neither a page nor a job can store a body that differs from the columns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from rongxin.base.common import digest
from rongxin.base.common.errors import DomainError

HEAD_TYPE = "rongxin-evidence-head-1"

Verifier = Callable[[str, str, bytes, bytes], bool]  # key id, algorithm, message, signature


class Signer(Protocol):
    """Signs bytes with a named key (签名者). `sign` returns the raw signature of `algorithm`."""

    @property
    def key_id(self) -> str: ...

    @property
    def algorithm(self) -> str: ...

    def sign(self, message: bytes) -> bytes: ...


class EntryUnknown(DomainError):
    """No entry has this id (存证条目不存在)."""

    code = "EVI-404"
    title = "没有编号为 {entry} 的存证条目"
    next_step = "请核对存证编号。"


class NotYetSealed(DomainError):
    """The entry is younger than the last seal (存证条目尚未封签)."""

    code = "EVI-409"
    title = "存证条目 {entry} 尚未封签，暂时没有可验证的证明"
    next_step = "封签每分钟进行一次，请一分钟后重试。"


class SealingStopped(DomainError):
    """Entries have waited too long for a seal, so nothing more is disclosed (封签停滞)."""

    code = "EVI-503"
    title = "存证封签已停滞 {minutes} 分钟，平台暂停对外提供信用信息"
    next_step = "请平台运营人员检查后台任务进程；封签恢复后即可重试。"


class LogBroken(DomainError):
    """The stored tree no longer gives the root that was signed (存证日志不一致)."""

    code = "EVI-500"
    title = "存证日志与最近一次封签不一致（{size} 条处），已停止封签"
    next_step = "请保护现场，运行 rongxin evidence verify 查明位置，并从备份核对。"


class SizeUnknown(DomainError):
    """The log has never had this size (日志没有这个规模)."""

    code = "EVI-416"
    title = "存证日志没有从 {old} 条到 {new} 条的封签区间"
    next_step = "请先查询最近一次封签的条目数。"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log: an act, by whom, on what, when (存证条目)."""

    id: UUID
    tag: str
    at: datetime
    actor: dict[str, Any]
    subject: str | None
    facts: dict[str, Any]
    node: str
    role: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed statement: at this moment the log had this size and this root (封签)."""

    node: str
    size: int
    root: bytes
    at: datetime
    key_id: str
    algorithm: str
    signature: bytes

    def as_dict(self) -> dict[str, Any]:
        """The JSON form in which a seal travels."""
        return {
            "node": self.node,
            "size": self.size,
            "root": self.root.hex(),
            "at": self.at.isoformat(timespec="microseconds"),
            "key_id": self.key_id,
            "algorithm": self.algorithm,
            "signature": self.signature.hex(),
        }


def leaf_data(entry: Entry) -> bytes:
    """The bytes of an entry worked out from its columns (条目原文)."""
    return digest.canonical(
        {
            "actor": entry.actor,
            "at": entry.at,
            "facts": entry.facts,
            "id": entry.id,
            "node": entry.node,
            "role": entry.role,
            "subject": entry.subject,
            "tag": entry.tag,
        }
    )


def head_message(*, node: str, size: int, root: bytes, at: datetime) -> bytes:
    """The bytes that a head signature covers (封签原文)."""
    return digest.canonical({"type": HEAD_TYPE, "node": node, "size": size, "root": root, "at": at})


def message_of(seal: Seal) -> bytes:
    """The bytes that this seal's signature covers (封签原文)."""
    return head_message(node=seal.node, size=seal.size, root=seal.root, at=seal.at)


RESIDENT_ID = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
MOBILE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")


def refuse_personal(value: Any) -> None:
    """Raise if a value holds a float, a resident id number or a mobile number (个人标识不得入证).

    A unified social credit code of digits only has no birth date in the middle and passes. This catches
    a programmer's slip, not a determined one: names cannot be told from other words.

    >>> refuse_personal({"code": "91110000802100433B", "rows": 12})
    >>> refuse_personal(["联系 13800138000"])
    Traceback (most recent call last):
        ...
    ValueError: evidence holds identifiers and digests only: a mobile number was given
    """
    if isinstance(value, str):
        if MOBILE.search(value):
            raise ValueError("evidence holds identifiers and digests only: a mobile number was given")
        if RESIDENT_ID.search(value):
            raise ValueError("evidence holds identifiers and digests only: a resident id number was given")
    elif isinstance(value, float):
        raise ValueError("a float has no canonical form in evidence; use Decimal or an integer")
    elif isinstance(value, Mapping):
        for name, one in value.items():
            refuse_personal(str(name))
            refuse_personal(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            refuse_personal(one)
