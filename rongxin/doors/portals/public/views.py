"""Pages for everybody (公众页面)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rongxin.base.common import clock
from rongxin.base.evidence import queries as evidence_queries
from rongxin.data.catalogue import registry
from rongxin.doors.portals.public import figures
from rongxin.doors.portals.shared import itemwords, refusals
from rongxin.finance.matching import queries as matching
from rongxin.insight.reports import queries as reports

LARGEST_PDF = 20 * 1024**2


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the platform is, in figures (首页)."""
    on_shelf = list(matching.on_shelf(clock.today()))
    context = {
        "figures": figures.of_home(len(on_shelf)),
        "seal": evidence_queries.last_seal(),
        "products": on_shelf[:3],
    }
    return render(request, "public/home.html", context)


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """The products that can be applied for (产品列表)."""
    return render(request, "public/product_list.html", {"products": matching.on_shelf(clock.today())})


@require_safe
def product(request: HttpRequest, code: str) -> HttpResponse:
    """One product: for whom, how much, which information it asks for (产品说明)."""
    found = matching.require_product(code)
    context = {
        "product": found,
        "required": [itemwords.words(one) for one in found.required_items],
        "optional": [itemwords.words(one) for one in found.optional_items],
        "closed": matching.why_not_offered(found, clock.today()),
    }
    return render(request, "public/product_page.html", context)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Whether a report was issued here and is unchanged (验证报告)."""
    given = code or request.POST.get("code", request.GET.get("code", ""))
    context: dict[str, object] = {"given": given}
    if given:
        upload = request.FILES.get("pdf")
        if upload is not None and (upload.size or 0) > LARGEST_PDF:
            raise refusals.TooLarge(limit="20 MB")
        context |= {"checked": True, "found": reports.verify(given, upload.read() if upload else None)}
    return render(request, "public/verify.html", context)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What is collected, from whom, how, and what needs consent (用到的数据)."""
    editions = [registry.edition(code) for code in settings.PROFILE.editions]
    return render(request, "public/data.html", {"rows": figures.items(), "editions": editions})


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """The latest signed head of the log (存证)."""
    return render(request, "public/evidence.html", {"seal": evidence_queries.last_seal()})


@require_safe
def head(request: HttpRequest) -> HttpResponse:
    """The latest signed head as JSON, for whoever keeps a copy (最新封签)."""
    seal = evidence_queries.last_seal()
    if seal is None:
        raise refusals.NotFound()
    response = JsonResponse(seal.as_dict(), json_dumps_params={"ensure_ascii": False})
    response["Link"] = f'<{reverse("public:evidence")}>; rel="describedby"'
    return response
