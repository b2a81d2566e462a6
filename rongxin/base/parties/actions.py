"""Registering organisations, people and machines, and how people sign in (登记与登录)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from rongxin.base.common import actor as actors
from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.parties import queries, rules
from rongxin.base.parties.models import MachineClient, Party, Person
from rongxin.base.parties.rules import PartyKind, PartyStatus, Role


@transaction.atomic
def register_party(
    *, by: Actor, kind: PartyKind, code: str, name: str, subject_id: UUID | None = None, contact: str = ""
) -> Party:
    """Let an organisation onto the platform (登记主体).

    Afterwards one active Party carries `code`; an enterprise points to its subject.

    Raises:
        PartyCodeMalformed: the code is not short ASCII.
        PartyCodeTaken: another party carries the code.

    Evidence: parties:party:registered
    """
    rules.check_code(code)
    if Party.objects.filter(code=code).exists():
        raise rules.PartyCodeTaken(code=code)
    party = Party.objects.create(kind=kind, code=code, name=name, subject_id=subject_id, contact=contact)
    evidence.append(tags.PARTY_REGISTERED, by=by, subject=party.pk, facts={"kind": str(kind)})
    return party


@transaction.atomic
def suspend_party(*, by: Actor, party: Party) -> Party:
    """Stop a party from acting; what it did stays (暂停主体).

    Evidence: parties:party:suspended
    """
    party.status = PartyStatus.SUSPENDED
    party.save(update_fields=["status"])
    evidence.append(tags.PARTY_SUSPENDED, by=by, subject=party.pk)
    return party


@transaction.atomic
def register_person(*, by: Actor, party: Party, username: str, name: str, role: Role, password: str) -> Person:
    """Give a person a sign-in for a party (登记人员).

    Afterwards one active Person signs in with `username`; the password is kept hashed.

    Raises:
        RoleRefused: this kind of party has no such role.
        UsernameTaken: another person signs in with this name.

    Evidence: parties:person:registered
    """
    rules.check_role(PartyKind(party.kind), role)
    if Person.objects.filter(username=username).exists():
        raise rules.UsernameTaken(username=username)
    person = Person.objects.create(
        party=party, username=username, name=name, role=role, password=make_password(password)
    )
    evidence.append(tags.PERSON_REGISTERED, by=by, subject=person.pk, facts={"party": str(party.pk), "role": str(role)})
    return person


@transaction.atomic
def register_client(
    *, by: Actor, party: Party, client_id: str, jwks: dict[str, Any], event_url: str = ""
) -> MachineClient:
    """Let a machine of a party sign in with its own key (登记机器客户端).

    Raises:
        PartyCodeMalformed: the client id is not short ASCII.
        PartyCodeTaken: another client carries the id.

    Evidence: parties:client:registered
    """
    rules.check_code(client_id)
    if MachineClient.objects.filter(pk=client_id).exists():
        raise rules.PartyCodeTaken(code=client_id)
    client = MachineClient.objects.create(client_id=client_id, party=party, jwks=jwks, event_url=event_url)
    evidence.append(tags.CLIENT_REGISTERED, by=by, subject=client_id, facts={"party": str(party.pk)})
    return client


def begin_second_factor(*, person: Person) -> TOTPDevice:
    """The unconfirmed second factor that a person is about to set; made once, kept until confirmed (准备设置动态验证码)."""
    device, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "authenticator"})
    return device


def confirm_second_factor(*, by: Actor, person: Person, code: str) -> TOTPDevice:
    """Put the second factor in force with its first code (设置动态验证码).

    Afterwards it is the person's only second factor.

    Raises:
        SecondFactorWrong: the code does not fit, or nothing was begun.

    Evidence: parties:person:second-factor-set
    """
    device = TOTPDevice.objects.filter(user=person, confirmed=False).first()
    if device is None or not device.verify_token(code):
        raise rules.SecondFactorWrong()
    _put_in_force(by, person, device)
    return device


@transaction.atomic
def set_second_factor(*, by: Actor, person: Person, key: bytes) -> TOTPDevice:
    """Give a person a second factor whose key is handed over in another way (登记动态验证码密钥).

    For installations that hand out tokens themselves, and for sample accounts.

    Evidence: parties:person:second-factor-set
    """
    device = TOTPDevice(user=person, name="authenticator", key=key.hex(), confirmed=False)
    device.save()
    _put_in_force(by, person, device)
    return device


@transaction.atomic
def _put_in_force(by: Actor, person: Person, device: TOTPDevice) -> None:
    TOTPDevice.objects.filter(user=person).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save()
    evidence.append(tags.SECOND_FACTOR_SET, by=by, subject=person.pk)


def check_second_factor(*, person: Person, code: str) -> TOTPDevice:
    """The device whose code was given; a code counts once and failures slow the next try (核对动态验证码).

    Raises:
        SecondFactorWrong: no device is set, the code does not fit, or it was used already.

    Evidence: parties:person:sign-in-failed, when it does not fit.
    """
    device = queries.second_factor_of(person)
    allowed, _ = device.verify_is_allowed() if device else (False, None)
    if device is None or not allowed or not device.verify_token(code):
        sign_in_failed(username=person.username, door="portal")
        raise rules.SecondFactorWrong()
    return device


@transaction.atomic
def signed_in(*, person: Person, door: str, second_factor: bool) -> None:
    """Note that a person has signed in (登录成功).

    Raises:
        PartySuspended: the party may not act now.

    Evidence: parties:person:signed-in
    """
    queries.require_party(person.party.code)
    by = queries.actor_of(person, door)
    evidence.append(tags.PERSON_SIGNED_IN, by=by, subject=person.pk, facts={"second_factor": second_factor})


@transaction.atomic
def sign_in_failed(*, username: str, door: str) -> None:
    """Note that somebody did not get in as a known person (登录未通过).

    A name that nobody has leaves nothing: strangers must not be able to fill the log, nor to put words into it.

    Evidence: parties:person:sign-in-failed
    """
    known = Person.objects.filter(username=username).values_list("pk", flat=True).first()
    if known is not None:
        evidence.append(tags.SIGN_IN_FAILED, by=actors.system("sign-in", door=door), subject=known)
