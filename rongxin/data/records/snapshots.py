"""Snapshots: what is on record at one moment, as Parquet files without personal identifiers (快照).

One file per item plus the subjects, the coverage, the answers that nothing is on file and the leaves to compute,
all read in one transaction. A snapshot is named by the digest of its contents, is switched in whole by one rename,
and is never changed afterwards; results name it, so that they can be computed again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any
from urllib.parse import quote

import adbc_driver_postgresql.dbapi as adbc
import duckdb
from django.conf import settings
from django.db import connection, transaction

from rongxin.base.common import digest as digests
from rongxin.base.common import ids
from rongxin.base.common.actor import Actor
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Field, Item, Person, Type

MANIFEST = "manifest.json"
# Texts that are codes in all but name; every other text (names, addresses, facts of a case) stays out.
CODED_TEXTS: Mapping[str, tuple[str, ...]] = {
    "registration": ("industry_code", "division_code"),
    "admin_licence": ("status",),
    "new_agri": ("category",),
}
_META = {
    "subject_id": "uuid",
    "true_from": "date",
    "true_until": "date",
    "known_from": "timestamp",
    "known_until": "timestamp",
    "retired_reason": "varchar",
    "expires_at": "timestamp",
}
_TYPES = {
    Type.DATE: "date",
    Type.MONTH: "date",
    Type.INTEGER: "bigint",
    Type.BOOLEAN: "boolean",
    Type.CODE: "varchar",
    Type.TEXT: "varchar",
}
_OTHERS = {
    "subjects": ("select id::text as id, division_code from public.subjects_subject", {"id": "uuid"}),
    "coverage": (
        "select item, division, period_from, delivered_at at time zone 'UTC' as delivered_at from records.coverage"
        " where delivered_at <= '{known_at}'",
        {},
    ),
    "nothing_found": (
        "select item, subject_id::text as subject_id, answered_at at time zone 'UTC' as answered_at,"
        " expires_at at time zone 'UTC' as expires_at from records.nothing_found where answered_at <= '{known_at}'",
        {"subject_id": "uuid"},
    ),
    "grants": (
        "select subject_id::text as subject_id, item from consent.compute_grants",
        {"subject_id": "uuid"},
    ),
}


class SnapshotUnknown(DomainError):
    """No snapshot has this digest (快照不存在)."""

    code = "REC-431"
    title = "没有摘要为 {digest} 的快照"
    next_step = "请先运行 rongxin snapshot，或核对摘要。"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot on disk: where, of which times, and how many rows per item (快照)."""

    digest: str
    folder: Path
    as_of: date
    known_at: datetime
    items: dict[str, int]
    subjects: int


