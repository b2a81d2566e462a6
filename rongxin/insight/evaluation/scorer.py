"""The plug point for scorers: a model file becomes two faces that agree (评价器接口)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import ibis.expr.types as ir

from rongxin.base.common.strict_toml import Table
from rongxin.insight.evaluation.rules import Result


def points_column(indicator: str) -> str:
    """The name of the column with an indicator's points (得分列)."""
    return f"points_{indicator}"


def read_head(table: Table) -> tuple[str, str, str, str]:
    """code, name, version and note, which every model file states (模型抬头)."""
    return table.text("code"), table.text("name"), table.text("version"), table.text("note")


class Scorer(Protocol):
    """A model ready to be applied (评价器).

    It must not read a database, the clock or the environment; `ibis` and `python` must agree on every row.
    """

    def __hash__(self) -> int: ...

    @property
    def code(self) -> str:
        """Short name, that of the file."""

    @property
    def name(self) -> str:
        """Chinese name."""

    @property
    def version(self) -> str:
        """A change of any figure is a new version."""

    @property
    def note(self) -> str:
        """Where the figures come from and what they are good for."""

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the values that the model uses."""

    @property
    def items(self) -> tuple[str, ...]:
        """Items of the catalogue that those values come from."""

    @property
    def grades(self) -> Mapping[str, str]:
        """Grades from best to worst with the model's own labels."""

    @property
    def points(self) -> tuple[str, ...]:
        """Indicators that get points; empty for models without points."""

    def ibis(self, table: ir.Table) -> ir.Table:
        """The table with the columns score, grade and, where the model has points, `points_<indicator>`.

        `score` is null for models without one, or undecided; `grade` is null when undecided.
        """

    def python(self, values: Mapping[str, Any], states: Mapping[str, str]) -> Result:
        """Score, grade and reasons for one row; `states` by item."""


def score(model: Scorer, values: Mapping[str, Any], states: Mapping[str, str] | None = None) -> Result:
    """Apply a model to one subject's values (评分)."""
    return model.python(values, states or {})
