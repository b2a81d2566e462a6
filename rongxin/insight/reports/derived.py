"""What the platform worked out about a subject, read under the token of a disclosure (衍生信息)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from rongxin.data.catalogue import registry as catalogue
from rongxin.data.consent.disclosures import Ask, Opening
from rongxin.data.consent.rules import Basis
from rongxin.insight.evaluation import loading
from rongxin.insight.evaluation import queries as evaluations
from rongxin.insight.indicators import registry as indicators
from rongxin.insight.reports import rules, worded
from rongxin.insight.reports.material import Evaluation, Indicator, Size

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

    A result made of an item that the disclosure does not name is not there: for the web role by the wall, for a process
    that stands inside the wall by the same rule here. Of the region's models the first that has a visible result
    speaks; a size class is told apart from it.
    """
    ask = opening.ask
    if rules.EVALUATION not in ask.items:
        return NOTHING
    sizes = size_models()
    found = first_result(ask, [code for code in settings.PROFILE.evaluation_models if code not in sizes])
    size = first_result(ask, sizes)
    values, states = evaluations.features(ask.subject_id)
    values = {code: value for code, value in values.items() if _may_tell(ask, code)}
    return Derived(
        result=_labelled(found) if found else None,
        features=values,
        states=states,
        evaluation=_worded(found) if found else None,
        size=worded.size(size, size["needs_items"]) if size else UNKNOWN_SIZE,
        indicators=worded.indicators(values),
    )


def size_models() -> list[str]:
    """The region's models that tell a size class rather than a credit grade (划型模型)."""
    return [one.model for one in settings.PROFILE.families if one.code == SIZE_FAMILY and one.model]


def first_result(ask: Ask, models: list[str]) -> dict[str, Any] | None:
    """The latest result that the ask may see, of the first model that has one (最近的评价结果)."""
    for code in models:
        found = evaluations.latest(ask.subject_id, code)
        if found and (ask.basis != Basis.CONSENT or set(found["needs_items"]) <= set(ask.items)):
            return found
    return None


def _may_tell(ask: Ask, code: str) -> bool:
    """Whether a value may be told; under a consent one of an indicator that is declared no more may not."""
    if ask.basis != Basis.CONSENT:
        return True
    indicator = indicators.INDICATORS.get(code)
    return indicator is not None and (indicator.item in ask.items or catalogue.item(indicator.item).public)


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
