"""What one may know of the log (存证查询)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from rongxin.base.evidence import merkle, rules
from rongxin.base.evidence.rules import Entry, Seal

ENTRY_COLUMNS = "e.id, e.tag, e.at, e.actor::text, e.subject, e.facts::text, e.node, e.role, e.body"
SEAL_COLUMNS = "node, size, root, at, key_id, algorithm, signature"


def entries_of(subject: UUID | str, *, limit: int = 200) -> list[Entry]:
    """The latest entries on a subject, newest first (某主体的存证条目)."""
    return _entries("where e.subject = %s order by e.at desc, e.id desc limit %s", [str(subject), limit])


def entry(entry_id: UUID) -> Entry:
    """One entry (存证条目).

    Raises:
        EntryUnknown: there is none with this id.
    """
    found = _entries("where e.id = %s", [entry_id])
    if not found:
        raise rules.EntryUnknown(entry=entry_id)
    return found[0]


def last_seal() -> Seal | None:
    """The newest signed head (最近一次封签)."""
    found = _rows(f"select {SEAL_COLUMNS} from evidence.seal order by size desc, at desc limit 1", [])
    return _seal(found[0]) if found else None


def seal_at(size: int) -> Seal | None:
    """The first head signed over exactly `size` entries (某规模的封签)."""
    found = _rows(f"select {SEAL_COLUMNS} from evidence.seal where size = %s order by at limit 1", [size])
    return _seal(found[0]) if found else None


def seals_after(size: int, at: datetime | str, *, limit: int) -> list[Seal]:
    """Heads after the one over `size` signed at `at`, oldest first (后续封签)."""
    return [
        _seal(row)
        for row in _rows(
            f"select {SEAL_COLUMNS} from evidence.seal where (size, at) > (%s, %s) order by size, at limit %s",
            [size, at, limit],
        )
    ]


def size() -> int:
    """How many entries have a leaf (已封签条目数)."""
    return int(_rows("select coalesce(max(index) + 1, 0) from evidence.leaf", [])[0][0])


def frontier() -> tuple[int, list[bytes]]:
    """The size of the tree and the hashes a next leaf builds upon (前沿)."""
    total = size()
    return total, [value for step in _read([[name] for name in merkle.frontier(total)]) for value in step]


def leaf_index(entry_id: UUID) -> int | None:
    """The leaf of an entry, or None while it is unsealed (叶序号)."""
    found = _rows("select index from evidence.leaf where entry_id = %s", [entry_id])
    return int(found[0][0]) if found else None


def inclusion(entry_id: UUID) -> dict[str, Any]:
    """A proof that an entry is in the log under the newest head; `proofs.check` verifies it offline (包含证明).

    Raises:
        EntryUnknown: there is no such entry.
        NotYetSealed: no head covers it yet.
    """
    found, index, head = entry(entry_id), leaf_index(entry_id), last_seal()
    if index is None or head is None or head.size <= index:
        raise rules.NotYetSealed(entry=entry_id)
    path = _fold(merkle.inclusion_names(index, head.size))
    return {
        "type": "rongxin-inclusion-proof-1",
        "entry": str(entry_id),
        "body": found.body.decode(),
        "leaf_index": index,
        "leaf_hash": merkle.leaf_hash(found.body).hex(),
        "path": [step.hex() for step in path],
        "seal": head.as_dict(),
    }


def consistency(old: int, new: int | None = None) -> dict[str, Any]:
    """A proof that the log of `new` entries only adds to the log of `old` (一致性证明).

    Raises:
        SizeUnknown: no head was signed over one of the sizes.
    """
    older, newer = seal_at(old), last_seal() if new is None else seal_at(new)
    if older is None or newer is None or older.size > newer.size:
        raise rules.SizeUnknown(old=old, new=newer.size if newer else new)
    path = _fold(merkle.consistency_names(older.size, newer.size))
    return {
        "type": "rongxin-consistency-proof-1",
        "old": older.as_dict(),
        "path": [step.hex() for step in path],
        "new": newer.as_dict(),
    }


def sealing_lag(now: datetime) -> timedelta:
    """How long the oldest unsealed entry has waited; zero when none waits (封签滞后)."""
    oldest = _rows("select at from evidence.unsealed order by at, entry_id limit 1", [])
    return max(now - oldest[0][0], timedelta(0)) if oldest else timedelta(0)


def fresh_enough(now: datetime, limit: timedelta) -> bool:
    """Whether the sealer keeps up (封签是否及时)."""
    return sealing_lag(now) <= limit


def require_fresh(now: datetime) -> None:
    """Refuse when sealing has failed for longer than EVIDENCE_MAX_LAG_SECONDS (封签停滞即停止对外提供).

    Raises:
        SealingStopped: the oldest unsealed entry is older than that.
    """
    lag = sealing_lag(now)
    if lag > timedelta(seconds=settings.EVIDENCE_MAX_LAG_SECONDS):
        raise rules.SealingStopped(minutes=int(lag.total_seconds() // 60))


def _fold(steps: Sequence[Sequence[merkle.Name]]) -> list[bytes]:
    return [merkle.root(step) for step in _read(steps)]


def _read(steps: Sequence[Sequence[merkle.Name]]) -> list[list[bytes]]:
    """Hashes of the named nodes, all in one question to the database."""
    names = [name for step in steps for name in step]
    rows = _rows(
        "select n.level, n.index, n.hash from evidence.node n"
        " join unnest(%s::smallint[], %s::bigint[]) as wanted(level, index) using (level, index)",
        [[level for level, _ in names], [index for _, index in names]],
    )
    known = {(level, index): bytes(value) for level, index, value in rows}
    missing = [name for name in names if name not in known]
    if missing:
        raise rules.LogBroken(size=missing[0][1] << missing[0][0])
    return [[known[name] for name in step] for step in steps]


def _entries(where: str, parameters: list[Any]) -> list[Entry]:
    return [to_entry(row) for row in _rows(f"select {ENTRY_COLUMNS} from evidence.entry e {where}", parameters)]


def to_entry(row: Sequence[Any]) -> Entry:
    """An entry from ENTRY_COLUMNS (组装条目)."""
    made = list(row)
    made[3], made[5], made[8] = json.loads(row[3]), json.loads(row[5]), bytes(row[8])
    return Entry(*made)


def _seal(row: Sequence[Any]) -> Seal:
    node, count, root, at, key_id, algorithm, signature = row
    return Seal(node, count, bytes(root), at, key_id, algorithm, bytes(signature))


def _rows(statement: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
