"""The look: what a profile and a person may change about it (外观)."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest

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


def sheet(tokens: dict[str, Any]) -> str:
    """A style sheet that sets the profile's tokens in the light mode and nothing else (外观样式).

    >>> sheet({"brand": "#7a1f2b", "background": "url(x)"})
    'html:not([data-mode~="dark"]) {\\n  --rx-brand: #7a1f2b;\\n}\\n'
    """
    lines = [
        f"  --rx-{name.replace('_', '-')}: {value};"
        for name, value in sorted(tokens.items())
        if _TOKEN.fullmatch(name) and _COLOUR.fullmatch(str(value))
    ]
    return 'html:not([data-mode~="dark"]) {\n' + "\n".join(lines) + "\n}\n" if lines else ""


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: the platform, its region, the modes (页面公共内容)."""
    modes = mode_of(request)
    return {
        "site": settings.PROFILE.name,
        "region": settings.PROFILE.region_name,
        "mode": " ".join(modes),
        "elder": "elder" in modes,
        "dark": "dark" in modes,
    }
