"""What a file is, and its rows, told by its bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from rongxin.base.common.errors import DomainError
from rongxin.data.ingest import errors
from rongxin.data.ingest.reading import table
from rongxin.data.ingest.reading.source import Limits, Line, OnDisk

KNOWN = {"企业名称", "统一社会信用代码", "成立日期"}
HEAD = "企业名称,统一社会信用代码,成立日期"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"


def recognise(cells: Any) -> int:
    return sum(cell.strip().lstrip("\ufeff") in KNOWN for cell in cells)


def read(tmp_path: Path, content: bytes | str, name: str = "报送.csv", limits: Limits | None = None) -> table.Table:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return table.read(OnDisk(path), recognise, limits or Limits(), "企业登记注册信息")


def rows(tmp_path: Path, content: bytes | str, **more: Any) -> list[Line]:
    return list(read(tmp_path, content, **more).rows)


def workbook(*lines: list[Any], title: str = "数据") -> bytes:
    book = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(line)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"], ids=["UTF-8", "byte order mark", "GB18030", "UTF-16"]
)
def test_every_encoding_gives_the_same_rows(tmp_path: Path, encoding: str) -> None:
    text = f"{HEAD}\n云溪镕鑫㙟商贸有限公司,91990101MA0000015C,2017-09-01\n"
    found = read(tmp_path, text.encode(encoding))
    assert found.header == ("企业名称", "统一社会信用代码", "成立日期")
    assert [line.cells for line in found.rows] == [["云溪镕鑫㙟商贸有限公司", "91990101MA0000015C", "2017-09-01"]]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiter_is_found_by_the_headings(tmp_path: Path, delimiter: str) -> None:
    text = f"{HEAD}\n甲、乙公司,91,2017-09-01\n".replace(",", delimiter)
    assert [line.cells for line in rows(tmp_path, text)] == [["甲、乙公司", "91", "2017-09-01"]]


def test_quoted_line_breaks_blank_lines_and_title_keep_the_numbers_of_the_file(tmp_path: Path) -> None:
    text = f'某单位报送表,,\r\n\r\n{HEAD}\r\n"第一行\r\n第二行",1,\r\n,,\r\n"带""引号,和逗号",2,2017-01-01\r\n'
    found = read(tmp_path, text)
    assert found.header_line == 3
    assert [(line.number, line.cells[0]) for line in found.rows] == [(4, "第一行\r\n第二行"), (7, '带"引号,和逗号')]


def test_too_many_or_too_few_cells_are_faults_of_the_row(tmp_path: Path) -> None:
    found = rows(tmp_path, f"{HEAD}\n甲,1\n乙,2,2017-01-01,,\n丙,3,,多出\n")
    assert [(line.number, bool(line.fault), len(line.cells)) for line in found] == [
        (2, True, 2),
        (3, False, 3),
        (4, True, 4),
    ]


@pytest.mark.parametrize(
    ("content", "refusal", "said"),
    [
        (b"", errors.FileEmpty, "没有任何内容"),
        (b" \r\n \n", errors.FileEmpty, "没有任何内容"),
        (PNG, errors.NotATable, "PNG"),
        (b"\xff\xd8\xff\xe0rest", errors.NotATable, "JPEG"),
        (b"%PDF-1.7", errors.NotATable, "PDF"),
        (b"\x1f\x8b\x08\x00", errors.NotATable, "gzip"),
        (b"<html><table>", errors.NotATable, "网页"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), errors.NotATable, "xls"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            errors.WorkbookProtected,
            "密码",
        ),
        (b"abc,\x00\x01\x02", errors.NotATable, "控制字符"),
        (b"\xff\xfe\xfd\xfc,\x81\x20", errors.NotATable, "UTF-8"),
        (b"PK\x03\x04broken", errors.NotATable, "损坏"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_what_is_no_table_is_refused_by_its_right_name(
    tmp_path: Path, content: bytes, refusal: type[DomainError], said: str
) -> None:
    with pytest.raises(refusal) as caught:
        rows(tmp_path, content)
    assert said in caught.value.sentence


def test_file_glued_from_two_encodings_is_refused_with_its_line(tmp_path: Path) -> None:
    glued = f"{HEAD}\n甲公司,1,\n".encode() + "乙公司,2,\n".encode("gb18030")
    with pytest.raises(errors.EncodingMixed) as caught:
        rows(tmp_path, glued)
    assert caught.value.facts["line"] == 3


@pytest.mark.parametrize(
    "body",
    ['"甲,1,\n乙,2,\n', '甲,1,\n"乙,2,\n丙,3,\n', '"甲,1,\n' + "乙,2,\n" * 40_000],
    ids=["first", "later", "long"],
)
def test_quote_that_never_closes_is_refused_with_its_line(tmp_path: Path, body: str) -> None:
    with pytest.raises(errors.QuoteUnclosed) as caught:
        rows(tmp_path, f"{HEAD}\n{body}")
    assert caught.value.facts["line"] == (3 if body.startswith("甲") else 2)


def test_limits_hold_before_memory_is_spent(tmp_path: Path) -> None:
    with pytest.raises(errors.FileTooLarge):
        read(tmp_path, HEAD + "\n" + "x" * 100, limits=Limits(file_bytes=100))
    with pytest.raises(errors.LineTooLong):
        rows(tmp_path, HEAD + "\n" + "x" * 500, limits=Limits(line_characters=200))
    with pytest.raises(errors.TooManyColumns):
        read(tmp_path, HEAD + ",x" * 30 + "\n1,2,3\n", limits=Limits(columns=20))


def test_workbook_cells_come_as_a_clerk_would_type_them(tmp_path: Path) -> None:
    content = workbook(
        ["某单位报送表"],
        list(HEAD.split(",")),
        ["甲", 338.46, datetime(2017, 9, 1)],  # noqa: DTZ001 — a workbook knows no zones
        [None, None, None],
        ["乙", 2019.0, datetime(2017, 9, 1, 8, 30)],  # noqa: DTZ001
        ["丙", 913709821695978503, True],
    )
    found = read(tmp_path, content, name="报送.csv")  # the name lies, the bytes do not
    assert (found.how, found.header_line) == ("数据", 2)
    assert [(line.number, line.cells) for line in found.rows] == [
        (3, ["甲", "338.46", "2017-09-01"]),
        (5, ["乙", "2019", "2017-09-01 08:30:00"]),
        (6, ["丙", "9.137098216959785e+17", "是"]),  # the application has lost the last digits: not passed on as a code
    ]


def test_formula_cell_is_reported_with_its_address(tmp_path: Path) -> None:
    content = workbook(HEAD.split(","), ["甲", "1", ""], ["乙", "=B2", ""], ["丙", "3", ""], ["丁", "4", ""])
    faults = {line.number: line.fault for line in rows(tmp_path, content)}
    assert "B3" in faults.pop(3)
    assert set(faults.values()) == {""}


def test_workbook_full_of_formulas_is_refused(tmp_path: Path) -> None:
    content = workbook(HEAD.split(","), *[[f"=A{n}", str(n), ""] for n in range(20, 26)])
    with pytest.raises(errors.FormulasEverywhere) as caught:
        rows(tmp_path, content)
    assert "A2" in caught.value.sentence


def test_sheet_is_chosen_by_its_headings_and_two_are_not_guessed(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "说明"
    book.active.append(["填表说明"])
    book.create_sheet("一月").append(HEAD.split(","))
    book["一月"].append(["甲", "1", ""])
    assert read(tmp_path, saved(book)).how == "一月"
    book.create_sheet("二月").append(HEAD.split(","))
    with pytest.raises(errors.SheetAmbiguous) as caught:
        read(tmp_path, saved(book))
    assert "一月、二月" in caught.value.sentence


def test_zip_bomb_is_refused_by_its_directory_and_by_what_comes_out(tmp_path: Path) -> None:
    bomb = io.BytesIO(workbook(HEAD.split(",")))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(8 << 20))
    with pytest.raises(errors.WorkbookSuspicious):
        read(tmp_path, bomb.getvalue(), limits=Limits(unpacked_bytes=1 << 20))
    lying = bytearray(bomb.getvalue())
    place = lying.rindex(b"xl/media/bomb.bin") - 46  # its entry in the central directory
    lying[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(errors.WorkbookSuspicious) as caught:
        read(tmp_path, bytes(lying), limits=Limits(unpacked_bytes=1 << 20))
    assert "声明" in caught.value.sentence


def test_cells_beyond_the_limit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.WorkbookSuspicious):
        read(tmp_path, workbook(HEAD.split(","), *[["x"] * 3] * 50), limits=Limits(workbook_cells=100))


def test_word_document_and_plain_archive_are_no_workbooks(tmp_path: Path) -> None:
    for member, said in (("word/document.xml", "Word"), ("readme.txt", "压缩包")):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(member, "x")
        with pytest.raises(errors.NotATable) as caught:
            read(tmp_path, stream.getvalue())
        assert said in caught.value.sentence


def test_the_two_real_samples_are_the_same_table(real_data: Path) -> None:
    folder = real_data / "enterprises"
    tables = [
        table.read(OnDisk(folder / name), recognise, Limits(), "企业登记注册信息")
        for name in ("sample_gb18030.csv", "sample_utf8_bom.csv")
    ]
    assert [one.how for one in tables] == ["gb18030", "utf-8-sig"]
    assert tables[0].header == tables[1].header
    first, second = (list(one.rows) for one in tables)
    assert len(first) == 200
    assert first == second