def take(*, by: Actor, as_of: date, known_at: datetime) -> Snapshot:
    """Write what was true on a day, as known at a moment (制作快照).

    Afterwards the folder named by the digest holds the files; the same contents give the same digest. Negative
    information that is no longer public on the day, or was repaired since, is not in it.

    Evidence: records:snapshot:taken
    """
    root = _root()
    part = root / f".{ids.uuid7()}"
    part.mkdir(mode=0o700)
    try:
        manifest = {
            "as_of": as_of.isoformat(),
            "known_at": known_at.astimezone(UTC).isoformat(),
            "files": _write(part, as_of, known_at),
        }
        name = digests.of(manifest)
        (part / MANIFEST).write_text(json.dumps(manifest, sort_keys=True), encoding="utf-8")
        if not (root / name).exists():
            part.rename(root / name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    taken = open_(name)
    with transaction.atomic():
        evidence.append(tags.SNAPSHOT_TAKEN, by=by, subject=None, facts={"digest": name, "items": taken.items})
    return taken


def open_(digest: str) -> Snapshot:
    """A snapshot by its digest (打开快照).

    Raises:
        SnapshotUnknown: there is none.
    """
    folder = _root() / digest
    if not (len(digest) == 64 and digest.isalnum() and (folder / MANIFEST).exists()):
        raise SnapshotUnknown(digest=digest)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    rows = {name: int(file["rows"]) for name, file in manifest["files"].items()}
    subjects = rows["subjects"]
    items = {name: number for name, number in rows.items() if name not in _OTHERS}
    return Snapshot(
        digest,
        folder,
        date.fromisoformat(manifest["as_of"]),
        datetime.fromisoformat(manifest["known_at"]),
        items,
        subjects,
    )


def columns(item: Item) -> dict[str, Field]:
    """The item's columns that may enter a snapshot (快照列)."""
    return {one.column: one for one in item.fields if _fits(item, one)}


def _fits(item: Item, one: Field) -> bool:
    if one.person is not Person.NONE or one.encrypted or one.column in (item.subject.code, item.subject.name):
        return False
    return one.type is not Type.TEXT or _is_counterparty(one) or one.column in CODED_TEXTS.get(item.code, ())


def _is_counterparty(one: Field) -> bool:
    """Another organisation's code: kept only as a number that tells equal from unequal within the subject."""
    return one.identifier and one.column.startswith("counterparty")


def _write(folder: Path, as_of: date, known_at: datetime) -> dict[str, dict[str, Any]]:
    moment = known_at.astimezone(UTC).isoformat()
    files: dict[str, dict[str, Any]] = {}
    with closing(adbc.connect(_uri())) as source, closing(duckdb.connect()) as engine, source.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        engine.execute("set timezone = 'UTC'")
        for name, (sql, types) in _OTHERS.items():
            files[name] = _file(engine, cursor, folder / f"{name}.parquet", sql.format(known_at=moment), types, ())
        for code, item in registry.items().items():
            sql, types, hidden = _select(item, as_of, moment)
            files[code] = _file(engine, cursor, folder / f"{code}.parquet", sql, types, hidden)
    return files


def _select(item: Item, as_of: date, moment: str) -> tuple[str, dict[str, str], tuple[str, ...]]:
    wanted = columns(item)
    parts = ["subject_id::text as subject_id", "true_from", "true_until", "retired_reason"]
    parts += [f"{name} at time zone 'UTC' as {name}" for name in ("known_from", "known_until", "expires_at")]
    parts += [f"{name}::text as {name}" if one.type is Type.DECIMAL else name for name, one in wanted.items()]
    where = [
        f"known_from <= '{moment}'",
        f"(known_until is null or known_until > '{moment}')",
        f"(true_from is null or true_from <= '{as_of}')",
    ]
    if item.negative:
        where.append(f"(true_until is null or true_until >= '{as_of}')")
        where.append("retired_reason is distinct from 'repaired'")
    types = {**_META, **{name: _type(one) for name, one in wanted.items()}}
    hidden = tuple(name for name, one in wanted.items() if _is_counterparty(one))
    return f"select {', '.join(parts)} from records.{item.code} where {' and '.join(where)}", types, hidden


def _type(one: Field) -> str:
    return f"decimal(18, {one.scale})" if one.type is Type.DECIMAL else _TYPES[one.type]


def _file(
    engine: duckdb.DuckDBPyConnection,
    cursor: Any,
    path: Path,
    sql: str,
    types: Mapping[str, str],
    hidden: tuple[str, ...],
) -> dict[str, Any]:
    """One query into one Parquet file, in an order that depends on the contents alone."""
    cursor.execute(sql)
    engine.register("arriving", cursor.fetch_record_batch())
    named = [column[0] for column in engine.execute("describe arriving").fetchall()]
    chosen = ", ".join(_column(name, types, hidden) for name in named)
    target = str(path).replace("'", "''")
    rows = engine.execute(
        f"copy (select {chosen} from arriving order by all) to '{target}' (format parquet, compression zstd)"
    ).fetchone()
    engine.unregister("arriving")
    with path.open("rb") as file:
        return {"rows": rows[0] if rows else 0, "sha256": file_digest(file, "sha256").hexdigest()}


def _column(name: str, types: Mapping[str, str], hidden: tuple[str, ...]) -> str:
    if name in hidden:
        number = f"dense_rank() over (partition by subject_id order by {name})"
        return f"case when {name} is not null then cast({number} as varchar) end as {name}"
    return f"cast({name} as {types[name]}) as {name}" if name in types else name


def _uri() -> str:
    """Where Django's own connection leads, for the role of this process."""
    where = connection.settings_dict
    user, password = quote(where["USER"]), quote(where["PASSWORD"])
    return f"postgresql://{user}:{password}@/{quote(where['NAME'])}?host={quote(where['HOST'], safe='')}&port={where['PORT']}"


def _root() -> Path:
    root: Path = settings.RONGXIN_HOME / "snapshots"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root
