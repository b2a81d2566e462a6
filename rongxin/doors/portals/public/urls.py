"""Addresses of the public portal (公众门户网址)."""

from django.urls import path

from rongxin.doors.portals.public import views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("products/", views.products, name="products"),
    path("products/<slug:code>/", views.product, name="product"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify, name="verify-code"),
    path("data/", views.data, name="data"),
    path("evidence/", views.evidence, name="evidence"),
    path("evidence/head.json", views.head, name="head"),
]
