"""A report as a PDF for printing and keeping (报告文件).

The template never changes at run time, and content reaches it as JSON through `sys.inputs`: no text of a record is
ever read as markup.
"""

from __future__ import annotations

import json
import threading
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from rongxin.insight.reports import qr

_LAYOUT = Path(__file__).parent / "layout"


class Press:
    """A compiler with its fonts loaded, used for one report at a time (排版)."""

    def __init__(self, font_dir: Path) -> None:
        """Load the fonts once; the system's own are not used, so that every node prints the same."""
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_dir)])
        if "Noto Sans SC" not in fonts.families():
            raise FileNotFoundError(f"Noto Sans SC is not in {font_dir}; `make setup` puts it there")
        self._compiler = typst.Compiler(_LAYOUT / "report.typ", root=_LAYOUT, font_paths=fonts)
        self._lock = threading.Lock()

    def print(self, content: dict[str, Any], made_at: datetime) -> bytes:
        """PDF/A-2b of a content; the same content and moment give the same bytes."""
        inputs = {
            "content": json.dumps(content, ensure_ascii=False),
            "qr": qr.svg(content["address"]),
            "day": content["made_at"][:10],
        }
        with self._lock:
            made = self._compiler.compile(
                format="pdf", sys_inputs=inputs, pdf_standards="a-2b", timestamp=int(made_at.timestamp())
            )
        if not isinstance(made, bytes):
            raise TypeError("typst gave no single PDF")
        return made


@lru_cache(maxsize=2)
def press(font_dir: Path) -> Press:
    """The one press of this process for a folder of fonts."""
    return Press(font_dir)
