"""Who looked at an enterprise's information, and who was stopped (谁看过)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rongxin.base.evidence import queries as evidence_queries
from rongxin.base.evidence.rules import Entry
from rongxin.base.parties import queries as parties
from rongxin.data.consent import queries as consent
from rongxin.data.consent.rules import Basis, Purpose
from rongxin.doors.portals.shared import itemwords, refusals

MOST = 200
ROLES = {"officer": "信贷员", "client": "业务系统", "operator": "平台运营员", "clerk": "报送员", "system": "平台进程"}


@dataclass(frozen=True, slots=True)
class Look:
    """One act of showing, or one try that was refused (一次查看)."""

    who: str
    person: str
    purpose: str
    basis: str
    items: str
    at: datetime
    entry_id: UUID
    stopped: str  # why it was refused; empty when it was shown


def of_subject(subject_id: UUID, *, own: bool, most: int = MOST) -> list[Look]:
    """The latest looks and refusals, newest first; one's own looks only on request (谁看过)."""
    shown = consent.shown(subject_id)
    if not own:
        shown = shown.exclude(basis=Basis.SELF)
    acts: list[Any] = [*shown[:most], *consent.refused(subject_id)[:most]]
    names = parties.names_of({one.grantee_id for one in acts if one.grantee_id})
    looks = [_look(one, names) for one in acts]
    return sorted(looks, key=lambda one: one.at, reverse=True)[:most]


def own_entry(subject_id: UUID, entry_id: UUID) -> Entry:
    """An entry on this subject; another's is as unknown as none (本企业的存证条目).

    Raises:
        NotFound: there is none.
    """
    try:
        found = evidence_queries.entry(entry_id)
    except evidence_queries.rules.EntryUnknown as error:
        raise refusals.NotFound() from error
    if found.subject != str(subject_id):
        raise refusals.NotFound()
    return found


def _look(act: Any, names: dict[UUID, str]) -> Look:
    actor = getattr(act, "actor", None) or {}
    basis = getattr(act, "basis", "")
    who = "本企业" if basis == Basis.SELF else names.get(act.grantee_id, "平台" if act.grantee_id is None else "—")
    return Look(
        who, getattr(act, "end_user", "") or ROLES.get(actor.get("role", ""), ""), _label(Purpose, act.purpose),
        _label(Basis, basis), itemwords.names(list(act.items)), act.at, act.entry_id, getattr(act, "reason", ""),
    )  # fmt: skip


def _label(words: Any, value: str) -> str:
    return words(value).label if value in set(words) else value
