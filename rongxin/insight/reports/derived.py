"""What the platform worked out about a subject, read under the token of a disclosure (衍生信息)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rongxin.data.consent.disclosures import Opening
from rongxin.insight.reports import rules
from rongxin.insight.reports.material import Evaluation, Indicator, Size

try:
    from rongxin.insight.evaluation import queries as evaluations
except ImportError:  # until the evaluation's queries are there
    evaluations = None

SIZE_FAMILY = "size"


@dataclass(frozen=True, slots=True)
class Derived:
    """The result as stored, the values it rests on, and both in the words of a report (衍生信息)."""

    result: dict[str, Any] | None = None
    features: dict[str, Any] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    evaluation: Evaluation | None = None
    size: Size = Size(None)
    indicators: tuple[Indicator, ...] = ()


NOTHING = Derived()


def read(opening: Opening) -> Derived:
    """Derived contents of the ask's subject, if the ask names them; the wall decides what is visible (读取衍生信息)."""
    if rules.EVALUATION not in opening.ask.items or evaluations is None:
        return NOTHING
    return NOTHING
