"""The one statement that types and checks the rows of a file (校核语句).

It is worked out from the item and from how the file's headings feed its fields, and runs on each piece of the
file, which stands as `raw` with the columns row_no, c0, c1 and so on, white space around the cells taken off.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from rongxin.data.catalogue.rules import Derived, Field, Item
from rongxin.data.ingest.checking import checks, convert
from rongxin.data.ingest.checking.convert import name, quoted
from rongxin.data.ingest.headings import Headings


def statement(item: Item, headings: Headings, today: date) -> str:
    """Rows as records.accept takes them, with `errors` as one more column (校核语句)."""
    texts = ", ".join(f"{text(item, headings, field)} AS {checks.text_column(field)}" for field in item.fields)
    typed = ", ".join(f"{_typed(item, headings, field)} AS {name(field.column)}" for field in item.fields)
    errors, warnings = (checks.compiled(item, severity, today) for severity in ("error", "warning"))
    final = ", ".join(
        f"CAST({name(field.column)} AS {convert.SQL_TYPES[field.type]}) AS {name(field.column)}"
        for field in item.fields
    )
    return (
        f"select row_no, {_subject(item, item.subject.code)} AS subject_code,"
        f" {_subject(item, item.subject.name)} AS subject_name, {warnings} AS marks, {final}, {errors} AS errors"
        f" from (select *, {typed} from (select row_no, {texts} from raw) as worded"
        f" {_joined(item)}) as typed order by row_no"
    )


def text(item: Item, headings: Headings, field: Field) -> str:
    """The text of a field: the first of its columns that says something, or what a heading implies (字段文字)."""
    feeding = [convert.present(f"c{one.index}", item.nulls) for one in headings.feeding(field)]
    if not feeding:
        return quoted(said) if (said := headings.implied().get(field.column)) else "CAST(NULL AS VARCHAR)"
    return feeding[0] if len(feeding) == 1 else f"coalesce({', '.join(feeding)})"


def amounts(item: Item) -> list[tuple[Field, Field]]:
    """Fields whose amount stands in the free text of another, with that other (金额派生字段)."""
    derived = [(one, one.derived) for one in item.fields if one.derived]
    return [(one, item.by_column[where.column]) for one, where in derived if where.kind == "money"]


def amount_table(field: Field) -> str:
    """Where the amounts of such a field are looked up, by text (金额对照表)."""
    return name(f"amount_{field.column}")


def _typed(item: Item, headings: Headings, field: Field) -> str:
    feeding = headings.feeding(field)
    value = convert.typed(field, checks.text_column(field), feeding[0].alias.factor if feeding else Decimal(1))
    if not field.derived:
        return value
    derived = _derived(item, field, field.derived)
    return f"coalesce({value}, {derived})" if feeding else derived


def _derived(item: Item, field: Field, derived: Derived) -> str:
    if derived.kind == "money":
        return f"{amount_table(field)}.yuan"
    subject = item.by_column[item.subject.code]
    code = convert.typed(subject, checks.text_column(subject))
    return (
        f"CASE WHEN length({code}) = 18 THEN substr({code}, 3, 6)"
        f" WHEN regexp_full_match({code}, '\\d{{15}}') THEN substr({code}, 1, 6) END"
    )


def _joined(item: Item) -> str:
    return " ".join(
        f"left join {amount_table(field)} on {amount_table(field)}.text = {checks.text_column(origin)}"
        for field, origin in amounts(item)
    )


def _subject(item: Item, column: str) -> str:
    return checks.text_column(item.by_column[column]) if column else "CAST(NULL AS VARCHAR)"
