"""How figures, days and states are written on a page (页面用语)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse

from rongxin.base.common import clock, money

register = template.Library()

# The four marks for what is not there, always the same (ui: 四种标记).
ABSENCES = {
    "none_on_file": ("good", "无记录"),
    "withheld": ("none", "未授权"),
    "not_connected": ("none", "本市尚未接入"),
    "source_late": ("warn", "来源未按时答复"),
    "out_of_date": ("warn", "数据已过期"),
    "returned": ("good", "有记录"),
}


@register.filter
def wan(amount: Decimal | None) -> str:
    """Yuan as ten thousands, without the unit (万元)."""
    return money.wan(amount)


@register.filter
def thousands(number: Any) -> str:
    """A whole number with commas; an unknown one is a dash (千分位).

    >>> thousands(1234567), thousands(None)
    ('1,234,567', '—')
    """
    return "—" if number is None else f"{int(number):,}"


@register.filter
def percent(rate: Decimal | None) -> str:
    """A fraction as a percentage with two places (百分率).

    >>> percent(Decimal("0.0385"))
    '3.85%'
    """
    return "—" if rate is None else f"{Decimal(rate) * 100:.2f}%"


@register.filter
def day(value: date | datetime | None) -> str:
    """2026-11-22, in Shanghai (日期)."""
    if value is None:
        return "—"
    return (clock.local_day(value) if isinstance(value, datetime) else value).isoformat()


@register.filter
def moment(value: datetime | None) -> str:
    """2026-11-22 09:30, in Shanghai (时间)."""
    return "—" if value is None else value.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")


@register.filter
def short(value: Any) -> str:
    """The first ten signs of a digest or number that nobody reads whole (简写)."""
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text[:10] + "…" if len(text) > 12 else text


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """The value of a mapping under a key, or nothing (取值)."""
    return mapping.get(key) if mapping else None


@register.filter
def percent_of(part: Any, whole: Any) -> float:
    """A part as a percentage for a drawing, two places (占比)."""
    return round(int(part or 0) * 100 / int(whole), 2) if whole else 0


@register.inclusion_tag("shared/components/pill.html")
def pill(tone: str, word: Any) -> dict[str, Any]:
    """A state: dot, word and colour (状态)."""
    return {"tone": tone, "word": word}


@register.inclusion_tag("shared/components/pill.html")
def mark(state: str, word: str = "") -> dict[str, Any]:
    """One of the marks for what is there or not there (有无标记)."""
    tone, usual = ABSENCES.get(state, ("none", state))
    return {"tone": tone, "word": word or usual}


@register.inclusion_tag("shared/components/empty.html")
def empty(title: str, text: str = "", link: str = "", link_text: str = "") -> dict[str, Any]:
    """A list with nothing in it, and what would fill it (空列表)."""
    return {"title": title, "text": text, "link": link, "link_text": link_text}


@register.inclusion_tag("shared/components/fact.html")
def fact(value: Any, source: str = "", as_of: Any = None) -> dict[str, Any]:
    """A fact with its source and as-of date (事实、来源与截止日)."""
    return {"value": value, "source": source, "as_of": as_of}


@register.inclusion_tag("shared/components/meter.html")
def meter(name: str, value: Any, most: Any, least: Any = 0) -> dict[str, Any]:
    """A row with a bar: what, and where between the least and the most it stands (条形)."""
    return {"name": name, "value": value, "width": percent_of(value - least, most - least)}


@register.inclusion_tag("shared/components/grade.html")
def grade(label: str, labels: Any, score: Any = None, note: str = "") -> dict[str, Any]:
    """The grade, and where it stands on the scale (等级)."""
    return {"label": label, "labels": labels, "score": score, "note": note}


@register.inclusion_tag("shared/components/field.html")
def field(name: str, label: str, value: Any = "", **more: Any) -> dict[str, Any]:
    """A labelled input with its hint and its error (输入项)."""
    kind = more.pop("kind", "text")
    attributes = {key.replace("_", "-"): value for key, value in more.items() if key not in ("hint", "error", "unit")}
    return {
        "name": name, "label": label, "value": "" if value is None else value, "kind": kind,
        "hint": more.get("hint", ""), "error": more.get("error", ""), "unit": more.get("unit", ""),
        "attributes": attributes,
    }  # fmt: skip


@register.inclusion_tag("shared/components/nav_link.html", takes_context=True)
def nav_link(context: Any, name: str, words: str, only: bool = False) -> dict[str, Any]:
    """A link of the main navigation, marked on its page and, unless `only`, on those below it (导航项)."""
    address, here = reverse(name), context["request"].path
    return {"address": address, "words": words, "current": here == address if only else here.startswith(address)}


@register.inclusion_tag("shared/components/pager.html", takes_context=True)
def pager(context: Any, page: Any) -> dict[str, Any]:
    """Back and forth through a long list; other filters stay in the address (翻页)."""
    query = context["request"].GET.copy()
    links = {}
    for which, number in (("back", page.number - 1), ("forth", page.number + 1)):
        query["page"] = str(number)
        links[which] = "?" + query.urlencode()
    return {"page": page, **links}


@register.inclusion_tag("shared/components/split.html")
def split(received: int, **parts: int) -> dict[str, Any]:
    """One bar cut in proportion, drawn as SVG because no style may stand in a page (构成条)."""
    pieces, start = [], 0.0
    for name, count in parts.items():
        width = percent_of(count, received)
        if width:
            pieces.append({"name": name, "x": start, "width": width})
        start += width
    return {"pieces": pieces, "received": received}
