"""`rongxin ingest` and `rongxin reference-department` as an operator types them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rongxin.doors.cli import main
from tests import make

HEAD = "企业名称,统一社会信用代码,注册日期,经菅范围\n"
KEYS = {"batch", "received", "accepted", "duplicates", "quarantined", "queued", "warnings", "seconds"}


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    status = main.main([*words, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.fixture
def source(database: None) -> str:
    return make.make_party("department").code


def files(tmp_path: Path) -> list[str]:
    paths = []
    for number in (1, 2):
        path = tmp_path / f"第{number}批.csv"
        good = f"{make.make_name()},{make.make_uscc()},2020-01-01,零售\n"
        path.write_text(f"{HEAD}{good},{make.make_uscc()},2020-01-01,=cmd\n", encoding="gb18030")
        paths.append(str(path))
    return paths


def test_numbers_of_several_files_are_added_and_faulty_rows_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, source: str
) -> None:
    target = tmp_path / "问题行.xlsx"
    words = ["ingest", *files(tmp_path), "--item", "registration", "--source", source]
    status, found = run(capsys, *words, "--rejections", str(target))
    assert status == 0
    assert found.keys() >= KEYS
    assert (found["received"], found["accepted"], found["quarantined"], found["queued"]) == (4, 2, 2, 0)
    assert [one["received"] for one in found["batches"]] == [2, 2]
    assert "经营范围" in found["batches"][0]["notes"][0]
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["第1批.csv", "第2批.csv"]
    assert [cell.value for cell in book["第1批.csv"][2]][0:3] == [3, "缺少“企业名称”", "REG-E201"]
    again, repeated = run(capsys, *words)
    assert (again, repeated["received"], repeated["duplicates"], repeated["accepted"]) == (0, 4, 4, 0)


def test_people_read_a_summary(capsys: pytest.CaptureFixture[str], tmp_path: Path, source: str) -> None:
    path = files(tmp_path)[0]
    assert main.main(["ingest", path, "--item", "registration", "--source", source]) == 0
    said = capsys.readouterr().out
    assert "接收 2 行 = 入库 1 + 重复 0 + 隔离 1 + 待认领 0" in said
    assert main.main(["ingest", path, "--item", "registration", "--source", source]) == 0
    assert "以前报送过，没有改动任何数据" in capsys.readouterr().out


def test_refusals_end_with_status_one_and_say_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, source: str
) -> None:
    empty = tmp_path / "空.csv"
    empty.touch()
    status, found = run(capsys, "ingest", str(empty), "--item", "registration", "--source", source)
    assert (status, found["ok"], found["batches"][0]["refusal"]["code"]) == (1, False, "ING-402")
    status, found = run(capsys, "ingest", str(empty), "--item", "nothing", "--source", source)
    assert (status, found["error"]["code"]) == (1, "CAT-401")
    status, found = run(capsys, "ingest", str(empty), "--item", "registration", "--source", "nobody")
    assert (status, found["error"]["code"]) == (1, "ING-421")
    status, found = run(capsys, "ingest", str(tmp_path / "无.csv"), "--item", "registration", "--source", source)
    assert (status, found["error"]["code"]) == (1, "ING-401")
    with pytest.raises(SystemExit) as caught:
        main.main(["ingest", str(empty)])
    assert caught.value.code == 2


def test_reference_department_starts_with_the_keys_of_this_installation(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "rongxin.doors.cli", "reference-department", "--port", "0", "--mode", "slow"]
    environment = {**os.environ, "RONGXIN_HOME": str(tmp_path)}
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stderr
        line = process.stderr.readline()
        address = next(word for word in line.split() if word.startswith("http://"))
        until = time.monotonic() + 10
        while True:
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
                    assert json.load(answer)["mode"] == "slow"
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.1)
        pinned = json.loads((tmp_path / "peers" / "yx-zjj.json").read_text())
        assert "d" not in pinned["keys"][0]
        assert (tmp_path / "counterparts" / "platform.jwks.json").exists()
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()
