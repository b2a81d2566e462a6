"""Snapshot and grades (快照与评价)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings

from rongxin.base.common import actor, clock
from rongxin.data.records import snapshots
from rongxin.insight.evaluation import actions as evaluation
from rongxin.insight.evaluation import loading

BY = actor.system("demo", "cli")


def snapshot() -> dict[str, Any]:
    """A snapshot of today's records (制作快照)."""
    made = snapshots.take(by=BY, as_of=clock.today(), known_at=clock.now())
    return {"digest": made.digest, "snapshot_rows": sum(made.items.values())}


def evaluate_all() -> list[dict[str, Any]]:
    """Every subject by every model of the profile, on DuckDB (全部评价)."""
    return [_evaluated(code) for code in settings.PROFILE.evaluation_models]


def evaluate_one(subject_id: UUID) -> None:
    """One subject anew, on PostgreSQL, with what it lets us compute with (单户评价)."""
    for code in settings.PROFILE.evaluation_models:
        evaluation.evaluate(
            by=BY, model=code, as_of=clock.today(), known_at=clock.now(), engine="postgres", subject_id=subject_id
        )


def _evaluated(code: str) -> dict[str, Any]:
    run = evaluation.evaluate(by=BY, model=code, as_of=clock.today(), known_at=clock.now(), engine="duckdb")
    model = loading.model(code)
    return {
        "model": run.model,
        "name": model.name,
        "version": run.version,
        "engine": run.engine,
        "subjects": run.subjects,
        "grades": run.grades,
        "labels": dict(model.grades),
        "seconds": run.seconds,
    }
