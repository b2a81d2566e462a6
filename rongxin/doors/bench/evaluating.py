"""Every subject on DuckDB, from a snapshot (全部评价)."""

from __future__ import annotations

import duckdb
from django.conf import settings

from rongxin.base.common import actor, clock
from rongxin.data.records import snapshots
from rongxin.data.records.snapshots import Snapshot
from rongxin.doors.bench.ground import SUBJECTS, Ground
from rongxin.doors.bench.measure import Result, peak, timed
from rongxin.insight.evaluation import actions as evaluation

BY = actor.system("bench", "cli")


def run(ground: Ground, size: int) -> Result:
    """All of `size` subjects, scored and stored with their features, from a snapshot that is there (全部评价)."""
    ground.city(size or SUBJECTS)
    model = settings.PROFILE.evaluation_models[0]
    taken: list[Snapshot] = []
    snapshot_seconds = timed(lambda: taken.append(take()))
    evaluate(model, taken[0])  # the first one of an installation compiles; its rows are of another snapshot
    fresh: list[Snapshot] = [take()]
    runs: list[evaluation.EvaluationRun] = []
    with peak() as memory:
        seconds = timed(lambda: runs.append(evaluate(model, fresh[0])))
    floor = min(timed(lambda: _scan(fresh[0])) for _ in range(3))
    more = {
        "model": model,
        "subjects": runs[0].subjects,
        "records": sum(fresh[0].items.values()),
        "grades": runs[0].grades,
        "snapshot_seconds": round(snapshot_seconds, 3),
        "subjects_per_second": round(runs[0].subjects / seconds),
    }
    words = "DuckDB 扫描同一快照：每个信息项按主体计数一次、求和一次"
    return Result("evaluate", ground.subjects, seconds, floor, memory.megabytes, words, more)


def take() -> Snapshot:
    """A snapshot of today (制作快照)."""
    return snapshots.take(by=BY, as_of=clock.today(), known_at=clock.now())


def evaluate(model: str, taken: Snapshot) -> evaluation.EvaluationRun:
    """Everybody in a snapshot by one model (全部评价)."""
    return evaluation.evaluate(by=BY, model=model, as_of=taken.as_of, known_at=taken.known_at, snapshot=taken)


def _scan(taken: Snapshot) -> None:
    with duckdb.connect() as engine:
        for item in taken.items:
            path = str(taken.folder / f"{item}.parquet").replace("'", "''")
            engine.execute(
                f"select subject_id, count(*), sum(epoch(known_from)) from read_parquet('{path}') group by subject_id"
            ).fetchall()
