"""What a report is built from, all of it already disclosed (报告素材)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from rongxin.insight.reports import rules

_CONNECTED = ("none_on_file", "source_late", "out_of_date")


class Answer(Protocol):
    """What the gate of the records says of one item (信息项应答)."""

    @property
    def state(self) -> Any:
        """returned | none_on_file | withheld | not_connected | source_late | out_of_date."""

    @property
    def records(self) -> list[dict[str, Any]]:
        """What was returned, newest first."""

    @property
    def total(self) -> int:
        """How many there are, of which `records` may be the newest."""

    @property
    def source(self) -> str:
        """The code of the party that delivered them."""

    @property
    def as_of(self) -> date | None:
        """How fresh they are."""

    @property
    def days_old(self) -> int:
        """For how many days they have been out of date."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The answer for an item that was not asked for, because nobody allowed it."""

    state: str = "withheld"
    records: list[dict[str, Any]] = field(default_factory=list)
    total: int = 0
    source: str = ""
    as_of: date | None = None
    days_old: int = 0


@dataclass(frozen=True, slots=True)
class ItemName:
    """An item of the catalogue as a report needs it (信息项名称).

    `labels` gives the Chinese for the values of its coded columns.
    """

    code: str
    name: str
    public: bool
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """What one indicator gave, and why (得分理由)."""

    indicator: str
    value: str
    points: Decimal | None
    reason: str
    state: str = "known"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A result of the platform's evaluation, worded for people (信用评价)."""

    model: str
    grade: str
    score: Decimal | None
    as_of: date | None
    points: tuple[Point, ...] = ()
    raises: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()  # which veto or cap set the grade
    note: str = ""  # what the model says about itself
    needs: frozenset[str] = frozenset()  # the consent-bound items it is made of


@dataclass(frozen=True, slots=True)
class Size:
    """The size class, or why it cannot be told (企业划型)."""

    label: str | None
    why: str = ""
    needs: frozenset[str] = frozenset()


NO_SIZE = Size(None)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of how the business runs, worded (经营指标)."""

    name: str
    value: str
    item: str


@dataclass(frozen=True, slots=True)
class Cover:
    """Who made the report of whom, when, for whom and on what ground (封面)."""

    platform: str
    region: str
    subject_name: str
    subject_code: str
    number: str
    code: str
    made_at: datetime
    cut: rules.Cut
    basis: str
    purpose: str
    recipient: str
    address: str  # of the verification page
    consent: str = ""  # "2026-11-20 至 2026-12-22", empty where no consent is needed


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the sections read; they read nothing else (素材)."""

    cover: Cover
    made_on: date
    items: tuple[ItemName, ...]
    answers: Mapping[str, Answer]
    asked: frozenset[str]
    sources: Mapping[str, str]  # party code -> Chinese name
    evaluation: Evaluation | None = None
    size: Size = NO_SIZE
    providers: Mapping[str, str] = field(default_factory=dict)  # item -> Chinese name of who delivers it here
    indicators: tuple[Indicator, ...] = ()

    def answer(self, item: str) -> Answer:
        """The answer for an item; one that nobody allowed is withheld."""
        return self.answers.get(item) or Nothing()

    def records(self, item: str) -> list[dict[str, Any]]:
        """The records that may be shown, newest first; none when the item was not returned."""
        answer = self.answer(item)
        return answer.records if str(answer.state) == "returned" else []

    def more(self, item: str) -> int:
        """How many older records there are beyond those that were handed over."""
        return max(self.answer(item).total - len(self.answer(item).records), 0)

    def name(self, item: str) -> str:
        """The Chinese name of an item."""
        return next((one.name for one in self.items if one.code == item), item)

    def label(self, item: str, column: str, value: Any) -> Any:
        """The Chinese for a coded value; any other value as it is."""
        labels = next((one.labels.get(column, {}) for one in self.items if one.code == item), {})
        return labels.get(str(value), value)

    def source(self, item: str) -> str:
        """The Chinese name of the party that delivered an item, or that delivers it here when it sent no record."""
        answer = self.answer(item)
        if not answer.source and str(answer.state) in _CONNECTED:
            return self.providers.get(item, "")
        return self.sources.get(answer.source, answer.source)
