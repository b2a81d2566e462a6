"""POST /token: OAuth 2.0 client credentials with a signed assertion (机器登录)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from rongxin.doors.api import actions as sign_in
from rongxin.doors.api import rules
from rongxin.doors.api.v1.auth import check_length

router = Router(tags=["tokens"])
LONGEST_FORM = 16 * 1024


class Token(Schema):
    """An access token."""

    access_token: str
    token_type: str = "Bearer"
    expires_in: int


@router.post("/token", response=Token, auth=None, summary="取得访问令牌")
def token(request: HttpRequest, response: HttpResponse) -> Token:
    """A short opaque access token for a client that signs with its registered key (RFC 7523)."""
    check_length(request, LONGEST_FORM)
    form = request.POST
    if form.get("grant_type") != rules.GRANT_TYPE or form.get("client_assertion_type") != rules.ASSERTION_TYPE:
        raise rules.GrantRefused()
    made, seconds = sign_in.sign_in(assertion=form.get("client_assertion", ""), audiences=audiences())
    response["Cache-Control"] = "no-store"
    return Token(access_token=made, expires_in=seconds)


def audiences() -> tuple[str, str]:
    """What an assertion may name as its audience: this platform, or its token address."""
    site = settings.SITE_URL.rstrip("/")
    return site, f"{site}/api/v1/token"
