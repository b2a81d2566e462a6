"""Made-up parties, people and subjects for tests: made-up names, codes under an unassigned division (测试造数)."""

from __future__ import annotations

import itertools
import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from rongxin.base.common import actor, clock, codes, ids
from rongxin.base.common.actor import Actor
from rongxin.base.parties import actions as parties
from rongxin.base.parties import queries as party_queries
from rongxin.base.parties.models import MachineClient, Party, Person
from rongxin.base.parties.rules import PartyKind, Role
from rongxin.data.consent import actions as consents
from rongxin.data.consent.models import Consent
from rongxin.data.consent.rules import Purpose
from rongxin.data.subjects import actions as subjects

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PASSWORD = "qinghe-2026-demo"
SYSTEM = actor.system("tests", "cli")
_numbers = itertools.count(1)


def make_uscc(prefix: str = "91", division: str = "990101") -> str:
    """A fresh valid code that no organisation has."""
    return codes.make_uscc(prefix, division, "".join(secrets.choice(ALPHABET) for _ in range(8)))


def make_name() -> str:
    """A made-up name of an enterprise."""
    return f"云溪试样{next(_numbers)}号农机有限公司"


def make_subject(code: str | None = None, name: str | None = None) -> tuple[UUID, str]:
    """A subject with its code."""
    value = code or make_uscc()
    return subjects.register(by=SYSTEM, code=value, name=name or make_name()), value


def make_party(kind: str = "institution", **changes: Any) -> Party:
    """A party of a kind, with a fresh short code."""
    number = secrets.token_hex(4)
    fields = {"code": f"t-{kind[:4]}-{number}", "name": f"试样机构{number}", **changes}
    return parties.register_party(by=SYSTEM, kind=PartyKind(kind), **fields)


def make_enterprise() -> tuple[Party, UUID, str]:
    """An enterprise party with its subject and code."""
    name = make_name()
    subject_id, code = make_subject(name=name)
    return make_party("enterprise", code=code, name=name, subject_id=subject_id), subject_id, code


def make_person(party: Party, role: str) -> Person:
    """A person of a party who can sign in with PASSWORD."""
    return parties.register_person(
        by=SYSTEM, party=party, username=f"u{secrets.token_hex(6)}", name="张试样", role=Role(role), password=PASSWORD
    )


def make_actor(party: Party, role: str, door: str = "portal") -> Actor:
    """Somebody of a party at a door."""
    return party_queries.actor_of(make_person(party, role), door)


def make_client(party: Party, jwks: dict[str, Any], event_url: str = "") -> MachineClient:
    """A machine of a party."""
    return parties.register_client(
        by=SYSTEM, party=party, client_id=f"c-{secrets.token_hex(6)}", jwks=jwks, event_url=event_url
    )


def make_record(item: str, subject_id: UUID, **columns: Any) -> UUID:
    """A record written straight into its table, as the worker may; for tests of what happens afterwards."""
    record_id = ids.uuid7()
    row = {
        "record_id": record_id, "subject_id": subject_id, "subject_code": "", "batch_id": ids.uuid7(), "row_no": 1,
        "source": "t-source", "fact_key": secrets.token_bytes(32), "content_digest": secrets.token_bytes(32),
        "known_from": clock.now(), "marks": [], **columns,
    }  # fmt: skip
    names = ", ".join(row)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into records.{item} ({names}) values ({', '.join(['%s'] * len(row))})", list(row.values())
        )
    return record_id


def make_coverage(item: str, division: str = "9901") -> None:
    """Somebody has delivered the item for the division until today."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into records.coverage (item, source, division, period_until, delivered_at, batch_id)"
            " values (%s, 't-source', %s, %s, %s, %s)",
            [item, division, clock.today(), clock.now(), ids.uuid7()],
        )


def make_consent(
    subject_id: UUID, enterprise: Party, bank: Party, items: list[str], purpose: Purpose = Purpose.PRE_LOAN, days: int = 30,
    on: date | None = None,
) -> Consent:  # fmt: skip
    """A consent signed by the enterprise's signatory, `days` long from `on` (default today)."""
    first = on or clock.today()
    return consents.grant(
        by=make_actor(enterprise, "signatory"), subject_id=subject_id, to=bank, items=items, purpose=purpose,
        valid_until=first + timedelta(days=days), on=first,
    )  # fmt: skip
