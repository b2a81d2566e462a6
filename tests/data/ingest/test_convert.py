"""Text as departments write it, in the types of the catalogue: both sides of each border."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from rongxin.base.common import codes
from rongxin.data.catalogue.rules import Code, Field, Type
from rongxin.data.ingest.checking import convert

engine = duckdb.connect()


def value(field: Field, text: str | None, factor: str = "1") -> Any:
    row = convert.typed(field, "t", Decimal(factor))
    rows = engine.execute(f"select {row} from (select CAST(? AS VARCHAR) as t)", [text]).fetchall()
    return rows[0][0]


def a(kind: Type, **more: Any) -> Field:
    return Field(id="TST-F01", column="c", name="列", type=kind, **more)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2017-09-01", date(2017, 9, 1)),
        ("2017/9/1", date(2017, 9, 1)),
        ("2017.9.1", date(2017, 9, 1)),
        ("20170901", date(2017, 9, 1)),
        ("2017年9月1日", date(2017, 9, 1)),
        ("２０１７－０９－０１", date(2017, 9, 1)),
        ("2017-09-01 00:00:00", date(2017, 9, 1)),
        ("2017-09-01T08:30:00.000", date(2017, 9, 1)),
        ("42979", date(2017, 9, 1)),
        ("42979.0", date(2017, 9, 1)),
        ("18264", date(1950, 1, 1)),
        ("18263", None),
        ("73051", None),
        ("20230230", None),
        ("2023-02-29", None),
        ("2024-02-29", date(2024, 2, 29)),
        ("2017-13-01", None),
        ("201709", None),
        ("2017", None),
        ("长期", None),
        ("2017-09-01前", None),
        (None, None),
    ],
)
def test_dates(text: str | None, wanted: date | None) -> None:
    assert value(a(Type.DATE), text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-10", date(2026, 10, 1)),
        ("202610", date(2026, 10, 1)),
        ("2026年1月", date(2026, 1, 1)),
        ("2026/1", date(2026, 1, 1)),
        ("2026-10-31", date(2026, 10, 1)),
        ("202613", None),
        ("2026", None),
        (None, None),
    ],
)
def test_months_become_their_first_day(text: str | None, wanted: date | None) -> None:
    assert value(a(Type.MONTH), text) == wanted


@pytest.mark.parametrize(
    ("text", "factor", "wanted"),
    [
        ("338.46", "1", "338.46"),
        ("-943.4", "1", "-943.4"),
        ("1,234,567.89", "1", "1234567.89"),
        ("１，２３４．５", "1", "1234.5"),
        ("¥1,000.00", "1", "1000"),
        ("1000元", "1", "1000"),
        ("5万元", "1", "50000"),
        ("1.2亿元", "1", "120000000"),
        ("5", "10000", "50000"),
        ("5万元", "10000", "50000"),  # the unit in the cell wins over the one in the heading
        ("5元", "10000", "5"),
        ("1E-06", "1", "0.000001"),
        ("+7", "1", "7"),
        (".5", "1", "0.5"),
        ("1,23", "1", None),
        ("12,3456", "1", None),
        ("abc", "1", None),
        ("5美元", "1", None),
        ("", "1", None),
        ("1e30", "1", None),
        (None, "1", None),
    ],
)
def test_amounts(text: str | None, factor: str, wanted: str | None) -> None:
    found = value(a(Type.DECIMAL, unit="元"), text, factor)
    assert found == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("12", 12), ("1,200", 1200), ("12.0", 12), ("12.5", None), ("-3", -3), ("十", None), (None, None)],
)
def test_whole_numbers(text: str | None, wanted: int | None) -> None:
    assert value(a(Type.INTEGER), text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("是", True), ("有", True), ("Y", True), ("１", True), ("否", False), ("0", False), ("未知", None)],
)
def test_yes_and_no(text: str, wanted: bool | None) -> None:
    assert value(a(Type.BOOLEAN), text) is wanted


def test_codes_come_from_any_spelling_and_nothing_else() -> None:
    field = a(Type.CODE, codes=(Code("valid", "有效", ("有效发票（正常）",)), Code("void", "作废", ("作废发票",))))
    texts = ["有效", "valid", "VALID", "有效发票(正常)", "作废 发票", "红字", None]
    assert [value(field, text) for text in texts] == ["valid", "valid", "valid", "valid", "void", None, None]


@pytest.mark.parametrize(
    "text",
    [" 91990101ma0000015c", "９１９９０１０１ＭＡ００００００１５Ｃ", "91-990101 MA0000015C", "E124", "13830295-X"],
)
def test_identifiers_are_normalised_as_codes_are(text: str) -> None:
    assert value(a(Type.TEXT, identifier=True), text) == codes.normalise(text)


def test_text_stays_as_sent_and_marks_for_unknown_go() -> None:
    sql = convert.present("t", ("N/A", "-", "/"))
    for text, wanted in [("甲　乙", "甲　乙"), ("N/A", None), ("-", None), ("=1+1", "=1+1"), ("", None), ("-5", "-5")]:
        assert engine.execute(f"select {sql} from (select ? as t)", [text]).fetchall() == [(wanted,)]
