"""Text as sent, turned into the types of the catalogue, as DuckDB expressions (类型转换).

Every function takes SQL and gives SQL. A text that cannot be converted gives null, which the check of kind
`type` then reports; an absent value stays absent.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rongxin.data.catalogue.rules import Code, Field, Type, normal_heading

_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000\u00a0\uffe5"
_NARROW = "".join(chr(code) for code in range(0x21, 0x7F)) + "  ¥"
BLANKS = " \t\r\n\f\v\u3000\u00a0\ufeff\u200b"
_NOISE = r"[\s\-'’`\x{200b}-\x{200f}\x{2010}-\x{2015}\x{2060}\x{feff}]+"
_NUMBER = r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?([eE][+-]?\d{1,2})?"
_USUAL_NUMBER = r"-?\d+(\.\d+)?"
_SUFFIX = r"(亿|万)?元?(人民币)?$"
_YEAR_FIRST = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
_USUAL_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_MONTH_FIRST = r"(\d{4})[-/.年](\d{1,2})月?"
_TRUE = ("是", "有", "true", "1", "y", "yes", "√")
_FALSE = ("否", "无", "没有", "false", "0", "n", "no", "×")
SQL_TYPES = {
    Type.TEXT: "VARCHAR",
    Type.CODE: "VARCHAR",
    Type.DATE: "DATE",
    Type.MONTH: "DATE",
    Type.DECIMAL: "DECIMAL(24,6)",
    Type.INTEGER: "BIGINT",
    Type.BOOLEAN: "BOOLEAN",
}


def quoted(text: str) -> str:
    """A string literal (字符串字面量).

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def name(column: str) -> str:
    """A quoted identifier (标识符)."""
    return '"' + column.replace('"', '""') + '"'


def present(text: str, nulls: Iterable[str]) -> str:
    """A trimmed text, with the source's marks for "not known", and nothing at all, made absent (缺失值归一)."""
    marks = sorted({"", *(one.strip() for one in nulls)})
    return f"(CASE WHEN {text} IN ({', '.join(map(quoted, marks))}) THEN NULL ELSE {text} END)"


