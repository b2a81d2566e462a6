"""Subjects are found by what names them for certain, and by nothing else."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import ProgrammingError, connection, transaction

from rongxin.base.common import actor, codes, ids
from rongxin.data.records import rules as record_rules
from rongxin.data.subjects import actions, queries, rules
from rongxin.data.subjects.rules import SubjectKind
from tests import make

BY = actor.system("tests", "cli")


@pytest.mark.parametrize("module", [rules, record_rules])
def test_examples_in_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [("91", "enterprise"), ("92", "sole_trader"), ("93", "cooperative"), ("N2", "collective"), ("51", "other")],
)
def test_the_kind_comes_from_the_code(database: None, prefix: str, kind: str) -> None:
    subject_id, code = make.make_subject(code=make.make_uscc(prefix, "990103"))
    subject = queries.get(subject_id)
    assert (subject.kind, subject.division_code) == (kind, "990103")
    assert queries.resolve(code) == queries.resolve(code.lower()) == queries.resolve(str(subject_id)) == subject_id


def test_registering_twice_gives_the_same_subject(database: None) -> None:
    code = make.make_uscc()
    first = actions.register(by=BY, code=code, name="云溪再登记厂")
    assert actions.register(by=BY, code=code, name="云溪另一名") == first
    assert queries.label(first) == "云溪再登记厂"


def test_a_subject_without_a_code_gets_an_issued_id(database: None) -> None:
    subject_id = actions.register(by=BY, code="", name="青石县示例家庭农场", kind=SubjectKind.OTHER)
    issued = queries.code_of(subject_id)
    assert issued.startswith("RX")
    assert len(issued) == 18
    assert queries.resolve(issued) == subject_id
    assert actions.register(by=BY, code="", name="青石县示例家庭农场") != subject_id, "a name is no proof of identity"


@pytest.mark.parametrize("code", ["无", "3201081000005", "91990101MA0000014X", "110105194912310020"])
def test_an_unsound_code_is_refused(database: None, code: str) -> None:
    with pytest.raises(actions.CodeInvalid):
        actions.register(by=BY, code=code, name="云溪存疑厂")


def test_an_unknown_subject_is_refused_with_a_next_step(database: None) -> None:
    with pytest.raises(queries.SubjectUnknown, match="请核对"):
        queries.require(make.make_uscc())
    with pytest.raises(queries.SubjectUnknown):
        queries.get(ids.uuid7())


def test_the_keyed_digest_of_a_subject_without_code_resolves_nobody(database: None) -> None:
    subject_id = actions.register(by=BY, code="", name="青石县示例家庭农场")
    secret = ids.uuid7().hex.upper()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into subjects_identifier (subject_id, kind, issuer, value, recorded_at)"
            " values (%s, 'identity', '', %s, now())",
            [subject_id, secret],
        )
    assert queries.resolve(secret) is None
    assert queries.code_of(subject_id) != secret


def test_no_process_deletes_a_subject_or_changes_a_code(as_role: Callable[[str], AbstractContextManager[None]]) -> None:
    subject_id, _ = make.make_subject()
    for role in ("web", "worker"):
        with as_role(role):
            for statement in (
                "delete from subjects_subject where id = %s",
                "update subjects_identifier set value = 'x' where subject_id = %s",
                "delete from subjects_name where subject_id = %s",
            ):
                with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement, [subject_id])


def test_issued_ids_leave_out_letters_that_are_misread() -> None:
    made = {rules.issue(bytes([number] * 10)) for number in range(256)}
    assert len(made) == 256
    assert not any(set("ILOU") & set(one[2:]) for one in made)
    assert all(codes.normalise(one) == one for one in made)
