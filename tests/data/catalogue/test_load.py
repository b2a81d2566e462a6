"""Loading the catalogue makes tables behind their walls, once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from rongxin.base.common import actor
from rongxin.data.catalogue import actions, ddl, registry
from rongxin.data.catalogue.rules import Field, Type
from tests import make

BY = actor.system("tests", "cli")
AsRole = Callable[[str], AbstractContextManager[None]]


def _ask(statement: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def test_loading_again_changes_nothing(as_role: AsRole) -> None:
    with as_role("owner"):
        again = actions.load(by=BY)
    assert again.created == again.altered == ()
    assert set(again.unchanged) == set(registry.items())


def test_every_item_has_its_class_and_a_forced_wall(database: None) -> None:
    rows = _ask("select item, public, disclose_consent, compute_consent, restricted_fields from records.item_class")
    assert {row[0] for row in rows} >= set(registry.items())
    for item, public, disclose, compute, restricted in rows:
        if item in registry.items():
            declared = registry.item(str(item))
            assert (public, disclose, compute) == (declared.public, declared.disclose_consent, declared.compute_consent)
            assert tuple(restricted) == declared.restricted_fields  # type: ignore[arg-type]
    for code in registry.items():
        forced = _ask(
            "select relrowsecurity and relforcerowsecurity from pg_class where oid = %s::regclass", f"records.{code}"
        )
        assert forced == [(True,)]


def test_the_web_role_without_a_token_sees_nothing(as_role: AsRole) -> None:
    subject_id, _ = make.make_subject()
    make.make_record("tax_credit", subject_id, year=2025, grade="A")
    assert _ask("select count(*) from records.tax_credit where subject_id = %s", subject_id) == [(1,)]
    with as_role("web"):
        assert _ask("select count(*) from records.tax_credit") == [(0,)]
        assert _ask("select count(*) from records.current_tax_credit") == [(0,)]
        with pytest.raises(ProgrammingError), transaction.atomic():
            make.make_record("tax_credit", subject_id, year=2024, grade="A")


def test_a_record_is_retired_once_and_never_changed_or_deleted(as_role: AsRole) -> None:
    subject_id, _ = make.make_subject()
    record_id = make.make_record("tax_credit", subject_id, year=2025, grade="B")
    with as_role("owner"), pytest.raises(DatabaseError), transaction.atomic():
        _ask("truncate records.tax_credit")
    for statement in (
        "update records.tax_credit set grade = 'A' where record_id = %s",
        "delete from records.tax_credit where record_id = %s",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            _ask(statement, record_id)
    retire = "update records.tax_credit set known_until = now(), retired_reason = 'superseded' where record_id = %s"
    _ask(retire, record_id)
    with pytest.raises(DatabaseError), transaction.atomic():
        _ask(retire, record_id)


def test_a_penalty_past_its_publication_is_not_current(database: None) -> None:
    subject_id, _ = make.make_subject()
    make.make_record("admin_penalty", subject_id, decision_no="旧", decided_on="2020-01-01", true_until="2021-01-01")
    make.make_record("admin_penalty", subject_id, decision_no="新", decided_on="2026-01-01", true_until="2099-01-01")
    rows = _ask("select decision_no from records.current_admin_penalty where subject_id = %s", subject_id)
    assert rows == [("新",)]


def test_an_item_gains_a_field_and_refuses_another_type(as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    number = make.make_uscc()[-8:].lower()
    code = f"t_{number}"
    small = replace(registry.item("sci_tech"), code=code, prefix="TST")
    grown = replace(small, fields=(*small.fields, Field("TST-F05", "awards", "获奖次数", Type.INTEGER)))
    changed = replace(small, fields=(*small.fields, Field("TST-F05", "awards", "获奖次数", Type.TEXT)))
    outcomes = []
    with as_role("owner"):
        for item in (small, small, grown):
            monkeypatch.setattr(registry, "items", lambda item=item: {code: item})
            loaded = actions.load(by=BY)
            outcomes.append([name for name in ("created", "unchanged", "altered") if getattr(loaded, name)])
        monkeypatch.setattr(registry, "items", lambda: {code: changed})
        with pytest.raises(actions.FieldChanged, match="awards"):
            actions.load(by=BY)
        assert outcomes == [["created"], ["unchanged"], ["altered"]]
        assert _ask(f"select awards from records.current_{code}") == []
        _ask(f"drop view records.current_{code}; drop table records.{code}")
        _ask("delete from records.item_class where item = %s", code)


def test_tables_are_typed() -> None:
    stored = ddl.columns(registry.item("vat_invoice"))
    assert stored["amount_yuan"] == "numeric(18,2)"
    assert stored["issued_on"] == "date"
    assert ddl.columns(registry.item("water_fee"))["in_arrears"] == "boolean"
