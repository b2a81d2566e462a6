"""What a report of each cut asks for (报告查询请求)."""

from __future__ import annotations

from uuid import UUID

from rongxin.data.catalogue import registry
from rongxin.data.consent import queries as consents
from rongxin.data.consent import rules as consent_rules
from rongxin.data.consent.disclosures import Ask
from rongxin.data.consent.rules import Basis, Purpose
from rongxin.insight.reports import rules


def public(subject_id: UUID) -> Ask:
    """The public items, for anybody (公开版)."""
    items = tuple(item.code for item in registry.items().values() if item.public)
    return Ask(subject_id, items, Basis.PUBLIC, Purpose.PUBLIC_QUERY)


def own(subject_id: UUID) -> Ask:
    """Everything that the platform holds, for the subject itself (自查版)."""
    return Ask(subject_id, (*registry.items(), rules.EVALUATION), Basis.SELF, Purpose.SELF_QUERY)


def consented(consent_id: UUID, application_id: UUID | None = None, end_user: str = "") -> Ask:
    """All that a consent covers, for the party that it was given to (授权版).

    Raises:
        ConsentMissing: there is no such consent.
    """
    terms = consents.terms(consent_id)
    if terms is None:
        raise consent_rules.ConsentMissing()
    return Ask(
        terms.subject_id,
        tuple(sorted(terms.items)),
        Basis.CONSENT,
        Purpose(terms.purpose),
        consent_id=consent_id,
        application_id=application_id,
        end_user=end_user,
    )
