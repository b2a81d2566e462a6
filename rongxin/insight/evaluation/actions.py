"""Evaluate: every subject from a snapshot, or one from the records (开展信用评价)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import duckdb
import psycopg
from django.conf import settings
from django.db import transaction

from rongxin.base.common import ids
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.data.records import snapshots
from rongxin.data.records.snapshots import Snapshot
from rongxin.insight.evaluation import base_row, bulk, loading, storing
from rongxin.insight.evaluation.errors import EngineUnknown, SubjectUnknown
from rongxin.insight.evaluation.scorer import Scorer
from rongxin.insight.indicators import registry
from rongxin.insight.indicators.engines import duck

ENGINES = ("duckdb", "postgres")
UNDECIDED = "undecided"
_BASE = "base_rows"


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """What came of one run (评价批次结果)."""

    run_id: UUID
    model: str
    version: str
    engine: str
    subjects: int
    grades: dict[str, int]
    seconds: float
    snapshot: str | None


@dataclass(frozen=True, slots=True)
class _Run:
    """The head of a run, before its rows."""

    run_id: UUID
    model: Scorer
    as_of: date
    known_at: datetime
    engine: str
    snapshot: str | None
    subject_id: UUID | None
    rows_of: UUID

    def texts(self) -> dict[str, str]:
        """What the statements write into each row."""
        negative = [item for item, one in base_row.facts().items() if one.negative]
        return {
            "run_id": str(self.run_id),
            "rows_of": str(self.rows_of),
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.astimezone(UTC).isoformat(),
            "negative": ",".join(negative),
        }


def evaluate(
    *,
    by: Actor,
    model: str,
    as_of: date,
    known_at: datetime,
    engine: str = "duckdb",
    subject_id: UUID | None = None,
    snapshot: Snapshot | None = None,
) -> EvaluationRun:
    """Score every subject, or one, by a model, and keep the results (信用评价).

    Afterwards each subject has one more evaluation; earlier ones stand unchanged. On DuckDB a snapshot is taken
    unless one is given, whose times then count. PostgreSQL reads the records as they were at the two times.

    Raises:
        ModelUnknown, EngineUnknown, SubjectUnknown.

    Evidence: evaluation:run:finished
    """
    started = time.perf_counter()
    if engine not in ENGINES:
        raise EngineUnknown(engine=engine, known="、".join(ENGINES))
    scorer = loading.model(model)
    if engine == "duckdb":
        taken = snapshot or snapshots.take(by=by, as_of=as_of, known_at=known_at)
        run = _run(scorer, taken.as_of, taken.known_at, engine, taken.digest, subject_id)
        grades = _on_duck(by, run, taken)
    else:
        run = _run(scorer, as_of, known_at, engine, None, subject_id)
        grades = _on_postgres(by, run)
    return EvaluationRun(
        run.run_id,
        scorer.code,
        scorer.version,
        engine,
        sum(grades.values()),
        grades,
        round(time.perf_counter() - started, 3),
        run.snapshot,
    )


def recompute(*, digest: str, model: str) -> dict[UUID, tuple[int | None, str | None]]:
    """Score and grade of every subject again, from a stored snapshot; nothing is kept (复算).

    Raises:
        SnapshotUnknown, ModelUnknown.
    """
    taken = snapshots.open_(digest)
    with _opened(taken, None) as engine:
        rows = engine.execute(_scoring(loading.model(model), "duckdb")).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def _run(
    model: Scorer, as_of: date, known_at: datetime, engine: str, snapshot: str | None, subject_id: UUID | None
) -> _Run:
    run_id = ids.uuid7()
    return _Run(run_id, model, as_of, known_at, engine, snapshot, subject_id, _rows_of(snapshot, subject_id) or run_id)


def _rows_of(snapshot: str | None, subject_id: UUID | None) -> UUID | None:
    """The run that has kept the feature rows of a snapshot already."""
    if snapshot is None or subject_id is not None:
        return None
    with base_row.raw_connection().cursor() as cursor:
        cursor.execute(
            "select rows_of from derived.run where snapshot_digest = %s and indicator_set = %s and subject_id is null limit 1",
            [snapshot, registry.SET_VERSION],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def _opened(taken: Snapshot, subject_id: UUID | None) -> duckdb.DuckDBPyConnection:
    statement = base_row.statement("duckdb", subject_id is not None)
    spill = settings.RONGXIN_HOME / "spill"
    engine = duck.connect(taken.folder, statement.items, spill=spill)
    duck.rows(engine, statement, _BASE, as_of=taken.as_of, known_at=taken.known_at, subject=subject_id)
    return engine


def _scoring(model: Scorer, engine: str) -> str:
    return bulk.kept_sql(model, _BASE, engine, settings.RONGXIN_HOME / "cache" / "models")


def _on_duck(by: Actor, run: _Run, taken: Snapshot) -> dict[str, int]:
    texts = run.texts()
    with _opened(taken, run.subject_id) as engine:
        scored = _scoring(run.model, "duckdb")
        engine.execute(f"create temp table scored_rows as {scored}")
        grades = _grades(engine.execute("select grade, count(*) from scored_rows group by grade").fetchall())
        _require_some(grades, run)
        with transaction.atomic(), psycopg.Cursor(base_row.raw_connection()) as cursor:
            _insert_run(cursor, run, sum(grades.values()))
            if run.rows_of == run.run_id:
                select = storing.feature_rows("duckdb", _BASE, texts)
                storing.copy_from_duck(engine, select, "derived.feature_row", storing.FEATURE_COLUMNS, cursor)
            select = storing.evaluations("duckdb", _BASE, "select * from scored_rows", run.model, texts)
            storing.copy_from_duck(engine, select, "derived.evaluation", storing.EVALUATION_COLUMNS, cursor)
            _append(by, run, grades)
    return grades


def _on_postgres(by: Actor, run: _Run) -> dict[str, int]:
    texts, statement = run.texts(), base_row.statement("postgres", run.subject_id is not None)
    scored = _scoring(run.model, "postgres")
    raw = base_row.raw_connection()
    with transaction.atomic():
        with psycopg.ClientCursor(raw) as cursor:  # a table made by a query takes no parameters from the server
            cursor.execute(
                f"create temp table {_BASE} on commit drop as {statement.sql}",
                statement.parameters(run.as_of, run.known_at, run.subject_id),
            )
            cursor.execute(f"create temp table scored_rows on commit drop as {scored}")
            cursor.execute("select grade, count(*) from scored_rows group by grade")
            grades = _grades(cursor.fetchall())
        _require_some(grades, run)
        with psycopg.Cursor(raw) as cursor:
            _insert_run(cursor, run, sum(grades.values()))
            select = storing.feature_rows("postgres", _BASE, texts)
            storing.insert_from_postgres(select, "derived.feature_row", storing.FEATURE_COLUMNS, cursor)
            select = storing.evaluations("postgres", _BASE, "select * from scored_rows", run.model, texts)
            storing.insert_from_postgres(select, "derived.evaluation", storing.EVALUATION_COLUMNS, cursor)
            cursor.execute(f"drop table {_BASE}, scored_rows")
        _append(by, run, grades)
    return grades


def _grades(counted: list[Any]) -> dict[str, int]:
    return {grade or UNDECIDED: number for grade, number in sorted(counted, key=lambda pair: pair[0] or "~")}


def _require_some(grades: Mapping[str, int], run: _Run) -> None:
    if run.subject_id is not None and not grades:
        raise SubjectUnknown(subject=run.subject_id)


def _insert_run(cursor: psycopg.Cursor[Any], run: _Run, subjects: int) -> None:
    cursor.execute(
        "insert into derived.run (id, model, version, engine, indicator_set, snapshot_digest, as_of, known_at, subject_id,"
        " subjects, rows_of) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            run.run_id,
            run.model.code,
            run.model.version,
            run.engine,
            registry.SET_VERSION,
            run.snapshot,
            run.as_of,
            run.known_at,
            run.subject_id,
            subjects,
            run.rows_of,
        ],
    )


def _append(by: Actor, run: _Run, grades: Mapping[str, int]) -> None:
    facts = {
        "run": run.run_id,
        "model": run.model.code,
        "version": run.model.version,
        "engine": run.engine,
        "snapshot": run.snapshot,
        "as_of": run.as_of,
        "indicator_set": registry.SET_VERSION,
        "subjects": sum(grades.values()),
    }
    evidence.append(tags.EVALUATION_RUN, by=by, subject=run.subject_id or run.run_id, facts=facts)
