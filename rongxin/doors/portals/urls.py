"""Addresses of the portals (门户网址)."""

from importlib.util import find_spec

from django.urls import include, path

PORTALS = [
    ("", "public"),
    ("", "shared"),
    ("enterprise/", "enterprise"),
    ("institution/", "institution"),
    ("department/", "department"),
]
READY = find_spec("rongxin.insight.reports.gate") is not None

urlpatterns = [path(start, include(f"rongxin.doors.portals.{name}.urls")) for start, name in PORTALS if READY]
