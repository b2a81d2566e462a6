"""A report as a fragment of a page (报告页面)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from rongxin.insight.reports import qr

TEMPLATE = "reports/report.html"
SHORT = 10  # characters of a date, which never breaks


def context(content: Mapping[str, Any]) -> dict[str, Any]:
    """What `{% include "reports/report.html" %}` needs, from `ReportContent.as_dict()` or what was stored of it."""
    return {
        "report": {**content, "sections": [_section(one) for one in content["sections"]]},
        "qr": qr.svg(content["address"]),
    }


def html(content: Mapping[str, Any]) -> str:
    """The fragment itself, without style or script."""
    return render_to_string(TEMPLATE, context(content))


def _section(section: Mapping[str, Any]) -> dict[str, Any]:
    return {**section, "blocks": [_block(one) for one in section["blocks"]]}


def _block(block: Mapping[str, Any]) -> Mapping[str, Any]:
    """A table's cells learn whether they hold figures or must not break, for a template cannot work that out."""
    if block["kind"] != "table":
        return block
    figures = [column["figures"] for column in block["columns"]]
    rows = [[_cell(cell, right) for cell, right in zip(row, figures, strict=True)] for row in block["rows"]]
    return {**block, "rows": rows}


def _cell(cell: Mapping[str, Any], figures: bool) -> dict[str, Any]:
    return {**cell, "figures": figures, "short": len(cell["text"]) <= SHORT}
