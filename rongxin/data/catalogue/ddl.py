"""The SQL of an item's table, view, walls and guards (信息项建表语句).

Pure text: what is asked for is decided in `actions`. Names come from the catalogue, whose reader allows
lower-case ASCII only, so they stand in the SQL unquoted.
"""

from __future__ import annotations

from rongxin.base.common import digest
from rongxin.data.catalogue.rules import METADATA, Field, Item, Type

_TYPES = {
    Type.TEXT: "text",
    Type.CODE: "text",
    Type.DATE: "date",
    Type.MONTH: "date",
    Type.INTEGER: "bigint",
    Type.BOOLEAN: "boolean",
}
_OPTIONAL = {"true_from", "true_until", "known_until", "retired_reason", "expires_at"}
_SUBJECT = "nullif(current_setting('rongxin.subject', true), '')::uuid"


def column_type(field: Field) -> str:
    """The PostgreSQL type of a field's values (列类型)."""
    return f"numeric(18,{field.scale})" if field.type is Type.DECIMAL else _TYPES[field.type]


def columns(item: Item) -> dict[str, str]:
    """The item's own columns as stored; an encrypted field has two (存储列)."""
    found: dict[str, str] = {}
    for field in item.fields:
        if field.encrypted:
            found |= {f"{field.column}_enc": "bytea", f"{field.column}_mac": "bytea"}
        else:
            found[field.column] = column_type(field)
    return found


def table(item: Item) -> list[str]:
    """A new table with its keys and guards (建表)."""
    name = item.code
    stored = [f"{column} {kind}{'' if column in _OPTIONAL else ' not null'}" for column, kind in METADATA.items()]
    stored += [f"{column} {kind}" for column, kind in columns(item).items()]
    codes = [code_list(field) for field in item.fields if field.codes]
    constraints = [
        "primary key (record_id)",
        "check (known_until >= known_from)",
        "check (octet_length(fact_key) = 32 and octet_length(content_digest) = 32)",
        *codes,
    ]
    return [
        f"create table records.{name} ({', '.join([*stored, *constraints])})",
        f"create unique index {name}_fact on records.{name} (subject_id, fact_key) where known_until is null",
        f"create index {name}_subject on records.{name} (subject_id)",  # every version: computing asks by moment
        f"create trigger {name}_is_kept before update or delete on records.{name}"
        " for each row execute function records.guard_record()",
        f"create trigger {name}_is_not_emptied before truncate on records.{name}"
        " for each statement execute function records.guard_record()",
    ]


def missing(item: Item, present: set[str]) -> list[str]:
    """Columns that the item gained since its table was made (补列)."""
    gained = [(name, kind) for name, kind in columns(item).items() if name not in present]
    return [f"alter table records.{item.code} add column {name} {kind}" for name, kind in gained]


def walls(item: Item) -> list[str]:
    """Row-level security and grants, safe to repeat (行级安全与权限).

    "(select …)" makes the planner ask once per query, not once per row.
    """
    name = item.code
    return [
        f"alter table records.{name} enable row level security",
        f"alter table records.{name} force row level security",
        f"drop policy if exists computing on records.{name}",
        f"create policy computing on records.{name} to rongxin_worker using (true) with check (true)",
        f"drop policy if exists disclosed on records.{name}",
        f"create policy disclosed on records.{name} for select to rongxin_web using (subject_id = {_SUBJECT}"
        f" and (select consent.may_read({_SUBJECT}, '{name}')))",
        f"revoke all on records.{name} from rongxin_web, rongxin_worker",
        f"grant select on records.{name} to rongxin_web, rongxin_worker",
        f"grant insert, update (known_until, retired_reason) on records.{name} to rongxin_worker",
    ]


def view(item: Item) -> list[str]:
    """What counts now: not retired, not out of date, and nothing negative whose publication has ended (现行视图)."""
    name = item.code
    conditions = ["known_until is null", "(expires_at is null or expires_at > now())"]
    if item.negative and item.true_until:
        conditions.append("(true_until is null or true_until >= (now() at time zone 'Asia/Shanghai')::date)")
    return [
        f"create or replace view records.current_{name} with (security_invoker = true) as"
        f" select * from records.{name} where {' and '.join(conditions)}",
        f"revoke all on records.current_{name} from rongxin_web, rongxin_worker",
        f"grant select on records.current_{name} to rongxin_web, rongxin_worker",
    ]


def fingerprint(item: Item) -> str:
    """A digest of everything that `load` would make for the item (建表语句摘要)."""
    return digest.of([*table(item), *walls(item), *view(item)])


def code_list(field: Field) -> str:
    """The constraint that holds a field to its list (代码约束)."""
    values = ", ".join("'" + code.value.replace("'", "''") + "'" for code in field.codes)
    return f"constraint {field.column}_is_listed check ({field.column} in ({values}))"
