"""Addresses of the portal for institutions (机构门户网址)."""

from django.urls import path

from rongxin.doors.portals.institution import views

app_name = "institution"
urlpatterns = [
    path("", views.cases, name="home"),
    path("cases/<uuid:application_id>/", views.case, name="case"),
    path("cases/<uuid:application_id>/report/", views.report, name="report"),
    path("cases/<uuid:application_id>/report/<slug:number>.pdf", views.report_pdf, name="report-pdf"),
    path("cases/<uuid:application_id>/<slug:step>/", views.decide, name="decide"),
]
