"""What a report may be and how it is named (报告规则)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date

from rongxin.base.common.labelled import Labelled

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U, which are read as other letters
CODE_LENGTH = 12  # 11 random characters (55 bits) and one check character
EVALUATION = "credit_evaluation"  # the derived item that a consent names beside the catalogue's items
PERSON_COLUMNS = ("legal_rep_id_type", "legal_rep_id_number")


class Cut(Labelled):
    """How much of what is known stands in a report (报告版本)."""

    PUBLIC = "public", "公开版"
    CONSENTED = "consented", "授权版"
    SELF = "self", "自查版"


def shows_evaluation(cut: Cut) -> bool:
    """Whether a cut may speak of the platform's evaluation at all; the public cut never does."""
    return cut is not Cut.PUBLIC


def person_field_shown(cut: Cut, granted: bool) -> str:
    """How a person field appears: `raw`, `masked` or `withheld` (个人字段展示方式).

    A bank sees it only when the consent names that very field; the subject's own report carries it masked, because
    the paper is handed round; the public never sees it.

    >>> person_field_shown(Cut.CONSENTED, granted=False), person_field_shown(Cut.SELF, granted=False)
    ('withheld', 'masked')
    """
    if cut is Cut.CONSENTED:
        return "raw" if granted else "withheld"
    return "masked" if cut is Cut.SELF else "withheld"


def new_code(draw: Callable[[int], int] = secrets.randbelow) -> str:
    """A verification code that cannot be guessed and notices a slip of the pen (验真码)."""
    body = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(CODE_LENGTH - 1))
    return body + check_character(body)


def check_character(body: str) -> str:
    """Luhn modulo 32: any one wrong character is noticed, and nearly every swap of neighbours.

    >>> check_character("00000000001")
    'Y'
    """
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]


def read_code(text: str) -> str | None:
    """The code as it is stored, from what a person typed; None when it cannot be one.

    Case, blanks and dashes do not matter; O is read as 0, I and L as 1.

    >>> read_code("0000-0000-001y"), read_code("0000-0000-0012")
    ('00000000001Y', None)
    """
    plain = text.upper().translate(str.maketrans("OIL", "011", " -－—\u3000"))
    if len(plain) != CODE_LENGTH or any(character not in ALPHABET for character in plain):
        return None
    return plain if check_character(plain[:-1]) == plain[-1] else None


def spoken_code(code: str) -> str:
    """The code in groups of four, as it is printed.

    >>> spoken_code("00000000001Y")
    '0000-0000-001Y'
    """
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def new_number(made_on: date, draw: Callable[[int], int] = secrets.randbelow) -> str:
    """A report number that tells the day and not how many reports were made (报告编号)."""
    tail = "".join(ALPHABET[draw(len(ALPHABET))] for _ in range(8))
    return f"RX{made_on:%Y%m%d}-{tail}"
