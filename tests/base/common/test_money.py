"""Money: every spelling met in the register of enterprises, and both sides of each border."""

import csv
import gzip
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from rongxin.base.common import money

REAL_DATA = Path(os.environ.get("RONGXIN_REAL_DATA") or Path(__file__).parents[4] / "shared" / "data")


@pytest.mark.parametrize(
    ("raw", "yuan"),
    [
        ("133(万元人民币)", "1330000"),
        ("1,100(万元人民币)", "11000000"),
        ("120,000(万元人民币)", "1200000000"),
        ("2,400,000(万元人民币)", "24000000000"),
        ("5.7000(万元人民币)", "57000"),
        ("145.4084（万元）", "1454084"),
        ("0(万元人民币)", "0"),
        ("0.00万元", "0"),
        ("40万人民币", "400000"),
        ("1000万元人民币", "10000000"),
        ("300万人民币元", "3000000"),
        ("20(万人民币元)", "200000"),
        ("100(万)", "1000000"),
        ("0.1万人民币", "1000"),
        ("5.7E-3万人民币", "57"),
        ("8.8E-05万人民币", "0.88"),
        ("1E+3万元", "10000000"),
        ("１，１００（万元人民币）", "11000000"),
        (" 1 100 万元 ", "11000000"),
        ("人民币50万元整", "500000"),
        ("¥1,234.50", "1234.50"),
        ("￥12元", "12"),
        ("3亿元", "300000000"),
        ("1.2万亿元", "1200000000000"),
        ("5千万元", "50000000"),
        ("5百元", "500"),
        ("-2.5万元", "-25000"),
        ("0.005元", "0.01"),
        ("0.0049元", "0.00"),
        ("-0.005元", "-0.01"),
        ("9999999999999999.99元", "9999999999999999.99"),
    ],
)
def test_renminbi_is_read_in_yuan(raw, yuan):
    amount = money.parse(raw)
    assert amount.yuan == Decimal(yuan)
    assert amount.value == amount.yuan
    assert (amount.currency, amount.note) == ("CNY", "")
    assert amount.yuan.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("raw", "currency", "value"),
    [
        ("500万美元", "USD", "5000000"),
        ("18,000(万美元)", "USD", "180000000"),
        ("7,334.5589(万元美元)", "USD", "73345589"),
        ("6,550(万日元)", "JPY", "65500000"),
        ("2,100,000(万元日元)", "JPY", "21000000000"),
        ("50(万欧元)", "EUR", "500000"),
        ("143(万香港元)", "HKD", "1430000"),
        ("560(万港币)", "HKD", "5600000"),
        ("80(万元港元)", "HKD", "800000"),
        ("8,200(万新加坡元)", "SGD", "82000000"),
        ("14,000(万德国马克)", "DEM", "140000000"),
        ("40(万元德国马克)", "DEM", "400000"),
        ("66(万英镑)", "GBP", "660000"),
        ("US$12", "USD", "12"),
    ],
)
def test_foreign_currency_keeps_its_value_and_is_never_converted(raw, currency, value):
    amount = money.parse(raw)
    assert amount.yuan is None
    assert (amount.currency, amount.value, amount.note) == (currency, Decimal(value), "")


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        (None, money.NOT_FILLED),
        ("", money.NOT_FILLED),
        ("-", money.NOT_FILLED),
        ("－", money.NOT_FILLED),
        ("N/A", money.NOT_FILLED),
        ("n/a", money.NOT_FILLED),
        ("万人民币", money.NO_NUMBER),
        ("300", money.NO_UNIT),
        ("9.5", money.NO_UNIT),
        ("60(元/万元)", money.NOT_UNDERSTOOD),
        ("叁佰万元", money.NOT_UNDERSTOOD),
        ("约300万元", money.NOT_UNDERSTOOD),
        ("1,10万元", money.NOT_UNDERSTOOD),
        ("12.3.4万元", money.NOT_UNDERSTOOD),
        ("500万比索", money.NOT_UNDERSTOOD),
        ("10000000000000000元", money.TOO_LARGE),
        ("1E+20万元", money.TOO_LARGE),
    ],
)
def test_what_is_missing_or_unclear_has_a_note_and_no_amount(raw, note):
    amount = money.parse(raw)
    assert (amount.yuan, amount.value, amount.note) == (None, None, note)
    assert amount.missing is (note == money.NOT_FILLED)
    assert not amount.understood


@pytest.mark.parametrize(
    ("raw", "unit", "yuan"),
    [("300", "万元", "3000000"), ("300", "元", "300"), ("300元", "万元", "300"), ("300万", "元", "3000000")],
)
def test_the_unit_of_the_heading_serves_only_where_the_cell_names_none(raw, unit, yuan):
    assert money.parse(raw, unit).yuan == Decimal(yuan)


@pytest.mark.parametrize(
    ("yuan", "shown"),
    [
        ("0", "0"),
        ("11000000", "1,100"),
        ("12345678900", "1,234,567.89"),
        ("10050", "1.01"),
        ("10049", "1"),
        ("100", "0.01"),
        ("50", "0.01"),
        ("49.99", "<0.01"),
        ("-49.99", ">-0.01"),
        ("-12345.67", "-1.23"),
        (None, "—"),
    ],
)
def test_ten_thousands_are_shown_with_commas_and_never_turn_something_into_nothing(yuan, shown):
    assert money.wan(None if yuan is None else Decimal(yuan)) == shown


def test_units_are_told_in_sentences_but_not_for_an_unknown_amount():
    assert money.wan_with_unit(Decimal("400000")) == "40 万元"
    assert money.wan_with_unit(None) == "—"


@pytest.mark.parametrize(
    ("yuan", "shown"), [("1234567.5", "1,234,567.50"), ("0", "0.00"), ("-0.001", "0.00"), (None, "—")]
)
def test_yuan_are_shown_with_two_places(yuan, shown):
    assert money.plain(None if yuan is None else Decimal(yuan)) == shown


def test_ten_thousands_typed_by_hand_become_yuan():
    assert money.from_wan(Decimal("1.23456")) == Decimal("12345.60")


def test_every_spelling_of_the_real_register_is_understood_or_plainly_not_an_amount():
    files = sorted((REAL_DATA / "enterprises").glob("enterprises_*.csv.gz"))
    if not files:
        pytest.skip("the register of real enterprises is not on this machine (RONGXIN_REAL_DATA)")
    spellings: Counter[str] = Counter()
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            spellings.update(row["注册资金"] for row in csv.DictReader(lines))
    notes: Counter[str] = Counter()
    for raw, rows in spellings.items():
        amount = money.parse(raw)
        notes[amount.note or amount.currency] += rows
    assert notes[money.NOT_FILLED] == 19_088 + 22
    assert notes[money.NO_UNIT] == 27 + 5
    assert notes[money.NO_NUMBER] == 6
    assert notes[money.NOT_UNDERSTOOD] == 1
    assert notes[money.TOO_LARGE] == 0
    assert sum(notes.values()) == 134_967
    assert {"CNY", "USD", "JPY", "EUR", "HKD", "SGD", "DEM", "GBP"} <= set(notes)
