"""The plug point for scorers: a model file becomes two faces that agree (评价器接口)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import ibis.expr.types as ir

from rongxin.insight.evaluation.rules import Result


@dataclass(frozen=True, slots=True)
class Bulk:
    """The bulk face: expressions over the columns of a table of indicator rows (批量表达式).

    `score` is null for models without one, or undecided; `grade` is null when undecided; `points` per indicator.
    """

    score: ir.IntegerValue
    grade: ir.StringValue
    points: Mapping[str, ir.IntegerValue] = field(default_factory=dict)


class Scorer(Protocol):
    """A model ready to be applied (评价器).

    It must not read a database, the clock or the environment; `ibis` and `python` must agree on every row.
    """

    code: str
    name: str
    version: str
    note: str

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the values that the model uses."""

    @property
    def items(self) -> tuple[str, ...]:
        """Items of the catalogue that those values come from."""

    @property
    def grades(self) -> Mapping[str, str]:
        """Grades from best to worst with the model's own labels."""

    def ibis(self, table: ir.Table) -> Bulk:
        """Score and grade for every row of a table; a column that is absent counts as missing."""

    def python(self, values: Mapping[str, Any], states: Mapping[str, str]) -> Result:
        """Score, grade and reasons for one row; `states` by item."""


def score(model: Scorer, values: Mapping[str, Any], states: Mapping[str, str] | None = None) -> Result:
    """Apply a model to one subject's values (评分)."""
    return model.python(values, states or {})
