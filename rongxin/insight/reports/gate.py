"""The only door to derived contents: evaluations with reasons, features, stored reports (衍生信息出口)."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.keys import queries as keys
from rongxin.data.consent import disclosures
from rongxin.data.consent.disclosures import Ask
from rongxin.data.records import gate as records
from rongxin.data.records.gate import Answer
from rongxin.insight.reports import derived, errors, rules
from rongxin.insight.reports.models import Report


@dataclass(frozen=True, slots=True)
class Opened:
    """What one act of showing gave, records and derived contents together (对外提供结果)."""

    disclosure_id: UUID
    entry_id: UUID
    ask: Ask
    at: datetime
    evaluation: dict[str, Any] | None
    features: dict[str, Any]
    states: dict[str, str]
    records: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Stored:
    """A report as it was issued, opened again (已存报告)."""

    disclosure_id: UUID
    entry_id: UUID
    number: str
    code: str
    cut: rules.Cut
    made_at: datetime
    content: dict[str, Any]
    pdf: bytes
    pdf_digest: str


def open(*, by: Actor, ask: Ask, late: Collection[str] = (), at: datetime | None = None) -> Opened:
    """Show the evaluation, its features and the records of an ask, under one disclosure (衍生信息对外提供).

    Derived contents come only when the ask names `credit_evaluation` and everything consent-bound that they are
    made of; otherwise `evaluation` is None and `features` empty.

    Raises:
        ConsentRefused: nothing allows it.

    Evidence: consent:disclosure:made
    """
    moment = at or clock.now()
    with disclosures.opened(by=by, ask=ask, at=moment) as opening:
        answers = records.read(opening, ask.items, late=late, on=clock.local_day(moment))
        found = derived.read(opening)
    return Opened(
        opening.disclosure_id, opening.entry_id, ask, opening.at, found.result, found.features, found.states, answers
    )


def stored(*, by: Actor, ask: Ask, number: str, at: datetime | None = None) -> Stored:
    """An issued report again, exactly as it was, to whom a basis allows all that is in it (调阅已存报告).

    Raises:
        ConsentRefused: nothing allows it.
        ReportUnknown: no such report of this subject, or it holds more than the ask covers, or was made for another.
        SubjectKeyDestroyed: its retention has ended.

    Evidence: consent:disclosure:made
    """
    with disclosures.opened(by=by, ask=ask, at=at) as opening:
        found = Report.objects.filter(number=number, subject_id=ask.subject_id).first()
        if found is None:
            raise errors.ReportUnknown(number=number)
        plain, pdf = keys.reveal_many(
            [(ask.subject_id, bytes(found.content_enc)), (ask.subject_id, bytes(found.pdf_enc))]
        )
    assert plain is not None
    assert pdf is not None
    return Stored(
        opening.disclosure_id, opening.entry_id, found.number, found.code, rules.Cut(found.cut), found.made_at,
        json.loads(plain), b64decode(pdf), found.pdf_digest,
    )  # fmt: skip
