"""Codes of organisations and persons: reading, checking, making (代码).

Four national standards, each in a few lines: GB 32100 (unified social credit code, USCC), GB 11714
(organisation code), GS15 (15-digit registration number) and GB 11643 (resident identity number). Everything
here is a pure function of the text; nothing is looked up.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rongxin.base.common.labelled import Labelled

USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31: no I, O, S, V, Z
_USCC_VALUES = {character: value for value, character in enumerate(USCC_CHARACTERS)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_RESIDENT_CHECKS = "10X98765432"

_USCC_FORM = re.compile(r"[1-9ANY][1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_ORGANISATION_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]")
_REGISTRATION_FORM = re.compile(r"\d{15}")
_RESIDENT_FORM = re.compile(r"[1-9]\d{16}[0-9X]")
_SCIENTIFIC_FORM = re.compile(r"\d(\.\d+)?E\+?\d+")
_NOISE = re.compile(r"[\s\-'’`\u200b-\u200f\u2010-\u2015\u2060\ufeff]+")


class Kind(Labelled):
    """What a code is (代码种类)."""

    USCC = "uscc", "统一社会信用代码"
    REGISTRATION_NUMBER = "registration_number", "工商注册号"
    ORGANISATION_CODE = "organisation_code", "组织机构代码"
    UNKNOWN = "unknown", "无法识别"


class SubjectKind(Labelled):
    """What kind of subject a code names (主体类型)."""

    ENTERPRISE = "enterprise", "企业"
    SOLE_TRADER = "sole_trader", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    COLLECTIVE = "collective", "农村集体经济组织"
    OTHER = "other", "其他组织"


@dataclass(frozen=True, slots=True)
class Code:
    """One code as understood (代码).

    `value` is the normalised text. A valid code may carry a `reason`: it is then a warning, as for a
    registration number whose check digit does not fit, of which old registers hold many.
    """

    kind: Kind
    value: str
    valid: bool
    reason: str = ""

    @property
    def warned(self) -> bool:
        """Usable, but worth a remark (提示)."""
        return self.valid and bool(self.reason)


def normalise(raw: str | None) -> str:
    """Half-width capitals without spaces, hyphens and invisible characters (规范化).

    >>> normalise(" ９１11-0108 551385082q ")
    '91110108551385082Q'
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", raw or "")).upper()


_CENTURIES = ("19", "20")


def classify(raw: str | None) -> Code:
    """Say what a code is and whether it holds (识别代码).

    The length decides the kind: 18 characters a USCC, 15 digits a registration number, 9 an organisation
    code. Edges: an 18-digit number that holds as a resident identity number of a person who may be alive is
    unknown and masked, even when it happens to hold as a USCC too (one in thirty does): a person's number must
    never be stored as the code of a subject, and a person is asked instead.

    >>> classify("91110108551385082Q").valid, classify("310115600985535").warned
    (True, True)
    """
    value = normalise(raw)
    if not value:
        return Code(Kind.UNKNOWN, "", False, "代码为空")
    if "*" in value or ("XXX" in value and not is_uscc(value)):  # X is a sound character of a USCC
        return Code(Kind.UNKNOWN, value, False, "代码经过遮盖，无法识别")
    if len(value) == 18 and value.isascii() and value.isalnum():
        return _classify_uscc(value)
    if _REGISTRATION_FORM.fullmatch(value):
        return Code(Kind.REGISTRATION_NUMBER, value, True, _registration_warning(value))
    if _ORGANISATION_FORM.fullmatch(value):
        return _classify_organisation(value)
    if _SCIENTIFIC_FORM.fullmatch(value):
        return Code(Kind.UNKNOWN, value, False, "代码被表格软件改写成了科学计数法，请按文本格式重新导出")
    if not (value.isascii() and value.isalnum()):
        return Code(Kind.UNKNOWN, value, False, "代码只能由数字和字母组成")
    return Code(Kind.UNKNOWN, value, False, f"长度为 {len(value)} 位，不是 18 位、15 位或 9 位代码")


def classify_many(raws: Iterable[str | None]) -> list[Code]:
    """`classify` for a column, each spelling worked out once (批量识别)."""
    known: dict[str | None, Code] = {}
    return [known[raw] if raw in known else known.setdefault(raw, classify(raw)) for raw in raws]


def _classify_uscc(value: str) -> Code:
    reason = uscc_fault(value)
    if is_resident_id(value) and (reason or value[6:8] in _CENTURIES):
        return Code(Kind.UNKNOWN, mask_id(value), False, "这是公民身份号码的形式，不能作为主体代码")
    return Code(Kind.USCC, value, not reason, reason)


def _classify_organisation(value: str) -> Code:
    fits = organisation_check(value[:8]) == value[8]
    return Code(Kind.ORGANISATION_CODE, value, fits, "" if fits else "组织机构代码的校验码不符")


def _registration_warning(value: str) -> str:
    fits = registration_check(value[:14]) == value[14]
    return "" if fits else "工商注册号的校验码不符，请核对；早年号码可能不合现行规则"


