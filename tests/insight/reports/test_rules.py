"""Codes, numbers and who sees what (报告规则)."""

from __future__ import annotations

from datetime import date

import pytest

from rongxin.insight.reports import rules
from rongxin.insight.reports.rules import Cut


def test_a_new_code_reads_back_however_it_is_typed():
    for _ in range(200):
        code = rules.new_code()
        spoken = rules.spoken_code(code)
        assert rules.read_code(code) == code
        assert rules.read_code(f" {spoken.lower()} ") == code
        assert rules.read_code(spoken.replace("0", "o").replace("1", "l")) == code


def test_any_one_wrong_character_is_noticed():
    code = rules.new_code()
    for place, right in enumerate(code):
        for wrong in set(rules.ALPHABET) - {right}:
            assert rules.read_code(code[:place] + wrong + code[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "0000", "0000-0000-0012", "云溪农商银行青苗贷产品", "0" * 40, "0000-0000-000U"])
def test_what_cannot_be_a_code_is_none(text: str):
    assert rules.read_code(text) is None


def test_codes_are_drawn_from_at_least_55_bits():
    draws: list[int] = []

    def draw(size: int) -> int:
        draws.append(size)
        return 0

    rules.new_code(draw)
    product = 1
    for size in draws:
        product *= size
    assert product >= 2**55


def test_a_number_tells_the_day_and_no_count():
    first, second = rules.new_number(date(2026, 11, 22)), rules.new_number(date(2026, 11, 22))
    assert first.startswith("RX20261122-")
    assert first != second


@pytest.mark.parametrize(
    ("cut", "granted", "expected"),
    [
        (Cut.PUBLIC, False, "withheld"),
        (Cut.PUBLIC, True, "withheld"),
        (Cut.CONSENTED, False, "withheld"),
        (Cut.CONSENTED, True, "raw"),
        (Cut.SELF, False, "masked"),
        (Cut.SELF, True, "masked"),
    ],
)
def test_person_fields_are_raw_only_for_a_bank_with_leave_for_that_field(cut: Cut, granted: bool, expected: str):
    assert rules.person_field_shown(cut, granted) == expected
