"""A process killed at any moment of acceptance leaves the batch wholly in or wholly out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from rongxin.base.common import actor, clock, ids
from rongxin.data.catalogue import registry
from rongxin.data.records import actions, queries
from rongxin.data.subjects import queries as subjects
from tests import make
from tests.data.records.rows import batches

ROOT = Path(__file__).resolve().parents[3]


def _kill_at(place: str, codes: list[str]) -> None:
    command = [sys.executable, "-m", "tests.data.records.killed", place, *codes]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline().strip() == "here"
        finally:
            process.kill()


@pytest.mark.parametrize(("place", "versions"), [("reading", None), ("written", None), ("committed", 1)])
def test_kill_leaves_all_or_nothing(database: None, place: str, versions: int | None) -> None:
    codes = [make.make_uscc(), make.make_uscc()]
    connection.close()
    _kill_at(place, codes)
    found = [subjects.resolve(code) for code in codes]
    if versions is None:
        assert found == [None, None]
    else:
        assert [queries.versions("tax_credit", one) for one in found if one] == [versions, versions]
    again = actions.accept(
        by=actor.system("tests"), item=registry.item("tax_credit"), source="t-killed", batch_id=ids.uuid7(),
        rows=batches("tax_credit", [{"uscc": code, "year": 2025, "grade": "A"} for code in codes]), known_at=clock.now(),
    )  # fmt: skip
    assert (again.accepted, again.duplicates) == ((2, 0) if versions is None else (0, 2))
