"""Addresses of every door (网址)."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

DOORS = ["rongxin.doors.api.urls", "rongxin.doors.portals.urls"]


def _open() -> list[URLPattern | URLResolver]:
    return [path("", include(door)) for door in DOORS if find_spec(door) is not None]


urlpatterns = _open()

handler404 = "rongxin.doors.portals.shared.refusals.not_found"
handler500 = "rongxin.doors.portals.shared.refusals.broken"
