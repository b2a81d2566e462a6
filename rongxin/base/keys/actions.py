"""Protect values, re-wrap keys, destroy keys (密钥动作)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.keys import envelope, queries, signers, suites, vault
from rongxin.base.keys.envelope import DataKey

PORTION = 10_000


def protect(subject_id: UUID, text: str) -> bytes:
    """One protected value of a subject (加密一项)."""
    (blob,) = protect_many([(subject_id, text)])
    assert blob is not None
    return blob


@transaction.atomic
def protect_many(pairs: Iterable[tuple[UUID, str | None]]) -> list[bytes | None]:
    """Protected values in order; an absent text stays absent (批量加密).

    Afterwards each subject that had a text has a data key. Part of the caller's transaction: the keys made
    here are there when, and only when, what they protect is.
    """
    wanted = list(pairs)
    suite = queries.suite()
    keys = _ensure_keys(sorted({subject_id for subject_id, text in wanted if text is not None}))
    return [None if text is None else envelope.protect(suite, keys[subject_id], text) for subject_id, text in wanted]


@transaction.atomic
def destroy(*, by: Actor, subject_id: UUID, at: datetime) -> int:
    """Make everything protected for a subject so far unreadable for ever (销毁主体数据密钥).

    Returns how many keys were destroyed: 0 when none was living. Backups of the database still hold the
    wrapped key until they expire.

    Evidence: keys:subject-key:destroyed, when a key was destroyed
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update keys_subject_key set wrapped = null, destroyed_at = %s"
            " where subject_id = %s and destroyed_at is null",
            [at, subject_id],
        )
        count = int(cursor.rowcount)
    if count:
        evidence.append(tags.SUBJECT_KEY_DESTROYED, by=by, subject=subject_id)
    return count


def rotate(*, by: Actor, on_progress: Callable[[int], None] = lambda done: None) -> dict[str, object]:
    """Wrap every living data key under a new key-encryption key (更换密钥加密密钥).

    With RONGXIN_KEK set the key given there is the new one; otherwise a file is made. Works in portions,
    each whole or not at all: when it is interrupted, every value stays readable, and running it again
    finishes the work. Old key files are left in place for the operator to take away.

    Evidence: keys:kek:rotated
    """
    if not vault.kek_in_environment():
        vault.make_kek()
    fresh = vault.current_kek()
    done = 0
    while count := _rewrap_portion(fresh):
        done += count
        on_progress(done)
    evidence.append(tags.KEK_ROTATED, by=by, subject=fresh.id, facts={"rewrapped": done})
    return {"kek": fresh.id, "rewrapped": done, "in_use": queries.kek_usage()}


def rotate_signing_key(*, by: Actor) -> str:
    """Sign with a new platform key from now on; the old public key stays published (更换平台签名密钥).

    Evidence: keys:signing-key:rotated
    """
    key_id = signers.make_platform_key()
    evidence.append(tags.SIGNING_KEY_ROTATED, by=by, subject=key_id)
    return key_id


@transaction.atomic
def _rewrap_portion(fresh: vault.Secret) -> int:
    suite = queries.suite()
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, subject_id, generation, wrapped, kek_id from keys_subject_key"
            " where kek_id <> %s and destroyed_at is null order by id limit %s for update",
            [fresh.id, PORTION],
        )
        rows = cursor.fetchall()
        wrapped = [
            envelope.wrap(suite, fresh.key, envelope.unwrap(vault.kek(kek_id).key, bytes(old), subject_id, generation))
            for _, subject_id, generation, old, kek_id in rows
        ]
        cursor.execute(
            "update keys_subject_key k set wrapped = n.wrapped, kek_id = %s"
            " from unnest(%s::bigint[], %s::bytea[]) as n(id, wrapped) where k.id = n.id",
            [fresh.id, [row[0] for row in rows], wrapped],
        )
    return len(rows)


def _ensure_keys(subject_ids: Sequence[UUID]) -> dict[UUID, DataKey]:
    """The living data keys of the subjects, made where absent; ids come sorted, so that two writers do not deadlock."""
    keys: dict[UUID, DataKey] = {}
    for start in range(0, len(subject_ids), PORTION):
        portion = subject_ids[start : start + PORTION]
        keys.update(queries.living_keys(portion))
        missing = [one for one in portion if one not in keys]
        if missing:
            _insert_keys(missing)
            keys.update(queries.living_keys(missing))
    return keys


def _insert_keys(subject_ids: Sequence[UUID]) -> None:
    """One new key each; where another transaction was first, its key stands."""
    kek, suite = vault.current_kek(), queries.suite()
    with connection.cursor() as cursor:
        cursor.execute(
            "select wanted.id, coalesce(max(k.generation), 0) + 1 from unnest(%s::uuid[]) as wanted(id)"
            " left join keys_subject_key k on k.subject_id = wanted.id group by wanted.id order by wanted.id",
            [list(subject_ids)],
        )
        made = [
            DataKey(subject_id, generation, secrets.token_bytes(suites.KEY_BYTES))
            for subject_id, generation in cursor.fetchall()
        ]
        cursor.execute(
            "insert into keys_subject_key(subject_id, generation, wrapped, kek_id, created_at)"
            " select n.subject_id, n.generation, n.wrapped, %s, %s"
            " from unnest(%s::uuid[], %s::smallint[], %s::bytea[]) as n(subject_id, generation, wrapped)"
            " order by n.subject_id on conflict do nothing",
            [
                kek.id,
                clock.now(),
                [key.subject_id for key in made],
                [key.generation for key in made],
                [envelope.wrap(suite, kek.key, key) for key in made],
            ],
        )
