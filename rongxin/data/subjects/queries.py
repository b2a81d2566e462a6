"""Who is meant, and how a subject is called (信息主体查询)."""

from __future__ import annotations

from uuid import UUID

from rongxin.base.common import codes
from rongxin.base.common.errors import DomainError
from rongxin.data.subjects.models import Identifier, Name, Subject
from rongxin.data.subjects.rules import IdentifierKind


class SubjectUnknown(DomainError):
    """No subject has this identifier, or more than one has (信息主体不存在)."""

    code = "SUB-404"
    title = "没有找到标识为 {value} 的信息主体"
    next_step = "请核对统一社会信用代码、工商注册号或平台编号；提供单位自己的编号请写成“单位代码:编号”。"


def resolve(value: str, issuer: str = "") -> UUID | None:
    """The subject of a code or id, or none when nobody or more than one has it (主体识别).

    `value` is a subject's own id (UUID), a national code, an id issued by the platform, or an id issued by a
    provider, alone or as "provider:id". Never guesses.
    """
    if (found := _own_id(value)) is not None:
        return found
    if ":" in value and not issuer:
        issuer, _, value = value.partition(":")
    rows = Identifier.objects.filter(value=codes.normalise(value)).exclude(kind=IdentifierKind.IDENTITY)
    if issuer:
        rows = rows.filter(issuer=issuer)
    found_ids = set(rows.values_list("subject_id", flat=True)[:2])
    return found_ids.pop() if len(found_ids) == 1 else None


def require(value: str, issuer: str = "") -> Subject:
    """The subject of a code or id.

    Raises:
        SubjectUnknown: none, or more than one.
    """
    subject_id = resolve(value, issuer)
    if subject_id is None:
        raise SubjectUnknown(value=value)
    return Subject.objects.get(pk=subject_id)


def get(subject_id: UUID) -> Subject:
    """The subject of an id.

    Raises:
        SubjectUnknown: there is none.
    """
    found = Subject.objects.filter(pk=subject_id).first()
    if found is None:
        raise SubjectUnknown(value=str(subject_id))
    return found


def code_of(subject_id: UUID) -> str:
    """The identifier by which a person knows the subject: its USCC, else its number, else an issued id (主体代码)."""
    order = [one.value for one in IdentifierKind if one is not IdentifierKind.IDENTITY]
    rows = Identifier.objects.filter(subject_id=subject_id, kind__in=order).values_list("kind", "value")
    return min(rows, key=lambda row: (order.index(row[0]), row[1]), default=("", ""))[1]


def label(subject_id: UUID) -> str:
    """The name of a subject, or its code while no source has given a name (主体称呼)."""
    return get(subject_id).name or code_of(subject_id)


def former_names(subject_id: UUID) -> list[str]:
    """Names that the subject bore before, the latest first (曾用名)."""
    names = list(
        Name.objects.filter(subject_id=subject_id).order_by("-recorded_at", "-id").values_list("name", flat=True)
    )
    return [name for name in dict.fromkeys(names[1:]) if name != names[0]]


def _own_id(value: str) -> UUID | None:
    try:
        subject_id = UUID(value)
    except ValueError:
        return None
    return subject_id if Subject.objects.filter(pk=subject_id).exists() else None
