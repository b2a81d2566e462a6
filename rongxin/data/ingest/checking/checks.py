"""The catalogue's checks as conditions that are true for a faulty row (检查编译)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rongxin.data.catalogue.rules import Check, Field, Item, Type
from rongxin.data.ingest.checking.convert import name, quoted

_ALIGNED = "E901"
_FORMULA = "E902"


def text_column(field: Field) -> str:
    """The staged text of a field, after marks for "not known" were taken out."""
    return name(f"t_{field.column}")


def failing(item: Item, check: Check, today: date) -> str:
    """SQL that is true where the row fails (检查条件).

    A rule about a value is silent when the value is absent: absence is the matter of `required`.
    """
    return _RULES[check.kind](item, item.by_id[check.field], check.rule, today)


def compiled(item: Item, severity: str, today: date) -> str:
    """One SQL text: the ids of the failed checks of a severity, joined by commas (检查结果)."""
    parts = [
        f"CASE WHEN {failing(item, check, today)} THEN {quoted(check.id)} END"
        for check in item.checks
        if check.severity == severity and not check.at_accept
    ]
    return f"concat_ws(',', {', '.join(parts)})" if parts else "''"


def aligned_check_id(item: Item) -> str:
    """The id for a row with too many or too few cells (错列检查编号)."""
    return f"{item.prefix}-{_ALIGNED}"


def formula_check_id(item: Item) -> str:
    """The id for a row with a formula (公式检查编号)."""
    return f"{item.prefix}-{_FORMULA}"


def sentence(item: Item, check_id: str) -> str:
    """What a check says to the clerk (检查语句)."""
    return item.check_by_id[check_id].sentence


def _required(item: Item, field: Field, rule: Mapping[str, Any], today: date) -> str:
    return f"({text_column(field)} IS NULL AND {name(field.column)} IS NULL)"


def _type(item: Item, field: Field, rule: Mapping[str, Any], today: date) -> str:
    return f"({text_column(field)} IS NOT NULL AND {name(field.column)} IS NULL)"


def _pattern(item: Item, field: Field, rule: Mapping[str, Any], today: date) -> str:
    return f"NOT regexp_full_match(CAST({name(field.column)} AS VARCHAR), {quoted(str(rule['regex']))})"


def _range(item: Item, field: Field, rule: Mapping[str, Any], today: date) -> str:
    low, high = rule.get("min"), rule.get("max")
    parts = [f"{name(field.column)} < {_literal(field, low)}"] if low is not None else []
    parts += [f"{name(field.column)} > {_literal(field, high)}"] if high is not None else []
    return f"({' OR '.join(parts)})"


def _length(item: Item, field: Field, rule: Mapping[str, Any], today: date) -> str:
    return f"length({name(field.column)}) > {int(rule['max'])}"


def _one_of(item: Item, field: Field, rule: Mapping[str, Any], today: date) -> str:
    values = [str(one) for one in rule.get("values") or [code.value for code in field.codes]]
    listed = ", ".join(quoted(one) for one in values)
    wrong = f"CAST({name(field.column)} AS VARCHAR) NOT IN ({listed})"
    return f"({wrong} OR {_type(item, field, rule, today)})" if field.codes else wrong


def _not_future(item: Item, field: Field, rule: Mapping[str, Any], today: date) -> str:
    return f"{name(field.column)} > DATE {quoted(today.isoformat())}"


def _not_before(item: Item, field: Field, rule: Mapping[str, Any], today: date) -> str:
    return f"{name(field.column)} < {name(str(rule['column']))}"


def _sum(item: Item, field: Field, rule: Mapping[str, Any], today: date) -> str:
    parts = " + ".join(name(str(one)) for one in rule["columns"])
    return f"abs({name(field.column)} - ({parts})) > {rule.get('tolerance', '0.01')}"


def _literal(field: Field, value: Any) -> str:
    if field.type in (Type.DATE, Type.MONTH):
        return f"DATE {quoted(str(value))}"
    return str(value)


_RULES: Mapping[str, Callable[[Item, Any, Mapping[str, Any], date], str]] = {
    "required": _required,
    "type": _type,
    "pattern": _pattern,
    "range": _range,
    "length": _length,
    "one_of": _one_of,
    "not_future": _not_future,
    "not_before": _not_before,
    "sum": _sum,
}
