"""Addresses of the portals (门户网址)."""

from django.urls import include, path

PORTALS = [
    ("", "public"),
    ("", "shared"),
    ("enterprise/", "enterprise"),
    ("institution/", "institution"),
    ("department/", "department"),
]

urlpatterns = [path(start, include(f"rongxin.doors.portals.{name}.urls")) for start, name in PORTALS]
