"""Reports as pages show them; every call is one act of showing with its entry (报告展示)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.data.consent import queries as consents
from rongxin.data.consent import rules as consent_rules
from rongxin.data.consent.disclosures import Ask
from rongxin.data.ingest import interface, jobs
from rongxin.insight.reports import actions as reports
from rongxin.insight.reports import asks, gate, page
from rongxin.insight.reports.gate import Opened, Stored
from rongxin.insight.reports.rules import Cut


def own(*, by: Actor, subject_id: UUID) -> Opened:
    """Everything on oneself, for the pages that tell how one stands (本企业信息)."""
    return gate.open(by=by, ask=asks.own(subject_id))


def of_oneself(*, by: Actor, subject_id: UUID) -> dict[str, Any]:
    """The enterprise's own report, issued now (自查报告)."""
    return _shown(reports.issue(by=by, ask=asks.own(subject_id), cut=Cut.SELF))


def own_again(*, by: Actor, subject_id: UUID, number: str) -> Stored:
    """A report of one's own that was issued before (已出具的自查报告)."""
    return gate.stored(by=by, ask=asks.own(subject_id), number=number)


def under_consent(*, by: Actor, application: Any, end_user: str) -> dict[str, Any]:
    """The report that an application's consent allows its institution, issued now for a named person (授权报告).

    Raises:
        ConsentRefused: the consent is not in force for this institution any more.
    """
    ask = _consented(application, end_user)
    return _shown(reports.issue(by=by, ask=ask, cut=Cut.CONSENTED, late=_fetched(by, ask)))


def consented_again(*, by: Actor, application: Any, number: str, end_user: str) -> Stored:
    """A report that was issued under the consent before; the consent must still be in force (已出具的授权报告)."""
    return gate.stored(by=by, ask=_consented(application, end_user), number=number)


def _fetched(by: Actor, ask: Ask) -> frozenset[str]:
    """Have the items that live at their source brought in first; says which are late (先行调取).

    Nobody is asked for what the consent does not cover; then the gate refuses and keeps the try.
    """
    terms = consents.terms(ask.consent_id) if ask.consent_id else None
    if terms is None or ask.consent_id is None:
        return frozenset()
    try:
        consent_rules.check_covers(
            terms,
            subject_id=ask.subject_id,
            grantee_id=by.party_id,
            items=ask.items,
            purpose=ask.purpose,
            on=clock.today(),
        )
    except consent_rules.ConsentRefused:
        return frozenset()
    return interface.refresh(
        by=by, subject_id=ask.subject_id, consent_id=ask.consent_id, items=ask.items, defer=jobs.fetch_later
    )


def _consented(application: Any, end_user: str) -> Ask:
    ask = asks.consented(application.consent_id, application.pk, end_user)
    if ask.subject_id != application.subject_id:
        raise consent_rules.WrongSubject()
    return ask


def _shown(issued: Any) -> dict[str, Any]:
    return page.context(issued.content) | {
        "number": issued.number, "opened_at": issued.made_at, "entry_id": issued.disclosure_entry_id
    }  # fmt: skip
