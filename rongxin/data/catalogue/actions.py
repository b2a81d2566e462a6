"""Put the catalogue in force: tables, walls and classes of its items (装载清单)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from psycopg import errors as postgres

from rongxin.base.common.actor import Actor
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.data.catalogue import ddl, registry
from rongxin.data.catalogue.rules import Item

LOCK_TIMEOUT = "5s"


class CatalogueBusy(DomainError):
    """A table is in use for longer than we are willing to block others (信息项表正在使用)."""

    code = "CAT-423"
    title = "信息项的表正在使用，{seconds} 秒内没有等到空闲"
    next_step = "没有做任何改动；请在归集任务结束后重新装载清单。"


class FieldChanged(DomainError):
    """A field was given another type, which would change what is already recorded (字段类型变更)."""

    code = "CAT-409"
    title = "信息项 {item} 的列 {column} 原为 {before}，清单改为 {after}"
    next_step = "已入库的字段不能改类型或单位：请新设一个字段，并用 replaces 指明它取代哪一个。"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading did (装载结果)."""

    edition: str
    items: tuple[str, ...]
    created: tuple[str, ...]
    altered: tuple[str, ...]
    unchanged: tuple[str, ...]


@transaction.atomic
def load(*, by: Actor, edition: str = "") -> Loaded:
    """Give every item of an edition, or of the whole catalogue, its table (装载归集共享清单).

    Afterwards each item has a typed table behind its walls and a view of what counts now, and its class is on
    record. Fields that an item gained are added; nothing is removed. Must run as the owner. Loading twice
    changes nothing.

    Raises:
        EditionUnknown: there is no such edition.
        FieldChanged: a field that is already stored has another type now.
        CatalogueBusy: a table could not be locked in time.

    Evidence: catalogue:edition:loaded
    """
    codes = [line.item for line in registry.edition(edition).items] if edition else list(registry.items())
    done: dict[str, list[str]] = {"created": [], "altered": [], "unchanged": []}
    with connection.cursor() as cursor:
        cursor.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
    try:
        for code in codes:
            done[_load_item(registry.item(code))].append(code)
    except OperationalError as fault:
        if isinstance(fault.__cause__, postgres.LockNotAvailable):
            raise CatalogueBusy(seconds=LOCK_TIMEOUT.removesuffix("s")) from fault
        raise
    facts = {"items": codes, **{name: sorted(items) for name, items in done.items() if name != "unchanged"}}
    evidence.append(tags.CATALOGUE_LOADED, by=by, subject=edition or "catalogue", facts=facts)
    return Loaded(edition, tuple(codes), *(tuple(done[name]) for name in ("created", "altered", "unchanged")))


def _load_item(item: Item) -> str:
    present = _present(item)
    fingerprint = ddl.fingerprint(item)
    if present and _fingerprint(item) == fingerprint:
        return "unchanged"
    if present:
        _require_same_types(item, present)
        _run([*ddl.missing(item, set(present)), *_code_lists(item), *ddl.walls(item), *ddl.view(item)])
    else:
        _run([*ddl.table(item), *ddl.walls(item), *ddl.view(item)])
    _classify(item, fingerprint)
    return "altered" if present else "created"


def _run(statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _present(item: Item) -> dict[str, str]:
    """The columns that the item's table has, with their types; nothing when there is no table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped",
            [f"records.{item.code}"],
        )
        return dict(cursor.fetchall())


def _fingerprint(item: Item) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select ddl_digest from records.item_class where item = %s", [item.code])
        row = cursor.fetchone()
    return row[0] if row else ""


def _require_same_types(item: Item, present: dict[str, str]) -> None:
    for column, kind in ddl.columns(item).items():
        if column in present and present[column] != kind:
            raise FieldChanged(item=item.code, column=column, before=present[column], after=kind)


def _code_lists(item: Item) -> list[str]:
    """A code list may have gained values."""
    found = []
    for field in item.fields:
        if field.codes:
            found.append(f"alter table records.{item.code} drop constraint if exists {field.column}_is_listed")
            found.append(f"alter table records.{item.code} add {ddl.code_list(field)}")
    return found


def _classify(item: Item, fingerprint: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into records.item_class"
            " (item, public, disclose_consent, compute_consent, restricted_fields, ddl_digest)"
            " values (%s, %s, %s, %s, %s, %s) on conflict (item) do update set public = excluded.public,"
            " disclose_consent = excluded.disclose_consent, compute_consent = excluded.compute_consent,"
            " restricted_fields = excluded.restricted_fields, ddl_digest = excluded.ddl_digest, loaded_at = now()",
            [
                item.code,
                item.public,
                item.disclose_consent,
                item.compute_consent,
                list(item.restricted_fields),
                fingerprint,
            ],
        )
