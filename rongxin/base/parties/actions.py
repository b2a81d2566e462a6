"""Registering organisations, people and machines (登记主体)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from rongxin.base.common.actor import Actor
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.parties import rules
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
