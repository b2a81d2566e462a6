"""Who may open which portal (门户准入)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from rongxin.base.common.actor import Actor
from rongxin.base.common.errors import DomainError
from rongxin.base.parties import queries as parties
from rongxin.base.parties.rules import PartyKind

View = Callable[..., HttpResponseBase]

HOMES: dict[str, str] = {
    PartyKind.ENTERPRISE: "/enterprise/",
    PartyKind.INSTITUTION: "/institution/",
    PartyKind.DEPARTMENT: "/department/",
}
APPLY_AT = "/enterprise/apply/"  # where an enterprise applies; followed by the product's code


class NotYourPortal(DomainError):
    """The person belongs to another kind of party."""

    code = "POR-403"
    title = "这个页面不属于您的账号"
    next_step = "请从首页进入您自己的工作台；需要其他权限时联系平台运营人员。"


def home_of(person: Any) -> str:
    """Where a signed-in person starts (个人首页)."""
    return HOMES.get(person.party.kind, "/")


def only(kind: PartyKind) -> Callable[[View], View]:
    """Let a view be opened by signed-in people of one kind of party, with their second factor where it is due (准入).

    No copy of what it shows stays in the browser.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            person: Any = request.user
            if not person.is_authenticated:
                return to_sign_in(request)
            parties.require_party(person.party.code)
            if person.party.kind != kind:
                raise NotYourPortal()
            if not person.is_verified() and parties.must_verify(person):
                logout(request)
                return to_sign_in(request)
            return view(request, *args, **kwargs)

        return never_cache(guarded)

    return guard


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """To the sign-in page, and back here afterwards (去登录)."""
    back = request.get_full_path() if request.method == "GET" else ""
    query = f"?{urlencode({'next': back})}" if back else ""
    return redirect(reverse("shared:sign-in") + query)


def actor(request: HttpRequest) -> Actor:
    """The signed-in person as an actor at the door of the portals (操作者)."""
    person: Any = request.user
    return parties.actor_of(person, "portal")


def subject_of(request: HttpRequest) -> Any:
    """The subject that the signed-in enterprise is (本企业信息主体)."""
    person: Any = request.user
    return person.party.subject_id
