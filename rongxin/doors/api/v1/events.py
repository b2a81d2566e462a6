"""POST /loan-applications/{id}/events: the institution reports back with a signed event (反馈事件)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from rongxin.base.common import digest
from rongxin.base.common.errors import DomainError
from rongxin.doors.api import actions as sign_in
from rongxin.doors.api import rules
from rongxin.doors.api.v1.auth import Caller, caller
from rongxin.finance.applications import actions, feedback

router = Router(tags=["events"])
DEEPEST = 8


class EventReceipt(Schema):
    """What became of an event; the same however often it is sent."""

    event_id: str
    application_id: UUID
    status: str
    status_label: str
    received_at: datetime
    entry_id: UUID


@dataclass(frozen=True, slots=True)
class Event:
    """A CloudEvents object as far as it is used here."""

    id: str
    kind: str
    subject: str
    time: datetime
    data: dict[str, Any]


@router.post(
    "/loan-applications/{uuid:application_id}/events",
    response=EventReceipt,
    summary="回传反馈事件（请求体为 JWS）",
    openapi_extra={"requestBody": {"required": True, "content": {"application/jose": {"schema": {"type": "string"}}}}},
)
def received(request: HttpRequest, application_id: UUID) -> EventReceipt:
    """Apply one event; a refusal is kept too, in a transaction of its own."""
    sender = caller(request)
    event = read(request.body, sender)
    if event.subject != str(application_id):
        raise rules.Malformed(problem="subject 与网址中的申请编号不一致")
    by = sender.actor()
    try:
        answer = actions.apply_event(
            by=by,
            application_id=application_id,
            event_id=event.id,
            kind=feedback.kind_of(event.kind),
            data=event.data,
            occurred_at=event.time,
        )
    except DomainError as error:
        actions.record_event_refusal(
            by=by,
            application_id=application_id,
            event_id=event.id,
            kind=event.kind,
            data=event.data,
            occurred_at=event.time,
            error=error,
        )
        raise
    return EventReceipt(
        event_id=answer.event_id,
        application_id=answer.application_id,
        status=answer.status,
        status_label=answer.status.label,
        received_at=answer.received_at,
        entry_id=answer.entry_id,
    )


def read(body: bytes, sender: Caller) -> Event:
    """The event inside a signed body (读取事件).

    Raises:
        SignatureRefused: no registered key of the calling client signed it.
        Malformed: it is no event, or not from this client.
    """
    try:
        payload = sign_in.verified_bytes(body.decode("ascii").strip(), sender.client)
    except UnicodeDecodeError:
        payload = None
    if payload is None:
        raise rules.SignatureRefused()
    try:
        event = json.loads(payload, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise rules.Malformed(problem="事件不是 JSON") from None
    if not isinstance(event, dict) or event.get("specversion") != "1.0":
        raise rules.Malformed(problem="事件须为 CloudEvents 1.0")
    if event.get("source") != sender.client.client_id:
        raise rules.Malformed(problem="source 须为发送方的 client_id")
    return Event(
        id=_text(event, "id", 64),
        kind=_text(event, "type", 40),
        subject=_text(event, "subject", 36),
        time=_moment(event.get("time")),
        data=_data(event.get("data")),
    )


def _text(event: dict[str, Any], name: str, longest: int) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest or not value.isprintable():
        raise rules.Malformed(problem=f"{name} 须为 1–{longest} 个字符")
    return value


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise rules.Malformed(problem="time 须为带时区的时间") from None
    if moment.tzinfo is None:
        raise rules.Malformed(problem="time 须为带时区的时间")
    return moment


def _data(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or _depth(value) > DEEPEST:
        raise rules.Malformed(problem="data 须为对象")
    try:
        plain = digest.canonical(value)
    except (ValueError, TypeError):
        raise rules.Malformed(problem="data 中有无法识别的字符") from None
    if b"\\u0000" in plain:  # the database holds no NUL
        raise rules.Malformed(problem="data 中有无法识别的字符")
    return value


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max((_depth(one) for one in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((_depth(one) for one in value), default=0)
    return 0


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
