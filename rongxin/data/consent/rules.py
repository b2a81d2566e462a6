"""When a consent covers an act of showing (授权规则)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rongxin.base.common.errors import DomainError
from rongxin.base.common.labelled import Labelled


class Basis(Labelled):
    """Why an act of showing is allowed (依据)."""

    CONSENT = "consent", "企业授权"
    SELF = "self", "本人查询"
    SUPPLIER = "supplier", "本单位报送"
    PUBLIC = "public", "依法公开"
    SUPERVISION = "supervision", "依法监管"


class Purpose(Labelled):
    """What it may be used for (用途)."""

    PRE_LOAN = "pre_loan", "贷前审核"
    POST_LOAN = "post_loan", "贷后管理"
    EVALUATION = "evaluation", "信用评价"
    SELF_QUERY = "self_query", "本人查询"
    PUBLIC_QUERY = "public_query", "公开查询"


class State(Labelled):
    """Whether a consent may be relied on (授权状态)."""

    ACTIVE = "active", "生效"
    PAUSED = "paused", "已暂停"
    REVOKED = "revoked", "已撤回"
    USED_UP = "used_up", "已用完"


# A closed list per kind of grantee: institutions may ask for financing only.
PURPOSES_OF = {
    "institution": frozenset({Purpose.PRE_LOAN, Purpose.POST_LOAN}),
    "platform": frozenset({Purpose.EVALUATION}),
}
MOVES = {
    State.ACTIVE: frozenset({State.PAUSED, State.REVOKED, State.USED_UP}),
    State.PAUSED: frozenset({State.ACTIVE, State.REVOKED}),
    State.REVOKED: frozenset(),
    State.USED_UP: frozenset(),
}
LONGEST_TERM_DAYS = 366


class ConsentRefused(DomainError):
    """Base of the refusals that are recorded against the subject (授权拒绝)."""


class ConsentMissing(ConsentRefused):
    code = "CON-401"
    title = "没有找到该企业给贵机构的授权"
    next_step = "请在平台上向企业发起授权请求，企业同意后再查询。"


class ConsentRevoked(ConsentRefused):
    code = "CON-402"
    title = "企业已撤回授权"
    next_step = "撤回立即生效，已取得的信息不得继续使用；确有需要请重新向企业发起授权请求。"


class ConsentExpired(ConsentRefused):
    code = "CON-403"
    title = "授权不在有效期内（{valid_from} 至 {valid_until}）"
    next_step = "请重新向企业发起授权请求。"


class PurposeRefused(ConsentRefused):
    code = "CON-404"
    title = "用途“{purpose}”不在授权范围内"
    next_step = "请按授权写明的用途查询，或就新的用途重新取得授权。"


class ItemsNotCovered(ConsentRefused):
    code = "CON-405"
    title = "有信息项不在授权范围内：{items}"
    next_step = "请去掉这些信息项，或请企业补充授权。"


class WrongGrantee(ConsentRefused):
    code = "CON-406"
    title = "这份授权不是给贵机构的"
    next_step = "请使用企业给贵机构的授权。"


class WrongSubject(ConsentRefused):
    code = "CON-407"
    title = "这份授权不属于所查询的企业"
    next_step = "请核对统一社会信用代码后重试。"


class BasisRefused(ConsentRefused):
    code = "CON-408"
    title = "依据“{basis}”不能用于这次查询"
    next_step = "请核对查询依据；需要非公开信息时请取得企业授权。"


class TermRefused(DomainError):
    code = "CON-411"
    title = "授权期限不合规（{valid_from} 至 {valid_until}）"
    next_step = "截止日期应不早于开始日期，且最长一年。"


class PurposeUnknown(DomainError):
    code = "CON-412"
    title = "该类机构不能以“{purpose}”为用途取得授权"
    next_step = "金融机构只能用于融资服务（贷前审核、贷后管理）。"


class NothingChosen(DomainError):
    code = "CON-413"
    title = "没有勾选任何信息项"
    next_step = "请至少勾选一项再同意；都不同意也可以，请点“都不同意”。"


class ItemUnknown(DomainError):
    code = "CON-414"
    title = "信息项不存在：{items}"
    next_step = "请按共享清单上的信息项填写。"


class NotEntitled(DomainError):
    code = "CON-415"
    title = "您不能替该企业签署授权"
    next_step = "请由该企业有签署权的人（法定代表人或其授权签署人）登录后办理。"


class RequestAnswered(DomainError):
    code = "CON-417"
    title = "这条授权请求已经答复，或不存在"
    next_step = "请到“授权”页面查看现有授权；需要更改时可以撤回。"


class MoveRefused(DomainError):
    code = "CON-416"
    title = "授权目前是“{state}”，不能改为“{wanted}”"
    next_step = "撤回后的授权不能恢复，需要时请重新授权。"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a consent says, with its state now."""

    subject_id: UUID
    grantee_id: UUID
    items: frozenset[str]
    purpose: str
    valid_from: date
    valid_until: date
    state: str


def check_term(valid_from: date, valid_until: date) -> None:
    """Refuse a term that ends before it starts or lasts longer than a year."""
    if not 0 <= (valid_until - valid_from).days <= LONGEST_TERM_DAYS:
        raise TermRefused(valid_from=valid_from, valid_until=valid_until)


def check_purpose(kind: str, purpose: Purpose) -> None:
    """Refuse a purpose that this kind of grantee may not ask for; unknown kinds may ask for none."""
    if purpose not in PURPOSES_OF.get(kind, frozenset()):
        raise PurposeUnknown(purpose=purpose.label)


def check_covers(
    terms: Terms, *, subject_id: UUID, grantee_id: UUID | None, items: Collection[str], purpose: str, on: date
) -> None:
    """Refuse, with the first reason that holds, what the consent does not cover on that day.

    Whose consent it is comes before its contents, so that a stranger learns nothing about it.
    """
    if terms.grantee_id != grantee_id:
        raise WrongGrantee()
    if terms.subject_id != subject_id:
        raise WrongSubject()
    if terms.state == State.REVOKED:
        raise ConsentRevoked()
    if terms.state != State.ACTIVE:
        raise ConsentMissing()
    if not terms.valid_from <= on <= terms.valid_until:
        raise ConsentExpired(valid_from=terms.valid_from, valid_until=terms.valid_until)
    if terms.purpose != purpose:
        raise PurposeRefused(purpose=Purpose(purpose).label if purpose in set(Purpose) else purpose)
    if excess := sorted(set(items) - terms.items):
        raise ItemsNotCovered(items="、".join(excess))
