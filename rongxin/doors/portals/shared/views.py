"""The switch of modes and the profile's style sheet (公共页面)."""

from __future__ import annotations

from dataclasses import asdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from rongxin.doors.portals.shared import look

YEAR = 365 * 24 * 3600


def safe_back(request: HttpRequest, address: str, otherwise: str = "/") -> str:
    """The address if it is one of ours, else another (站内地址)."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and ours else otherwise


@require_POST
def mode(request: HttpRequest) -> HttpResponse:
    """Switch one mode and go back to the page (切换显示模式)."""
    modes = look.switched(look.mode_of(request), request.POST.get("mode", ""))
    response = redirect(safe_back(request, request.POST.get("back", "")))
    response.set_cookie(
        look.COOKIE, ".".join(modes), max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SECURE
    )
    return response


@require_safe
@cache_control(public=True, max_age=300)
def look_sheet(request: HttpRequest) -> HttpResponse:
    """The profile's tokens (地区外观)."""
    return HttpResponse(look.sheet(asdict(settings.PROFILE.look)), content_type="text/css; charset=utf-8")
