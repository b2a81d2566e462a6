"""Money as departments spell it, and as people read it (金额).

Inside the platform money is Decimal in yuan with two places; 万元 exists on the screen only. Missing is not
zero: what was not filled in, or cannot be understood without guessing, has no amount and a note that says why.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
TEN_THOUSAND = Decimal(10_000)
LARGEST_YUAN = Decimal(10) ** 16  # decimal(18,2)

_MISSING = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "\\", "N/A", "NA", "#N/A", "NULL", "NONE", "NAN"}
    | {"无", "空", "未填", "未填报", "不详", "未知"}
)
_SCALES = {
    "": 0, "十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7,
    "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip
_CURRENCIES = {
    "人民币": "CNY", "RMB": "CNY", "CNY": "CNY", "¥": "CNY",
    "美": "USD", "美金": "USD", "USD": "USD", "$": "USD", "US$": "USD",
    "港": "HKD", "香港": "HKD", "港币": "HKD", "HKD": "HKD", "HK$": "HKD",
    "澳门": "MOP", "澳门币": "MOP", "MOP": "MOP",
    "新台币": "TWD", "台币": "TWD", "TWD": "TWD",
    "日": "JPY", "日币": "JPY", "JPY": "JPY",
    "韩": "KRW", "KRW": "KRW",
    "新加坡": "SGD", "新加坡币": "SGD", "SGD": "SGD",
    "欧": "EUR", "EUR": "EUR", "€": "EUR",
    "英镑": "GBP", "GBP": "GBP", "£": "GBP",
    "德国马克": "DEM", "法国法郎": "FRF", "瑞士法郎": "CHF", "CHF": "CHF",
    "澳大利亚": "AUD", "澳": "AUD", "AUD": "AUD",
    "加拿大": "CAD", "加": "CAD", "CAD": "CAD",
    "卢布": "RUB", "RUB": "RUB",
}  # fmt: skip
_NAMES = "|".join(re.escape(name) for name in sorted(_CURRENCIES, key=len, reverse=True))
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?:E[+-]?\d{1,2})?"
_FORM = re.compile(
    rf"(?P<before>{_NAMES})?(?P<number>{_NUMBER})?(?P<scale>[十百千]?亿|[十百千]?万|万亿|[十百千])?"
    rf"(?P<unit>元|圆)?(?P<currency>{_NAMES})?(?:元|圆)?整?"
)
_DROPPED = re.compile(r"[\s()\[\]:：]+")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as sent (金额).

    `yuan` is set only for renminbi. A foreign amount keeps its `value` in its own currency, whole units, and
    is never converted. `note` is empty when the text was understood; else it says in Chinese why not.
    """

    yuan: Decimal | None
    currency: str = ""
    note: str = ""
    value: Decimal | None = None

    @property
    def understood(self) -> bool:
        """The text named an amount in a known currency (可识别)."""
        return self.value is not None

    @property
    def missing(self) -> bool:
        """Nothing was filled in (未填报)."""
        return self.note == NOT_FILLED


NOT_FILLED = "未填报"
NO_NUMBER = "只写了单位，没有数额"
NO_UNIT = "没有写单位，无法确定是元还是万元"
NOT_UNDERSTOOD = "无法识别的金额写法"
TOO_LARGE = "金额超出可存储的范围"


def parse(raw: str | None, default_unit: str = "") -> Amount:
    """Read an amount as departments spell it (金额识别).

    `default_unit` is what the heading of the column says ("元", "万元") and is used when the text itself
    names no unit. Parts of a cent round half away from zero.

    >>> parse("1,100(万元人民币)").yuan
    Decimal('11000000.00')
    >>> parse("500万美元").yuan is None, parse("500万美元").value
    (True, Decimal('5000000.00'))
    >>> parse("300").note
    '没有写单位，无法确定是元还是万元'
    """
    text = unicodedata.normalize("NFKC", raw or "").upper()
    text = _DROPPED.sub("", text)
    if text in _MISSING:
        return Amount(None, note=NOT_FILLED)
    form = _FORM.fullmatch(text)
    if form is None:
        return Amount(None, note=NOT_UNDERSTOOD)
    if form["number"] is None:
        return Amount(None, note=NO_NUMBER)
    named = form["scale"] or form["unit"] or form["currency"] or form["before"]
    if not named and not default_unit:
        return Amount(None, note=NO_UNIT)
    scale = form["scale"] or ("" if named else default_unit.rstrip("元圆"))
    return _amount(form["number"], scale, form["currency"] or form["before"] or "人民币")


def _amount(number: str, scale: str, name: str) -> Amount:
    currency = _CURRENCIES[name]
    exact = Decimal(number.replace(",", "")).scaleb(_SCALES[scale])
    if abs(exact) >= LARGEST_YUAN:
        return Amount(None, currency, TOO_LARGE)
    value = cents(exact)
    return Amount(value if currency == "CNY" else None, currency, "", value)


def cents(amount: Decimal) -> Decimal:
    """Two places, half away from zero (四舍五入到分).

    >>> cents(Decimal("0.005")), cents(Decimal("-0.005"))
    (Decimal('0.01'), Decimal('-0.01'))
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def plain(amount: Decimal | None, places: int = 2) -> str:
    """Yuan with thousands commas; an unknown amount is a dash, never a nought (金额显示：元).

    >>> plain(Decimal("1234567.5")), plain(Decimal(0)), plain(None)
    ('1,234,567.50', '0.00', '—')
    """
    if amount is None:
        return "—"
    return f"{_places(amount, places):,}"


def wan(amount: Decimal | None, places: int = 2) -> str:
    """Ten thousands of yuan with thousands commas, without needless noughts (金额显示：万元).

    The unit stands in the heading. An amount that is not nothing but would round to nothing is shown as
    smaller than the last place, so that it is not taken for nothing.

    >>> wan(Decimal("11000000")), wan(Decimal("12345.67")), wan(Decimal("0.88")), wan(None)
    ('1,100', '1.23', '<0.01', '—')
    """
    if amount is None:
        return "—"
    shown = _places(amount / TEN_THOUSAND, places)
    if amount and not shown:
        least = f"{Decimal(1).scaleb(-places)}"
        return f"<{least}" if amount > 0 else f">-{least}"
    text = f"{shown:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def wan_with_unit(amount: Decimal | None, places: int = 2) -> str:
    """`wan` with its unit, for sentences (金额显示：带单位).

    >>> wan_with_unit(Decimal("400000"))
    '40 万元'
    """
    return wan(amount, places) if amount is None else f"{wan(amount, places)} 万元"


def from_wan(amount: Decimal) -> Decimal:
    """Yuan from ten thousands, as typed on the screen (万元换算为元).

    >>> from_wan(Decimal("1.5"))
    Decimal('15000.00')
    """
    return cents(amount * TEN_THOUSAND)


def _places(amount: Decimal, places: int) -> Decimal:
    rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)  # no negative nought
