"""Work the whole log out again from the entries and compare (存证日志核验)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from rongxin.base.evidence import merkle, proofs, queries, rules
from rongxin.base.evidence.rules import Seal, Verifier

PORTION = 5_000
SHOWN = 100  # problems told one by one; the rest are counted


@dataclass
class Findings:
    """What an audit found (核验结果)."""

    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    root: bytes = merkle.EMPTY_ROOT
    problems: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, problem: str) -> None:
        """Note a problem; beyond the first hundred only their number."""
        if len(self.problems) < SHOWN:
            self.problems.append(problem)
        else:
            self.more += 1

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of `rongxin evidence verify`."""
        told = [*self.problems, f"另有 {self.more} 处问题未列出"] if self.more else self.problems
        return {
            "entries": self.entries,
            "seals": self.seals,
            "unsealed": self.unsealed,
            "root": self.root.hex(),
            "ok": not told,
            "problems": told,
        }


@transaction.atomic(durable=True)
def verify(*, verifier: Verifier, known: Seal | None = None) -> Findings:
    """Re-derive every leaf, node, root and signature of the log in bounded memory (核验全部存证).

    The bytes of each entry are worked out from its columns; each complete node is compared with the stored
    one; each head must carry the root of its size and a valid signature. `known` is a head that somebody kept
    elsewhere: the log must still contain it. Sees one moment of the database, so sealing may go on.
    """
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
    found = Findings()
    kept = iter([known] if known else [])
    edge: list[bytes] = []
    seals = _Heads(found, verifier, kept)
    seals.meet(0, merkle.EMPTY_ROOT)
    while rows := _unbroken(found, _leaves(found.entries)):
        edge = _check_portion(found, seals, edge, rows)
    seals.finish(found.entries)
    found.root = merkle.root(edge)
    _check_remainder(found)
    return found


def _check_portion(found: Findings, seals: _Heads, edge: list[bytes], rows: list[Any]) -> list[bytes]:
    start, made = found.entries, []
    for row in rows:
        place = found.entries
        hashed = _leaf(found, row, place)
        found.entries, edge, new = merkle.grow(place, edge, [hashed])
        made += new
        if found.entries == seals.next_size:
            seals.meet(found.entries, merkle.root(edge))
    _check_nodes(found, start, made)
    return edge


def _unbroken(found: Findings, rows: list[Any]) -> list[Any]:
    """The rows before the first missing leaf: nothing can be derived beyond it."""
    for place, row in enumerate(rows, start=found.entries):
        if row[0] != place:
            found.add(f"第 {place} 片叶缺失，其后的树无法推导")
            return rows[: place - found.entries]
    return rows


def _leaf(found: Findings, row: Any, place: int) -> bytes:
    """The leaf hash of an entry from its columns, or of nothing when the entry is gone."""
    if row[1] is None:
        found.add(f"第 {place} 片叶的存证条目不存在")
        return merkle.leaf_hash(b"")
    entry = queries.to_entry(row[1:])
    try:
        derived = rules.leaf_data(entry)
    except TypeError:
        derived = b""
    if derived != entry.body:
        found.add(f"存证条目 {entry.id} 的各列与原文不一致")
    return merkle.leaf_hash(entry.body)


def _check_nodes(found: Findings, start: int, made: list[tuple[merkle.Name, bytes]]) -> None:
    """Compare the nodes completed by leaves from `start` on with the stored ones, level by level."""
    end = found.entries
    expected = dict(made)
    for level in range(end.bit_length()):
        stored = dict(_nodes(level, start >> level, end >> level))
        for index in range(start >> level, end >> level):
            if stored.get(index) != expected[level, index]:
                found.add(f"第 {level} 层第 {index} 个节点与条目推出的不一致")


def _check_remainder(found: Findings) -> None:
    """Entries that have neither a leaf nor a place in the queue, and nodes nobody can account for."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from evidence.unsealed")
        (found.unsealed,) = cursor.fetchone()
        cursor.execute(
            "select e.id from evidence.entry e where not exists (select 1 from evidence.leaf l where l.entry_id = e.id)"
            " and not exists (select 1 from evidence.unsealed u where u.at = e.at and u.entry_id = e.id) limit %s",
            [SHOWN],
        )
        for (entry_id,) in cursor.fetchall():
            found.add(f"存证条目 {entry_id} 既未封签也不在待封签队列中")
        cursor.execute("select count(*) from evidence.node")
        (nodes,) = cursor.fetchone()
    expected = sum(found.entries >> level for level in range(found.entries.bit_length()))
    if nodes != expected:
        found.add(f"应有 {expected} 个节点，实有 {nodes} 个")


class _Heads:
    """Walks the seals in step with the growing tree (封签逐一核对)."""

    def __init__(self, found: Findings, verifier: Verifier, kept: Iterator[Seal]) -> None:
        self.found, self.verifier = found, verifier
        self.stored = _seals()
        self.waiting = next(self.stored, None)
        self.kept = next(kept, None)
        self.last: Seal | None = None

    @property
    def next_size(self) -> int:
        sizes = [one.size for one in (self.waiting, self.kept) if one]
        return min(sizes, default=-1)

    def meet(self, size: int, root: bytes) -> None:
        """Check every head signed over exactly `size` entries."""
        if self.kept and self.kept.size == size:
            if self.kept.root != root:
                self.found.add(f"{size} 条处的树根与外部保存的封签不同：日志被改写过")
            for problem in proofs.check_seal(self.kept, self.verifier):
                self.found.add(f"外部保存的封签：{problem}")
            self.kept = None
        while self.waiting and self.waiting.size == size:
            self._check(self.waiting, root)
            self.waiting = next(self.stored, None)

    def finish(self, size: int) -> None:
        """Heads over more entries than there are, and entries that no head covers."""
        if self.kept:
            self.found.add(f"外部保存的封签有 {self.kept.size} 条，日志只有 {size} 条：日志被截短过")
        while self.waiting:
            self.found.add(f"封签称有 {self.waiting.size} 条，日志只有 {size} 条")
            self.found.seals += 1
            self.waiting = next(self.stored, None)
        if size and (self.last is None or self.last.size < size):
            self.found.add(f"日志有 {size} 片叶，最近一次封签只到 {self.last.size if self.last else 0} 条")

    def _check(self, seal: Seal, root: bytes) -> None:
        self.found.seals += 1
        if seal.root != root:
            self.found.add(f"{seal.size} 条处封签的树根与条目推出的不一致")
        for problem in proofs.check_seal(seal, self.verifier):
            self.found.add(problem)
        if self.last and seal.at < self.last.at:
            self.found.add(f"{seal.size} 条处封签的时间早于前一次封签")
        self.last = seal


def _leaves(start: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select l.index, {queries.ENTRY_COLUMNS}"
            " from evidence.leaf l left join evidence.entry e on e.id = l.entry_id"
            " where l.index >= %s order by l.index limit %s",
            [start, PORTION],
        )
        return cursor.fetchall()


def _nodes(level: int, first: int, end: int) -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select index, hash from evidence.node where level = %s and index >= %s and index < %s", [level, first, end]
        )
        return [(index, bytes(value)) for index, value in cursor.fetchall()]


def _seals() -> Iterator[Seal]:
    """All heads, oldest first, a portion at a time."""
    after: tuple[int, Any] = (-1, "-infinity")
    while True:
        portion = queries.seals_after(*after, limit=PORTION)
        yield from portion
        if len(portion) < PORTION:
            return
        after = (portion[-1].size, portion[-1].at)
