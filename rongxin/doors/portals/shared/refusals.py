"""The outer edge: a refusal becomes a page, and a refused disclosure leaves its entry (拒绝页面)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rongxin.base.common.errors import DomainError
from rongxin.data.consent import actions as consent

# By the start of a code; the longest that fits decides. What a person may not do is 403, what is not there 404,
# what does not fit the present state 409, what was typed wrongly 422.
STATUS: dict[str, int] = {
    "CON-40": 403,
    "CON-41": 422,
    "CON-415": 403,
    "CON-416": 409,
    "CON-417": 409,
    "ING": 422,
    "ING-423": 404,
    "CAT-40": 404,
    "POR-403": 403,
    "PAR-401": 401,
    "PAR-403": 403,
    "PAR-404": 404,
    "PAR-422": 422,
    "POR-404": 404,
    "POR-422": 422,
}
HEADS = {
    403: "不能查看",
    404: "没有找到",
    409: "现在不能这样做",
    422: "内容需要修改",
    429: "请稍后再试",
    500: "出了问题",
}


class NotFound(DomainError):
    """What the address names is not there, or is not the person's own."""

    code = "POR-404"
    title = "没有找到这个页面"
    next_step = "地址可能写错了，或者内容已经移走。请从首页重新进入。"


class Broken(DomainError):
    """The platform failed; nobody else is to blame."""

    code = "POR-500"
    title = "平台出了问题，您的操作没有完成"
    next_step = "请稍后重试；仍不成功时，把本页显示的时间告诉平台运营人员。"


class FormExpired(DomainError):
    """The form's token does not fit the session."""

    code = "POR-419"
    title = "这个页面打开太久，已经失效"
    next_step = "请返回上一页，刷新后重新提交。刚才的内容没有保存。"


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal (状态码).

    >>> status_of(NotFound()), status_of(DomainError())
    (404, 409)
    """
    numbered = re.search(r"-(4\d\d)(?:-|$)", error.code)
    fitting = [start for start in STATUS if error.code.startswith(start)]
    if fitting:
        return STATUS[max(fitting, key=len)]
    if isinstance(status := getattr(error, "status", None), int):
        return status
    return int(numbered[1]) if numbered and int(numbered[1]) in HEADS else 409


def page(request: HttpRequest, error: DomainError, status: int | None = None) -> HttpResponse:
    """The page that tells a refusal: code, what happened, what to do now (拒绝页)."""
    status = status or status_of(error)
    context = {"error": error.as_dict(), "status": status, "head": HEADS.get(status, "操作未完成")}
    return render(request, "shared/refusal.html", context, status=status)


class Refusals:
    """Turns every DomainError of a view into its page (拒绝中间件).

    A refused disclosure carries what was asked for; its entry is appended in a transaction of its own,
    since the one that refused is rolled back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponse | None:
        """Django calls this before each view; machines have their own door, which reads its requests itself."""
        if getattr(view, "csrf_exempt", False):
            return None
        forms = [*request.GET.lists(), *request.POST.lists()]
        unreadable = any("\0" in word for name, values in forms for word in (name, *values))
        return page(request, Unreadable()) if unreadable else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Django calls this for whatever a view raised."""
        if not isinstance(error, DomainError):
            return None
        consent.record_refusal(error=error)
        return page(request, error)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The page for an unknown address (404)."""
    return page(request, NotFound())


def broken(request: HttpRequest) -> HttpResponse:
    """The page for a failure of ours; without a database, which knows who is signed in, its words alone (500)."""
    try:
        return page(request, Broken(), 500)
    except DatabaseError:
        return HttpResponse(Broken().sentence, status=500, content_type="text/plain; charset=utf-8")


def forbidden(request: HttpRequest, exception: Any = None, reason: str = "") -> HttpResponse:
    """The page for a form whose token is stale (403)."""
    return page(request, FormExpired(), 403)


class Unreadable(DomainError):
    """A field holds what no keyboard types and no database keeps."""

    code = "POR-420"
    status = 422
    title = "填写的内容里有无法识别的字符"
    next_step = "请删去从别处复制来的特殊字符后重新填写。"


class TooLarge(DomainError):
    """An upload is larger than the page takes."""

    code = "POR-413"
    status = 422
    title = "文件超过 {limit}"
    next_step = "请确认选对了文件后重试。"


class NothingSent(DomainError):
    """A form for a file came without one."""

    code = "POR-400"
    status = 422
    title = "没有选择文件"
    next_step = "请选择要报送的 CSV 或 XLSX 文件。"
