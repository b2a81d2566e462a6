"""What was worked out about a subject: as stored, behind the wall, or computed now (评价查询)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from rongxin.base.common.errors import DomainError
from rongxin.insight.evaluation import base_row, loading
from rongxin.insight.evaluation.errors import SubjectUnknown
from rongxin.insight.evaluation.rules import Result
from rongxin.insight.evaluation.scorer import Scorer, score

_LATEST = """
select e.run_id, e.model, e.version, e.as_of, e.known_at, e.score, e.grade, e.points, e.needs_items, e.valid_until,
       r.snapshot_digest, r.indicator_set, r.engine, e.figures, e.states
  from derived.evaluation e
  join derived.run r on r.id = e.run_id
 where e.subject_id = %s and e.model = %s and (e.valid_until is null or e.valid_until >= consent.local_day())
 order by e.known_at desc, e.run_id desc limit 1"""
_FEATURES = """
select figures, states from derived.feature_row
 where subject_id = %s and (valid_until is null or valid_until >= consent.local_day())
 order by run_id desc limit 1"""


@dataclass(frozen=True, slots=True)
class Now:
    """A result computed from the records as they stand, with the row it rests on (即时评价)."""

    result: Result
    row: base_row.BaseRow


def compute_now(subject_id: UUID, model: str, as_of: date, known_at: datetime) -> Now:
    """Base row on PostgreSQL and the model in Python; nothing is kept (即时评价).

    For the worker's processes: the web role reads no records without a token.

    Raises:
        ModelUnknown, SubjectUnknown.
    """
    scorer = loading.model(model)
    row = base_row.read(subject_id, as_of, known_at)
    if row is None:
        raise SubjectUnknown(subject=subject_id)
    return Now(score(scorer, row.values, row.states), row)


def latest(subject_id: UUID, model: str) -> dict[str, Any] | None:
    """The latest stored evaluation by a model, with reasons, or None (最近评价).

    Reads in the caller's transaction: the web role sees it under the token of a disclosure only. A result in
    which a negative record counts that is public no more is passed over. Reasons come from the stored values;
    where the model's file has another version by now, only the stored points are told.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [subject_id, model])
        row = cursor.fetchone()
        names = [column[0] for column in cursor.description or ()]
    if row is None:
        return None
    found = dict(zip(names, row, strict=True))
    figures, states, points = (base_row.loaded(found.pop(name)) for name in ("figures", "states", "points"))
    result = _result(found, figures, states, points)
    return {**found, **result, "run": str(found.pop("run_id"))}


def features(subject_id: UUID) -> tuple[dict[str, Any], dict[str, str]]:
    """The latest stored values and the states of their items; empty when nothing is visible (最近特征).

    Reads in the caller's transaction, as `latest` does.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FEATURES, [subject_id])
        row = cursor.fetchone()
    if row is None:
        return {}, {}
    return base_row.from_stored(base_row.loaded(row[0])), dict(base_row.loaded(row[1]))


def _result(found: dict[str, Any], figures: Any, states: Any, points: dict[str, int | None]) -> dict[str, Any]:
    scorer = _same_version(found["model"], found["version"])
    if scorer is None:
        told = [_bare(name, given) for name, given in points.items()]
        return {"label": found["grade"] or "无法判定", "points": told, "missing": [], "raise": [], "limits": []}
    again = score(scorer, base_row.from_stored(figures), states).as_dict()
    return {name: again[name] for name in ("label", "points", "missing", "raise", "limits")}


def _bare(indicator: str, points: int | None) -> dict[str, Any]:
    name = loading.features.schema()[indicator].label if indicator in loading.features.schema() else indicator
    return {
        "indicator": indicator,
        "name": name,
        "group": "",
        "value": "",
        "raw": None,
        "state": "ok",
        "points": points,
        "reason": "",
    }


def _same_version(code: str, version: str) -> Scorer | None:
    try:
        scorer = loading.model(code)
    except DomainError:
        return None
    return scorer if scorer.version == version else None
