"""The two-dimensional code that leads to the verification page (二维码)."""

from __future__ import annotations

import io

import segno


def svg(address: str) -> str:
    """An SVG without colours of its own beyond black, and without styles, so that a strict CSP allows it inline."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, nl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return out.getvalue().decode()