def uscc_fault(value: str) -> str:
    """Why a normalised text is no USCC; empty when it is one (统一社会信用代码校验).

    The division inside is not looked up: codes of abolished divisions stay in use. Source: GB 32100-2015.
    """
    if len(value) != 18:
        return f"统一社会信用代码应为 18 位，实为 {len(value)} 位"
    if any(character in "IOSVZ" for character in value):
        return "统一社会信用代码不使用字母 I、O、S、V、Z"
    if not _USCC_FORM.fullmatch(value):
        return "统一社会信用代码的结构不符：第 1 位为登记管理部门，第 3 至 8 位为数字"
    return "" if uscc_check(value[:17]) == value[17] else "统一社会信用代码的校验码不符"


def is_uscc(value: str) -> bool:
    """Whether a normalised text is a sound USCC (是否有效统一社会信用代码)."""
    return not uscc_fault(value)


def uscc_check(first: str) -> str:
    """The 18th character for the first seventeen (统一社会信用代码校验码).

    >>> uscc_check("91350100M000100Y4")
    '3'
    """
    total = sum(_USCC_VALUES[character] * weight for character, weight in zip(first, _USCC_WEIGHTS, strict=True))
    return USCC_CHARACTERS[-total % 31]


def organisation_check(body: str) -> str:
    """The ninth character of an organisation code: 10 is X, 11 is 0 (组织机构代码校验码). Source: GB 11714-1997.

    >>> organisation_check("D2143569")
    'X'
    """
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def registration_check(first: str) -> str:
    """The 15th digit of a registration number, ISO 7064 MOD 11,10 (工商注册号校验码). Source: GS15-2006.

    >>> registration_check("31011560098553")
    '3'
    """
    product = 10
    for digit in first:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def resident_check(first: str) -> str:
    """The 18th character of a resident identity number (公民身份号码校验码). Source: GB 11643-1999.

    >>> resident_check("11010519491231002")
    'X'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first, _RESIDENT_WEIGHTS, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def is_resident_id(raw: str | None) -> bool:
    """Whether a text is a sound resident identity number: form, day of birth, check character (公民身份号码校验).

    >>> is_resident_id("11010519491231002x"), is_resident_id("110105194913310022")
    (True, False)
    """
    value = normalise(raw)
    if not _RESIDENT_FORM.fullmatch(value):
        return False
    try:
        date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    return resident_check(value[:17]) == value[17]


def subject_kind(value: str) -> SubjectKind:
    """The kind of subject that a code names (主体类型).

    USCC: 91 enterprise, 92 sole trader, 93 cooperative, N1 to N3 rural collective, all else other.
    Registration number: place 7 is 0 to 5 for enterprises, 6 to 9 for sole traders. An organisation code
    does not tell.

    >>> subject_kind("93990101MA0000001X").label
    '农民专业合作社'
    """
    if len(value) == 15 and value.isdigit():
        return SubjectKind.ENTERPRISE if value[6] < "6" else SubjectKind.SOLE_TRADER
    if len(value) != 18:
        return SubjectKind.OTHER
    return _SUBJECT_KINDS.get(value[:2], SubjectKind.OTHER)


_SUBJECT_KINDS = {
    "91": SubjectKind.ENTERPRISE,
    "92": SubjectKind.SOLE_TRADER,
    "93": SubjectKind.COOPERATIVE,
    "N1": SubjectKind.COLLECTIVE,
    "N2": SubjectKind.COLLECTIVE,
    "N3": SubjectKind.COLLECTIVE,
}


def division_of(value: str) -> str:
    """The six-digit division that registered the subject, perhaps abolished since; empty if none (登记机关行政区划)."""
    if len(value) == 18:
        return value[2:8]
    return value[:6] if len(value) == 15 else ""


def organisation_part(value: str) -> str:
    """Places 9 to 17 of a USCC: the organisation code of the same subject (主体标识码)."""
    return value[8:17]


def make_organisation_code(body: str) -> str:
    """An organisation code from its eight-character body (生成组织机构代码)."""
    return body + organisation_check(body)


def make_uscc(prefix: str, division: str, body: str) -> str:
    """A sound USCC from registrar and category, division and an eight-character body (生成统一社会信用代码).

    >>> make_uscc("91", "990101", "MA000001")
    '91990101MA0000015C'
    """
    first = prefix + division + make_organisation_code(body)
    return first + uscc_check(first)


def make_registration_number(division: str, serial: str) -> str:
    """A sound registration number from division and eight-digit serial (生成工商注册号)."""
    return division + serial + registration_check(division + serial)


def make_resident_id(division: str, born_on: date, serial: str) -> str:
    """A well-formed identity number for made-up persons: division, birthday, three digits (生成公民身份号码)."""
    first = f"{division}{born_on:%Y%m%d}{serial}"
    return first + resident_check(first)


def mask_id(value: str | None) -> str:
    """An identity number as it may be shown: the first three and last two characters (证件号码遮盖).

    Shorter than eight characters, everything is hidden. Nothing stays nothing.

    >>> mask_id("11010519491231002X"), mask_id("A12345"), mask_id(None)
    ('110*************2X', '******', '')
    """
    text = (value or "").strip()
    if len(text) < 8:
        return "*" * len(text)
    return text[:3] + "*" * (len(text) - 5) + text[-2:]
