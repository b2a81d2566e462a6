"""What a consent page lists, item by item (授权页选项)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rongxin.base.common.errors import DomainError
from rongxin.base.parties import queries as parties
from rongxin.data.consent import queries as consent
from rongxin.data.consent.rules import Purpose, State
from rongxin.doors.portals.shared import itemwords
from rongxin.doors.portals.shared.itemwords import ItemWords

TERM_DAYS = 30


class NeededMissing(DomainError):
    """An application was to be sent without an item that its product needs."""

    code = "POR-422"
    title = "还有 {count} 项必需的信息没有勾选：{names}"
    next_step = "这个产品缺了它们不能办理；不想提供的，可以不申请，改选其他产品。"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the page; nothing is ticked beforehand (选项)."""

    words: ItemWords
    needed: bool
    ticked: bool  # only after the person ticked it and the page came back with a question


@dataclass(frozen=True, slots=True)
class Given:
    """One consent as the list shows it (授权行)."""

    consent: Any
    grantee: str
    items: str
    purpose: str
    tone: str
    state: str
    revocable: bool


def of(required: Collection[str], optional: Collection[str], chosen: Collection[str] = ()) -> list[Choice]:
    """The lines of a page, what is needed first (选项)."""
    order = [(code, True) for code in required] + [(code, False) for code in optional]
    return [Choice(itemwords.words(code), needed, code in chosen) for code, needed in order]


def check_needed(required: Collection[str], chosen: Collection[str]) -> None:
    """Refuse to send an application that lacks a needed item (必需项齐全).

    Raises:
        NeededMissing: names them.
    """
    if missing := [code for code in required if code not in chosen]:
        raise NeededMissing(count=len(missing), names=itemwords.names(missing))


def ends_on(today: date) -> date:
    """How long a consent given with an application holds (授权截止日).

    >>> ends_on(date(2026, 11, 22))
    datetime.date(2026, 12, 22)
    """
    return today + timedelta(days=TERM_DAYS)


def given(subject_id: Any, today: date) -> list[Given]:
    """All consents of a subject with their state today, newest first (授权清单)."""
    found = list(consent.of_subject(subject_id))
    names = parties.names_of({one.grantee_id for one in found})
    return [_given(one, names, today) for one in found]


def _given(one: Any, names: dict[Any, str], today: date) -> Given:
    state = State(one.now.state)
    active = state is State.ACTIVE and today <= one.valid_until
    tone = "good" if active else "none"
    word = (
        f"生效，还剩 {(one.valid_until - today).days} 天"
        if active
        else "已到期"
        if state is State.ACTIVE
        else state.label
    )
    return Given(
        one,
        names.get(one.grantee_id, "—"),
        itemwords.names(list(one.items)),
        Purpose(one.purpose).label,
        tone,
        word,
        active,
    )
