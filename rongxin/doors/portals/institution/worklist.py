"""The work list of an institution and what its forms say (机构工作清单)."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models.functions import Coalesce
from django.http import QueryDict

from rongxin.base.common import clock, money
from rongxin.base.common.errors import DomainError
from rongxin.data.consent import queries as consent
from rongxin.data.consent.rules import State
from rongxin.doors.portals.shared import clockwords
from rongxin.finance.applications import queries as applications
from rongxin.finance.applications.rules import EventKind, RefusalReason, Status

PAGE = 25
WAITING = "waiting"
STEPS = {
    "accept": EventKind.ACCEPTED, "approve": EventKind.APPROVED, "refuse": EventKind.REFUSED,
    "disburse": EventKind.DISBURSED, "settle": EventKind.SETTLED,
}  # fmt: skip
OPEN_STEPS = {
    Status.SUBMITTED: ("accept", "refuse"),
    Status.ACCEPTED: ("approve", "refuse"),
    Status.APPROVED: ("disburse",),
    Status.DISBURSED: ("settle", "disburse"),
}


def page_of(institution_id: UUID, query: QueryDict) -> Page[Any]:
    """One page of the applications that the address asks for; what waits comes by deadline (一页申请)."""
    found = applications.of_institution(institution_id)
    wanted, words = query.get("status", WAITING), query.get("q", "").strip()
    if wanted == WAITING:
        found = found.filter(status__in=[Status.SUBMITTED, Status.ACCEPTED])
    elif wanted in set(Status):
        found = found.filter(status=wanted)
    if words:
        found = found.filter(enterprise__name__contains=words) | found.filter(number__iexact=words)
    if wanted == WAITING:
        found = found.order_by(Coalesce("decide_due_on", "accept_due_on"), "number")
    page: Page[Any] = Paginator(found, PAGE).get_page(query.get("page"))
    page.object_list = [clockwords.line(one) for one in page.object_list]
    return page


def tabs(institution_id: UUID) -> list[tuple[str, str, int]]:
    """The filters by status with their counts (状态筛选)."""
    counts: Any = applications.funnel(institution_id)["statuses"]
    waiting = counts[Status.SUBMITTED] + counts[Status.ACCEPTED]
    rest = [
        (one.value, one.label, counts[one.value]) for one in Status if one not in (Status.SUBMITTED, Status.ACCEPTED)
    ]
    return [(WAITING, "待办理", waiting), *rest, ("all", "全部", sum(counts.values()))]


def consent_of(application: Any) -> dict[str, Any]:
    """Whether the consent of an application can be relied on today, in words (授权状态)."""
    terms = consent.terms(application.consent_id)
    if terms is None:
        return {"tone": "bad", "word": "没有授权", "open": False}
    if terms.state != State.ACTIVE:
        return {"terms": terms, "tone": "bad", "word": f"企业{State(terms.state).label}", "open": False}
    if clock.today() > terms.valid_until:
        return {"terms": terms, "tone": "bad", "word": "授权已到期", "open": False}
    days = (terms.valid_until - clock.today()).days
    return {"terms": terms, "tone": "good" if days > 3 else "warn", "word": f"授权有效，还剩 {days} 天", "open": True}


def event_data(step: str, form: QueryDict) -> dict[str, Any]:
    """The fields of an event from a form: 万元 become yuan, per cent a fraction, ticks booleans (表单内容)."""
    given = {
        name: str(value).strip() for name, value in form.items() if name not in ("csrfmiddlewaretoken", "event_id")
    }
    data: dict[str, Any] = {name: value for name, value in given.items() if not name.endswith(("_wan", "_percent"))}
    if "amount_wan" in given:
        data["amount_yuan"] = _scaled(given["amount_wan"], money.from_wan)
    if "rate_percent" in given:
        data["annual_rate"] = _scaled(given["rate_percent"], lambda value: value / 100)
    if step == "disburse":
        data |= {name: name in given for name in ("first_loan", "credit_loan")}
    return data


def told(error: DomainError) -> str:
    """A refusal of the interface in the words of a page: no field names, no interface documents (页面提示)."""
    words = re.sub(r"[a-z]+(?:_[a-z]+)+ ", "", error.sentence).replace("小数", "百分数")
    return re.sub(r"请[^。]*(?:接口文档|回传)[^。]*。", "请更正后重新提交。", words)


def _scaled(text: str, scale: Any) -> str:
    try:
        return str(scale(Decimal(text.replace(",", ""))))
    except DecimalException:
        return text


REASONS = [(one.value, one.label) for one in RefusalReason]
