"""Issue a report: read under one disclosure, print, sign, store (出具报告)."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from rongxin.base.common import clock, digest, ids
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.keys import actions as keys
from rongxin.base.keys import signers
from rongxin.data.catalogue import registry
from rongxin.data.consent import disclosures
from rongxin.data.consent.disclosures import Ask, Opening
from rongxin.data.consent.rules import Basis, Purpose
from rongxin.data.records import gate as records
from rongxin.data.records.gate import Answer
from rongxin.insight.reports import content, derived, document, errors, gathering, rules, signing
from rongxin.insight.reports.models import Report

ALLOWED = {
    Basis.PUBLIC: {rules.Cut.PUBLIC},
    Basis.SELF: {rules.Cut.SELF, rules.Cut.PUBLIC},
    Basis.CONSENT: {rules.Cut.CONSENTED, rules.Cut.PUBLIC},
}


@dataclass(frozen=True, slots=True)
class Issued:
    """A report as it was handed out (已出具的报告)."""

    id: UUID
    number: str
    code: str
    cut: rules.Cut
    made_at: datetime
    content: dict[str, Any]
    pdf: bytes
    content_digest: str
    pdf_digest: str
    disclosure_id: UUID
    disclosure_entry_id: UUID
    entry_id: UUID


def issue(*, by: Actor, ask: Ask, cut: rules.Cut, at: datetime | None = None, late: Collection[str] = ()) -> Issued:
    """Make a report for whom a basis allows it (出具信用报告).

    Afterwards one report is stored, signed and provable. Records and derived contents are read under one disclosure.
    Public items that a consent does not name are read under a second one, because nobody needs leave for them.
    `late` names interface items whose source did not answer before this call.

    Raises:
        ConsentRefused: nothing allows it.
        CutRefused: the basis does not allow this cut.

    Evidence: consent:disclosure:made (also for the second), reports:report:issued
    """
    moment = at or clock.now()
    if cut not in ALLOWED.get(ask.basis, ()):
        raise errors.CutRefused(basis=ask.basis.label, cut=cut.label)
    public = _public_beside(by=by, ask=ask, at=moment)
    with disclosures.opened(by=by, ask=ask, at=moment) as opening:
        answers = {**public, **records.read(opening, ask.items, late=late, on=clock.local_day(moment))}
        found = derived.read(opening)
        material = gathering.material(by=by, ask=ask, cut=cut, at=moment, answers=answers, found=found)
        made = content.build(material)
        return _store(by, opening, material.cover.code, made, moment)


def _public_beside(*, by: Actor, ask: Ask, at: datetime) -> Mapping[str, Answer]:
    missing = tuple(one.code for one in registry.items().values() if one.public and one.code not in ask.items)
    if ask.basis != Basis.CONSENT or not missing:
        return {}
    beside = Ask(ask.subject_id, missing, Basis.PUBLIC, Purpose.PUBLIC_QUERY, end_user=ask.end_user)
    return records.disclose(by=by, ask=beside, at=at).items


def _store(by: Actor, opening: Opening, code: str, made: content.ReportContent, at: datetime) -> Issued:
    """Print, sign and keep; part of the transaction that read the contents."""
    subject_id, cut = opening.ask.subject_id, rules.Cut(made.cut)
    text = json.dumps(made.as_dict(), ensure_ascii=False)
    plain = json.loads(text)
    press = document.press(Path(settings.FONT_DIR))
    pdf = signing.sign(press.print(plain, at), signers.document_signer(), reason=f"{made.title} {made.number}")
    issued = Report(
        id=ids.uuid7(),
        number=made.number,
        code=code,
        subject_id=subject_id,
        cut=cut,
        items=sorted(opening.ask.items),
        needs_items=_needs(opening.ask, cut),
        made_for=by.party_id,
        disclosure_id=opening.disclosure_id,
        content_enc=keys.protect(subject_id, text),
        pdf_enc=keys.protect(subject_id, b64encode(pdf).decode()),
        content_digest=made.digest,
        pdf_digest=digest.sha256(pdf).hex(),
        made_at=at,
    )
    issued.entry_id = evidence.append(tags.REPORT_ISSUED, by=by, subject=subject_id, facts=_facts(issued))
    issued.save(force_insert=True)
    return Issued(
        issued.id, issued.number, code, cut, at, plain, pdf, issued.content_digest, issued.pdf_digest,
        opening.disclosure_id, opening.entry_id, issued.entry_id,
    )  # fmt: skip


def _needs(ask: Ask, cut: rules.Cut) -> list[str]:
    """What a later reader must be allowed to see: everything in the report but what is public."""
    if cut is rules.Cut.PUBLIC:
        return []
    return sorted(name for name in ask.items if name not in registry.items() or not registry.item(name).public)


def _facts(report: Report) -> dict[str, Any]:
    return {
        "report": report.id,
        "number": report.number,
        "cut": report.cut,
        "disclosure": report.disclosure_id,
        "content": report.content_digest,
        "pdf": report.pdf_digest,
    }
