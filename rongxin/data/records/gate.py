"""The only door to credit contents that were sent by providers (信用信息出口).

`disclose` commits the disclosure and its evidence, then reads under row-level security, all items of the ask
in one statement. Every item of the ask is answered by exactly one state; "no rows" never stands for itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.common.labelled import Labelled
from rongxin.base.keys import queries as keys
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Field, Mode, Type
from rongxin.data.consent import disclosures
from rongxin.data.consent.disclosures import Ask, Opening

MOST_RECORDS = 500  # newest per item in one answer; `total` tells how many there are


class AnswerState(Labelled):
    """What an item's answer is (答复状态)."""

    RETURNED = "returned", "已提供"
    NONE_ON_FILE = "none_on_file", "无记录"
    WITHHELD = "withheld", "未授权"
    NOT_CONNECTED = "not_connected", "本市尚未接入"
    SOURCE_LATE = "source_late", "来源未及时答复"
    OUT_OF_DATE = "out_of_date", "数据已过期"


@dataclass(frozen=True, slots=True)
class Answer:
    """One item of a disclosure: exactly one state, and what goes with it (信息项答复)."""

    state: AnswerState
    records: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0
    source: str = ""
    as_of: date | None = None
    expires_at: datetime | None = None
    days_old: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What one act of showing gave (对外提供结果)."""

    disclosure_id: UUID
    entry_id: UUID
    ask: Ask
    at: datetime
    items: Mapping[str, Answer]


def disclose(*, by: Actor, ask: Ask, late: Collection[str] = (), at: datetime | None = None) -> Disclosed:
    """Show records of a subject to whom a basis allows it (对外提供).

    `late` names interface items whose source did not answer before this call; where nothing valid is stored
    for them the answer says so.

    Raises:
        ConsentRefused: nothing allows it.

    Evidence: consent:disclosure:made
    """
    moment = at or clock.now()
    with disclosures.opened(by=by, ask=ask, at=moment) as opening:
        items = read(opening, ask.items, late=late, on=clock.local_day(moment))
    return Disclosed(opening.disclosure_id, opening.entry_id, ask, opening.at, items)


def read(
    opening: Opening, items: Collection[str], *, late: Collection[str] = (), on: date | None = None
) -> dict[str, Answer]:
    """Answers for the items of an ask, inside `disclosures.opened`; other packages with a gate of their own use it too."""
    on = on or clock.local_day(opening.at)
    known = registry.items()
    wanted = tuple(sorted({name for name in items if name in known}))
    granted = frozenset(name for name in opening.ask.items if "." in name)
    everything = opening.ask.basis in {"self", "supervision"}
    if not wanted:
        return {}
    found = _fetch(wanted, opening.ask.subject_id)
    answers = {}
    for item in wanted:
        rows, on_file = found[item]
        fields = [
            one for one in known[item].fields if everything or not one.consent or f"{item}.{one.column}" in granted
        ]
        records = _clear(rows, fields, opening.ask.subject_id)
        answers[item] = _answer(item, records, on_file, item in late, on)
    return answers


@dataclass(frozen=True, slots=True)
class _OnFile:
    """What is known about an item besides its records: how many, covered and asked until when, expired since when."""

    total: int
    covered_until: date | None
    nothing_at: datetime | None
    stale_at: datetime | None


def _answer(item: str, records: list[dict[str, Any]], on_file: _OnFile, late: bool, on: date) -> Answer:
    if records:
        newest = records[0]
        return Answer(
            AnswerState.RETURNED,
            records,
            on_file.total,
            source=newest["source"],
            as_of=clock.local_day(newest["known_from"]),
            expires_at=newest["expires_at"],
            reason="来源本次未及时答复，以下为此前取得且仍有效的信息" if late else "",
        )
    if on_file.nothing_at is not None:
        return Answer(AnswerState.NONE_ON_FILE, as_of=clock.local_day(on_file.nothing_at))
    if late:
        return Answer(AnswerState.SOURCE_LATE, reason="来源系统没有在时限内答复，请稍后重试")
    if on_file.stale_at is not None:
        expired_on = clock.local_day(on_file.stale_at)
        days = (on - expired_on).days
        return Answer(AnswerState.OUT_OF_DATE, days_old=days, as_of=expired_on, reason=f"数据已过期 {days} 天")
    if on_file.covered_until is not None:
        return Answer(AnswerState.NONE_ON_FILE, as_of=on_file.covered_until)
    if _by_interface(item):
        return Answer(AnswerState.WITHHELD, reason="接口信息在取得授权后向来源调取，目前没有已调取的信息")
    return Answer(AnswerState.NOT_CONNECTED)


def _by_interface(item: str) -> bool:
    """True when an edition in force says that the item is fetched by interface call."""
    editions = (registry.edition(code) for code in settings.PROFILE.editions)
    return any((line := edition.entry(item)) is not None and line.mode is Mode.INTERFACE for edition in editions)


def _fetch(items: tuple[str, ...], subject_id: UUID) -> dict[str, tuple[list[dict[str, Any]], _OnFile]]:
    statement = _statement(items)
    with psycopg.Cursor(connection.connection) as cursor:
        rows = cursor.execute(statement, {"subject": subject_id}, prepare=True).fetchall()
    return {
        item: (json.loads(text, parse_float=Decimal) if text else [], _OnFile(*on_file))
        for item, text, *on_file in rows
    }


@lru_cache(maxsize=256)
def _statement(items: tuple[str, ...]) -> str:
    return "\nunion all\n".join(_select(item) for item in items)


def _select(item: str) -> str:
    """One item's rows as JSON, newest first, with the coverage that tells none from unknown."""
    fields = ", ".join(f"'{one.column}', r.{_column(one)}" for one in registry.item(item).fields)
    return f"""
    select '{item}', x.rows, coalesce(x.total, 0),
           (select max(c.period_until) from records.coverage c where c.item = '{item}'
              and (c.division = '' or exists (select 1 from public.subjects_subject s where s.id = %(subject)s
                                               and s.division_code like c.division || '%%'))),
           (select max(a.answered_at) from records.nothing_found a
             where a.item = '{item}' and a.subject_id = %(subject)s and a.expires_at > now()),
           (select max(o.expires_at) from records.{item} o where o.subject_id = %(subject)s and o.expires_at < now()
              and o.known_until is null)
      from (select json_agg(row order by seq)::text as rows, max(n) as total from (
              select json_build_object('source', r.source, 'known_from', r.known_from, 'expires_at', r.expires_at,
                                       'true_from', r.true_from, 'marks', r.marks, {fields}) as row,
                     row_number() over (order by r.true_from desc nulls last, r.record_id desc) as seq,
                     count(*) over () as n
                from records.current_{item} r where r.subject_id = %(subject)s
               order by seq limit {MOST_RECORDS}) newest) x"""


