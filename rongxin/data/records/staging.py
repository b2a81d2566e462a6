"""Rows of one delivery in temporary tables of the accepting transaction (入库暂存).

Arrow batches stream into PostgreSQL by COPY, written as CSV by Arrow itself. Sensitive texts never enter a
table: they stay in this process until they are encrypted.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import compute, csv

from rongxin.base.keys import queries as keys
from rongxin.data.catalogue import ddl
from rongxin.data.catalogue.rules import Field, Item, Type
from rongxin.data.records import naming
from rongxin.data.records.naming import Naming
from rongxin.data.subjects import bulk

Cursor = psycopg.Cursor[tuple[Any, ...]]
_ARROW = {
    Type.TEXT: pa.string(),
    Type.CODE: pa.string(),
    Type.DATE: pa.date32(),
    Type.MONTH: pa.date32(),
    Type.INTEGER: pa.int64(),
    Type.BOOLEAN: pa.bool_(),
}
_CSV = csv.WriteOptions(include_header=False, quoting_style="needed")


class RowsMisshapen(ValueError):
    """The caller handed in rows without a column that the item needs: an error of the program, not of a file."""


@dataclass(slots=True)
class Staged:
    """What stays in this process while the rows lie in `rx_row` and their codes in `rx_code` (暂存结果)."""

    rows: int = 0
    seen: set[str] = field(default_factory=set)
    secrets: list[tuple[int, tuple[str | None, ...]]] = field(default_factory=list)


def schema(item: Item) -> pa.Schema:
    """The columns of rows for an item, as acceptance understands them (行的形状).

    `row_no` counts from 1 in the file, `subject_code` and `subject_name` are the cells as sent, `marks` holds the
    ids of failed warning checks joined by commas. Decimals may be finer than stored; they are rounded half away
    from zero, and must fit 16 digits before the point.
    """
    own = [(one.column, _ARROW.get(one.type) or pa.decimal128(24, 6)) for one in item.fields]
    head = [
        ("row_no", pa.int64()),
        ("subject_code", pa.string()),
        ("subject_name", pa.string()),
        ("marks", pa.string()),
    ]
    return pa.schema([*head, *own])


def sensitive(item: Item) -> list[Field]:
    """The fields that are stored encrypted (加密字段)."""
    return [one for one in item.fields if one.encrypted]


def stage(
    cursor: Cursor, item: Item, rows: Iterable[pa.RecordBatch], source: str, identifier_kind: str, whose: Naming | None
) -> Staged:
    """Copy rows and codes in (暂存). With `whose` every row is about that one subject."""
    plain = [one for one in item.fields if not one.encrypted]
    stored = ", ".join(f"{one.column} {ddl.column_type(one)}" for one in plain)
    _drop(cursor)
    cursor.execute(
        sql.SQL(
            "create temp table rx_row (row_no bigint, code text, sent text, name text, marks text, {}) on commit drop"
        ).format(sql.SQL(stored))  # type: ignore[arg-type]
    )
    cursor.execute(bulk.CODES)
    staged = Staged()
    for batch in rows:
        table = _ordered(item, batch)
        keys_of_rows, namings = _named(item, table, source, identifier_kind, whose)
        with cursor.copy("copy rx_row from stdin (format csv)") as copy:
            copy.write(_text(table, keys_of_rows, [one.column for one in plain]))
        _store_codes(cursor, namings, staged)
        _keep_secrets(item, table, staged)
        staged.rows += table.num_rows
    cursor.execute("analyze rx_row; analyze rx_code")
    return staged


def macs(cursor: Cursor, item: Item, staged: Staged) -> None:
    """Keyed digests of the sensitive texts into `rx_mac`: equal values make equal contents (摘要)."""
    fields = sensitive(item)
    columns = ", ".join(f"{one.column}_mac bytea" for one in fields)
    cursor.execute(f"create temp table rx_mac (row_no bigint primary key, {columns}) on commit drop")
    with cursor.copy("copy rx_mac from stdin") as copy:
        for row_no, texts in staged.secrets:
            digests = [
                keys.lookup_mac(f"{item.code}.{one.column}", text) if text is not None else None
                for one, text in zip(fields, texts, strict=True)
            ]
            copy.write_row([row_no, *digests])
    cursor.execute("analyze rx_mac")


def blobs(cursor: Cursor, item: Item, rows: Sequence[tuple[int, tuple[bytes | None, ...]]]) -> None:
    """Encrypted texts into `rx_enc` (密文)."""
    columns = ", ".join(f"{one.column}_enc bytea" for one in sensitive(item))
    cursor.execute(f"create temp table rx_enc (row_no bigint primary key, {columns}) on commit drop")
    with cursor.copy("copy rx_enc from stdin") as copy:
        for row_no, values in rows:
            copy.write_row([row_no, *values])
    cursor.execute("analyze rx_enc")


def _drop(cursor: Cursor) -> None:
    """A transaction may accept more than one delivery."""
    names = ["rx_row", "rx_code", "rx_new", "rx_mac", "rx_enc", "rx_fact", "rx_accept", "rx_named"]
    cursor.execute("; ".join(f"drop table if exists pg_temp.{name}" for name in names))


def _ordered(item: Item, batch: pa.RecordBatch | pa.Table) -> pa.Table:
    wanted = schema(item)
    absent = [name for name in wanted.names if name not in batch.schema.names]
    if absent:
        raise RowsMisshapen(f"rows of {item.code} lack {', '.join(absent)}")
    table = batch if isinstance(batch, pa.Table) else pa.Table.from_batches([batch])
    table = table.select(wanted.names)
    for place, name in enumerate(wanted.names[1:3], start=1):
        table = table.set_column(place, name, compute.replace_substring(table[name], "\x00", "\ufffd"))
    return table


def _named(
    item: Item, table: pa.Table, source: str, identifier_kind: str, whose: Naming | None
) -> tuple[pa.Array | pa.ChunkedArray, Iterator[tuple[Naming, str | None]]]:
    """The key of each row into `rx_code`, and what each key means, with the first name it came with."""
    names = table["subject_name"].to_pylist()
    if whose is not None:
        return pa.array([whose.code] * table.num_rows, pa.string()), iter([(whose, None)])
    if item.subject.identity:
        parts = zip(*(table[column].to_pylist() for column in item.subject.identity), strict=True)
        found = [naming.of_identity(one, item) for one in parts]
        return pa.array([one.code for one in found], pa.string()), zip(found, names, strict=True)
    column = table["subject_code"].fill_null("")
    first: dict[str, str | None] = {}
    for code, name in zip(column.to_pylist(), names, strict=True):
        first.setdefault(code, name)
    understood = ((naming.of_code(code, item, source, identifier_kind), name) for code, name in first.items())
    return column, understood


def _store_codes(cursor: Cursor, namings: Iterator[tuple[Naming, str | None]], staged: Staged) -> None:
    with cursor.copy(f"copy rx_code ({', '.join((*bulk.COLUMNS, 'name', 'subject_id'))}) from stdin") as copy:
        for one, name in namings:
            if one.code not in staged.seen:
                staged.seen.add(one.code)
                copy.write_row([*(getattr(one, column) for column in bulk.COLUMNS), name, one.subject_id])


def _text(table: pa.Table, codes: pa.Array | pa.ChunkedArray, plain: Sequence[str]) -> bytes:
    """CSV as PostgreSQL reads it: nothing is null, two quotes an empty text."""
    head = [table["row_no"], codes, table["subject_code"], table["subject_name"], table["marks"]]
    shaped = pa.table([*head, *(table[name] for name in plain)], names=[f"c{place}" for place in range(5 + len(plain))])
    sink = io.BytesIO()
    csv.write_csv(shaped, sink, _CSV)
    text = sink.getvalue()
    # PostgreSQL has no character zero; where a file smuggled one in, it stays visible as U+FFFD.
    return text.replace(b"\x00", b"\xef\xbf\xbd") if b"\x00" in text else text


def _keep_secrets(item: Item, table: pa.Table, staged: Staged) -> None:
    fields = sensitive(item)
    if not fields:
        return
    texts = zip(*(table[one.column].to_pylist() for one in fields), strict=True)
    numbered = zip(table["row_no"].to_pylist(), texts, strict=True)
    staged.secrets += [one for one in numbered if any(text is not None for text in one[1])]
