"""DuckDB over a snapshot and PostgreSQL give every cell alike, in bulk and for one subject."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import psycopg
import pyarrow as pa
import pytest

from rongxin.config.postgres import address
from rongxin.insight.indicators import at, registry
from rongxin.insight.indicators.compiled import Cache
from rongxin.insight.indicators.engines import duck, postgres
from rongxin.insight.indicators.rules import ItemFacts
from rongxin.insight.indicators.statement import build
from tests.insight.population import AS_OF, KNOWN_AT, NEEDS_GRANT, NEGATIVE, Sample

FACTS = {item: ItemFacts(item, item in NEGATIVE, item in NEEDS_GRANT) for item in registry.SOURCES}
_META = ("subject_id uuid, true_from date, true_until date, known_from {0}, known_until {0}, retired_reason text, expires_at {0}")  # fmt: skip
_KIND = {
    "date": "date",
    "integer": "integer",
    "money": "numeric(18,2)",
    "boolean": "boolean",
    "code": "text",
    "identity": "text",
}
_OTHERS = {
    "subjects": ("subjects_subject", "id uuid, division_code text"),
    "coverage": ("records.coverage", "item text, division text, delivered_at {0}, period_from date"),
    "grants": ("consent.compute_grants", "subject_id uuid, item text"),
    "nothing_found": ("records.nothing_found", "item text, subject_id uuid, answered_at {0}, expires_at {0}"),
}
DATABASE = "rongxin_test_engines"


def _tables(sample: Sample) -> dict[str, tuple[str, str, list[dict[str, Any]]]]:
    found = {
        item: (
            f"records.{item}",
            ", ".join([_META, *(f"{name} {_KIND[kind]}" for name, kind in source.columns.items())]),
            sample.rows[item],
        )
        for item, source in registry.SOURCES.items()
    }
    rows = {
        "subjects": sample.subjects,
        "coverage": sample.coverage,
        "grants": sample.grants,
        "nothing_found": sample.nothing_found,
    }
    return found | {name: (*table, rows[name]) for name, table in _OTHERS.items()}


def _names(columns: str) -> list[str]:
    return [column.split()[0] for column in columns.replace("18,2", "18.2").split(", ")]


def _parquet(sample: Sample, folder: Path) -> Path:
    with duckdb.connect() as engine:
        for name, (_, columns, rows) in _tables(sample).items():
            engine.execute(f"create table {name} ({columns.format('timestamp')})")
            names = _names(columns)
            cells = {key: [_plain(row.get(key)) for row in rows] for key in names}
            engine.register("made", pa.table({key: pa.array(values) for key, values in cells.items()}))
            engine.execute(f"insert into {name} select * from made")
            engine.execute(f"copy {name} to '{folder}/{name}.parquet' (format parquet)")
    return folder


def _plain(value: Any) -> Any:
    if hasattr(value, "tzinfo"):
        return at.naive(value)
    return str(value) if isinstance(value, UUID) else value


def _fill(target: psycopg.Connection[Any], sample: Sample) -> None:
    target.execute("create schema records; create schema consent")
    for table, columns, rows in _tables(sample).values():
        target.execute(f"create table {table} ({columns.format('timestamptz')})")
        names = _names(columns)
        with target.cursor().copy(f"copy {table} ({', '.join(names)}) from stdin") as sink:
            for row in rows:
                sink.write_row([row.get(name) for name in names])


@pytest.fixture(scope="module")
def scratch(database_server: None) -> Any:
    with psycopg.connect(address.administrator().uri, autocommit=True) as admin:
        admin.execute(f"drop database if exists {DATABASE} with (force)")
        admin.execute(f"create database {DATABASE}")
        with psycopg.connect(address.administrator().with_database(DATABASE).uri) as target:
            yield target
        admin.execute(f"drop database if exists {DATABASE} with (force)")


@pytest.mark.parametrize("as_of", [AS_OF, date(2025, 10, 31)])
def test_every_cell_is_equal_on_both_engines(scratch: Any, tmp_path: Path, as_of: date) -> None:
    sample = Sample(as_of.year, 250)
    scratch.rollback()
    _fill(scratch, sample)
    cache = Cache()
    statement = build(registry.SOURCES, FACTS, "duckdb", cache, single=False)
    engine = duck.connect(_parquet(sample, tmp_path), statement.items)
    duck.rows(engine, statement, "base", as_of=as_of, known_at=KNOWN_AT)
    cursor = engine.execute("select * from base")
    names = [column[0] for column in cursor.description]
    region = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    bulk = build(registry.SOURCES, FACTS, "postgres", cache, single=False)
    assert {row["subject_id"]: row for row in postgres.rows(scratch, bulk, as_of=as_of, known_at=KNOWN_AT)} == region
    single = build(registry.SOURCES, FACTS, "postgres", cache, single=True)
    for subject in list(region)[:60]:
        assert postgres.row(scratch, single, as_of=as_of, known_at=KNOWN_AT, subject=subject) == region[subject]
    assert {row["state_gas_fee"] for row in region.values()} == {
        "ok",
        "none",
        "unauthorised",
        "not_connected",
        "out_of_date",
    }
    _invoices_as_worked_out_by_hand(sample, region, as_of)


def _invoices_as_worked_out_by_hand(sample: Sample, region: dict[UUID, dict[str, Any]], as_of: date) -> None:
    """The invoice indicators once more, in plain Python."""
    since = at.border("months_m12", as_of)
    granted = {one["subject_id"] for one in sample.grants if one["item"] == "vat_invoice"}
    sales: dict[UUID, Decimal] = defaultdict(Decimal)
    by_customer: dict[tuple[UUID, str], Decimal] = defaultdict(Decimal)
    issued: dict[UUID, int] = defaultdict(int)
    void: dict[UUID, int] = defaultdict(int)
    for row in sample.rows["vat_invoice"]:
        known = row["known_from"] <= KNOWN_AT and (row["known_until"] is None or row["known_until"] > KNOWN_AT)
        if (
            not known
            or row["subject_id"] not in granted
            or row["direction"] != "output"
            or not since < row["issued_on"] <= as_of
        ):
            continue
        issued[row["subject_id"]] += 1
        void[row["subject_id"]] += row["status"] == "void"
        if row["status"] == "valid":
            sales[row["subject_id"]] += row["amount_yuan"]
            if row["counterparty_code"]:
                by_customer[row["subject_id"], row["counterparty_code"]] += row["amount_yuan"]
    assert len(sales) > 50
    for subject, total in sales.items():
        assert region[subject]["sales_12m_yuan"] == total
        assert region[subject]["void_share_12m"] == _share(Decimal(void[subject]), Decimal(issued[subject]))
        own = sorted(
            (amount for (whose, _), amount in by_customer.items() if whose == subject and amount > 0), reverse=True
        )
        assert region[subject]["top1_customer_share_12m"] == (_share(own[0], sum(own)) if own else None)
        assert region[subject]["top5_customer_share_12m"] == (_share(sum(own[:5]), sum(own)) if own else None)


def _share(part: Any, whole: Any) -> Decimal:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
