"""Snapshot and grades (快照与评价)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from rongxin.base.common import actor, clock
from rongxin.data.records import snapshots
from rongxin.data.records.snapshots import Snapshot
from rongxin.insight.evaluation import actions as evaluation
from rongxin.insight.evaluation import loading

BY = actor.system("demo", "cli")


def snapshot() -> Snapshot:
    """A snapshot of today's records (制作快照)."""
    return snapshots.take(by=BY, as_of=clock.today(), known_at=clock.now())


def evaluate_all(taken: Snapshot) -> list[dict[str, Any]]:
    """Every subject by every model of the profile, on DuckDB (全部评价)."""
    return [_evaluated(code, taken) for code in settings.PROFILE.evaluation_models]


def _evaluated(code: str, taken: Snapshot) -> dict[str, Any]:
    run = evaluation.evaluate(by=BY, model=code, as_of=taken.as_of, known_at=taken.known_at, snapshot=taken)
    model = loading.model(code)
    known = {grade: run.grades.get(grade, 0) for grade in model.grades}
    return {
        "model": run.model,
        "name": model.name,
        "version": run.version,
        "engine": run.engine,
        "subjects": run.subjects,
        "grades": known | {grade: count for grade, count in run.grades.items() if grade not in known},
        "labels": {**model.grades, evaluation.UNDECIDED: "无法判定"},
        "seconds": run.seconds,
    }
