"""`rongxin score` takes values in and gives results out, without a database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rongxin.doors.cli import main


def _rows(tmp_path: Path, text: str) -> str:
    path = tmp_path / "rows.jsonl"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_result_per_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = _rows(tmp_path, '{"id": 7, "industry": "IND", "X": 1200, "Y": 30000}\n\n{"industry": "J", "X": 1}\n')
    assert main.main(["score", "--model", "size_2017", "--input", rows, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["results"]
    assert [(one.get("id"), one["grade"], one["label"]) for one in found] == [
        (7, "medium", "中型"),
        (None, None, "无法判定"),
    ]
    assert main.main(["score", "--model", "size_2017", "--input", rows]) == 0
    assert [json.loads(line)["grade"] for line in capsys.readouterr().out.splitlines()] == ["medium", None]


def test_states_tell_why_a_value_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"values": {"age_months": 40}, "states": {"tax_credit": "unauthorised"}}
    assert (
        main.main(["score", "--model", "enterprise_basic", "--input", _rows(tmp_path, json.dumps(row)), "--json"]) == 0
    )
    missing = json.loads(capsys.readouterr().out)["results"][0]["missing"]
    assert {"indicator": "tax_grade_latest", "state": "unauthorised"}.items() <= next(
        one.items() for one in missing if one["indicator"] == "tax_grade_latest"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", ("1", "JSON")),
        ("[1]", ("1", "对象")),
        ('{"age_months": 1}\n{"age_months": "old"}', ("2", "数值")),
    ],
)
def test_a_row_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: tuple[str, ...]
) -> None:
    assert main.main(["score", "--model", "enterprise_basic", "--input", _rows(tmp_path, text)]) == 1
    said = capsys.readouterr().err
    assert all(word in said for word in ("EVA-402", *words))


def test_an_unknown_model_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["score", "--model", "nothing", "--input", _rows(tmp_path, "{}")]) == 1
    assert "enterprise_basic" in capsys.readouterr().err
