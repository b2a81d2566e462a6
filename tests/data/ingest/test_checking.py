"""Headings, row checks and shifted columns, on the catalogue as it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rongxin.base.common import codes
from rongxin.data.catalogue import registry
from rongxin.data.ingest import errors, headings
from rongxin.data.ingest.checking import shifted
from rongxin.data.ingest.checking import staging as staging_module
from rongxin.data.ingest.checking.staging import Staging
from rongxin.data.ingest.reading.source import Line

TODAY = date(2026, 11, 22)
CODE = codes.make_uscc("91", "990101", "MA000001")


def staged(tmp_path: Path, item: str, header: list[str], *rows: list[str]) -> Staging:
    mapped = headings.mapped(registry.item(item), header, "报送.csv")
    staging = Staging(registry.item(item), mapped, tmp_path / "staging", TODAY)
    staging.take(Line(number, cells) for number, cells in enumerate(rows, start=2))
    return staging


def sound(staging: Staging) -> list[dict[str, Any]]:
    return [row for batch in staging.sound() for row in batch.to_pylist()]


def errors_of(staging: Staging) -> dict[int, list[str]]:
    return {row.row_no: row.check_ids for row in staging.faulty()}


@pytest.mark.parametrize("item", sorted(registry.items()))
def test_every_check_of_the_catalogue_compiles_and_a_blank_row_fails_only_on_what_is_required(
    tmp_path: Path, item: str
) -> None:
    known = registry.item(item)
    with staged(tmp_path, item, [field.name for field in known.fields], [""] * len(known.fields)) as staging:
        found = errors_of(staging)
        required = [known.check_of("required", field.column) for field in known.fields if field.required]
        assert found == {2: [check.id for check in required if check]}


def test_registration_row_is_typed_and_derived(tmp_path: Path) -> None:
    header = ["企业名称", "统一社会信用代码", "注册日期", "注册资金", "经营状态"]
    with staged(
        tmp_path,
        "registration",
        header,
        [" 云溪甲公司　", CODE.lower(), "2017/9/1", "1,100(万元人民币)", "在业"],
        ["云溪乙公司", "990101000000017", "42979", "500万美元", ""],
        ["云溪丙公司", CODE, "N/A", "300", "存续"],
    ) as staging:
        first, second, third = sound(staging)
    assert (first["row_no"], first["subject_code"], first["subject_name"]) == (2, CODE.lower(), "云溪甲公司")
    assert (first["uscc"], first["established_on"], first["status"]) == (CODE, date(2017, 9, 1), "active")
    assert (first["registered_capital_yuan"], first["division_code"]) == (Decimal(11_000_000), "990101")
    assert (second["registered_capital_yuan"], second["division_code"]) == (None, "990101")
    assert second["registered_capital_text"] == "500万美元"
    assert (third["registered_capital_yuan"], third["established_on"]) == (None, None)
    assert [row["marks"] for row in (first, second, third)] == ["", "", "REG-W02"]


def test_each_failed_check_is_named_with_its_sentence(tmp_path: Path) -> None:
    header = ["企业名称", "统一社会信用代码", "成立日期", "登记状态"]
    with staged(
        tmp_path,
        "registration",
        header,
        ["", CODE, "2026-11-23", "存续"],
        ["甲", CODE, "1899-12-31", "不知道"],
        ["乙", CODE, "20230230", ""],
        ["丙", CODE, "2026-11-22", ""],
    ) as staging:
        assert errors_of(staging) == {
            2: ["REG-E201", "REG-E03"], 3: ["REG-E112", "REG-E04"], 4: ["REG-E107"]
        }  # fmt: skip
        rows = list(staging.faulty())
    assert rows[0].sentences == ["缺少“企业名称”", "“成立日期”晚于报送日"]
    assert rows[0].cells == ["", CODE, "2026-11-23", "存续"]


def test_heading_in_ten_thousands_and_heading_that_says_the_direction(tmp_path: Path) -> None:
    with staged(
        tmp_path, "registration", ["企业名称", "统一社会信用代码", "注册资本（万元）"], ["甲", CODE, "30"]
    ) as staging:
        assert sound(staging)[0]["registered_capital_yuan"] == Decimal(300_000)
    header = ["企业代号", "发票号码", "开票日期", "购方单位代号", "金额", "税额", "价税合计", "发票状态"]
    with staged(
        tmp_path, "vat_invoice", header, ["E1", "1", "2017/9/1", "B1", "-100", "-17", "-117.02", " 作废发票"]
    ) as staging:
        (row,) = sound(staging)
    assert (row["direction"], row["status"], row["marks"]) == ("output", "void", "VAT-W01")
    assert row["amount_yuan"] == Decimal(-100)


def test_second_column_is_used_where_the_first_is_empty(tmp_path: Path) -> None:
    header = ["企业名称", "统一社会信用代码", "注册号"]
    with staged(tmp_path, "registration", header, ["甲", "", "990101000000017"], ["乙", CODE, "1"]) as staging:
        assert [row["subject_code"] for row in sound(staging)] == ["990101000000017", CODE]


def test_missing_column_is_named_and_unknown_ones_get_their_nearest() -> None:
    item = registry.item("registration")
    with pytest.raises(errors.HeadingMissing) as caught:
        headings.mapped(item, ["企业名称", "统一社会信用代玛", "备注"], "甲.csv")
    assert caught.value.facts["missing"] == "统一社会信用代码"
    assert "“统一社会信用代玛”，最接近的是“统一社会信用代码”" in caught.value.sentence
    mapped = headings.mapped(item, ["企业名称", "统一社会信用代码", "经菅范围", "问题"], "甲.csv")
    assert [(one.heading, one.nearest) for one in mapped.unknown] == [("经菅范围", "经营范围")]


def test_first_row_that_is_no_heading_is_shown() -> None:
    with pytest.raises(errors.HeadingMissing) as caught:
        headings.mapped(registry.item("registration"), ["云溪甲公司", CODE], "甲.csv")
    assert "云溪甲公司" in caught.value.sentence


def test_two_columns_for_one_field_are_refused() -> None:
    with pytest.raises(errors.HeadingRepeated):
        headings.mapped(registry.item("registration"), ["企业名称", "统一社会信用代码", "信用代码"], "甲.csv")


def test_shifted_file_is_refused_and_told_what_stands_where(tmp_path: Path) -> None:
    rows = [
        [f"2017-09-{day:02}", f"云溪{day}公司", codes.make_uscc("91", "990101", f"MA{day:06}")] for day in range(1, 9)
    ]
    with staged(tmp_path, "registration", ["企业名称", "统一社会信用代码", "注册日期"], *rows) as staging:
        with pytest.raises(errors.ColumnsShifted) as caught:
            shifted.refuse_shifted(staging, "甲.csv")
    assert "“统一社会信用代码”的值出现在“注册日期”一列下" in caught.value.sentence
    assert "“注册日期”的值出现在“企业名称”一列下" in caught.value.sentence


def test_words_in_a_date_column_are_faults_of_rows_not_of_the_file(tmp_path: Path) -> None:
    rows = [[f"云溪{day}公司", CODE, "长期", "2017-09-01"] for day in range(8)]
    with staged(tmp_path, "registration", ["企业名称", "统一社会信用代码", "核准日期", "注册日期"], *rows) as staging:
        shifted.refuse_shifted(staging, "甲.csv")
        assert len(errors_of(staging)) == 8


def test_codes_of_the_provider_are_not_taken_for_a_shift(tmp_path: Path) -> None:
    header = ["企业代号", "发票号码", "开票日期", "购方单位代号", "金额", "税额", "价税合计", "发票状态"]
    rows = [[f"E{n}", f"{n:08}", "2017/9/1", f"B{n}", "100", "17", "117", "有效发票"] for n in range(8)]
    with staged(tmp_path, "vat_invoice", header, *rows) as staging:
        shifted.refuse_shifted(staging, "甲.csv")
        assert len(sound(staging)) == 8


def test_file_whose_rows_mostly_have_other_cells_than_headings_is_refused(tmp_path: Path) -> None:
    item = registry.item("registration")
    mapped = headings.mapped(item, ["企业名称", "统一社会信用代码"], "甲.csv")
    with Staging(item, mapped, tmp_path / "staging", TODAY) as staging:
        staging.take(Line(number, ["甲", CODE, "多"], "本行有 3 格") for number in range(2, 7))
        with pytest.raises(errors.ColumnsShifted) as caught:
            shifted.refuse_shifted(staging, "甲.csv")
    assert "5 行中有 5 行" in caught.value.sentence


def test_nothing_of_a_batch_outlives_its_staging(tmp_path: Path) -> None:
    with staged(tmp_path, "registration", ["企业名称", "统一社会信用代码"], ["甲", CODE]):
        assert (tmp_path / "staging").exists()
    assert not (tmp_path / "staging").exists()


def test_pieces_of_a_large_file_keep_rows_faults_and_cells_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging_module, "PIECE_ROWS", 7)
    rows = [["" if number % 5 == 0 else f"云溪{number}公司", CODE, f"{number}万元"] for number in range(50)]
    with staged(tmp_path, "registration", ["企业名称", "统一社会信用代码", "注册资金"], *rows) as staging:
        assert (staging.received, staging.sound_count) == (50, 40)
        assert [row["row_no"] for row in sound(staging)] == [number + 2 for number in range(50) if number % 5]
        assert [row.row_no for row in staging.faulty()] == [number + 2 for number in range(0, 50, 5)]
        assert [(no, cells[2]) for no, cells in staging.cells([3, 33])] == [(3, "1万元"), (33, "31万元")]
        assert [row["registered_capital_yuan"] for row in sound(staging)][-1] == Decimal(490_000)
        kept = b"".join(path.read_bytes() for path in (tmp_path / "staging").iterdir())
        assert "云溪".encode() not in kept
