"""Addresses of the portal for departments (部门门户网址)."""

from django.urls import path

from rongxin.doors.portals.department import views

app_name = "department"
urlpatterns = [
    path("", views.home, name="home"),
    path("batches/", views.batches, name="batches"),
    path("batches/<uuid:batch_id>/", views.batch, name="batch"),
    path("batches/<uuid:batch_id>/state/", views.batch_state, name="batch-state"),
    path("batches/<uuid:batch_id>/faulty.xlsx", views.faulty_file, name="faulty-file"),
]
