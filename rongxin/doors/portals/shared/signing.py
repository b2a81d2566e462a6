"""Signing in: a password, and a second factor where it is due (登录).

Between the two steps nobody is signed in: the session holds only who is awaited, for ten minutes.
"""

from __future__ import annotations

import base64
import io
from typing import Any

import segno
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django_otp import login as otp_login

from rongxin.base.common import clock
from rongxin.base.common.errors import DomainError
from rongxin.base.parties import actions as parties_actions
from rongxin.base.parties import queries as parties
from rongxin.doors.portals.shared import access, refusals
from rongxin.doors.portals.shared.views import safe_back

AWAITED = "awaited_person"
BACKEND = "django.contrib.auth.backends.ModelBackend"
PATIENCE_SECONDS = 600
LONGEST_NAME = 64  # of a user name; a longer one is nobody's
WRONG = "用户名或密码不正确。连续 5 次不正确，账号会锁定半小时。"


class LockedOut(DomainError):
    """Too many wrong passwords."""

    code = "POR-429"
    status = 429
    title = "密码连续输错，账号已暂时锁定"
    next_step = "请半小时后再试；不是您本人操作的，请立即联系平台运营人员。"


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """The page after too many wrong passwords (锁定页)."""
    return refusals.page(request, LockedOut(), 429)


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The first step: name and password (登录)."""
    if request.method != "POST":
        return render(request, "shared/sign_in.html", {"next": request.GET.get("next", "")})
    username, back = request.POST.get("username", "").strip()[: LONGEST_NAME + 1], request.POST.get("next", "")
    if not AxesProxyHandler.is_allowed(request, {"username": username}):
        return locked_out(request)
    person: Any = authenticate(request, username=username, password=request.POST.get("password", ""))
    if person is None:
        parties_actions.sign_in_failed(username=username, door="portal")
        if getattr(request, "axes_locked_out", False):
            return locked_out(request)
        return render(request, "shared/sign_in.html", {"error": WRONG, "username": username, "next": back}, status=422)
    if not parties.must_verify(person):
        return _enter(request, person, None, back)
    request.session[AWAITED] = {"id": str(person.pk), "since": clock.now().timestamp(), "next": back}
    return redirect("shared:second-factor" if parties.second_factor_of(person) else "shared:set-up")


@never_cache
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """The second step: the code of the authenticator (动态验证码)."""
    person, back = _awaited(request)
    if person is None:
        return redirect("shared:sign-in")
    if request.method != "POST":
        return render(request, "shared/second_factor.html", {"person": person})
    try:
        device = parties_actions.check_second_factor(person=person, code=_code(request))
    except DomainError as error:
        return render(request, "shared/second_factor.html", {"person": person, "error": error.sentence}, status=422)
    return _enter(request, person, device, back)


@never_cache
def set_up(request: HttpRequest) -> HttpResponseBase:
    """The second step of a first sign-in: set the authenticator (设置动态验证码)."""
    person, back = _setting_up(request)
    if person is None or parties.second_factor_of(person):
        return redirect("shared:sign-in")
    device = parties_actions.begin_second_factor(person=person)
    context = {"person": person, "key": _grouped(device.bin_key), "duty": not request.user.is_authenticated}
    if request.method != "POST":
        return render(request, "shared/set_up.html", context)
    try:
        by = parties.actor_of(person, "portal")
        device = parties_actions.confirm_second_factor(by=by, person=person, code=_code(request))
    except DomainError as error:
        return render(request, "shared/set_up.html", context | {"error": error.sentence}, status=422)
    return _enter(request, person, device, back)


@never_cache
@require_safe
def code_picture(request: HttpRequest) -> HttpResponse:
    """The key of the authenticator as a picture to scan (二维码)."""
    person, _ = _setting_up(request)
    if person is None or parties.second_factor_of(person):
        raise refusals.NotFound()
    device = parties_actions.begin_second_factor(person=person)
    picture = io.BytesIO()
    segno.make(device.config_url, error="m").save(picture, kind="svg", scale=4, border=2, xmldecl=False)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


def protect(request: HttpRequest) -> HttpResponseBase:
    """Let a signed-in enterprise set a second factor of its own will (登录保护)."""
    if not request.user.is_authenticated:
        return access.to_sign_in(request)
    return redirect("shared:set-up")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session (退出)."""
    logout(request)
    return redirect("public:home")


def _enter(request: HttpRequest, person: Any, device: Any, back: str) -> HttpResponseBase:
    parties_actions.signed_in(person=person, door="portal", second_factor=device is not None)
    request.session.pop(AWAITED, None)
    login(request, person, backend=BACKEND)
    if device is not None:
        otp_login(request, device)
    return redirect(safe_back(request, back, access.home_of(person)))


def _awaited(request: HttpRequest) -> tuple[Any, str]:
    waiting = request.session.get(AWAITED)
    if not waiting or clock.now().timestamp() - waiting["since"] > PATIENCE_SECONDS:
        return None, ""
    return parties.person_awaiting(waiting["id"]), waiting["next"]


def _setting_up(request: HttpRequest) -> tuple[Any, str]:
    return (request.user, "") if request.user.is_authenticated else _awaited(request)


def _code(request: HttpRequest) -> str:
    return "".join(letter for letter in request.POST.get("code", "") if letter.isdigit())


def _grouped(key: bytes) -> str:
    text = base64.b32encode(key).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
