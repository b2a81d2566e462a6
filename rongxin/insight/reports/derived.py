"""What the platform worked out about a subject, read under the token of a disclosure (衍生信息)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings

from rongxin.data.consent.disclosures import Opening
from rongxin.insight.evaluation import loading
from rongxin.insight.reports import rules, worded
from rongxin.insight.reports.material import Evaluation, Indicator, Size

try:
    from rongxin.insight.evaluation import queries as evaluations
except ImportError:
    evaluations = None  # type: ignore[assignment]

SIZE_FAMILY = "size"
UNKNOWN_SIZE = Size(None)


@dataclass(frozen=True, slots=True)
class Derived:
    """The result as stored, the values it rests on, and both in the words of a report (衍生信息)."""

    result: dict[str, Any] | None = None
    features: dict[str, Any] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    evaluation: Evaluation | None = None
    size: Size = UNKNOWN_SIZE
    indicators: tuple[Indicator, ...] = ()


NOTHING = Derived()


def read(opening: Opening) -> Derived:
    """Derived contents of the ask's subject, if the ask names them (读取衍生信息).

    The wall decides what is visible: a result made of an item that the disclosure does not name is not there. Of the
    region's models the first that has a visible result speaks; a size class is told apart from it.
    """
    if rules.EVALUATION not in opening.ask.items or evaluations is None:
        return NOTHING
    subject_id, sizes = opening.ask.subject_id, size_models()
    found = first_result(subject_id, [code for code in settings.PROFILE.evaluation_models if code not in sizes])
    size = first_result(subject_id, sizes)
    values, states = evaluations.features(subject_id)
    return Derived(
        result=found and _labelled(found),
        features=dict(values),
        states=dict(states),
        evaluation=_worded(found) if found else None,
        size=worded.size(size, size["needs_items"]) if size else UNKNOWN_SIZE,
        indicators=worded.indicators(values),
    )


def size_models() -> list[str]:
    """The region's models that tell a size class rather than a credit grade (划型模型)."""
    return [one.model for one in settings.PROFILE.families if one.code == SIZE_FAMILY and one.model]


def first_result(subject_id: UUID, models: list[str]) -> dict[str, Any] | None:
    """The latest visible result of the first model that has one (最近的评价结果)."""
    for code in models:
        if found := evaluations.latest(subject_id, code):
            return dict(found)
    return None


def _labelled(found: Mapping[str, Any]) -> dict[str, Any]:
    """The grade under the name that it has in this region."""
    grade = found.get("grade")
    return {**found, "label": settings.PROFILE.grade_label(grade) if grade else worded.UNDECIDED}


def _worded(found: Mapping[str, Any]) -> Evaluation:
    model = loading.model(found["model"])
    return worded.evaluation(
        found,
        model=model.name,
        note=model.note,
        as_of=found["as_of"],
        needs=found["needs_items"],
        label=settings.PROFILE.grade_label,
    )
