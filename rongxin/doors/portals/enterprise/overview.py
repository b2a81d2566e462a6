"""How an enterprise stands, shaped for its home page (企业概况)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from rongxin.base.common import clock
from rongxin.base.common.actor import Actor
from rongxin.base.parties import queries as parties
from rongxin.data.consent import queries as consent
from rongxin.data.records.gate import Answer, AnswerState
from rongxin.doors.portals.enterprise import looks, offers
from rongxin.doors.portals.enterprise.looks import Look
from rongxin.doors.portals.shared import clockwords, itemwords, reportview
from rongxin.finance.applications import queries as applications
from rongxin.finance.applications.rules import OPEN
from rongxin.insight.evaluation import loading
from rongxin.insight.reports.gate import Opened

FEW = 4


@dataclass(frozen=True, slots=True)
class DataLine:
    """One item as the enterprise's list of its data shows it: a mark, its words, source and day (数据行)."""

    name: str
    state: str
    words: str
    source: str
    as_of: Any


@dataclass(frozen=True, slots=True)
class Group:
    """The points of one group of indicators, for a bar (分组得分)."""

    name: str
    least: int
    value: int
    most: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The grade with its reasons and the data it rests on (信用概况)."""

    at: datetime
    entry_id: UUID
    evaluation: Mapping[str, Any] | None
    labels: list[str]
    groups: list[Group]
    data: list[DataLine]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the home page (首页内容)."""

    standing: Standing
    requests: list[tuple[Any, str, int, str]]  # request, who asks, how many items, how long is left
    lines: list[Any]
    fitting: list[tuple[str, Any]]  # a tone and an offer, the best first
    products: int
    looks: list[Look]

    @property
    def waiting(self) -> int:
        """How many things wait for the person (待办数)."""
        return len(self.requests)


def of(by: Actor, subject_id: UUID) -> Overview:
    """The home page of one enterprise, read in one look at itself (首页内容)."""
    opened = reportview.own(by=by, subject_id=subject_id)
    match = offers.of_figures(subject_id, opened.features, opened.states)
    every = [("good", one) for one in match.eligible] + [("none", one) for one in match.undecided]
    every += [("bad", one) for one in match.ineligible]
    lines = [clockwords.line(one) for one in applications.of_subject(subject_id).filter(status__in=OPEN)[:FEW]]
    return Overview(
        standing(opened), _asked(subject_id), lines, every[:FEW], len(every), looks.of_subject(subject_id, own=False, most=FEW),
    )  # fmt: skip


def _asked(subject_id: UUID) -> list[tuple[Any, str, int, str]]:
    found = list(consent.open_requests(subject_id, clock.today()))
    names = parties.names_of({one.grantee_id for one in found})
    return [
        (
            one,
            names.get(one.grantee_id, "—"),
            len(one.required) + len(one.optional),
            clockwords.left_until(one.answer_by),
        )
        for one in found
    ]


def standing(opened: Opened) -> Standing:
    """The grade and the data from what the gate gave (信用概况)."""
    lines = [_data_line(item, answer) for item, answer in opened.records.items()]
    lines.sort(key=lambda one: (one.state != AnswerState.RETURNED, one.state))
    return Standing(
        opened.at, opened.entry_id, opened.evaluation, list(settings.PROFILE.grade_labels.values()),
        _groups(opened.evaluation or {}), lines,
    )  # fmt: skip


def _data_line(item: str, answer: Answer) -> DataLine:
    words = {
        AnswerState.RETURNED: f"{answer.total or len(answer.records)} 条",
        AnswerState.OUT_OF_DATE: f"数据已过期 {answer.days_old} 天",
    }.get(answer.state, "")
    source = itemwords.source_name(answer.source) if answer.source else ""
    return DataLine(itemwords.name(item), str(answer.state), words, source, answer.as_of)


def _groups(evaluation: Mapping[str, Any]) -> list[Group]:
    """Points by group of indicators, each between the floor and the cap that the model gives it (分组得分)."""
    sums: dict[str, int] = {}
    for point in evaluation.get("points", ()):
        if point["points"] is not None:
            sums[point["group"]] = sums.get(point["group"], 0) + int(point["points"])
    known = getattr(loading.model(evaluation["model"]), "groups", ()) if evaluation else ()
    return [
        Group(one.name, one.floor, min(max(sums[key], one.floor), one.cap), one.cap)
        for one in known
        for key in (one.code, one.name)
        if key in sums
    ]
