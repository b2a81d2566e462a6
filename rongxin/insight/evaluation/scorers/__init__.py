"""The scorers that a model file may name, and how each reads its file (评价器).

Nothing here reads a database, the clock or the environment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rongxin.base.common.strict_toml import Table
from rongxin.insight.conditions.rules import Schema
from rongxin.insight.evaluation.scorer import Scorer
from rongxin.insight.evaluation.scorers import read_demo, read_scorecard, read_tiers

SCORERS: Mapping[str, Callable[[Table, Schema, Mapping[str, str]], Scorer]] = {
    "scorecard": read_scorecard.read,
    "tiers": read_tiers.read,
    "demo": read_demo.read,
}
