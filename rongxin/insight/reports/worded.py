"""Results of the evaluation in the words of a report (评价结果的说法)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from rongxin.insight.conditions import words
from rongxin.insight.evaluation import features as known
from rongxin.insight.indicators import registry
from rongxin.insight.reports.material import Evaluation, Indicator, Point, Size

OPERATION = ("social_insurance", "vat_invoice", "water_fee", "gas_fee")  # whose indicators stand in the report
UNDECIDED = "无法判定"


def evaluation(
    result: Mapping[str, Any],
    *,
    model: str,
    note: str = "",
    as_of: date | None,
    needs: Iterable[str],
    label: Callable[[str], str],
) -> Evaluation:
    """A stored result as a report tells it; `label` gives the region's name of a grade (信用评价的说法)."""
    grade = result.get("grade")
    return Evaluation(
        model=f"{model} {result['version']}",
        grade=label(grade) if grade else UNDECIDED,
        score=None if result.get("score") is None else Decimal(result["score"]),
        as_of=as_of,
        points=tuple(_point(one) for one in result["points"]),
        raises=tuple(one["sentence"] for one in result["raise"]),
        missing=tuple(one["sentence"] for one in result["missing"]),
        limits=tuple(result.get("limits", ())),
        note=" ".join(note.split()),
        needs=frozenset(needs),
    )


def size(result: Mapping[str, Any] | None, needs: Iterable[str] = ()) -> Size:
    """The size class of a result, or why it cannot be told (划型的说法)."""
    if result is None:
        return Size(None)
    if result.get("grade"):
        return Size(result["label"], needs=frozenset(needs))
    return Size(None, "；".join(one["sentence"].rstrip("。") for one in result["missing"]), frozenset(needs))


def indicators(values: Mapping[str, Any]) -> tuple[Indicator, ...]:
    """Those indicators of how the business runs that have a value, worded with their unit (经营指标的说法)."""
    schema = known.schema()
    return tuple(
        Indicator(one.name, words.value(schema[code], values[code]), one.item)
        for code, one in registry.INDICATORS.items()
        if one.item in OPERATION and values.get(code) is not None
    )


def _point(one: Mapping[str, Any]) -> Point:
    points = one["points"]
    return Point(one["name"], one["value"], None if points is None else Decimal(points), one["reason"], one["state"])
