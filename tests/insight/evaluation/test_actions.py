"""Runs on both engines agree, keep what they rest on, and can be computed again."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from rongxin.base.common import clock
from rongxin.data.records import snapshots
from rongxin.insight.evaluation import actions, base_row, queries
from rongxin.insight.evaluation.errors import EngineUnknown, SubjectUnknown
from rongxin.insight.indicators import registry
from tests import make
from tests.insight.population import AS_OF, KNOWN_AT, Sample

MODELS = ("enterprise_basic", "enterprise_extended", "size_2017")


@pytest.fixture(scope="module")
def population(database_server: None) -> list[UUID]:
    """Sixty subjects with made-up records of every item, some with leave to compute."""
    sample = Sample(11, 60)
    whose = {
        one["id"]: make.make_subject(
            make.make_uscc(division=(one["division_code"] or "997701").replace("9901", "9977"))
        )[0]
        for one in sample.subjects
    }
    platform = make.make_party("platform")
    for item, rows in sample.rows.items():
        for row in rows:
            columns = {name: value for name, value in row.items() if value is not None}
            make.make_record(item, **{**columns, "subject_id": whose[row["subject_id"]]})
    for one in sample.grants:
        _grant(platform.pk, whose[one["subject_id"]], one["item"])
    for item, days in (("registration", 1), ("admin_penalty", 1), ("admin_coercion", -1), ("vat_invoice", 1)):
        _cover(item, KNOWN_AT - timedelta(days=days))
    _nothing_found(next(iter(whose.values())), "gas_fee")
    return list(whose.values())


def _cover(item: str, delivered_at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into records.coverage (item, source, division, period_until, delivered_at, batch_id)"
            " values (%s, 't-source', '9977', %s, %s, gen_random_uuid())",
            [item, AS_OF, delivered_at],
        )


def _nothing_found(subject: UUID, item: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into records.nothing_found (item, subject_id, source, answered_at, expires_at, batch_id)"
            " values (%s, %s, 't-source', %s, %s, gen_random_uuid())",
            [item, subject, KNOWN_AT - timedelta(days=1), KNOWN_AT + timedelta(days=1)],
        )


def _grant(platform: Any, subject: UUID, item: str) -> None:
    with connection.cursor() as cursor:
        today = clock.today()
        cursor.execute(
            "select consent.grant_consent(gen_random_uuid(), %s, %s, %s, 'evaluation', %s, %s, null, '{}', '1', 'x')",
            [subject, platform, [item], today, today + timedelta(days=30)],
        )


def _rows(run: UUID) -> dict[UUID, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select subject_id, score, grade, points, needs_items, valid_until from derived.evaluation where run_id = %s",
            [run],
        )
        return {row[0]: row[1:] for row in cursor.fetchall()}


@pytest.mark.parametrize("model", MODELS)
def test_both_engines_give_the_same_and_a_snapshot_gives_it_again(population: list[UUID], model: str) -> None:
    as_of, known_at = AS_OF, KNOWN_AT
    duck = actions.evaluate(by=make.SYSTEM, model=model, as_of=as_of, known_at=known_at, engine="duckdb")
    now = actions.evaluate(by=make.SYSTEM, model=model, as_of=as_of, known_at=known_at, engine="postgres")
    assert duck.grades == now.grades
    assert _rows(duck.run_id) == _rows(now.run_id)
    assert set(population) <= set(_rows(duck.run_id))
    again = actions.recompute(digest=str(duck.snapshot), model=model)
    assert again == {subject: row[:2] for subject, row in _rows(duck.run_id).items()}


def test_one_subject_now_equals_the_bulk(population: list[UUID]) -> None:
    as_of, known_at = clock.today(), clock.now()
    run = actions.evaluate(by=make.SYSTEM, model="enterprise_extended", as_of=as_of, known_at=known_at, engine="duckdb")
    stored = _rows(run.run_id)
    for subject in random.Random(1).sample(population, 20):
        now = queries.compute_now(subject, "enterprise_extended", as_of, known_at)
        assert (now.result.score, now.result.grade) == stored[subject][:2]
        assert sorted(now.row.needs_items) == sorted(base_row.BaseRow({}, now.row.states, None).needs_items)
        kept = queries.features(subject)
        assert kept == (now.row.values, now.row.states)


def test_the_latest_evaluation_is_told_with_its_reasons(population: list[UUID]) -> None:
    subject = population[0]
    actions.evaluate(
        by=make.SYSTEM,
        model="enterprise_basic",
        as_of=clock.today(),
        known_at=clock.now(),
        engine="postgres",
        subject_id=subject,
    )
    found = queries.latest(subject, "enterprise_basic")
    assert found is not None
    assert {"score", "grade", "label", "points", "missing", "raise", "limits", "needs_items", "as_of", "run"} <= set(
        found
    )
    assert all(one["reason"] for one in found["points"])


def test_an_evaluation_is_added_and_never_changed(population: list[UUID]) -> None:
    subject = population[1]
    for _ in range(2):
        actions.evaluate(
            by=make.SYSTEM,
            model="enterprise_basic",
            as_of=clock.today(),
            known_at=clock.now(),
            engine="postgres",
            subject_id=subject,
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from derived.evaluation where subject_id = %s and model = 'enterprise_basic'", [subject]
        )
        assert cursor.fetchone()[0] >= 2
        with pytest.raises(Exception, match=r"permission denied|append-only"):
            cursor.execute("update derived.evaluation set grade = 'A' where subject_id = %s", [subject])


def test_the_web_role_sees_nothing_without_a_token(population: list[UUID], as_role: Any) -> None:
    with as_role("web"):
        assert queries.latest(population[0], "enterprise_basic") is None
        assert queries.features(population[0]) == ({}, {})
        with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
            cursor.execute("insert into derived.evaluation select * from derived.evaluation")


def test_an_expired_penalty_hides_the_result_that_counted_it(database: None) -> None:
    subject, _ = make.make_subject()
    today = clock.today()
    make.make_record(
        "admin_penalty", subject, decided_on=today - timedelta(days=30), true_from=today - timedelta(days=30),
        true_until=today - timedelta(days=1), fine_yuan=Decimal("100.00"),
    )  # fmt: skip
    before = queries.compute_now(subject, "enterprise_basic", today - timedelta(days=1), clock.now())
    now = queries.compute_now(subject, "enterprise_basic", today, clock.now())
    assert before.row.values["penalty_count_12m"] == 1
    assert before.row.valid_until == today - timedelta(days=1)
    assert not now.row.values["penalty_count_12m"]
    actions.evaluate(
        by=make.SYSTEM,
        model="enterprise_basic",
        as_of=today - timedelta(days=1),
        known_at=clock.now(),
        engine="postgres",
        subject_id=subject,
    )
    assert queries.latest(subject, "enterprise_basic") is None


def test_unknown_engine_and_subject_are_refused(database: None) -> None:
    today, now = clock.today(), clock.now()
    with pytest.raises(EngineUnknown):
        actions.evaluate(by=make.SYSTEM, model="enterprise_basic", as_of=today, known_at=now, engine="spark")
    with pytest.raises(SubjectUnknown):
        actions.evaluate(
            by=make.SYSTEM,
            model="enterprise_basic",
            as_of=today,
            known_at=now,
            engine="postgres",
            subject_id=UUID(int=5),
        )


def test_a_snapshot_holds_no_names_and_no_persons(population: list[UUID]) -> None:
    import duckdb

    taken = snapshots.take(by=make.SYSTEM, as_of=clock.today(), known_at=clock.now())
    for path in taken.folder.glob("*.parquet"):
        columns = {row[0] for row in duckdb.sql(f"describe select * from '{path}'").fetchall()}
        assert not columns & {"enterprise_name", "uscc", "legal_representative", "name", "subject_code"}
        assert not [name for name in columns if "legal_rep" in name or "person" in name]
    query = f"select max(length(counterparty_code)) from '{taken.folder}/vat_invoice.parquet'"
    assert duckdb.sql(query).fetchall()[0][0] <= 3
    assert set(taken.items) >= set(registry.SOURCES)
    assert oct(taken.folder.stat().st_mode)[-3:] == "700"
