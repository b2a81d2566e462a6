"""Indicators over real, anonymised sales invoices equal an independent calculation in plain Python."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from uuid import UUID, uuid5

import duckdb

from rongxin.insight.indicators import registry
from rongxin.insight.indicators.compiled import Cache
from rongxin.insight.indicators.engines import duck
from rongxin.insight.indicators.rules import ItemFacts
from rongxin.insight.indicators.statement import build

AS_OF = date(2019, 10, 31)
SINCE, BEFORE = date(2018, 10, 31), date(2017, 10, 31)
NAMESPACE = UUID(int=1)
SOURCES = {"vat_invoice": registry.SOURCES["vat_invoice"]}
FACTS = {"vat_invoice": ItemFacts("vat_invoice", negative=False, needs_grant=False)}


def test_spot_values_equal_a_plain_calculation(real_data: Path, tmp_path: Path) -> None:
    invoices = _read(real_data / "records" / "sme_with_history_output_invoices.csv.gz")
    _snapshot(invoices, tmp_path)
    statement = build(SOURCES, FACTS, "duckdb", Cache(), single=False)
    engine = duck.connect(tmp_path, statement.items)
    duck.rows(engine, statement, "base", as_of=AS_OF, known_at=datetime(2020, 6, 1, tzinfo=UTC))
    cursor = engine.execute("select * from base")
    names = [column[0] for column in cursor.description]
    found = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    assert len(found) == 99
    checked = 0
    for code in {one[0] for one in invoices}:
        checked += _check(found[uuid5(NAMESPACE, code)], [one for one in invoices if one[0] == code])
    assert checked > 80


def _read(path: Path) -> list[tuple[str, date, str, Decimal, bool]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
        rows = []
        for row in csv.DictReader(lines):
            year, month, day = map(int, row["开票日期"].split("/"))
            amount = Decimal(row["金额"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
            rows.append(
                (row["企业代号"], date(year, month, day), row["购方单位代号"], amount, "作废" not in row["发票状态"])
            )
    return rows


def _snapshot(invoices: list[tuple[str, date, str, Decimal, bool]], folder: Path) -> None:
    import pyarrow as pa

    with duckdb.connect() as engine:
        columns = list(zip(*invoices, strict=True))
        codes = {code: str(uuid5(NAMESPACE, code)) for code in set(columns[0])}
        table = pa.table(
            {
                "subject_id": [codes[code] for code in columns[0]],
                "issued_on": columns[1],
                "counterparty_code": columns[2],
                "amount_yuan": pa.array(columns[3], pa.decimal128(18, 2)),
                "valid": columns[4],
            }
        )
        engine.register("made", table)
        engine.execute(
            f"""copy (select subject_id::uuid as subject_id, issued_on as true_from, null::date as true_until,
            timestamp '2020-03-01' as known_from, null::timestamp as known_until, null::varchar as retired_reason,
            null::timestamp as expires_at, 'output' as direction, issued_on, counterparty_code, amount_yuan,
            if(valid, 'valid', 'void') as status from made) to '{folder}/vat_invoice.parquet'"""
        )
        engine.execute(
            f"copy (select distinct subject_id::uuid as id, '' as division_code from made) to '{folder}/subjects.parquet'"
        )
        for name, columns_ in (
            ("coverage", "'' as item, '' as division, null::date as period_from, now()::timestamp as delivered_at"),
            ("grants", "null::uuid as subject_id, '' as item"),
            (
                "nothing_found",
                "null::uuid as subject_id, '' as item, now()::timestamp as answered_at, now()::timestamp as expires_at",
            ),
        ):
            engine.execute(f"copy (select {columns_} limit 0) to '{folder}/{name}.parquet'")


def _check(row: dict[str, object], own: list[tuple[str, date, str, Decimal, bool]]) -> bool:
    year = [one for one in own if SINCE < one[1] <= AS_OF]
    valid = [one for one in year if one[4]]
    sales = sum((one[3] for one in valid), Decimal("0.00"))
    before = sum((one[3] for one in own if BEFORE < one[1] <= SINCE and one[4]), Decimal("0.00"))
    customers: dict[str, Decimal] = defaultdict(Decimal)
    for one in valid:
        customers[one[2]] += one[3]
    top = sorted((amount for amount in customers.values() if amount > 0), reverse=True)
    assert row["sales_12m_yuan"] == sales
    assert row["sales_growth_12m"] == (_share(sales - before, before) if before > 0 else None)
    assert row["void_share_12m"] == (_share(sum(not one[4] for one in year), len(year)) if year else None)
    red, gross = sum(-one[3] for one in valid if one[3] < 0), sum(one[3] for one in valid if one[3] > 0)
    assert row["red_letter_share_12m"] == (_share(red, gross) if gross else None)
    assert row["top1_customer_share_12m"] == (_share(top[0], sum(top)) if top else None)
    assert row["top5_customer_share_12m"] == (_share(sum(top[:5]), sum(top)) if top else None)
    closed = [one for one in own if date(2018, 10, 1) <= one[1] < date(2019, 10, 1)]  # whole calendar months
    months = {(one[1].year, one[1].month) for one in closed if one[4] and one[3] > 0}
    assert row["sales_months_12m"] == len(months)
    assert row["customers_12m"] == len({one[2] for one in valid if one[3] > 0})
    return bool(year)


def _share(part: object, whole: object) -> Decimal:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.000001"), ROUND_HALF_UP)  # type: ignore[arg-type]
