"""`rongxin evaluate`: score every subject, or one, by the region's models (开展信用评价)."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from rongxin.doors.cli.commands.snapshot import moment
from rongxin.doors.cli.outcome import Outcome

NAME = "evaluate"
HELP = "按本地区采用的评价模型计算全部或一个信息主体的等级（仅供参考）"
NEEDS_DATABASE = True
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """Model, times, engine, subject."""
    parser.add_argument("--model", help="模型代码；默认本地区采用的全部模型")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="D", help="基准日；默认今天")
    parser.add_argument("--known-at", type=moment, metavar="T", help="知悉时点；默认现在")
    parser.add_argument("--engine", default="duckdb", choices=("duckdb", "postgres", "spark"), help="计算引擎")
    parser.add_argument("--subject", metavar="ID", help="只评价一个信息主体：统一社会信用代码或平台编号")


def run(args: argparse.Namespace) -> Outcome:
    """Every model on the same snapshot."""
    from django.conf import settings

    from rongxin.base.common import actor, clock
    from rongxin.data.records import snapshots
    from rongxin.data.subjects import queries as subjects
    from rongxin.insight.evaluation import actions, loading

    by = actor.system("evaluate", "cli")
    as_of, known_at = args.as_of or clock.today(), args.known_at or clock.now()
    models = [args.model] if args.model else list(settings.PROFILE.evaluation_models)
    known = [loading.model(code) for code in models]
    subject_id = subjects.require(args.subject).pk if args.subject else None
    taken = snapshots.take(by=by, as_of=as_of, known_at=known_at) if args.engine == "duckdb" else None
    runs = [
        actions.evaluate(
            by=by, model=code, as_of=as_of, known_at=known_at, engine=args.engine, subject_id=subject_id, snapshot=taken
        )
        for code in models
    ]
    results = [_result(run) for run in runs]
    lines = [
        f"{model.name}（{model.version}）：{run.subjects} 个信息主体，{_grades(run.grades, dict(model.grades))}，用时 {run.seconds:.1f} 秒"
        for model, run in zip(known, runs, strict=True)
    ]
    return Outcome({**results[0], "models": results}, "\n".join([*lines, "结果仅供参考。"]))


def _result(run: Any) -> dict[str, Any]:
    names = ("model", "version", "engine", "subjects", "grades", "seconds", "snapshot")
    return {**{name: getattr(run, name) for name in names}, "run": str(run.run_id)}


def _grades(grades: dict[str, int], labels: dict[str, str]) -> str:
    said = {**labels, "undecided": "无法判定"}
    return "、".join(f"{said.get(grade, grade)} {number}" for grade, number in grades.items())
