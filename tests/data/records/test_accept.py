"""Rows become versioned records, duplicates or queued rows, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from rongxin.base.common import actor, clock, codes, ids
from rongxin.base.keys import queries as keys
from rongxin.data.catalogue import registry
from rongxin.data.records import actions, queries
from rongxin.data.records.rules import Accepted, Covers
from rongxin.data.subjects import queries as subjects
from rongxin.data.subjects.models import Subject
from tests import make
from tests.data.records.rows import batches

BY = actor.system("tests", "cli")
pytestmark = pytest.mark.usefixtures("database")


def _accept(item: str, rows: list[Mapping[str, Any]], **changes: Any) -> Accepted:
    arguments = {"source": "t-source", "batch_id": ids.uuid7(), "known_at": clock.now(), **changes}
    return actions.accept(by=BY, item=registry.item(item), rows=batches(item, rows), **arguments)


def _records(item: str, subject_id: UUID, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {columns} from records.{item} where subject_id = %s and {where} order by row_no, known_from",
            [subject_id],
        )
        return cursor.fetchall()


def _subject(code: str) -> UUID:
    found = subjects.resolve(code)
    assert found is not None
    return found


def _registration(code: str, name: str, **changes: Any) -> dict[str, Any]:
    return {
        "uscc": code,
        "enterprise_name": name,
        "established_on": date(2019, 3, 1),
        "division_code": "990101",
    } | changes


def test_a_registration_makes_its_subject_and_is_typed() -> None:
    code = make.make_uscc("93")
    done = _accept(
        "registration", [_registration(code, "云溪青禾合作社", registered_capital_yuan=Decimal("1000000.126"))]
    )
    assert (done.accepted, done.duplicates, done.queued, done.subjects_made) == (1, 0, (), 1)
    subject = Subject.objects.get(pk=_subject(code))
    assert (subject.kind, subject.name, subject.division_code) == ("cooperative", "云溪青禾合作社", "990101")
    assert _records(
        "registration", subject.pk, "registered_capital_yuan, true_from, true_until, known_until, marks"
    ) == [(Decimal("1000000.13"), date(2019, 3, 1), None, None, [])]


def test_the_same_file_again_and_the_same_row_twice_are_duplicates() -> None:
    code = make.make_uscc()
    row = _registration(code, "云溪一号厂")
    first = _accept("registration", [row, row])
    again = _accept("registration", [row, row])
    assert (first.accepted, first.duplicates) == (1, 1)
    assert (again.accepted, again.duplicates, again.subjects_made) == (0, 2, 0)
    assert queries.versions("registration", _subject(code)) == 1


def test_a_changed_fact_ends_the_old_version_and_begins_a_new_one() -> None:
    code = make.make_uscc()
    early, late = clock.now() - timedelta(days=9), clock.now()
    _accept("registration", [_registration(code, "云溪旧名厂")], known_at=early)
    done = _accept("registration", [_registration(code, "云溪新名厂")], known_at=late)
    assert (done.accepted, done.superseded) == (1, 1)
    assert _records("registration", _subject(code), "enterprise_name, known_from, known_until, retired_reason") == [
        ("云溪旧名厂", early, late, "superseded"),
        ("云溪新名厂", late, None, None),
    ]
    assert subjects.get(_subject(code)).name == "云溪新名厂"
    assert subjects.former_names(_subject(code)) == ["云溪旧名厂"]


def test_several_versions_in_one_file_keep_its_order() -> None:
    code = make.make_uscc()
    _accept("registration", [_registration(code, "甲")])
    done = _accept("registration", [_registration(code, name) for name in ("甲", "乙", "乙", "丙", "乙")])
    assert (done.accepted, done.duplicates, done.superseded) == (3, 2, 1)
    current = _records("registration", _subject(code), "enterprise_name, row_no", "known_until is null")
    assert current == [("乙", 5)]
    assert queries.versions("registration", _subject(code)) == 4
    assert subjects.get(_subject(code)).name == "乙"


def test_a_fact_that_arrives_with_an_older_moment_still_follows_the_newer_one() -> None:
    code = make.make_uscc()
    now = clock.now()
    _accept("registration", [_registration(code, "甲")], known_at=now)
    _accept("registration", [_registration(code, "乙")], known_at=now - timedelta(days=1))
    assert _records("registration", _subject(code), "enterprise_name, known_from, known_until") == [
        ("甲", now, now),
        ("乙", now, None),
    ]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("无", ""),
        ("3201081000005", "13"),
        ("企外云溪承字第1024", ""),
        ("9199010******00014", "遮盖"),
        ("91990101MA0000014X", "校验码"),
        ("", "空"),
    ],
)
def test_a_code_that_names_nobody_for_certain_is_queued(code: str, words: str) -> None:
    done = _accept("registration", [_registration(code, "云溪存疑厂")])
    assert (done.accepted, done.duplicates, done.subjects_made) == (0, 0, 0)
    assert [row.row_no for row in done.queued] == [1]
    assert done.queued[0].reason
    assert words in done.queued[0].reason


def test_an_identity_number_is_never_taken_for_a_code() -> None:
    numbers = [codes.make_resident_id("990101", date(1980, 2, 3), f"{serial:03d}") for serial in range(100, 200)]
    both = next(one for one in numbers if codes.is_uscc(one))
    for person in (numbers[0], both):
        for kind in ("", "issued"):
            done = _accept("registration", [_registration(person, "云溪误填厂")], identifier_kind=kind)
            assert len(done.queued) == 1
            assert person not in done.queued[0].reason


def test_an_old_registration_number_is_a_subject_in_the_register_only() -> None:
    serial = f"{int(ids.uuid7()) % 10**7:08d}"
    good = codes.make_registration_number("990101", serial)
    bad = good[:-1] + str((int(good[-1]) + 1) % 10)
    penalty = {"uscc": good, "enterprise_name": "云溪老厂", "decision_no": "罚1", "decided_on": date(2026, 1, 1)}
    assert len(_accept("admin_penalty", [penalty]).queued) == 1
    done = _accept("registration", [_registration(good, "云溪老厂"), _registration(bad, "云溪旧厂")])
    assert (done.accepted, done.marked) == (2, 1)
    check = registry.item("registration").check_of("check_digit", "uscc")
    assert check is not None
    assert _records("registration", _subject(bad), "marks") == [([check.id],)]
    assert _records("registration", _subject(good), "marks, subject_code") == [([], good)]
    assert _accept("admin_penalty", [penalty]).accepted == 1


def test_a_sound_code_makes_its_subject_in_any_item_and_the_register_names_it() -> None:
    code = make.make_uscc("92", "990102")
    row = {"uscc": code, "enterprise_name": "云溪小店（旧写法）", "decision_no": "罚1", "decided_on": date(2026, 1, 1)}
    assert _accept("admin_penalty", [row]).subjects_made == 1
    assert subjects.get(_subject(code)).kind == "sole_trader"
    _accept("registration", [_registration(code, "云溪小店")])
    _accept("admin_penalty", [row | {"decision_no": "罚2", "enterprise_name": "云溪小店另写"}])
    assert subjects.get(_subject(code)).name == "云溪小店"


def test_spellings_of_one_code_are_one_subject() -> None:
    code = make.make_uscc()
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code)
    rows = [
        {"uscc": one, "year": year, "grade": "A"} for one, year in ((code, 2023), (code.lower(), 2024), (wide, 2025))
    ]
    done = _accept("tax_credit", rows)
    assert (done.accepted, done.subjects_made) == (3, 1)
    assert len(_records("tax_credit", _subject(code), "year")) == 3


def test_a_providers_own_ids_name_its_own_subjects() -> None:
    number = f"E{ids.uuid7().hex[-10:].upper()}"
    row = {
        "uscc": number, "direction": "output", "invoice_no": "00001234", "issued_on": date(2026, 5, 1), "counterparty_code": "B1",
        "amount_yuan": Decimal(100), "tax_yuan": Decimal(13), "total_yuan": Decimal(113), "status": "valid",
    }  # fmt: skip
    assert len(_accept("vat_invoice", [row]).queued) == 1
    for source in ("t-one", "t-two"):
        done = _accept("vat_invoice", [row, row | {"counterparty_code": "B2"}], source=source, identifier_kind="issued")
        assert (done.accepted, done.subjects_made) == (2, 1)
    assert subjects.resolve(number) is None, "two providers use this id: it is not guessed whose is meant"
    assert subjects.resolve(f"t-one:{number}") != subjects.resolve(number, "t-two")


def test_a_subject_without_a_code_is_found_again_by_its_words() -> None:
    place = f"青石县示例村{ids.uuid7().hex[-6:]}"
    row = {"entity_name": "云溪（示例）家庭农场", "location": place, "responsible_person": "田试样", "business": "蔬菜"}
    first = _accept("new_agri", [row])
    again = _accept("new_agri", [row | {"entity_name": "云溪(示例)家庭农场 ", "business": "果树"}])
    other = _accept("new_agri", [row | {"responsible_person": "米试样"}])
    assert (first.subjects_made, again.subjects_made, other.subjects_made) == (1, 0, 1)
    assert again.superseded == 1
    subject = Subject.objects.filter(identifiers__kind="issued", name="云溪（示例）家庭农场").latest("created_at")
    assert subjects.code_of(subject.pk).startswith("RX")
    assert subjects.resolve(subjects.code_of(subject.pk)) == subject.pk


def test_an_identity_number_is_stored_encrypted_and_compared_by_its_digest() -> None:
    code = make.make_uscc()
    row = {
        "uscc": code, "enterprise_name": "云溪密级厂", "decision_no": "许1", "decided_on": date(2026, 1, 1),
        "legal_rep_id_number": "99010119800203123X",
    }  # fmt: skip
    assert _accept("admin_licence", [row]).accepted == 1
    assert _accept("admin_licence", [row]).duplicates == 1
    changed = _accept(
        "admin_licence", [row | {"legal_rep_id_number": "990101198002034567"}, row | {"decision_no": "许2"}]
    )
    assert (changed.accepted, changed.superseded) == (2, 1)
    rows = _records(
        "admin_licence", _subject(code), "legal_rep_id_number_enc, legal_rep_id_number_mac", "known_until is null"
    )
    opened = [keys.reveal(_subject(code), bytes(row[0])) for row in rows]
    assert opened == ["990101198002034567", "99010119800203123X"]
    assert bytes(rows[1][1]) == keys.lookup_mac("admin_licence.legal_rep_id_number", "99010119800203123X")


def test_an_answer_is_kept_until_it_expires_and_replaces_the_last_one() -> None:
    subject_id, code = make.make_subject()
    row = {"uscc": code, "enterprise_name": "云溪用水厂", "account": "1001", "in_arrears": False}

    def answered(rows: list[Mapping[str, Any]], known_at: datetime) -> Accepted:
        return actions.store_answer(
            by=BY, item=registry.item("water_fee"), source="t-water", subject_id=subject_id, rows=batches("water_fee", rows),
            batch_id=ids.uuid7(), known_at=known_at, expires_at=known_at + timedelta(days=30),
        )  # fmt: skip

    start = clock.now() - timedelta(days=40)
    assert answered([row, row | {"account": "1002"}], start).accepted == 2
    assert _records("current_water_fee", subject_id, "account") == [], "expired answers are hidden"
    fresh = answered([row], clock.now())
    assert (fresh.accepted, fresh.duplicates, fresh.superseded) == (1, 0, 2)
    assert _records("current_water_fee", subject_id, "account") == [("1001",)]
    assert _records("water_fee", subject_id, "account, retired_reason", "known_until is not null") == [
        ("1001", "superseded"),
        ("1002", "absent"),
    ]
    assert answered([], clock.now()).superseded == 1
    assert _records("current_water_fee", subject_id, "account") == []


def test_coverage_tells_none_from_unknown() -> None:
    division = "99" + f"{int(ids.uuid7()) % 9000 + 1000}"
    assert not queries.covered("tax_credit", division, date(2026, 11, 22))
    covers = Covers(date(2026, 11, 22), division, date(2026, 1, 1))
    _accept("tax_credit", [{"uscc": make.make_uscc(), "year": 2025, "grade": "B"}], covers=covers)
    assert queries.covered("tax_credit", division, date(2026, 11, 22))
    assert not queries.covered("tax_credit", division, date(2025, 12, 31)), "before the period that was delivered"
    assert not queries.covered("social_insurance", division, date(2026, 11, 22))


def test_an_acceptance_leaves_one_entry_with_numbers_and_no_contents() -> None:
    batch = ids.uuid7()
    done = _accept("tax_credit", [{"uscc": make.make_uscc(), "year": 2025, "grade": "B"}], batch_id=batch)
    with connection.cursor() as cursor:
        cursor.execute("select id, tag, facts from evidence.entry where subject = %s", [str(batch)])
        rows = cursor.fetchall()
    assert [(row[0], row[1]) for row in rows] == [(done.entry_id, "records:batch:accepted")]
    assert '"accepted"' in str(rows[0][2]).replace("'", '"')


def test_an_outer_transaction_that_fails_takes_the_records_with_it() -> None:
    code = make.make_uscc()
    with transaction.atomic():
        assert _accept("registration", [_registration(code, "云溪未成厂")]).accepted == 1
        transaction.set_rollback(True)
    assert subjects.resolve(code) is None


def test_zero_characters_and_quotes_do_not_break_the_way_in() -> None:
    code = make.make_uscc()
    scope = '引号"、逗号,、反斜杠\\N\\.、换行\n与零字符\x00'
    done = _accept(
        "registration", [_registration(code, "云溪怪字厂", scope=scope), _registration(make.make_uscc(), "\\.")]
    )
    assert done.accepted == 2
    odd = _accept("registration", [_registration("9199\x000101", "云溪\x00怪名厂")])
    assert len(odd.queued) == 1
    assert _records("registration", _subject(code), "scope") == [(scope.replace("\x00", "\ufffd"),)]
