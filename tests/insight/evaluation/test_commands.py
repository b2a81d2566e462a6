"""The commands give the keys that are promised, and explaining leaves a trace."""

from __future__ import annotations

import argparse
from datetime import timedelta
from decimal import Decimal

from rongxin.base.common import clock
from rongxin.doors.cli.commands import evaluate, explain, snapshot
from tests import make


def _parsed(module: object, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    module.add(parser)  # type: ignore[attr-defined]
    return parser.parse_args(words)


def test_snapshot_evaluate_and_explain(database: None) -> None:
    subject, code = make.make_subject()
    today = clock.today()
    make.make_record(
        "registration", subject, established_on=today - timedelta(days=1500), true_from=today - timedelta(days=1500),
        registered_capital_yuan=Decimal("3000000.00"), status="active",
    )  # fmt: skip
    taken = snapshot.run(_parsed(snapshot))
    assert len(taken.data["digest"]) == 64
    assert taken.data["items"]["registration"] >= 1
    again = snapshot.run(_parsed(snapshot, "--as-of", taken.data["as_of"], "--known-at", taken.data["known_at"]))
    assert again.data["digest"] == taken.data["digest"]

    done = evaluate.run(_parsed(evaluate, "--subject", code, "--engine", "postgres"))
    assert {"model", "version", "engine", "subjects", "grades", "seconds"} <= set(done.data)
    assert done.data["subjects"] == 1
    assert [one["model"] for one in done.data["models"]] == ["enterprise_basic", "size_2017"]

    told = explain.run(_parsed(explain, code))
    assert {"score", "grade", "points", "missing", "raise"} <= set(told.data)
    assert {"indicator", "value", "state", "points", "reason"} <= set(told.data["points"][0])
    assert told.data["disclosure"]
    assert "仅供参考" in told.text
