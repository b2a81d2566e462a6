"""Products against an enterprise's own figures (产品匹配)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.data.subjects import queries as subjects
from rongxin.doors.portals.shared import reportview
from rongxin.finance.matching import queries as matching
from rongxin.finance.matching.queries import SubjectFacts
from rongxin.finance.matching.rules import Match


def of_subject(by: Actor, subject_id: UUID) -> Match:
    """Every product on the shelf with what speaks for and against it (匹配).

    The figures come through the gate, as the subject's own look.
    """
    opened = reportview.own(by=by, subject_id=subject_id)
    return of_figures(subject_id, opened.features, opened.states)


def of_figures(subject_id: UUID, values: Mapping[str, Any], states: Mapping[str, str]) -> Match:
    """The same, from figures that the gate gave already (匹配)."""
    subject = subjects.get(subject_id)
    facts = SubjectFacts(kind=subject.kind, division_code=subject.division_code)
    today = clock.today()
    return matching.match(values, states, facts, matching.on_shelf(today), today)
