"""Who calls (调用方)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer
from pydantic import StringConstraints

from rongxin.base.common import ids
from rongxin.base.common.actor import Actor
from rongxin.base.parties import queries as parties
from rongxin.base.parties.models import MachineClient
from rongxin.doors.api import actions as sign_in
from rongxin.doors.api import rules

LONGEST_BODY = 64 * 1024
Word = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$")]  # text on one line, as the database holds it


@dataclass(frozen=True, slots=True)
class Caller:
    """The machine behind a request and its party (调用方)."""

    client: MachineClient

    @property
    def party_id(self) -> UUID:
        """The party for which it acts."""
        return self.client.party_id

    def actor(self, end_user: str = "") -> Actor:
        """The caller as an actor, for the person it names."""
        return parties.actor_of_client(self.client, end_user=end_user)


def caller(request: HttpRequest) -> Caller:
    """Who was let in (调用方)."""
    found: Caller = request.auth  # type: ignore[attr-defined]
    return found


class Bearer(HttpBearer):
    """An access token in the Authorization header (访问令牌)."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller; the length of the request is looked at before anything of it is read."""
        check_length(request)
        return Caller(sign_in.client_of(token))


def check_length(request: HttpRequest, limit: int = LONGEST_BODY) -> None:
    """Refuse a long request before reading it; each request gets its id here (请求长度).

    Raises:
        TooLarge: it says that it is longer than the limit.
    """
    request.request_id = str(ids.uuid7())  # type: ignore[attr-defined]
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > limit:
        raise rules.TooLarge(limit=limit)
