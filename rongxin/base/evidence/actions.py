"""Append entries and seal them (存证动作)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from rongxin.base.common import digest
from rongxin.base.common.actor import Actor
from rongxin.base.common.ids import uuid7
from rongxin.base.evidence import merkle, queries, rules, tags
from rongxin.base.evidence.rules import Seal, Signer

BATCH = 10_000
HEARTBEAT = timedelta(seconds=55)  # a head older than this is signed again, so a caller of every minute never skips
SEALER_LOCK = 0x5258_5345_414C  # "RXSEAL": one sealer per database at a time


def append(tag: str, *, by: Actor, subject: UUID | str | None = None, facts: Mapping[str, Any] | None = None) -> UUID:
    """Add an entry in the current transaction (追加存证条目).

    The database sets the moment and the role. If the transaction rolls back the entry is gone with it, as
    it should be: the act did not happen. A refusal is an act of its own, appended in its own transaction.

    Raises:
        ValueError: the tag is not in `tags`, or the facts hold a float or a personal number.
    """
    if tag not in tags.SENTENCES:
        raise ValueError(f"unknown evidence tag {tag!r}; every tag stands in rongxin/base/evidence/tags.py")
    rules.refuse_personal(facts or {})
    rules.refuse_personal(str(subject or ""))
    entry_id = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(
            "select evidence.append(%s, %s, %s::jsonb, %s, %s::jsonb, %s)",
            [
                entry_id,
                tag,
                digest.canonical(by.as_evidence()).decode(),
                None if subject is None else str(subject),
                digest.canonical(dict(facts or {})).decode(),
                settings.PROFILE.code,
            ],
        )
    return entry_id


def seal(*, signer: Signer, at: datetime) -> Seal | None:
    """Give every visible unsealed entry its leaf and sign the head (封签).

    Afterwards no committed entry that was visible waits for a leaf. A signed head is at most a minute old: when nothing
    was appended, a head is signed again only if the last one is older. Returns the last seal
    signed, or None when nothing needed one.

    Raises:
        LogBroken: the stored tree does not give the root that was signed last; nothing is added to it.
    """
    last = None
    while True:
        signed, taken = seal_once(signer=signer, at=at)
        last = signed or last
        if taken < BATCH:
            return last


@transaction.atomic(durable=True)
def seal_once(*, signer: Signer, at: datetime, limit: int = BATCH) -> tuple[Seal | None, int]:
    """One pass over at most `limit` entries, wholly done or not at all (封签一批).

    Returns the seal, if one was signed, and how many entries got a leaf.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [SEALER_LOCK])
    head = queries.last_seal()
    size, edge = queries.frontier()
    if head and (head.size != size or head.root != merkle.root(edge)):
        raise rules.LogBroken(size=size)
    entries = _take(limit)
    if not entries and head and at - head.at < HEARTBEAT:
        return None, 0
    new_size, edge, made = merkle.grow(size, edge, (merkle.leaf_hash(body) for _, body in entries))
    _copy("leaf(index, entry_id)", ((size + place, entry_id) for place, (entry_id, _) in enumerate(entries)))
    _copy("node(level, index, hash)", ((level, index, value) for (level, index), value in made))
    return _sign(new_size, merkle.root(edge), signer, max(at, head.at) if head else at), len(entries)


def _take(limit: int) -> list[tuple[UUID, bytes]]:
    """Take entries off the queue: those visible now, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with chosen as (select at, entry_id from evidence.unsealed order by at, entry_id limit %s),
                 taken as (delete from evidence.unsealed u using chosen c
                            where u.at = c.at and u.entry_id = c.entry_id returning u.entry_id)
            select e.id, e.body from taken join evidence.entry e on e.id = taken.entry_id order by e.at, e.id
            """,
            [limit],
        )
        return [(entry_id, bytes(body)) for entry_id, body in cursor.fetchall()]


def _copy(target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy evidence.{target} from stdin") as stream:
        for row in rows:
            stream.write_row(row)


def _sign(size: int, root: bytes, signer: Signer, at: datetime) -> Seal:
    node = settings.PROFILE.code
    message = rules.head_message(node=node, size=size, root=root, at=at)
    made = Seal(node, size, root, at, signer.key_id, signer.algorithm, signer.sign(message))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into evidence.seal(node, size, root, at, key_id, algorithm, signature)"
            " values (%s, %s, %s, %s, %s, %s, %s)"
            " on conflict (size, at) do nothing",
            [made.node, made.size, made.root, made.at, made.key_id, made.algorithm, made.signature],
        )
    return made