def _column(one: Field) -> str:
    return f"{one.column}_enc" if one.encrypted else one.column


def _clear(rows: list[dict[str, Any]], fields: list[Field], subject_id: UUID) -> list[dict[str, Any]]:
    """Typed values of the allowed fields; encrypted ones are opened here and nowhere else."""
    sealed = [
        (index, one.column) for index, row in enumerate(rows) for one in fields if one.encrypted and row[one.column]
    ]
    opened = dict(
        zip(
            sealed,
            keys.reveal_many([(subject_id, bytes.fromhex(rows[index][column][2:])) for index, column in sealed])
            if sealed
            else [],
            strict=True,
        )
    )
    return [
        {
            "source": row["source"],
            "known_from": datetime.fromisoformat(row["known_from"]),
            "expires_at": datetime.fromisoformat(row["expires_at"]) if row["expires_at"] else None,
            "marks": row["marks"] or [],
            **{
                one.column: opened.get((index, one.column)) if one.encrypted else _typed(row[one.column], one.type)
                for one in fields
            },
        }
        for index, row in enumerate(rows)
    ]


def _typed(value: Any, kind: Type) -> Any:
    if value is None:
        return None
    if kind in {Type.DATE, Type.MONTH}:
        return date.fromisoformat(value)
    if kind is Type.DECIMAL:
        return Decimal(value)
    return value
