"""What subjects and their identifiers are (信息主体规则)."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterable

from rongxin.base.common import codes
from rongxin.base.common.codes import SubjectKind
from rongxin.base.common.labelled import Labelled

__all__ = ["IdentifierKind", "SubjectKind", "identity_text", "issue"]

_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")


class IdentifierKind(Labelled):
    """What an identifier of a subject is (标识种类).

    `issued` is given by somebody for his own use: by this platform (issuer empty) to a subject without a code,
    or by a provider (issuer is the provider's code). `identity` is a keyed digest of the words that tell apart
    subjects without a code; it is for finding them again and is shown to nobody.
    """

    USCC = "uscc", "统一社会信用代码"
    REGISTRATION_NUMBER = "registration_number", "工商注册号"
    ORGANISATION_CODE = "organisation_code", "组织机构代码"
    ISSUED = "issued", "平台或提供单位编号"
    IDENTITY = "identity", "名称、所在地与负责人摘要"


def issue(random: bytes) -> str:
    """An id for a subject without a code, from ten random bytes: RX and 16 letters or digits (平台编号).

    The alphabet leaves out I, L, O and U, which are misread.

    >>> issue(bytes(10))
    'RX0000000000000000'
    """
    if len(random) != 10:
        raise ValueError("an issued id is made of exactly ten bytes")
    return "RX" + base64.b32encode(random).decode("ascii").translate(_CROCKFORD)


def identity_text(parts: Iterable[str | None]) -> str:
    """The words that tell a subject without a code apart, spelling differences taken out (主体辨识要素).

    >>> identity_text(["云溪（示例）家庭农场 ", "青石县", None])
    '云溪(示例)家庭农场\\x1f青石县\\x1f'
    """
    return "\x1f".join("".join(unicodedata.normalize("NFKC", part or "").split()).casefold() for part in parts)


def kind_of(code: codes.Code, fallback: str) -> str:
    """The kind of subject that a code tells, else the item's word for it (主体类型)."""
    if code.kind in (codes.Kind.USCC, codes.Kind.REGISTRATION_NUMBER):
        return codes.subject_kind(code.value).value
    return fallback
