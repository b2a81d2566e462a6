"""All real registrations and invoices, as they are: every row ends somewhere, with a reason.

One test per data set, so that each file is read once. The figures of the invoices are worked out a second time
straight from the files, with nothing of the platform.
"""

from __future__ import annotations

import csv
import gzip
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from rongxin.base.common import clock
from rongxin.base.common.profile import Provider
from rongxin.data.consent.rules import Purpose
from rongxin.data.ingest import actions, queries
from rongxin.data.ingest.actions.whole import BatchResult
from rongxin.data.ingest.models import QueuedRow, Rejection
from rongxin.data.subjects import queries as subjects
from rongxin.insight.evaluation import actions as evaluations
from rongxin.insight.evaluation import base_row
from rongxin.insight.evaluation import queries as evaluation_queries
from tests import make

pytestmark = [pytest.mark.usefixtures("database_of_its_own"), pytest.mark.timeout(600)]
REGIONS = ("beijing", "henan", "hunan", "jiangsu", "shandong")
REGISTRATIONS = 134_967
INVOICES = {
    "sme_with_history_input_invoices": 165_801,
    "sme_with_history_output_invoices": 141_045,
    "sme_no_history_input_invoices": 318_929,
    "sme_no_history_output_invoices": 236_225,
}
ENTERPRISES = 343
YEAR_BEFORE, AS_OF = date(2018, 10, 31), date(2019, 10, 31)


def unpacked(path: Path, folder: Path) -> Path:
    target = folder / path.stem
    with gzip.open(path) as packed, target.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    return target


def bring_in(path: Path, item: str, source: str) -> BatchResult:
    result = actions.ingest(by=make.SYSTEM, path=path, item=item, source=source)
    print(f"\n{path.name}: {result.counts} {result.seconds:.1f} s")
    assert result.ok, result.refusal
    assert result.counts.add_up
    return result


def ask(query: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return list(cursor.fetchall())


def test_the_two_samples_give_identical_records(real_data: Path) -> None:
    source = make.make_party("department").code
    first = bring_in(real_data / "enterprises" / "sample_gb18030.csv", "registration", source)
    assert (first.counts.received, first.counts.quarantined, first.counts.queued) == (200, 0, 0)
    second = bring_in(real_data / "enterprises" / "sample_utf8_bom.csv", "registration", source)
    assert not second.repeated, "other bytes"
    assert second.counts.duplicates == 200, "the same contents, compared by the digest of every column"


def test_all_registrations_end_somewhere_and_nearly_all_are_accepted(real_data: Path, tmp_path: Path) -> None:
    source = make.make_party("department").code
    total: Counter[str] = Counter()
    for region in REGIONS:
        path = unpacked(real_data / "enterprises" / f"enterprises_{region}.csv.gz", tmp_path)
        result = bring_in(path, "registration", source)
        total.update(result.counts.as_dict())
        quarantined = list(queries.faulty_rows(by=make.SYSTEM, batch_id=result.batch))
        assert len(quarantined) == result.counts.quarantined
        assert all(row.check_ids and all(row.sentences) for row in quarantined)
        waiting = QueuedRow.objects.filter(batch_id=result.batch)
        assert waiting.count() == result.counts.queued
        assert not waiting.filter(reason="").exists()
        again = actions.ingest(by=make.SYSTEM, path=path, item="registration", source=source)
        assert (again.repeated, again.counts.duplicates) == (True, result.counts.received)
    assert total["received"] == REGISTRATIONS
    assert total["accepted"] + total["duplicates"] + total["quarantined"] + total["queued"] == REGISTRATIONS
    assert total["accepted"] / REGISTRATIONS >= 0.99


def test_all_invoices_come_in_under_the_providers_own_codes(
    real_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make.make_party("department").code
    issues = Provider(source, "试样税务机关", "department", ("vat_invoice",), "issued")
    monkeypatch.setattr(settings, "PROFILE", replace(settings.PROFILE, providers=(*settings.PROFILE.providers, issues)))
    facts: set[tuple[str, ...]] = set()
    sales: Counter[str] = Counter()
    year: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, rows in INVOICES.items():
        path = unpacked(real_data / "records" / f"{name}.csv.gz", tmp_path)
        result = bring_in(path, "vat_invoice", source)
        assert result.counts.received == rows
        assert result.counts.quarantined == Rejection.objects.filter(batch_id=result.batch).count()
        total.update(result.counts.as_dict())
        tally(path, "output" in name, facts, sales, year)
    assert total["received"] == sum(INVOICES.values())
    assert total["queued"] == 0
    assert total["accepted"] == len(facts)
    subjects = "select count(distinct subject_id) from records.vat_invoice where source = %s and known_until is null"
    assert ask(subjects, source) == [(ENTERPRISES,)]
    found = ask(
        "select i.value, sum(total_yuan) from records.vat_invoice r join public.subjects_identifier i using (subject_id)"
        " where i.issuer = %s and r.direction = 'output' and r.status = 'valid' and r.known_until is null group by i.value",
        source,
    )
    assert dict(found) == dict(sales.items())
    check_indicators(source, [code for code, _ in year.most_common(3)], year)


def check_indicators(source: str, codes: list[str], year: Counter[str]) -> None:
    """From the file through leave to compute, snapshot and both engines, the year's sales are the plain sum."""
    platform, known = make.make_party("platform"), {}
    for code in codes:
        subject_id = known[code] = subjects.resolve(f"{source}:{code}")
        enterprise = make.make_party("enterprise", code=make.make_uscc(), subject_id=subject_id)
        make.make_consent(subject_id, enterprise, platform, ["vat_invoice"], purpose=Purpose.EVALUATION)
    now = clock.now()
    run = evaluations.evaluate(by=make.SYSTEM, model="enterprise_basic", as_of=AS_OF, known_at=now, engine="duckdb")
    assert run.subjects >= ENTERPRISES
    for code, subject_id in known.items():
        row = base_row.read(subject_id, AS_OF, now)
        assert row is not None
        figures, states = evaluation_queries.features(subject_id)
        assert row.values["sales_12m_yuan"] == figures["sales_12m_yuan"] == year[code]
        assert row.states["vat_invoice"] == states["vat_invoice"] == "ok"


def tally(path: Path, output: bool, facts: set[tuple[str, ...]], sales: Counter[str], year: Counter[str]) -> None:
    """The facts of a file, the sales of each enterprise in all (with tax) and of a year: the last row of a fact counts."""
    last: dict[tuple[str, ...], tuple[str, Decimal, Decimal]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for code, number, day, other, net, _, whole, status in reader:
            key = (code, "output" if output else "input", number, day, other)
            facts.add((*key, whole, status.strip()))
            last[key] = (status.strip(), Decimal(whole), Decimal(net).quantize(Decimal("0.01"), ROUND_HALF_UP))
    for key, (status, whole, net) in last.items():
        if output and status == "有效发票":
            sales[key[0]] += whole  # type: ignore[assignment]
            if YEAR_BEFORE < date(*map(int, key[3].split("/"))) <= AS_OF:
                year[key[0]] += net  # type: ignore[assignment]
