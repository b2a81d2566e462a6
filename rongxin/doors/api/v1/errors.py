"""One shape for every refusal, and its HTTP status (接口错误)."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from rongxin.base.common import ids
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import rules as evidence_rules
from rongxin.base.parties import rules as party_rules
from rongxin.data.consent import actions as consent
from rongxin.data.consent import rules as consent_rules
from rongxin.doors.api import actions as sign_in
from rongxin.doors.api import rules
from rongxin.finance.applications import feedback
from rongxin.finance.applications import rules as application_rules

log = logging.getLogger(__name__)

# The first class that fits decides; whatever is not named here is a refusal by a rule: 422.
STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (rules.SignInRefused, 401),
    (rules.TokenRefused, 401),
    (rules.SignatureRefused, 401),
    (rules.GrantRefused, 400),
    (rules.Malformed, 400),
    (rules.TooLarge, 413),
    (rules.NotFound, 404),
    (application_rules.ApplicationUnknown, 404),
    (application_rules.TooEarly, 409),
    (application_rules.NotPossible, 409),
    (application_rules.EventReused, 409),
    (application_rules.NoteReused, 409),
    (feedback.FeedbackIncomplete, 422),
    (consent_rules.ConsentRefused, 403),
    (consent_rules.ItemUnknown, 422),
    (evidence_rules.EntryUnknown, 404),
    (evidence_rules.NotYetSealed, 409),
    (evidence_rules.SealingStopped, 503),
    (party_rules.PartySuspended, 403),
)


class Failed(DomainError):
    """Something broke on our side; what, is in the technical log under the request id."""

    code = "API-500"
    title = "平台处理时出现故障"
    next_step = "请稍后重试；仍不成功时把 request_id 告知平台运营人员。"


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal (错误状态码)."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 422)


def answer(request: HttpRequest, refusal: DomainError, /, **more: Any) -> HttpResponse:
    """A refusal as JSON: code, title, next_step, facts, request_id (错误答复)."""
    request_id = getattr(request, "request_id", None) or str(ids.uuid7())
    response = JsonResponse(
        {**refusal.as_dict(), "request_id": request_id, **more},
        status=status_of(refusal) if not isinstance(refusal, Failed) else 500,
        json_dumps_params={"ensure_ascii": False},
    )
    response["X-Request-Id"] = request_id
    response["Cache-Control"] = "no-store"
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="rongxin"'
    return response


def install(api: NinjaAPI) -> None:
    """Every way in which a request can fail ends in the one shape (错误处理登记)."""

    @api.exception_handler(DomainError)
    def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
        consent.record_refusal(error=error)
        if isinstance(error, rules.SignInRefused):
            sign_in.record_sign_in_refusal(error=error)
            return answer(request, error, error="invalid_client")
        if isinstance(error, rules.GrantRefused):
            return answer(request, error, error="unsupported_grant_type")
        return answer(request, error)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = [".".join(str(step) for step in one["loc"][1:]) or "请求体" for one in error.errors]
        return answer(request, rules.Malformed(problem="、".join(sorted(set(places)))[:300]))

    @api.exception_handler(AuthenticationError)
    def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(request, rules.TokenRefused())

    @api.exception_handler(HttpError)
    def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(request, rules.Malformed(problem="无法读取为 JSON"))

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, error: Exception) -> HttpResponse:
        response = answer(request, Failed())
        log.exception("request %s failed", response["X-Request-Id"])
        return response
