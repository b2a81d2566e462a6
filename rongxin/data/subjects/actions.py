"""Make subjects known (信息主体登记)."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from rongxin.base.common import clock, codes
from rongxin.base.common.actor import Actor
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.data.subjects import queries, rules
from rongxin.data.subjects.models import Identifier, Name, Subject
from rongxin.data.subjects.rules import IdentifierKind, SubjectKind

LOCK = 0x5258_5355_424A  # "RXSUBJ": subjects are made by one transaction at a time


class CodeInvalid(DomainError):
    """The code does not name a subject (主体代码无效)."""

    code = "SUB-422"
    title = "代码 {value} 不能作为信息主体的标识：{reason}"
    next_step = "请核对后重新填写。"


@transaction.atomic
def register(*, by: Actor, code: str, name: str, kind: SubjectKind | None = None, at: datetime | None = None) -> UUID:
    """The subject of a code, made when it is not known yet (登记信息主体).

    An empty code is for a subject that has none: it gets an issued id and is always a new subject. Registering
    twice gives the same subject and changes nothing.

    Raises:
        CodeInvalid: the code is neither a sound USCC nor a 15-digit registration number.

    Evidence: subjects:subject:registered, when a subject was made
    """
    at = at or clock.now()
    found = _understood(code)
    if found is not None and (known := queries.resolve(found.value)) is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    if found is not None and (known := queries.resolve(found.value)) is not None:
        return known  # somebody was faster
    subject = Subject.objects.create(
        kind=kind or (codes.subject_kind(found.value) if found else SubjectKind.OTHER),
        name=name,
        division_code=codes.division_of(found.value) if found else "",
        created_at=at,
    )
    value = found.value if found else rules.issue(secrets.token_bytes(10))
    Identifier.objects.create(
        subject=subject, kind=found.kind if found else IdentifierKind.ISSUED, value=value, recorded_at=at
    )
    if name:
        Name.objects.create(subject=subject, name=name, recorded_at=at)
    evidence.append(tags.SUBJECT_REGISTERED, by=by, subject=subject.pk)
    return subject.pk


def _understood(code: str) -> codes.Code | None:
    if not code:
        return None
    found = codes.classify(code)
    if not found.valid or found.kind not in (codes.Kind.USCC, codes.Kind.REGISTRATION_NUMBER):
        raise CodeInvalid(value=found.value, reason=found.reason or "应为统一社会信用代码或工商注册号")
    return found
