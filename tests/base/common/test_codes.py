"""Codes: each border on both sides, the published examples, and the vectors of real codes."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from rongxin.base.common import codes
from rongxin.base.common.codes import Kind, SubjectKind

REAL_DATA = Path(os.environ.get("RONGXIN_REAL_DATA") or Path(__file__).parents[4] / "shared" / "data")


@pytest.mark.parametrize(
    "value",
    ["91350100M000100Y43", "91110108551385082Q", "91320100748204660Q", "12440600MB2C07549J"],
)
def test_published_credit_codes_are_valid(value):
    assert codes.classify(value) == codes.Code(Kind.USCC, value, True, "")


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("91350100M000100Y4A", "校验码不符"),
        ("91110108551385082I", "不使用字母"),
        ("01110108551385082Q", "结构不符"),
        ("B1110108551385082Q", "结构不符"),
        ("9111010A551385082Q", "结构不符"),
    ],
)
def test_a_faulty_credit_code_says_what_is_wrong(value, part):
    code = codes.classify(value)
    assert (code.kind, code.valid) == (Kind.USCC, False)
    assert part in code.reason


def test_a_remainder_of_nought_gives_the_check_character_nought():
    bodies = (codes.make_uscc("91", "990101", f"{number:08d}") for number in range(400))
    ending_in_nought = [value for value in bodies if value.endswith("0")]
    assert ending_in_nought
    assert all(codes.is_uscc(value) for value in ending_in_nought)


@pytest.mark.parametrize("place", range(18))
def test_one_changed_character_is_always_noticed(place):
    sound = "91110108551385082Q"
    others = [character for character in codes.USCC_CHARACTERS if character != sound[place]]
    assert not any(codes.is_uscc(sound[:place] + other + sound[place + 1 :]) for other in others)


@pytest.mark.parametrize(
    "raw",
    [
        "91110108551385082q",
        " 91110108551385082Q ",
        "９１１１０１０８５５１３８５０８２Ｑ",
        "9111 0108 5513 8508 2Q",
        "91110108-55138508-2Q",
        "\ufeff91110108551385082Q\u200b",
        "'91110108551385082Q",
        "91110108\u3000551385082Q\n",
    ],
)
def test_spellings_of_the_same_code_are_one_code(raw):
    assert codes.classify(raw).value == "91110108551385082Q"


@pytest.mark.parametrize("value", ["310115600985533", "440301103097413", "110108000000016"])
def test_published_registration_numbers_are_sound(value):
    code = codes.classify(value)
    assert (code.kind, code.valid, code.warned) == (Kind.REGISTRATION_NUMBER, True, False)


def test_a_bad_check_digit_of_a_registration_number_warns_but_does_not_refuse():
    code = codes.classify("310115600985535")
    assert (code.kind, code.valid, code.warned) == (Kind.REGISTRATION_NUMBER, True, True)
    assert "校验码不符" in code.reason


@pytest.mark.parametrize(("raw", "valid"), [("D2143569-X", True), ("d2143569x", True), ("D2143569-1", False)])
def test_organisation_codes_are_read_with_or_without_hyphen(raw, valid):
    code = codes.classify(raw)
    assert (code.kind, code.valid) == (Kind.ORGANISATION_CODE, valid)


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (None, "为空"),
        ("  ", "为空"),
        ("9131001XXXXXXX", "遮盖"),
        ("91110108****85082Q", "遮盖"),
        ("9.11101E+17", "科学计数法"),
        ("1234567890123", "长度为 13 位"),
        ("91110108551385082", "长度为 17 位"),
        ("E123", "长度为 4 位"),
        ("云溪市第一纸箱有限责任公司东城分厂二车间", "数字和字母"),
    ],
)
def test_what_is_no_code_is_unknown_with_a_reason(raw, part):
    code = codes.classify(raw)
    assert (code.kind, code.valid) == (Kind.UNKNOWN, False)
    assert part in code.reason


def test_an_identity_number_in_the_code_column_is_not_kept_in_clear():
    code = codes.classify("440524188001010014")
    assert code.kind == Kind.UNKNOWN
    assert "440524188001010014" not in code.value + code.reason


@pytest.mark.parametrize(
    ("value", "sound"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("440524188001010014", True),
        ("110105194912310021", False),
        ("110105194902300028", False),
        ("1101051949123100", False),
        ("", False),
    ],
)
def test_identity_numbers_need_form_birthday_and_check(value, sound):
    assert codes.is_resident_id(value) is sound


def test_a_day_that_does_not_exist_is_refused_even_with_a_fitting_check_character():
    first = "11010519490230002"
    assert not codes.is_resident_id(first + codes.resident_check(first))


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("91", SubjectKind.ENTERPRISE),
        ("92", SubjectKind.SOLE_TRADER),
        ("93", SubjectKind.COOPERATIVE),
        ("N1", SubjectKind.COLLECTIVE),
        ("N2", SubjectKind.COLLECTIVE),
        ("N3", SubjectKind.COLLECTIVE),
        ("N9", SubjectKind.OTHER),
        ("11", SubjectKind.OTHER),
        ("52", SubjectKind.OTHER),
        ("A1", SubjectKind.OTHER),
        ("Y1", SubjectKind.OTHER),
    ],
)
def test_the_prefix_tells_the_kind_of_subject_and_made_codes_hold(prefix, kind):
    made = codes.make_uscc(prefix, "990101", "MA00001X")
    assert codes.is_uscc(made)
    assert codes.subject_kind(made) == kind
    assert codes.division_of(made) == "990101"
    assert codes.classify(codes.organisation_part(made)).valid


@pytest.mark.parametrize(
    ("serial", "kind"),
    [("00000001", SubjectKind.ENTERPRISE), ("59999999", SubjectKind.ENTERPRISE), ("60000001", SubjectKind.SOLE_TRADER)],
)
def test_the_seventh_place_of_a_registration_number_tells_the_kind(serial, kind):
    made = codes.make_registration_number("990101", serial)
    assert not codes.classify(made).warned
    assert codes.subject_kind(made) == kind


def test_made_identity_numbers_hold():
    assert codes.is_resident_id(codes.make_resident_id("990101", date(1980, 2, 29), "001"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("11010519491231002X", "110*************2X"),
        ("E1234567", "E12***67"),
        ("E123456", "*******"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_masked_number_shows_three_and_two_characters_at_most(value, shown):
    assert codes.mask_id(value) == shown


def test_a_column_is_classified_like_its_cells():
    column = ["91110108551385082Q", None, "91110108551385082Q", "310115600985535"]
    assert codes.classify_many(column) == [codes.classify(raw) for raw in column]


def test_vectors_of_real_credit_codes():
    path = REAL_DATA / "vectors" / "uscc.json"
    if not path.is_file():
        pytest.skip("the vectors of real codes are not on this machine (RONGXIN_REAL_DATA)")
    vectors = json.loads(path.read_text(encoding="utf-8"))
    assert [value for value in vectors["valid"] + vectors["valid_other"] if not codes.is_uscc(value)] == []
    accepted = [case for case in vectors["invalid"] if codes.classify(case["code"]).valid]
    assert accepted == []
