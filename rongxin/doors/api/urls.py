"""Addresses of the machine interface (接口网址)."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from rongxin.base.keys import signers
from rongxin.doors.api.v1.api import api


@require_GET
def jwks(request: HttpRequest) -> JsonResponse:
    """The platform's public keys, old ones included, with which heads and events are verified (平台公钥)."""
    response = JsonResponse(signers.jwks())
    response["Cache-Control"] = "public, max-age=300"
    return response


urlpatterns = [
    path("api/v1/", api.urls),
    path(".well-known/jwks.json", jwks),
]