def narrow(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones (半角)."""
    return f"translate({text}, {quoted(_WIDE)}, {quoted(_NARROW)})"


def typed(field: Field, text: str, factor: Decimal = Decimal(1)) -> str:
    """The value of a field from its text (字段值)."""
    match field.type:
        case Type.DATE:
            return _date(text)
        case Type.MONTH:
            return _month(text)
        case Type.DECIMAL:
            return _decimal(text, factor)
        case Type.INTEGER:
            return _integer(text)
        case Type.BOOLEAN:
            return _boolean(field, text)
        case Type.CODE if field.codes:
            return _code(field.codes, text)
    return _identifier(text) if field.identifier else text


def _identifier(text: str) -> str:
    """As `base.common.codes.normalise`."""
    usual = f"regexp_full_match({text}, '[0-9A-Z]+')"
    slow = f"nullif(upper(regexp_replace({narrow(text)}, {quoted(_NOISE)}, '', 'g')), '')"
    return f"(CASE WHEN {usual} THEN {text} ELSE {slow} END)"


def _date(text: str) -> str:
    plain = f"trim({narrow(text)})"
    day = f"regexp_extract({plain}, '^[^ T日]+')"
    dashed = f"translate({day}, '/.年月', '----')"
    return (
        f"(CASE WHEN regexp_full_match({text}, {quoted(_USUAL_DAY)}) THEN TRY_CAST(replace({text}, '/', '-') AS DATE)"
        f" WHEN regexp_full_match({plain}, {quoted(_YEAR_FIRST)}) THEN TRY_CAST({dashed} AS DATE)"
        f" WHEN regexp_full_match({plain}, '\\d{{8}}') THEN TRY_CAST({_eight(plain)} AS DATE)"
        f" WHEN regexp_full_match({plain}, '[1-7]\\d{{4}}(\\.0+)?') THEN {_serial(plain)} END)"
    )


def _eight(plain: str) -> str:
    return f"(substr({plain}, 1, 4) || '-' || substr({plain}, 5, 2) || '-' || substr({plain}, 7, 2))"


def _serial(plain: str) -> str:
    """A day number of the spreadsheet, counted from 30 December 1899, for the years 1950 to 2099."""
    number = f"CAST(TRY_CAST({plain} AS DOUBLE) AS INTEGER)"
    return f"(CASE WHEN {number} BETWEEN 18264 AND 73050 THEN DATE '1899-12-30' + {number} END)"


def _month(text: str) -> str:
    plain = f"trim({narrow(text)})"
    six = f"(substr({plain}, 1, 4) || '-' || substr({plain}, 5, 2) || '-01')"
    pair = f"regexp_replace({plain}, {quoted('^' + _MONTH_FIRST + '$')}, '\\1-\\2-1')"
    return (
        f"(CASE WHEN regexp_full_match({plain}, {quoted(_MONTH_FIRST)}) THEN TRY_CAST({pair} AS DATE)"
        f" WHEN regexp_full_match({plain}, '\\d{{6}}') THEN TRY_CAST({six} AS DATE)"
        f" ELSE CAST(date_trunc('month', {_date(text)}) AS DATE) END)"
    )


def _decimal(text: str, factor: Decimal) -> str:
    quick = f"TRY_CAST({text} AS DECIMAL(28,8))"
    bare = f"regexp_replace(replace(replace(trim({narrow(text)}), ' ', ''), '¥', ''), {quoted(_SUFFIX)}, '')"
    slow = (
        f"(CASE WHEN regexp_full_match({bare}, {quoted(_NUMBER)})"
        f" THEN TRY_CAST(replace({bare}, ',', '') AS DECIMAL(28,8)) END)"
    )
    own = f"(CASE WHEN contains({text}, '亿') THEN 100000000 WHEN contains({text}, '万') THEN 10000 ELSE 1 END)"
    scaled = f"TRY_CAST({slow} * CAST({own} AS DECIMAL(9,0)) AS DECIMAL(28,8))"
    if factor != 1:
        times = f"CAST({factor} AS DECIMAL(10,4))"
        quick = f"TRY_CAST({quick} * {times} AS DECIMAL(28,8))"
        has_unit = f"regexp_matches({text}, '[元万亿]')"
        scaled = f"(CASE WHEN {has_unit} THEN {scaled} ELSE TRY_CAST({scaled} * {times} AS DECIMAL(28,8)) END)"
    usual = f"regexp_full_match({text}, {quoted(_USUAL_NUMBER)})"
    return f"TRY_CAST((CASE WHEN {usual} THEN {quick} ELSE {scaled} END) AS DECIMAL(24,6))"


def _integer(text: str) -> str:
    number = _decimal(text, Decimal(1))
    return f"(CASE WHEN {number} = trunc({number}) THEN TRY_CAST({number} AS BIGINT) END)"


def folded(text: str) -> str:
    """As `catalogue.rules.normal_heading`, near enough for code values (代码写法归一)."""
    return f"lower(regexp_replace({narrow(text)}, '\\s+', '', 'g'))"


def _boolean(field: Field, text: str) -> str:
    yes, no = set(_TRUE), set(_FALSE)
    for code in field.codes:
        into = yes if code.value.lower() == "true" else no
        into.update(normal_heading(one) for one in (code.value, code.label, *code.spellings))
    return f"(CASE WHEN {folded(text)} IN ({_listed(yes)}) THEN TRUE WHEN {folded(text)} IN ({_listed(no)}) THEN FALSE END)"


def _code(codes: Iterable[Code], text: str) -> str:
    exact, loose = [], []
    for code in codes:
        spellings = {code.value, code.label, *code.spellings}
        exact.append(f"WHEN {text} IN ({_listed(spellings)}) THEN {quoted(code.value)}")
        normal = {normal_heading(one) for one in spellings}
        loose.append(f"WHEN {folded(text)} IN ({_listed(normal)}) THEN {quoted(code.value)}")
    return f"(CASE {' '.join(exact)} ELSE CASE {' '.join(loose)} END END)"


def _listed(values: set[str]) -> str:
    return ", ".join(quoted(one) for one in sorted(values))
