"""The look: what a profile and a person may change about it (外观)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from rongxin.doors.portals.shared import access

COOKIE = "rx-mode"
MODES = ("elder", "dark")
_TOKEN = re.compile(r"[a-z][a-z0-9_]{0,30}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def mode_of(request: HttpRequest) -> list[str]:
    """The modes that a person switched on, in a fixed order (显示模式)."""
    wanted = request.COOKIES.get(COOKIE, "").split(".")
    return [mode for mode in MODES if mode in wanted]


def switched(modes: list[str], which: str) -> list[str]:
    """The modes after one was switched; an unknown one changes nothing (切换).

    >>> switched(["dark"], "elder"), switched(["elder", "dark"], "dark"), switched([], "loud")
    (['elder', 'dark'], ['elder'], [])
    """
    turned = set(modes) ^ ({which} & set(MODES))
    return [mode for mode in MODES if mode in turned]


def sheet(tokens: Mapping[str, Any]) -> str:
    """A style sheet that sets the profile's tokens, light and dark, and nothing else (外观样式).

    >>> sheet({"brand": "#7a1f2b", "brand_dark": "#e0a0a8", "background": "url(x)"})
    'html {\\n  --rx-brand: #7a1f2b;\\n}\\nhtml[data-mode~="dark"] {\\n  --rx-brand: #e0a0a8;\\n}\\n'
    """
    fitting = {
        name: value for name, value in tokens.items() if _TOKEN.fullmatch(name) and _COLOUR.fullmatch(str(value))
    }
    light = {name: value for name, value in fitting.items() if not name.endswith("_dark")}
    dark = {name.removesuffix("_dark"): value for name, value in fitting.items() if name.endswith("_dark")}
    return _rule("html", light) + _rule('html[data-mode~="dark"]', dark)


def _rule(selector: str, tokens: Mapping[str, Any]) -> str:
    lines = "".join(f"  --rx-{name.replace('_', '-')}: {value};\n" for name, value in sorted(tokens.items()))
    return f"{selector} {{\n{lines}}}\n" if lines else ""


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: the platform, its region, the modes (页面公共内容)."""
    modes = mode_of(request)
    return {
        "site": settings.PROFILE.name,
        "region": settings.PROFILE.region_name,
        "mode": " ".join(modes),
        "elder": "elder" in modes,
        "dark": "dark" in modes,
        "own_home": access.home_of(request.user) if request.user.is_authenticated else "",
        "apply_at": access.APPLY_AT,
    }
