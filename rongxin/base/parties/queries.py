"""Who is who (主体查询)."""

from __future__ import annotations

from uuid import UUID

from django_otp.plugins.otp_totp.models import TOTPDevice

from rongxin.base.common.actor import Actor
from rongxin.base.parties import rules
from rongxin.base.parties.models import MachineClient, Party, Person


def require_party(code: str) -> Party:
    """The active party with this code (主体).

    Raises:
        PartyUnknown: nobody carries the code.
        PartySuspended: the party may not act now.
    """
    party = Party.objects.filter(code=code).first()
    if party is None:
        raise rules.PartyUnknown(code=code)
    if party.status != rules.PartyStatus.ACTIVE:
        raise rules.PartySuspended(name=party.name)
    return party


def party(party_id: UUID) -> Party:
    """The party with this id (主体)."""
    found = Party.objects.filter(pk=party_id).first()
    if found is None:
        raise rules.PartyUnknown(code=str(party_id))
    return found


def party_of_subject(subject_id: UUID) -> Party | None:
    """The registered enterprise that is this subject, if any (已注册企业)."""
    return Party.objects.filter(subject_id=subject_id).first()


def names_of(party_ids: set[UUID]) -> dict[UUID, str]:
    """Names of many parties in one reading (主体名称)."""
    return dict(Party.objects.filter(pk__in=party_ids).values_list("pk", "name"))


def providers() -> dict[str, str]:
    """Names of the departments by code, which is the `source` of their deliveries (数据提供单位名称)."""
    return dict(Party.objects.filter(kind=rules.PartyKind.DEPARTMENT).values_list("code", "name"))


def registered_enterprises() -> int:
    """How many enterprises have registered (注册企业数)."""
    return Party.objects.filter(kind=rules.PartyKind.ENTERPRISE).count()


def require_client(client_id: str) -> MachineClient:
    """The active machine client with this id (机器客户端).

    Raises:
        PartyUnknown: no active client of an active party has the id.
    """
    client = MachineClient.objects.select_related("party").filter(client_id=client_id, active=True).first()
    if client is None or client.party.status != rules.PartyStatus.ACTIVE:
        raise rules.PartyUnknown(code=client_id)
    return client


def event_address(party_id: UUID) -> str:
    """Where a party wants its events posted, or empty when it fetches them itself (事件地址)."""
    clients = MachineClient.objects.filter(party_id=party_id, active=True).exclude(event_url="")
    return clients.order_by("created_at").values_list("event_url", flat=True).first() or ""


def actor_of(person: Person, door: str) -> Actor:
    """The person as an actor at this door (操作者)."""
    return Actor(kind="person", id=str(person.pk), party_id=person.party_id, role=person.role, door=door)


def actor_of_client(client: MachineClient, *, end_user: str = "", door: str = "api") -> Actor:
    """The machine as an actor, with the person it says it acts for (机器操作者)."""
    return Actor(
        kind="machine", id=client.client_id, party_id=client.party_id, role="client", door=door, end_user=end_user
    )


def require_signatory(by: Actor, subject_id: UUID) -> Party:
    """The enterprise that `by` may sign for (有权签署).

    Raises:
        NotSignatory: `by` is no signatory of the party that is this subject.
    """
    found = party_of_subject(subject_id)
    if found is None or by.party_id != found.pk or by.role != rules.Role.SIGNATORY:
        raise rules.NotSignatory()
    return found


def second_factor_of(person: Person) -> TOTPDevice | None:
    """The confirmed second factor of a person, if one was set (动态验证码设备)."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def must_verify(person: Person) -> bool:
    """Whether this person signs in with a second factor: by duty or by choice (是否须动态验证)."""
    return rules.needs_second_factor(rules.PartyKind(person.party.kind)) or second_factor_of(person) is not None


def person_awaiting(person_id: str) -> Person | None:
    """The active person whose password was right and whose second factor is still to come (待二次验证人员)."""
    return Person.objects.select_related("party").filter(pk=person_id, is_active=True).first()
