"""What a result consists of, and what absence does to it (评价结果的构成)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rongxin.base.common.labelled import Labelled


class Absent(Labelled):
    """Why a value is missing, as a model must provide for (缺失原因)."""

    NONE = "none", "来源无记录"
    UNAUTHORISED = "unauthorised", "企业未授权使用"
    NOT_CONNECTED = "not_connected", "尚未接入"
    OUT_OF_DATE = "out_of_date", "数据已过期"
    UNKNOWN = "unknown", "来源未载明"


UNDECIDED = "undecided"
UNDECIDED_LABEL = "无法判定"


def absent(state: str | None) -> Absent:
    """Why a missing value is missing, from the state of its item (缺失归因).

    >>> absent("ok").label, absent("unauthorised").label, absent(None).value
    ('来源未载明', '企业未授权使用', 'unknown')
    """
    return Absent(state) if state in tuple(Absent) else Absent.UNKNOWN


@dataclass(frozen=True, slots=True)
class Point:
    """What one indicator gave, and why (得分理由).

    `value` is worded for people, `raw` is the figure; `points` is None when the model cannot decide without it.
    """

    indicator: str
    name: str
    group: str
    value: str
    raw: Any
    state: str
    points: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that was not there, and what having it could bring (缺失数据)."""

    indicator: str
    name: str
    state: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Raise:
    """A change that would raise the score (提升建议).

    `op` and `required` state the nearest better value: at_least 36, below 1, equals A.
    """

    indicator: str
    name: str
    now: str
    op: str
    required: Any
    points: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Result:
    """Score, grade and reasons for one subject (评价结果).

    A grade of None is undecided: something without which the model does not decide is missing. `limits` tells
    which veto or cap set the grade.
    """

    model: str
    version: str
    score: int | None
    grade: str | None
    label: str
    points: tuple[Point, ...]
    missing: tuple[Missing, ...]
    raises: tuple[Raise, ...]
    limits: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The shape that commands and interfaces give out."""
        return {
            "model": self.model,
            "version": self.version,
            "score": self.score,
            "grade": self.grade,
            "label": self.label,
            "points": [_plain(one) for one in self.points],
            "missing": [_plain(one) for one in self.missing],
            "raise": [_plain(one) for one in self.raises],
            "limits": list(self.limits),
        }


def _plain(part: Point | Missing | Raise) -> dict[str, Any]:
    fields = {name: getattr(part, name) for name in part.__slots__}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in fields.items()}


def state_of(item: str | None, states: Mapping[str, str]) -> str | None:
    """The state of the item that a value comes from (取值状态)."""
    return states.get(item) if item else None
