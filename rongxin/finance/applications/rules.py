"""What may happen to a loan application, and in which order (融资申请规则)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from rongxin.base.common.errors import DomainError
from rongxin.base.common.labelled import Labelled


class Status(Labelled):
    """Where an application stands (申请状态)."""

    SUBMITTED = "submitted", "已提交"
    ACCEPTED = "accepted", "已受理"
    APPROVED = "approved", "已授信"
    REFUSED = "refused", "未获批准"
    DISBURSED = "disbursed", "已放款"
    SETTLED = "settled", "已结清"


class EventKind(Labelled):
    """What an institution reports back (反馈事件)."""

    ACCEPTED = "loan-application.accepted", "受理"
    APPROVED = "loan-application.approved", "授信通过"
    REFUSED = "loan-application.refused", "不予受理或审批拒绝"
    DISBURSED = "loan-application.disbursed", "放款"
    SETTLED = "loan-application.settled", "结清"


class RefusalReason(Labelled):
    """Why an institution says no (拒绝原因)."""

    CREDIT = "credit", "信用状况"
    DEBT = "debt", "负债水平"
    INDUSTRY = "industry", "行业政策"
    MATERIALS = "materials", "材料不足"
    COLLATERAL = "collateral", "担保不足"
    QUALIFICATION = "qualification", "资质条件"
    OTHER = "other", "其他"


TO_STATUS: Mapping[EventKind, Status] = MappingProxyType(
    {
        EventKind.ACCEPTED: Status.ACCEPTED,
        EventKind.APPROVED: Status.APPROVED,
        EventKind.REFUSED: Status.REFUSED,
        EventKind.DISBURSED: Status.DISBURSED,
        EventKind.SETTLED: Status.SETTLED,
    }
)

# An institution may decline without accepting first, and may disburse an approved amount in several parts.
MOVES: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.SUBMITTED: frozenset({Status.ACCEPTED, Status.REFUSED}),
        Status.ACCEPTED: frozenset({Status.APPROVED, Status.REFUSED}),
        Status.APPROVED: frozenset({Status.DISBURSED}),
        Status.DISBURSED: frozenset({Status.DISBURSED, Status.SETTLED}),
        Status.REFUSED: frozenset(),
        Status.SETTLED: frozenset(),
    }
)

OPEN = frozenset({Status.SUBMITTED, Status.ACCEPTED, Status.APPROVED, Status.DISBURSED})
WAITING = frozenset({Status.SUBMITTED, Status.ACCEPTED})

_MISSING_STEP: Mapping[EventKind, EventKind] = MappingProxyType(
    {
        EventKind.APPROVED: EventKind.ACCEPTED,
        EventKind.DISBURSED: EventKind.APPROVED,
        EventKind.SETTLED: EventKind.DISBURSED,
    }
)
_ORDER = (Status.SUBMITTED, Status.ACCEPTED, Status.APPROVED, Status.DISBURSED, Status.SETTLED)


class ApplicationUnknown(DomainError):
    """No application of this institution or enterprise has that id; whether another has it is not told."""

    code = "APP-404"
    title = "没有找到该融资申请"
    next_step = "请核对申请编号；只能查询和回传本机构收到的申请。"


class TooEarly(DomainError):
    """An event came before the one it rests on (反馈次序颠倒)."""

    code = "APP-409-EARLY"
    title = "申请当前状态为“{status}”，还不能登记“{event}”"
    next_step = "请先回传“{missing}”，再以同一事件编号重新回传本事件。"


class NotPossible(DomainError):
    """An event can never follow the present state (状态不允许)."""

    code = "APP-409-STATE"
    title = "申请当前状态为“{status}”，不能再登记“{event}”"
    next_step = "请核对申请编号和业务系统中的状态；确需更正时联系平台运营人员。"


class EventReused(DomainError):
    """One event id came with two contents (事件编号重复使用)."""

    code = "APP-409-REUSED"
    title = "事件编号 {event_id} 已用于内容不同的另一事件"
    next_step = "请为每个新事件使用新的编号；重发同一事件时内容须完全一致。"


class NoteReused(DomainError):
    """One promissory note was reported twice under different events (借据号重复)."""

    code = "APP-409-NOTE"
    title = "借据号 {note_no} 已登记过放款"
    next_step = "同一笔放款请勿更换事件编号重复回传；另一笔放款请使用其自己的借据号。"


class AmountAboveApproved(DomainError):
    """More would be paid out than was approved (放款超过授信)."""

    code = "APP-422-AMOUNT"
    title = "累计放款 {disbursed_yuan} 元超过授信额度 {approved_yuan} 元"
    next_step = "请核对放款金额；额度已调整的，请先与平台运营人员核对授信结果。"


class DatesImpossible(DomainError):
    """Dates of an event contradict one another or the calendar (日期矛盾)."""

    code = "APP-422-DATE"
    title = "日期不成立：{reason}"
    next_step = "请按业务系统中的实际日期更正后，以同一事件编号重新回传。"


class OutsideProduct(DomainError):
    """Amount or term is not what the product offers (超出产品范围)."""

    code = "APP-422-PRODUCT"
    title = "{what}超出产品“{product}”的范围（{low}—{high}）"
    next_step = "请调整{what}，或选择其他产品。"


class ProductNotOffered(DomainError):
    """The product is off the shelf or not for this kind of subject (产品不可申请)."""

    code = "APP-422-SHELF"
    title = "产品“{product}”目前不能申请：{reason}"
    next_step = "请在产品列表中选择其他在架产品。"


class ItemsNotAsked(DomainError):
    """The application offers items that the product does not ask for (多余的授权项)."""

    code = "APP-422-ITEMS"
    title = "该产品不需要这些信息项：{items}"
    next_step = "请只授权产品列出的必需项和可选项。"


class AlreadyOpen(DomainError):
    """The same subject has an open application for the same product (重复申请)."""

    code = "APP-409-OPEN"
    title = "该产品已有办理中的申请 {number}"
    next_step = "请等待该申请办结，或选择其他产品。"


def check_move(current: Status, kind: EventKind) -> Status:
    """The status after an event, or a refusal that tells whether to send it again later (状态变更).

    >>> check_move(Status.APPROVED, EventKind.DISBURSED)
    <Status.DISBURSED: 'disbursed'>

    Raises:
        TooEarly: a later event of the same life came first; the same event may be sent again.
        NotPossible: the application has gone past this point or has ended.
    """
    target = TO_STATUS[kind]
    if target in MOVES[current]:
        return target
    if _is_ahead(current, target):
        missing = _first_missing(current, kind)
        raise TooEarly(status=current.label, event=kind.label, missing=missing.label)
    raise NotPossible(status=current.label, event=kind.label)


def check_disbursed(approved_yuan: Decimal, before_yuan: Decimal, amount_yuan: Decimal) -> Decimal:
    """The sum paid out after one more disbursement, never above the approval (放款不超过授信).

    >>> check_disbursed(Decimal("100"), Decimal("60"), Decimal("40"))
    Decimal('100')
    """
    total = before_yuan + amount_yuan
    if total > approved_yuan:
        raise AmountAboveApproved(disbursed_yuan=total, approved_yuan=approved_yuan)
    return total


def number_for(year: int, count: int) -> str:
    """The number people say aloud: `RZ2026-000123` (申请编号).

    >>> number_for(2026, 123)
    'RZ2026-000123'
    """
    return f"RZ{year}-{count:06d}"


def _is_ahead(current: Status, target: Status) -> bool:
    if current not in _ORDER or target not in _ORDER:
        return False
    return _ORDER.index(target) > _ORDER.index(current)


def _first_missing(current: Status, kind: EventKind) -> EventKind:
    missing = _MISSING_STEP[kind]
    while missing in _MISSING_STEP and TO_STATUS[missing] not in MOVES[current]:
        missing = _MISSING_STEP[missing]
    return missing
