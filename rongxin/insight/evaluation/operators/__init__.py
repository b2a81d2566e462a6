"""Operators turn one value into points; each has an `ibis` and a `python` face (评分运算).

Every operator states the points for each kind of absence: a model that leaves one out is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rongxin.base.common.strict_toml import Table
from rongxin.insight.conditions.rules import Feature
from rongxin.insight.evaluation.operators import codes, flag, interval
from rongxin.insight.evaluation.operators.operator import Operator

OPERATORS: Mapping[str, Callable[[Table, Feature], Operator]] = {
    "interval": interval.read,
    "codes": codes.read,
    "flag": flag.read,
}
