"""Registering and signing in leave their state and their entry."""

from __future__ import annotations

import secrets
import time

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django_otp.oath import totp

from rongxin.base.common import actor, ids
from rongxin.base.evidence import queries as evidence
from rongxin.base.parties import actions, queries, rules
from rongxin.base.parties.models import Party, Person
from rongxin.base.parties.rules import PartyKind, Role

BY = actor.system("tests", "cli")
PASSWORD = "correct horse battery"
pytestmark = pytest.mark.usefixtures("database")


def institution() -> Party:
    return actions.register_party(by=BY, kind=PartyKind.INSTITUTION, code=f"t-{secrets.token_hex(6)}", name="测试银行")


def officer(party: Party) -> Person:
    return actions.register_person(
        by=BY, party=party, username=f"u-{secrets.token_hex(6)}", name="周明", role=Role.OFFICER, password=PASSWORD
    )


def code_of(device: object) -> str:
    return f"{totp(device.bin_key, step=30, t0=0, digits=6):06d}"  # type: ignore[attr-defined]


def tags_of(subject: object) -> list[str]:
    return [entry.tag for entry in evidence.entries_of(str(subject))]


def test_a_registered_party_is_found_by_its_code_and_leaves_an_entry() -> None:
    party = institution()
    assert queries.require_party(party.code).pk == party.pk
    assert tags_of(party.pk) == ["parties:party:registered"]


def test_a_code_is_taken_once() -> None:
    party = institution()
    with pytest.raises(rules.PartyCodeTaken):
        actions.register_party(by=BY, kind=PartyKind.DEPARTMENT, code=party.code, name="另一家")


def test_only_enterprises_point_to_a_subject_in_the_database_too() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(kind="institution", code=f"t-{secrets.token_hex(6)}", name="银行", subject_id=ids.uuid7())


def test_a_suspended_party_may_not_act() -> None:
    party = institution()
    actions.suspend_party(by=BY, party=party)
    with pytest.raises(rules.PartySuspended):
        queries.require_party(party.code)


def test_a_password_is_kept_hashed_and_opens_the_door() -> None:
    person = officer(institution())
    assert PASSWORD not in person.password
    request = RequestFactory().post("/sign-in/")
    assert authenticate(request, username=person.username, password=PASSWORD) == person
    assert authenticate(request, username=person.username, password="wrong") is None


def test_a_person_has_only_roles_of_its_kind_of_party() -> None:
    with pytest.raises(rules.RoleRefused):
        actions.register_person(
            by=BY,
            party=institution(),
            username=secrets.token_hex(6),
            name="周明",
            role=Role.SIGNATORY,
            password=PASSWORD,
        )


def test_a_second_factor_is_in_force_with_its_first_code_only() -> None:
    person = officer(institution())
    device = actions.begin_second_factor(person=person)
    assert queries.second_factor_of(person) is None
    with pytest.raises(rules.SecondFactorWrong):
        actions.confirm_second_factor(by=BY, person=person, code="000000")
    device.refresh_from_db()
    device.throttle_reset()
    actions.confirm_second_factor(by=BY, person=person, code=code_of(device))
    assert queries.second_factor_of(person) == device
    assert tags_of(person.pk)[0] == "parties:person:second-factor-set"


def test_a_code_counts_once_and_a_wrong_one_leaves_an_entry() -> None:
    person = officer(institution())
    device = actions.set_second_factor(by=BY, person=person, key=secrets.token_bytes(20))
    code = code_of(device)
    assert actions.check_second_factor(person=person, code=code) == device
    with pytest.raises(rules.SecondFactorWrong):
        actions.check_second_factor(person=person, code=code)
    assert tags_of(person.pk)[0] == "parties:person:sign-in-failed"


def test_after_a_wrong_code_the_right_one_must_wait() -> None:
    person = officer(institution())
    device = actions.set_second_factor(by=BY, person=person, key=secrets.token_bytes(20))
    with pytest.raises(rules.SecondFactorWrong):
        actions.check_second_factor(person=person, code="000000")
    with pytest.raises(rules.SecondFactorWrong):
        actions.check_second_factor(person=person, code=code_of(device))
    time.sleep(1.1)
    assert actions.check_second_factor(person=person, code=code_of(device))


def test_a_failed_sign_in_with_an_unknown_name_leaves_nothing() -> None:
    before = count_unsealed()
    actions.sign_in_failed(username="13800138000", door="portal")
    actions.sign_in_failed(username="张三", door="portal")
    assert count_unsealed() == before


def count_unsealed() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from evidence.unsealed")
        return int(cursor.fetchone()[0])


def test_a_signatory_signs_for_its_own_subject_only() -> None:
    subject_id = ids.uuid7()
    party = actions.register_party(
        by=BY,
        kind=PartyKind.ENTERPRISE,
        code=f"t-{secrets.token_hex(6)}",
        name="云溪测试有限公司",
        subject_id=subject_id,
    )
    person = actions.register_person(
        by=BY, party=party, username=secrets.token_hex(6), name="李平", role=Role.SIGNATORY, password=PASSWORD
    )
    by = queries.actor_of(person, "portal")
    assert queries.require_signatory(by, subject_id) == party
    with pytest.raises(rules.NotSignatory):
        queries.require_signatory(by, ids.uuid7())


def test_a_machine_client_of_a_suspended_party_is_unknown() -> None:
    party = institution()
    client = actions.register_client(by=BY, party=party, client_id=f"c-{secrets.token_hex(6)}", jwks={"keys": []})
    assert queries.require_client(client.client_id) == client
    actions.suspend_party(by=BY, party=party)
    with pytest.raises(rules.PartyUnknown):
        queries.require_client(client.client_id)
