"""`rongxin report` (命令)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

import pytest

from rongxin.base.common import digest
from rongxin.data.subjects.queries import SubjectUnknown
from rongxin.doors.cli.commands import report
from rongxin.insight.reports import queries
from tests import make

pytestmark = pytest.mark.usefixtures("database")


def run(*words: str):
    parser = ArgumentParser()
    report.add(parser)
    return report.run(parser.parse_args(list(words)))


@pytest.mark.parametrize("cut", ["public", "self"])
def test_the_command_writes_a_report_that_verifies(tmp_path: Path, cut: str) -> None:
    _, code = make.make_subject()
    out = tmp_path / "F.pdf"
    outcome = run(code, "--cut", cut, "--out", str(out))
    pdf = out.read_bytes()
    assert outcome.ok
    assert {"report", "code", "digest"} <= outcome.data.keys()
    assert outcome.data["digest"] == digest.sha256(pdf).hex()
    found = queries.verify(outcome.data["code"], pdf)
    assert found is not None
    assert (found.number, found.cut, found.same) == (outcome.data["report"], cut, True)
    assert found.signature is not None
    assert found.signature.valid


def test_an_unknown_subject_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "F.pdf"
    with pytest.raises(SubjectUnknown):
        run(make.make_uscc(), "--out", str(out))
    assert not out.exists()
