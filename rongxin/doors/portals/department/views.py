"""Pages for departments that provide data (部门页面)."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rongxin.base.common.errors import DomainError
from rongxin.base.parties.rules import PartyKind
from rongxin.data.ingest import actions as ingest_actions
from rongxin.data.ingest import jobs, rejections
from rongxin.data.ingest import queries as ingest
from rongxin.doors.portals.department import results
from rongxin.doors.portals.shared import refusals
from rongxin.doors.portals.shared.access import actor, only

department_only = only(PartyKind.DEPARTMENT)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@department_only
@require_http_methods(["GET", "POST"])
def home(request: HttpRequest) -> HttpResponseBase:
    """Send a file, and the latest batches (报送)."""
    if request.method == "POST":
        return _receive(request)
    return _home(request)


def _home(request: HttpRequest, error: DomainError | None = None) -> HttpResponse:
    person: Any = request.user
    by = actor(request)
    context = {
        "items": results.items_of(person.party.code), "lines": [results.line(one) for one in ingest.batches(by=by)[:5]],
        "error": error, "item": request.POST.get("item", ""),
    }  # fmt: skip
    return render(request, "department/home.html", context, status=refusals.status_of(error) if error else 200)


def _receive(request: HttpRequest) -> HttpResponseBase:
    person: Any = request.user
    upload: Any = request.FILES.get("file")
    if upload is None:
        return _home(request, refusals.NothingSent())
    try:
        batch = ingest_actions.receive(
            by=actor(request), stream=upload.file, file_name=upload.name or "", item=request.POST.get("item", ""),
            source=person.party.code,
        )  # fmt: skip
    except DomainError as error:
        return _home(request, error)
    if results.line(batch).running:
        jobs.check_later(by=actor(request), batch_id=batch.pk)
    return redirect("department:batch", batch.pk)


@never_cache
@department_only
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """All batches of this department; nobody else's (报送记录)."""
    page: Any = Paginator(ingest.batches(by=actor(request)), results.MOST_BATCHES).get_page(request.GET.get("page"))
    page.object_list = [results.line(one) for one in page.object_list]
    return render(request, "department/batch_list.html", {"page": page})


@never_cache
@department_only
@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """What became of one delivery (报送结果)."""
    return render(request, "department/batch_page.html", _result(request, batch_id))


@never_cache
@department_only
@require_safe
def batch_state(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The changing part of the batch page, asked for again while the batch is checked (校核进度)."""
    return render(request, "department/batch_result.html", _result(request, batch_id))


def _result(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    by = actor(request)
    found: Any = ingest.require_batch(by=by, batch_id=batch_id)
    return {
        "batch": found, "line": results.line(found), "faulty": results.faulty(by, found),
        "waiting": results.waiting(by, found), "worst": results.worst(by, found), "most": results.MOST_ROWS,
    }  # fmt: skip


@never_cache
@department_only
@require_safe
def faulty_file(request: HttpRequest, batch_id: UUID) -> HttpResponseBase:
    """The faulty rows as a workbook to mend and send again (问题行下载)."""
    by, book = actor(request), io.BytesIO()
    found: Any = ingest.require_batch(by=by, batch_id=batch_id)
    rejections.write(book, found.headings, ingest.faulty_rows(by=by, batch_id=batch_id))
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"问题行-{str(found.pk)[:8]}.xlsx", content_type=XLSX)
