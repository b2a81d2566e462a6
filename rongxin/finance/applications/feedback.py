"""The fields that each feedback event must carry, and how they are read (反馈必填项).

Source: the platform's reduction of the life of a loan to submitted, accepted, approved or refused, disbursed, settled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from rongxin.base.common.errors import DomainError
from rongxin.finance.applications import rules
from rongxin.finance.applications.rules import EventKind


class FeedbackIncomplete(DomainError):
    """A feedback event lacks what it must carry or carries something unreadable (反馈内容不合要求)."""

    code = "APP-422-FIELDS"
    title = "“{event}”事件的内容不合要求：{problems}"
    next_step = "请按接口文档补齐或更正这些字段，以同一事件编号重新回传。"


class EventKindUnknown(DomainError):
    """An event of a kind that is not in the list (事件类型未知)."""

    code = "APP-422-KIND"
    title = "未知的事件类型 {kind}"
    next_step = "可用的事件类型：{known}。"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a feedback event (反馈字段)."""

    name: str
    label: str
    read: Callable[[Any], Any]
    required: bool = True


def kind_of(value: str) -> EventKind:
    """The kind of an event, or a refusal that lists the known ones."""
    try:
        return EventKind(value)
    except ValueError:
        raise EventKindUnknown(kind=str(value)[:80], known="、".join(EventKind)) from None


def read(kind: EventKind, data: Mapping[str, Any]) -> dict[str, Any]:
    """The typed contents of an event (反馈内容).

    An empty string counts as absent. A field that is not in the list is refused: a mistyped name must not look like
    a field that was left out on purpose.

    Raises:
        FeedbackIncomplete: names every field at fault at once.
    """
    fields = FIELDS[kind]
    problems = [f"{name}（未知字段）" for name in sorted(set(data) - {field.name for field in fields})]
    values: dict[str, Any] = {}
    for field in fields:
        raw = data.get(field.name)
        if raw is None or raw == "":
            if field.required:
                problems.append(f"{field.name} {field.label}（缺少）")
            continue
        try:
            values[field.name] = field.read(raw)
        except ValueError as problem:
            problems.append(f"{field.name} {field.label}（{problem}）")
    if problems:
        raise FeedbackIncomplete(event=kind.label, problems="；".join(problems))
    return values


def check_dates(kind: EventKind, values: Mapping[str, Any], *, today: date, known: Mapping[str, date | None]) -> None:
    """Dates agree with one another, with the calendar and with what was reported before (日期核对).

    `known` holds `submitted_on`, `approved_until` and `disbursed_on` of the application where they are set.

    Raises:
        DatesImpossible: says which rule is broken.
    """
    for reason in _date_problems(kind, values, today, known):
        raise rules.DatesImpossible(reason=reason)


def _date_problems(
    kind: EventKind, values: Mapping[str, Any], today: date, known: Mapping[str, date | None]
) -> list[str]:
    found = []
    if kind is EventKind.APPROVED and values["valid_until"] < today:
        found.append("授信有效期止早于今天")
    if kind is EventKind.DISBURSED:
        paid_on = values["disbursed_on"]
        if paid_on > today:
            found.append("放款日期晚于今天")
        if _before(paid_on, known.get("submitted_on")):
            found.append("放款日期早于申请日期")
        if values["due_on"] <= paid_on:
            found.append("到期日须晚于放款日期")
        if _before(known.get("approved_until"), paid_on):
            found.append("放款日期晚于授信有效期止")
    if kind is EventKind.SETTLED:
        if values["settled_on"] > today:
            found.append("结清日期晚于今天")
        if _before(values["settled_on"], known.get("disbursed_on")):
            found.append("结清日期早于放款日期")
    return found


def _before(first: date | None, second: date | None) -> bool:
    return first is not None and second is not None and first < second


def money(raw: Any) -> Decimal:
    """Yuan, positive, at most two decimals, as text or a JSON number.

    >>> money("300000.00")
    Decimal('300000.00')
    """
    value = _decimal(raw, "须为金额，单位元")
    if value <= 0:
        raise ValueError("须大于 0")
    if value != value.quantize(Decimal("0.01")):
        raise ValueError("最多两位小数")
    if value >= Decimal(10) ** 14:
        raise ValueError("金额过大")
    return value.quantize(Decimal("0.01"))


