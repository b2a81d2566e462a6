"""Reading the checks of an item, and those its fields imply (检查规则读取).

A field's type and its being required are checks without being written: `PEN-E113` is the type of PEN-F13,
`PEN-E213` its being required. The kinds of rule are a closed list; an unknown one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from rongxin.base.common.strict_toml import Table
from rongxin.data.catalogue.rules import RULE_KINDS, SEVERITIES, Check, Field, Type

_TYPE_SENTENCES = {
    Type.DATE: "应为日期（如 2026-11-22）",
    Type.MONTH: "应为月份（如 2026-11）",
    Type.DECIMAL: "应为数字",
    Type.INTEGER: "应为整数",
    Type.BOOLEAN: "应为是或否",
}


def read(top: Table, prefix: str, fields: Sequence[Field], source: str) -> tuple[Check, ...]:
    """The declared checks after the implied ones (读取检查规则)."""
    by_id = {one.id: one for one in fields}
    found = [*_implied(prefix, fields, source), *(_check(one, prefix, by_id, source) for one in top.tables("checks"))]
    ids = [one.id for one in found]
    for one in found:
        if ids.count(one.id) > 1:
            raise top.refuse("checks", f"检查编号 {one.id} 重复")
    return tuple(found)


def _implied(prefix: str, fields: Sequence[Field], source: str) -> list[Check]:
    found = []
    for one in fields:
        number = one.id[-2:]
        if one.type in _TYPE_SENTENCES or one.type is Type.CODE:
            wanted = _TYPE_SENTENCES.get(one.type) or f"应为{'、'.join(code.label for code in one.codes)}之一"
            sentence = f"“{one.name}”{wanted}"
            found.append(Check(f"{prefix}-E1{number}", one.id, "error", {"kind": "type"}, sentence, source))
        if one.required:
            sentence = f"缺少“{one.name}”"
            found.append(Check(f"{prefix}-E2{number}", one.id, "error", {"kind": "required"}, sentence, source))
    return found


def _check(table: Table, prefix: str, fields: Mapping[str, Field], source: str) -> Check:
    name = table.text("id")
    field = table.one_of("field", {"", *fields}, "")
    severity = table.one_of("severity", SEVERITIES)
    if not re.fullmatch(rf"{prefix}-{severity[0].upper()}\d\d", name):
        raise table.refuse("id", f"应为 {prefix}-{severity[0].upper()} 加两位数字，实为 {name}")
    found = Check(
        id=name,
        field=field,
        severity=severity,
        rule=_rule(table, name, fields.get(field), fields),
        sentence=table.text("sentence"),
        source=table.text("source", "") or source,
    )
    table.finish()
    return found


def _rule(table: Table, name: str, field: Field | None, fields: Mapping[str, Field]) -> Mapping[str, object]:
    rule = table.take("rule", dict)
    kind = str(rule.get("kind", ""))
    if kind not in RULE_KINDS:
        raise table.refuse("rule", f"检查 {name} 的规则种类“{kind}”不认识，可用的有：{'、'.join(sorted(RULE_KINDS))}")
    if field is None:
        raise table.refuse("field", f"检查 {name} 没有指明字段")
    unknown = set(rule) - {"kind", *RULE_KINDS[kind]}
    missing = set(RULE_KINDS[kind]) - set(rule) if kind != "range" else set()
    if unknown or missing or (kind == "range" and len(rule) == 1):
        raise table.refuse("rule", f"检查 {name}（{kind}）的参数应为：{'、'.join(RULE_KINDS[kind]) or '无'}")
    fault = _fault(kind, rule, field, {one.column: one for one in fields.values()})
    if fault:
        raise table.refuse("rule", f"检查 {name}（{kind}）{fault}")
    return rule


def _fault(kind: str, rule: Mapping[str, object], field: Field, columns: Mapping[str, Field]) -> str:
    """Why a rule does not fit its field; empty when it does."""
    days = (Type.DATE, Type.MONTH)
    numbers = (Type.DECIMAL, Type.INTEGER)
    if kind == "pattern":
        return _pattern_fault(rule["regex"])
    if kind == "range":
        return _range_fault(rule, field)
    if kind == "length" and not isinstance(rule["max"], int):
        return "的 max 应为整数"
    if kind == "one_of" and not (isinstance(rule["values"], list) and rule["values"]):
        return "的 values 应为非空列表"
    if kind in ("not_future", "not_before") and field.type not in days:
        return "只能用于日期"
    if kind == "not_before" and (rule["column"] not in columns or columns[str(rule["column"])].type not in days):
        return "的 column 应为日期列"
    if kind == "sum":
        names = rule["columns"]
        fits = isinstance(names, list) and all(one in columns and columns[one].type in numbers for one in names)
        if not fits or field.type not in numbers or _number(rule["tolerance"]) is None:
            return "的 columns 应为数值列，tolerance 应为数值"
    return ""


def _pattern_fault(regex: object) -> str:
    try:
        re.compile(str(regex))
    except re.error as fault:
        return f"的 regex 无法编译：{fault}"
    return ""


def _range_fault(rule: Mapping[str, object], field: Field) -> str:
    for name in ("min", "max"):
        bound = rule.get(name)
        if bound is None:
            continue
        if not isinstance(bound, str):
            return f'的 {name} 应写成文字，如 "0" 或 "1994-01-01"'
        if field.type in (Type.DATE, Type.MONTH):
            try:
                date.fromisoformat(bound)
            except ValueError:
                return f"的 {name} 应为日期"
        elif field.type not in (Type.DECIMAL, Type.INTEGER) or _number(bound) is None:
            return f"的 {name} 应为数值，且字段应为数值或日期"
    return ""


def _number(text: object) -> Decimal | None:
    try:
        return Decimal(str(text))
    except InvalidOperation:
        return None
