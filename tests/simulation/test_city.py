"""The made-up city is the same for a seed, carries sound codes, and notes every fault it makes."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from rongxin.base.common import codes
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Mode
from rongxin.data.ingest import headings
from rongxin.doors.simulation import city, facts, simulate
from rongxin.doors.simulation.simulate import Simulated

ON = date(2026, 11, 20)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    return _simulate(tmp_path_factory.mktemp("city"), seed=3)


def _simulate(folder: Path, seed: int) -> Simulated:
    senders = simulate.sources(settings.PROFILE)
    return simulate.simulate(subjects=400, years=2, seed=seed, out=folder, on=ON, senders=senders)


def test_the_same_seed_gives_the_same_rows(made: Simulated, tmp_path: Path) -> None:
    again = _simulate(tmp_path, seed=3)
    assert again.truths == made.truths
    for one, other in zip(made.files, again.files, strict=True):
        if one.path.suffix == ".csv":
            assert one.path.read_bytes() == other.path.read_bytes()


def test_another_seed_gives_another_city(made: Simulated, tmp_path: Path) -> None:
    other = _simulate(tmp_path, seed=4)
    assert not np.array_equal(made.city.names, other.city.names)


def test_every_code_is_sound_unique_and_of_a_division_that_no_place_has(made: Simulated) -> None:
    assert all(codes.is_uscc(code) for code in made.city.codes)
    assert len(set(made.city.codes)) == len(set(made.city.names)) == made.city.size
    assert {code[2:6] for code in made.city.codes} == {"9901"}
    invoices = facts.MAKERS["vat_invoice"](made.city)
    assert {code[2:4] for code in invoices.columns["counterparty_code"]} == {"99"}
    assert all(person[:4] == "9901" and codes.is_resident_id(person) for person in made.city.person_ids)


def test_unsound_subjects_are_penalised_more_and_graded_worse() -> None:
    built = city.build(subjects=4000, years=2, seed=5, on=ON)
    penalties = np.bincount(facts.MAKERS["admin_penalty"](built).who, minlength=built.size)
    low, high = built.soundness < -1, built.soundness > 1
    assert penalties[low].mean() > 3 * penalties[high].mean()
    grades = facts.MAKERS["tax_credit"](built)
    graded_d = np.isin(grades.columns["grade"], ["D", "D级"])
    assert graded_d[low[grades.who]].mean() > 10 * graded_d[high[grades.who]].mean()


def test_sound_facts_add_up_and_lie_in_the_past() -> None:
    built = city.build(subjects=500, years=2, seed=6, on=ON)
    for item, maker in facts.MAKERS.items():
        found = maker(built)
        assert found.size, item
        start = registry.item(item).true_from
        if start:
            assert (found.columns[start] <= np.datetime64(ON)).all(), item
    invoices = facts.MAKERS["vat_invoice"](built).columns
    assert (invoices["amount_yuan"] + invoices["tax_yuan"] == invoices["total_yuan"]).all()
    assert len(set(invoices["invoice_no"])) == len(invoices["invoice_no"])
    months = facts.MAKERS["social_insurance"](built).columns
    assert (months["paid_yuan"] + months["arrears_yuan"] == months["payable_yuan"]).all()


def test_files_come_in_every_encoding_and_their_headings_are_known(made: Simulated) -> None:
    starts = Counter()
    for one in made.files:
        item = registry.item(one.item)
        head = one.path.read_bytes()[:3]
        if one.path.suffix == ".xlsx":
            starts["xlsx"] += head[:2] == b"PK"
            continue
        bom = head == b"\xef\xbb\xbf"
        starts["bom" if bom else "plain"] += 1
        text = one.path.read_bytes()
        encoding = "utf-8-sig" if bom else "gb18030" if _not_utf8(text) else "utf-8"
        starts[encoding] += 1
        first = next(csv.reader(text.decode(encoding).splitlines()))
        assert headings.mapped(item, first, one.path.name).unknown == (), one.path.name
    assert {"xlsx", "bom", "gb18030", "utf-8"} <= set(starts)


def _not_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def test_the_truth_names_a_line_of_the_file(made: Simulated) -> None:
    rows = {one.path.name: one.rows for one in made.files}
    places = {(one.file, one.line) for one in made.truths}
    assert len(places) == len(made.truths)
    assert all(2 <= one.line <= rows[one.file] + 2 for one in made.truths)
    faults = Counter(one.fault for one in made.truths)
    wanted = {"missing_required", "shifted", "wrong_code", "old_code", "future_date", "no_such_day", "unequal_total"}
    assert wanted | {"formula", "duplicate", "repeated"} <= set(faults)


def test_items_of_an_interface_are_not_sent_as_files() -> None:
    sent = simulate.sources(settings.PROFILE)
    edition = registry.edition(settings.PROFILE.editions[0])
    for item in sent:
        line = edition.entry(item)
        assert line is None or line.mode is Mode.AGGREGATION
    assert "water_fee" not in sent