def rate(raw: Any) -> Decimal:
    """A yearly rate as a fraction: 4.35 % is 0.0435.

    >>> rate("0.0435")
    Decimal('0.043500')
    """
    value = _decimal(raw, "须为小数，如 0.0435")
    if not 0 < value < Decimal("0.36"):
        raise ValueError("须为大于 0 的小数形式年利率，4.35% 写作 0.0435")
    if value != value.quantize(Decimal("0.000001")):
        raise ValueError("最多六位小数")
    return value.quantize(Decimal("0.000001"))


def day(raw: Any) -> date:
    """A calendar day as `2026-11-22`.

    >>> day("2026-11-22")
    datetime.date(2026, 11, 22)
    """
    if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
        raise ValueError("须为 2026-11-22 形式的日期")
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError("不是真实日期") from None


def text(raw: Any) -> str:
    """Words on one line, at most 500 characters."""
    if not isinstance(raw, str) or len(raw.strip()) > 500:
        raise ValueError("须为 500 字以内的文字")
    return " ".join(raw.split())


def explanation(raw: Any) -> str:
    """A sentence that the enterprise can act on, so not a single word."""
    value = text(raw)
    if len(value) < 8:
        raise ValueError("须写明企业可据以改进的说明，至少 8 个字")
    return value


def flag(raw: Any) -> bool:
    """Yes or no, as a JSON boolean only: a text "false" must not count as yes."""
    if not isinstance(raw, bool):
        raise ValueError("须为 true 或 false")
    return raw


def reason(raw: Any) -> str:
    """One of the reasons in the closed list."""
    try:
        return rules.RefusalReason(raw).value
    except ValueError:
        known = "、".join(f"{one.value} {one.label}" for one in rules.RefusalReason)
        raise ValueError(f"须为以下之一：{known}") from None


def currency(raw: Any) -> str:
    """Renminbi only."""
    if raw != "CNY":
        raise ValueError("仅支持 CNY")
    return "CNY"


def uses(raw: Any) -> list[str]:
    """For what the platform's evaluation was used: any of admission, limit, rate, guarantee_fee."""
    known = {"admission", "limit", "rate", "guarantee_fee"}
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw) or set(raw) - known:
        raise ValueError("须为 admission、limit、rate、guarantee_fee 组成的列表")
    return sorted(set(raw))


def _decimal(raw: Any, sentence: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise ValueError(sentence)
    try:
        value = Decimal(raw)
    except InvalidOperation:
        raise ValueError(sentence) from None
    if not value.is_finite() or value.adjusted() >= 16:  # a comparison by arithmetic could overflow
        raise ValueError(sentence)
    return value


FIELDS: Mapping[EventKind, tuple[Field, ...]] = MappingProxyType(
    {
        EventKind.ACCEPTED: (
            Field("handler", "受理人", text),
            Field("branch", "受理网点", text, required=False),
            Field("contact", "联系方式", text, required=False),
        ),
        EventKind.APPROVED: (
            Field("amount_yuan", "授信额度（元）", money),
            Field("annual_rate", "年利率（小数）", rate),
            Field("valid_until", "授信有效期止", day),
            Field("credit_no", "授信编号", text, required=False),
            Field("guarantee", "担保方式", text, required=False),
            Field("repayment", "还款方式", text, required=False),
            Field("evaluation_used", "信用评价用于", uses, required=False),
            Field("currency", "币种", currency, required=False),
        ),
        EventKind.REFUSED: (
            Field("reason", "原因代码", reason),
            Field("sentence", "给企业的说明", explanation),
            Field("evaluation_used", "信用评价用于", uses, required=False),
        ),
        EventKind.DISBURSED: (
            Field("note_no", "借据号", text),
            Field("amount_yuan", "放款金额（元）", money),
            Field("disbursed_on", "放款日期", day),
            Field("due_on", "到期日", day),
            Field("annual_rate", "执行年利率（小数）", rate),
            Field("first_loan", "首贷户标识", flag),
            Field("credit_loan", "信用贷款标识", flag),
            Field("currency", "币种", currency, required=False),
        ),
        EventKind.SETTLED: (Field("settled_on", "结清日期", day),),
    }
)
