"""The workbook of faulty rows: nothing in it computes, and mended it comes back."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from rongxin.data.catalogue import registry
from rongxin.data.ingest import errors, headings, rejections
from rongxin.data.ingest.queries import FaultyRow
from rongxin.data.ingest.reading import table
from rongxin.data.ingest.reading.source import Limits, OnDisk

NAMES = ["企业名称", "统一社会信用代码", "经营范围"]
EVIL = '=HYPERLINK("http://x.example","点我")'


def test_values_like_formulas_stay_text_and_come_back_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "问题行.xlsx"
    cells = (EVIL, "+8613", "-943.4")
    assert rejections.write(path, NAMES, [FaultyRow(7, ("REG-E201",), ("缺少“企业名称”",), cells)]) == 1
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[1]] == ["行号", "问题", "检查编号", *NAMES]
    assert [cell.value for cell in sheet[2]] == [7, "缺少“企业名称”", "REG-E201", *cells]
    assert {cell.data_type for cell in sheet[2][1:]} == {"s"}
    assert sheet["D2"].quotePrefix
    item = registry.item("registration")
    found = table.read(OnDisk(path), lambda row: headings.recognised(item, row), Limits(), item.name)
    mapped = headings.mapped(item, found.header, path.name)
    assert mapped.unknown == ()
    assert [line.cells[3:] for line in found.rows] == [list(cells)]


def test_characters_that_no_workbook_may_hold_are_left_out() -> None:
    stream = io.BytesIO()
    rejections.write(stream, ["列"], [FaultyRow(2, ("X",), ("句",), ("甲\x08乙" + "长" * 40_000,))])
    value = openpyxl.load_workbook(io.BytesIO(stream.getvalue())).active["D2"].value
    assert value.startswith("甲乙长")
    assert len(value) == 32_767


def test_sheet_per_delivery_and_one_empty_sheet_when_nothing_was_wrong() -> None:
    stream = io.BytesIO()
    row = FaultyRow(2, ("X",), ("句",), ("甲",))
    assert (
        rejections.write_sheets(
            stream, [("一[月].csv", ["列"], [row]), ("二月.csv", ["列"], []), ("三月.csv", ["列"], [row])]
        )
        == 2
    )
    assert openpyxl.load_workbook(io.BytesIO(stream.getvalue())).sheetnames == ["一_月_.csv", "三月.csv"]
    empty = io.BytesIO()
    assert rejections.write(empty, ["列"], []) == 0
    assert openpyxl.load_workbook(io.BytesIO(empty.getvalue())).sheetnames == ["问题行"]


def test_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.RejectionsNotWritable):
        rejections.write(tmp_path / "没有这个目录" / "问题.xlsx", ["列"], [])


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("=1", "'=1"),
        ("@x", "'@x"),
        ("-1,000.50", "-1,000.50"),
        ("+86", "+86"),
        ("-x", "'-x"),
        ("\t=1", "'\t=1"),
        ("甲", "甲"),
        ("", ""),
    ],
)
def test_text_exports_are_neutral_too(value: str, wanted: str) -> None:
    assert rejections.neutral(value) == wanted
