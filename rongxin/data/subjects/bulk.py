"""Subjects of many codes at once, set-based, for the acceptance of records (批量主体识别).

Works on the temporary table `rx_code` of the caller's transaction: one row per code as sent, with what
`base.common.codes` understood. Afterwards `subject_id` stands in each row whose subject is certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

import psycopg

from rongxin.data.subjects.actions import LOCK

CODES = """create temp table rx_code (
  code text primary key, kind text not null, issuer text not null, value text not null, subject_kind text not null,
  division text not null, issued text not null, may_create boolean not null, warned boolean not null,
  reason text not null, name text, subject_id uuid) on commit drop"""
COLUMNS = ("code", "kind", "issuer", "value", "subject_kind", "division", "issued", "may_create", "warned", "reason")

_KNOWN: LiteralString = """update rx_code c set subject_id = i.subject_id from public.subjects_identifier i
  where c.subject_id is null and c.kind <> '' and i.kind = c.kind and i.issuer = c.issuer and i.value = c.value"""
# Several spellings may stand for one value: the first in the file names the subject.
_NEW: LiteralString = """create temp table rx_new on commit drop as
  select distinct on (kind, issuer, value) records.uuid7() as id, kind, issuer, value, subject_kind, division, issued,
         coalesce(name, '') as name
    from rx_code where subject_id is null and may_create order by kind, issuer, value, name is null, code"""
_MADE: Sequence[LiteralString] = (
    """insert into public.subjects_subject (id, kind, name, division_code, created_at)
       select id, subject_kind, name, division, %(at)s from rx_new""",
    """insert into public.subjects_identifier (subject_id, kind, issuer, value, recorded_at)
       select id, kind, issuer, value, %(at)s from rx_new
       union all select id, 'issued', '', issued, %(at)s from rx_new where issued <> ''""",
    """insert into public.subjects_name (subject_id, name, recorded_at)
       select id, name, %(at)s from rx_new where name <> ''""",
    """update rx_code c set subject_id = n.id from rx_new n
        where c.subject_id is null and c.kind = n.kind and c.issuer = n.issuer and c.value = n.value""",
)
# What the register says now; a name that differs from the last one is kept as a further name.
_RENAMED: LiteralString = """with told as (
    select distinct on (subject_id) subject_id, name from rx_named where name <> '' order by subject_id, row_no desc),
  changed as (
    update public.subjects_subject s set name = t.name from told t
     where s.id = t.subject_id and s.name <> t.name and (%(registers)s or s.name = '') returning s.id, s.name)
  insert into public.subjects_name (subject_id, name, recorded_at) select id, name, %(at)s from changed"""
_TO_RENAME: LiteralString = """select exists (select 1 from rx_named t join public.subjects_subject s on s.id = t.subject_id
  where s.name <> t.name and (%(registers)s or s.name = ''))"""


def resolve(cursor: psycopg.Cursor[tuple[object, ...]], at: datetime) -> int:
    """Find the subject of each code, and make those that may be made; how many were made (批量识别与登记).

    Subjects are made under a lock, after looking once more, so that two deliveries that name the same new
    enterprise make it once.
    """
    cursor.execute(_KNOWN)
    cursor.execute("select exists (select 1 from rx_code where subject_id is null and may_create)")
    row = cursor.fetchone()
    if not row or not row[0]:
        return 0
    cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    cursor.execute(_KNOWN)
    cursor.execute(_NEW)
    made = cursor.rowcount
    for statement in _MADE:
        cursor.execute(statement, {"at": at})
    return made


def rename(cursor: psycopg.Cursor[tuple[object, ...]], *, registers: bool, at: datetime) -> None:
    """Take names from `rx_named` (subject_id, name, row_no): all of them when the item is the register, else only
    where a subject has none yet (更新主体名称).

    Under the lock, so that two deliveries that name the same subjects do not wait for one another crosswise.
    """
    cursor.execute(_TO_RENAME, {"registers": registers})
    row = cursor.fetchone()
    if row and row[0]:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(_RENAMED, {"registers": registers, "at": at})
