"""Addresses that all portals share (公共地址)."""

from django.urls import path

from rongxin.doors.portals.shared import signing, views

app_name = "shared"
urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("sign-in/code/", signing.second_factor, name="second-factor"),
    path("sign-in/set-up/", signing.set_up, name="set-up"),
    path("sign-in/set-up/code.svg", signing.code_picture, name="code-picture"),
    path("sign-in/protect/", signing.protect, name="protect"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("mode/", views.mode, name="mode"),
    path("look.css", views.look_sheet, name="look"),
]
