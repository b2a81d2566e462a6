"""Open protected values, and digests to look values up by (密钥查询)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from rongxin.base.common.errors import DomainError
from rongxin.base.keys import envelope, suites, vault
from rongxin.base.keys.envelope import DataKey
from rongxin.base.keys.suites import Suite


class SubjectKeyDestroyed(DomainError):
    """The retention of these values has ended and their key is gone (数据密钥已销毁)."""

    code = "KEY-410"
    title = "信息主体 {subject} 的这项个人信息保存期已满，密钥已销毁，内容无法恢复"
    next_step = "如仍需要，请由数据提供单位重新报送。"


def suite() -> Suite:
    """The suite that the profile chose (当前密码套件)."""
    return suites.require(settings.PROFILE.crypto_suite)


def reveal(subject_id: UUID, blob: bytes) -> str:
    """The text of one protected value (解密一项).

    Raises:
        SubjectKeyDestroyed: its key was destroyed.
        ValueDamaged: it was changed or belongs to another subject.
    """
    (text,) = reveal_many([(subject_id, blob)])
    assert text is not None
    return text


def reveal_many(pairs: Iterable[tuple[UUID, bytes | None]]) -> list[str | None]:
    """The texts of many protected values, in order; an absent value stays absent (批量解密).

    Raises: as `reveal`.
    """
    wanted = [(subject_id, None if blob is None else bytes(blob)) for subject_id, blob in pairs]
    names = {(subject_id, envelope.generation(blob)) for subject_id, blob in wanted if blob is not None}
    keys = _opened(names)
    return [
        None if blob is None else envelope.reveal(keys[subject_id, envelope.generation(blob)], blob)
        for subject_id, blob in wanted
    ]


def lookup_mac(kind: str, value: str) -> bytes:
    """A keyed digest by which equal values find one another without being read (等值查询摘要).

    `kind` keeps values of different meaning apart. Full-width forms, surrounding blanks and the case of
    letters make no difference.
    """
    normal = unicodedata.normalize("NFKC", value).strip().upper()
    return suite().digest(vault.mac_key(), f"{kind}\x00{normal}".encode())


def living_keys(subject_ids: Sequence[UUID]) -> dict[UUID, DataKey]:
    """The data keys in use of those subjects that have one (在用数据密钥)."""
    rows = _rows(
        "select subject_id, generation, wrapped, kek_id from keys_subject_key"
        " where subject_id = any(%s) and destroyed_at is null",
        [list(subject_ids)],
    )
    return {key.subject_id: key for key in map(_unwrapped, rows)}


def kek_usage() -> dict[str, int]:
    """How many living data keys each key-encryption key wraps (密钥加密密钥使用情况)."""
    return dict(
        _rows("select kek_id, count(*) from keys_subject_key where destroyed_at is null group by kek_id order by 1", [])
    )


def _opened(names: set[tuple[UUID, int]]) -> dict[tuple[UUID, int], DataKey]:
    subjects, generations = [one for one, _ in names], [one for _, one in names]
    rows = _rows(
        "select k.subject_id, k.generation, k.wrapped, k.kek_id from keys_subject_key k"
        " join unnest(%s::uuid[], %s::smallint[]) as wanted(subject_id, generation) using (subject_id, generation)",
        [subjects, generations],
    )
    found: dict[tuple[UUID, int], DataKey] = {}
    for row in rows:
        if row[2] is None:
            raise SubjectKeyDestroyed(subject=row[0])
        found[row[0], row[1]] = _unwrapped(row)
    for subject_id, generation in names - found.keys():
        raise vault.KeyFileMissing(key=f"{subject_id}/{generation}", folder="keys_subject_key")
    return found


def _unwrapped(row: Sequence[Any]) -> DataKey:
    subject_id, generation, wrapped, kek_id = row
    return envelope.unwrap(vault.kek(kek_id).key, bytes(wrapped), subject_id, generation)


def _rows(statement: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
