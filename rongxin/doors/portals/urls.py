"""Addresses of the portals (门户网址)."""

from django.urls import include, path

from rongxin.doors.portals.shared import refusals

handler404 = refusals.not_found
handler500 = refusals.broken

urlpatterns = [
    path("", include("rongxin.doors.portals.public.urls")),
    path("", include("rongxin.doors.portals.shared.urls")),
    path("enterprise/", include("rongxin.doors.portals.enterprise.urls")),
    path("institution/", include("rongxin.doors.portals.institution.urls")),
    path("department/", include("rongxin.doors.portals.department.urls")),
]
