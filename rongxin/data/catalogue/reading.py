"""Reading an item or an edition from its TOML file, strictly (清单文件读取).

Whatever a file says that is not understood is refused with file, place and reason; nothing is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from rongxin.base.common import strict_toml
from rongxin.base.common.labelled import Labelled
from rongxin.base.common.strict_toml import Table
from rongxin.data.catalogue import checks
from rongxin.data.catalogue.rules import (
    CONSENT_LEVELS,
    METADATA,
    Alias,
    Code,
    Derived,
    Edition,
    EditionItem,
    Field,
    Frequency,
    Item,
    Level,
    Mode,
    Person,
    SubjectColumns,
    Type,
    normal_heading,
)

# Column names that every record table has; a field may not take one.
RESERVED = frozenset(METADATA)
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,50}")
_PREFIX = re.compile(r"[A-Z]{3}")
_DERIVATIONS = ("money", "code_division")
T = TypeVar("T", bound=Labelled)


def item(path: Path) -> Item:
    """One item as its file declares it (读取信息项)."""
    top = strict_toml.read(path)
    code = top.text("code")
    if code != path.stem:
        raise top.refuse("code", f"应与文件名 {path.stem} 一致，实为 {code}")
    prefix = top.text("prefix")
    if not _PREFIX.fullmatch(prefix):
        raise top.refuse("prefix", "应为三个大写字母")
    fields = _fields(top, prefix)
    columns = {one.column for one in fields}
    source = top.text("source")
    found = Item(
        code=code,
        name=top.text("name"),
        category=top.text("category"),
        prefix=prefix,
        definition=top.text("definition"),
        fields=fields,
        natural_key=top.some_of("natural_key", columns),
        true_from=_optional_column(top, "true_from", fields),
        true_until=_optional_column(top, "true_until", fields),
        negative=top.take("negative", bool),
        public=top.take("public", bool),
        compute_consent=top.one_of("compute_consent", ("none", "item")),
        disclose_consent=top.one_of("disclose_consent", CONSENT_LEVELS),
        retention_days=top.take("retention_days", int),
        subject=_subject(top.table("subject"), columns),
        checks=checks.read(top, prefix, fields, source),
        nulls=top.texts("nulls"),
        ignored=top.texts("ignored", ()),
        source=source,
    )
    top.finish()
    _require_consistent(top, found)
    return found


def edition(path: Path, items: Collection[str]) -> Edition:
    """One edition as its file declares it (读取清单版本)."""
    top = strict_toml.read(path)
    code = top.text("code")
    if code != path.stem:
        raise top.refuse("code", f"应与文件名 {path.stem} 一致，实为 {code}")
    valid_from = top.optional_day("valid_from")
    if valid_from is None:
        raise top.refuse("valid_from", "缺少")
    found = Edition(
        code=code,
        name=top.text("name"),
        level=_labelled(top, "level", Level),
        document=top.text("document"),
        valid_from=valid_from,
        note=top.text("note", ""),
        items=tuple(_entry(one, order, items) for order, one in enumerate(top.tables("items"), start=1)),
    )
    top.finish()
    if len({one.item for one in found.items}) < len(found.items):
        raise top.refuse("items", "同一信息项出现两次")
    return found


def _entry(table: Table, order: int, items: Collection[str]) -> EditionItem:
    mode = _labelled(table, "mode", Mode)
    found = EditionItem(
        item=table.one_of("item", items),
        order=order,
        mode=mode,
        mode_text=table.text("mode_text", mode.label),
        departments=table.text("departments"),
        frequency=_labelled(table, "frequency", Frequency, Frequency.UNSTATED),
        progress=table.text("progress", ""),
        due_on=table.optional_day("due_on"),
        name=table.text("name", ""),
        category=table.text("category", ""),
    )
    table.finish()
    return found


def _fields(top: Table, prefix: str) -> tuple[Field, ...]:
    fields = tuple(_field(one, prefix) for one in top.tables("fields"))
    if not fields:
        raise top.refuse("fields", "至少要有一个字段")
    for what, values in (("id", [one.id for one in fields]), ("column", [one.column for one in fields])):
        if len(set(values)) < len(values):
            raise top.refuse("fields", f"{what} 有重复")
    for one in fields:
        if one.derived and one.derived.column and one.derived.column not in {each.column for each in fields}:
            raise top.refuse("fields", f"{one.id} 派生自不存在的列 {one.derived.column}")
        for alias in one.aliases:
            unknown = set(alias.implies) - {each.column for each in fields}
            if unknown:
                named = "、".join(sorted(unknown))
                raise top.refuse("fields", f"{one.id} 的别名“{alias.heading}”推定了不存在的列 {named}")
    return fields


def _field(table: Table, prefix: str) -> Field:
    kind = _labelled(table, "type", Type)
    found = Field(
        id=table.text("id"),
        column=table.text("column"),
        name=table.text("name"),
        type=kind,
        note=table.text("note", ""),
        listed_as=table.text("listed_as", ""),
        unit=table.text("unit", ""),
        scale=table.take("scale", int, 2),
        aliases=_aliases(table),
        required=table.take("required", bool, False),
        codes=tuple(_code(one) for one in table.tables("codes")),
        identifier=table.take("identifier", bool, False),
        person=_labelled(table, "person", Person, Person.NONE),
        security_level=table.take("security_level", int, 1),
        public=table.take("public", bool, False),
        trade_secret=table.take("trade_secret", bool, False),
        consent=table.take("consent", bool, False),
        derived=_derived(table),
        replaces=table.text("replaces", ""),
    )
    table.finish()
    if not re.fullmatch(rf"{prefix}-F\d\d", found.id):
        raise table.refuse("id", f"应为 {prefix}-F 加两位数字，实为 {found.id}")
    if not _COLUMN.fullmatch(found.column) or found.column in RESERVED:
        raise table.refuse("column", f"{found.column} 不能作列名")
    if (kind is Type.CODE) != bool(found.codes):
        raise table.refuse("codes", "类型为 code 的字段要列出代码值，其他类型不可列")
    if not 1 <= found.security_level <= 4:
        raise table.refuse("security_level", "应为 1 至 4")
    if found.encrypted and kind is not Type.TEXT:
        raise table.refuse("person", "敏感个人信息只能是文字类型")
    if not 0 <= found.scale <= 6:
        raise table.refuse("scale", "应为 0 至 6")
    return found


def _aliases(table: Table) -> tuple[Alias, ...]:
    plain = [Alias(heading) for heading in table.texts("aliases", ())]
    detailed = []
    for one in table.tables("detailed_aliases"):
        implies = one.table("implies", optional=True)
        detailed.append(
            Alias(
                heading=one.text("heading"),
                factor=one.take("factor", Decimal, Decimal(1)),
                implies={name: implies.text(name) for name in implies.names()},
                fallback=one.take("fallback", bool, False),
            )
        )
        one.finish()
    return (*plain, *detailed)


def _code(table: Table) -> Code:
    found = Code(value=table.text("value"), label=table.text("label"), spellings=table.texts("spellings", ()))
    table.finish()
    return found


def _derived(table: Table) -> Derived | None:
    inner = table.table("derived", optional=True)
    if not inner.names():
        return None
    found = Derived(kind=inner.one_of("kind", _DERIVATIONS), column=inner.text("column", ""))
    inner.finish()
    return found


def _subject(table: Table, columns: Collection[str]) -> SubjectColumns:
    known = {"", *columns}
    identity = table.texts("identity", ())
    table.require_known("identity", identity, columns)
    found = SubjectColumns(
        code=table.one_of("code", known, ""),
        name=table.one_of("name", known, ""),
        kind=table.one_of("kind", ("enterprise", "sole_trader", "cooperative", "collective", "other"), "other"),
        identity=identity,
        registers=table.take("registers", bool, False),
    )
    table.finish()
    if bool(found.code) == bool(found.identity):
        raise table.refuse("code", "主体要么有代码列，要么有 identity 列，二者取一")
    return found


def _optional_column(top: Table, name: str, fields: tuple[Field, ...]) -> str:
    days = {one.column for one in fields if one.type in (Type.DATE, Type.MONTH)}
    return top.one_of(name, {"", *days}, "")


def _labelled(table: Table, name: str, kind: type[T], default: T | None = None) -> T:
    values = [one.value for one in kind]
    return kind(table.one_of(name, values, default.value if default else None))


def _require_consistent(top: Table, found: Item) -> None:
    if (found.disclose_consent == "fields") != bool(found.restricted_fields):
        raise top.refuse("disclose_consent", "为 fields 时须有 consent = true 的字段，否则不可有")
    if found.public and found.disclose_consent == "item":
        raise top.refuse("public", "公开的信息项不能整项需授权")
    encrypted = {one.column for one in found.fields if one.encrypted}
    if encrypted & {*found.natural_key, found.subject.code, found.subject.name, *found.subject.identity}:
        raise top.refuse("natural_key", "加密的列不能用来确定主体或事实")
    seen: dict[str, str] = {}
    for one in found.fields:
        for heading in (one.name, one.listed_as, one.column, *(alias.heading for alias in one.aliases)):
            if heading and seen.setdefault(normal_heading(heading), one.id) != one.id:
                raise top.refuse("fields", f"表头“{heading}”同时属于 {seen[normal_heading(heading)]} 与 {one.id}")
    clash = {normal_heading(one) for one in found.ignored} & set(seen)
    if clash:
        raise top.refuse("ignored", f"“{'、'.join(sorted(clash))}”既被忽略又是字段")
