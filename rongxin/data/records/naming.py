"""What the code of a row says about its subject (行内主体代码的判读)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from rongxin.base.common import codes
from rongxin.base.keys import queries as keys
from rongxin.data.catalogue.rules import Item
from rongxin.data.subjects import rules as subjects
from rongxin.data.subjects.rules import IdentifierKind

MASKED = "*"
LONGEST_ISSUED = 64


@dataclass(frozen=True, slots=True)
class Naming:
    """One code as sent and how its subject is found; an empty `kind` is queued for `reason` (主体代码判读)."""

    code: str
    kind: str = ""
    issuer: str = ""
    value: str = ""
    subject_kind: str = "other"
    division: str = ""
    issued: str = ""
    may_create: bool = False
    warned: bool = False
    reason: str = ""
    subject_id: UUID | None = None


def of_code(code: str, item: Item, source: str, identifier_kind: str) -> Naming:
    """How the subject of a code is found (代码判读).

    A sound USCC names its subject in every item, and makes it known when it was not: a penalty of an enterprise
    whose registration has not come yet is not lost. A 15-digit registration number makes a subject known in the
    register only; elsewhere it must be known already, as must an organisation code. Codes that the provider
    issued itself (`identifier_kind` "issued") name a subject under that provider. All else is queued.
    """
    found = codes.classify(code)
    if found.kind is codes.Kind.USCC and found.valid:
        return Naming(
            code=code,
            kind=IdentifierKind.USCC,
            value=found.value,
            subject_kind=subjects.kind_of(found, item.subject.kind),
            division=codes.division_of(found.value),
            may_create=True,
        )
    if identifier_kind == IdentifierKind.ISSUED:
        return _issued(code, item, source)
    if not found.valid:
        return Naming(code=code, reason=found.reason)
    registers = item.subject.registers and found.kind is codes.Kind.REGISTRATION_NUMBER
    return Naming(
        code=code,
        kind=found.kind,
        value=found.value,
        subject_kind=subjects.kind_of(found, item.subject.kind),
        division=codes.division_of(found.value),
        may_create=registers,
        warned=found.warned,
        reason=f"{found.kind.label} {found.value} 尚无对应的信息主体，待人工核对",
    )


def of_identity(parts: tuple[str | None, ...], item: Item) -> Naming:
    """How a subject without a code is found again: by a keyed digest of its words (无代码主体判读)."""
    digest = keys.lookup_mac(f"identity:{item.code}", subjects.identity_text(parts)).hex()
    return Naming(
        code=digest,
        kind=IdentifierKind.IDENTITY,
        value=digest,
        subject_kind=item.subject.kind,
        issued=subjects.issue(secrets.token_bytes(10)),
        may_create=True,
    )


def _issued(code: str, item: Item, source: str) -> Naming:
    value = codes.normalise(code)
    if codes.is_resident_id(code):
        return Naming(code=code, reason="这是公民身份号码的形式，不能作为主体代码")
    if not value or MASKED in value or len(value) > LONGEST_ISSUED:
        return Naming(code=code, reason=f"提供单位编号应为 1 至 {LONGEST_ISSUED} 位且未经遮盖")
    return Naming(
        code=code,
        kind=IdentifierKind.ISSUED,
        issuer=source,
        value=value,
        subject_kind=item.subject.kind,
        may_create=True,
    )
