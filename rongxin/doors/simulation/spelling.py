"""How departments write things down: days, amounts, codes, nothing at all (写法)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from rongxin.doors.simulation.facts.facts import ABSENT, Array

DAY_FORMS: Mapping[str, Callable[[date], str]] = {
    "dash": lambda day: day.isoformat(),
    "slash": lambda day: f"{day.year}/{day.month}/{day.day}",
    "eight": lambda day: f"{day:%Y%m%d}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "dot": lambda day: f"{day.year}.{day.month:02d}.{day.day:02d}",
    "moment": lambda day: f"{day.isoformat()} 00:00:00",
    "serial": lambda day: str((day - date(1899, 12, 30)).days),
}
MONTH_FORMS: Mapping[str, Callable[[date], str]] = {
    "dash": lambda day: f"{day:%Y-%m}",
    "six": lambda day: f"{day:%Y%m}",
    "chinese": lambda day: f"{day.year}年{day.month}月",
    "slash": lambda day: f"{day.year}/{day.month}",
}
_WIDE = str.maketrans(
    "0123456789ABCDEFGHJKLMNPQRTUWXY-.", "０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＴＵＷＸＹ－．"
)


def days(
    values: Array, main: str, odd: Sequence[str], share: float, chance: np.random.Generator, null: str
) -> list[str]:
    """Days in the department's own form; a share of them in odd ones (日期写法)."""
    return _by_form(values, DAY_FORMS, main, odd, share, chance, null)


def months(
    values: Array, main: str, odd: Sequence[str], share: float, chance: np.random.Generator, null: str
) -> list[str]:
    """Months likewise (月份写法)."""
    return _by_form(values, MONTH_FORMS, main, odd, share, chance, null)


def _by_form(
    values: Array,
    forms: Mapping[str, Callable[[date], str]],
    main: str,
    odd: Sequence[str],
    share: float,
    chance: np.random.Generator,
    null: str,
) -> list[str]:
    known, places = np.unique(values, return_inverse=True)
    made = {name: [null if np.isnat(day) else forms[name](day.item()) for day in known] for name in (main, *odd)}
    found = np.array(made[main], dtype=object)[places]
    if odd:
        strange = np.flatnonzero(chance.random(len(values)) < share)
        picks = chance.integers(len(odd), size=len(strange))
        for row, pick in zip(strange, picks, strict=True):
            found[row] = made[odd[pick]][places[row]]
    result: list[str] = found.tolist()
    return result


def amounts(values: Array, form: str, null: str) -> list[str]:
    """Hundredths of a yuan as yuan, yuan with commas, or ten thousands of yuan (金额写法)."""
    if form == "wan":
        return [null if one == ABSENT else _ten_thousands(one) for one in values.tolist()]
    written = "{:,.2f}" if form == "commas" else "{:.2f}"
    return [null if one == ABSENT else written.format(one / 100) for one in values.tolist()]


def _ten_thousands(cents: int) -> str:
    whole, rest = divmod(abs(cents), 1_000_000)
    text = f"{whole}.{rest:06d}".rstrip("0").rstrip(".")
    return f"-{text}" if cents < 0 else text


def numbers(values: Array, null: str) -> list[str]:
    """Whole numbers (整数写法)."""
    return [null if one == ABSENT else str(one) for one in values.tolist()]


def texts(values: Array, null: str) -> list[str]:
    """Texts as they are (文字)."""
    found: list[str] = [one or null for one in values.tolist()]
    return found


def untidy(cells: list[str], share: float, chance: np.random.Generator, change: Callable[[str], str]) -> None:
    """Change a share of the cells in place; empty ones stay empty (零星不整)."""
    for row in np.flatnonzero(chance.random(len(cells)) < share).tolist():
        cells[row] = change(cells[row])


def wide(text: str) -> str:
    """Full-width digits and letters (全角)."""
    return text.translate(_WIDE)


def spaced(text: str) -> str:
    """With the stray blanks that copying leaves (多余空格)."""
    return f" {text}\u3000" if text else text


def broken_up(text: str) -> str:
    """A code as some people read it aloud (分段)."""
    return f"{text[:8]} {text[8:]}" if len(text) == 18 else text


def lowered(text: str) -> str:
    """A code in lower case (小写)."""
    return text.lower()


def bracketed(text: str) -> str:
    """ASCII brackets instead of Chinese ones (半角括号)."""
    return text.replace("（", "(").replace("）", ")")


def cells(values: Array, kind: str, style: Any, chance: np.random.Generator) -> list[str]:
    """A column of any type as its department writes it (一列的写法).

    `kind` is the catalogue's type; `style` has day, month, money, odd_days, untidiness and null.
    """
    match kind:
        case "date":
            return days(values, style.day, style.odd_days, style.untidiness * 3, chance, style.null)
        case "month":
            return months(values, style.month, style.odd_months, style.untidiness * 3, chance, style.null)
        case "decimal":
            return amounts(values, style.money, style.null)
        case "integer":
            found = numbers(values, style.null)
            untidy(found, style.untidiness, chance, wide)
            return found
    return texts(values, style.null)
