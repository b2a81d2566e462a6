"""Addresses of the portal for enterprises (企业门户网址)."""

from django.urls import path

from rongxin.doors.portals.enterprise import applying, consenting, views

app_name = "enterprise"
urlpatterns = [
    path("", views.home, name="home"),
    path("credit/", views.credit, name="credit"),
    path("credit/report/", views.report, name="report"),
    path("credit/report/<slug:number>.pdf", views.report_pdf, name="report-pdf"),
    path("looked/", views.looked, name="looked"),
    path("looked/<uuid:entry_id>/", views.proof, name="proof"),
    path("looked/<uuid:entry_id>/proof.json", views.proof_file, name="proof-file"),
    path("consents/", consenting.consents, name="consents"),
    path("consents/<uuid:consent_id>/revoke/", consenting.revoke, name="revoke"),
    path("requests/<uuid:request_id>/", consenting.request_page, name="request"),
    path("products/", applying.products, name="products"),
    path("apply/<slug:code>/", applying.apply, name="apply"),
    path("apply/<slug:code>/consent/", applying.consent_page, name="apply-consent"),
    path("applications/", applying.applications_page, name="applications"),
    path("applications/<uuid:application_id>/", applying.application_page, name="application"),
]
