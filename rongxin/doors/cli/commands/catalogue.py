"""`rongxin catalogue`: load, list and show the sharing list (归集共享清单)."""

from __future__ import annotations

import argparse
from typing import Any

from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Field, Item
from rongxin.doors.cli.outcome import Outcome

NAME = "catalogue"
HELP = "归集共享清单：装载、列出、查看信息项"
NEEDS_DATABASE = False  # only `load` does, and opens it itself: a list can be read without a database
ROLE = "owner"
_CONSENT = {"none": "无需", "fields": "部分字段", "item": "整项"}


def add(parser: argparse.ArgumentParser) -> None:
    """The three verbs."""
    verbs = parser.add_subparsers(dest="verb", metavar="动作", required=True)
    load = verbs.add_parser("load", help="为清单的每个信息项建立或补齐数据表")
    load.add_argument("edition", nargs="?", default="", metavar="清单版本", help="省略时装载全部信息项")
    listing = verbs.add_parser("list", help="列出信息项和清单版本")
    listing.add_argument("edition", nargs="?", default="", metavar="清单版本", help="只列一个清单版本")
    show = verbs.add_parser("show", help="查看一个信息项的字段和检查规则")
    show.add_argument("item", metavar="信息项")
    for one in (load, listing, show):
        one.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="只输出一个 JSON 对象")


def run(args: argparse.Namespace) -> Outcome:
    """One verb."""
    if args.verb == "load":
        return _load(args.edition)
    return _show(registry.item(args.item)) if args.verb == "show" else _list(args.edition)


def _load(edition: str) -> Outcome:
    import django

    from rongxin.base.common import actor
    from rongxin.doors.cli import main

    with main.database():
        django.setup()
        from rongxin.data.catalogue import actions

        loaded = actions.load(by=actor.system("catalogue", "cli"), edition=edition)
    data = {
        "edition": loaded.edition,
        "items": list(loaded.items),
        "created": list(loaded.created),
        "altered": list(loaded.altered),
        "unchanged": list(loaded.unchanged),
    }
    counts = f"新建 {len(loaded.created)}，变更 {len(loaded.altered)}，未变 {len(loaded.unchanged)}"
    return Outcome(data, f"清单已装载：{len(loaded.items)} 个信息项（{counts}）。")


def _list(edition: str) -> Outcome:
    codes = [line.item for line in registry.edition(edition).items] if edition else list(registry.items())
    items = [registry.item(code) for code in codes]
    editions = [registry.edition(edition)] if edition else list(registry.editions().values())
    data = {
        "items": [_brief(one) for one in items],
        "editions": [
            {"code": one.code, "name": one.name, "level": one.level.value, "items": [line.item for line in one.items]}
            for one in editions
        ],
    }
    lines = [
        f"{one.code:<18} {one.name}（{len(one.fields)} 个字段，对外授权：{_CONSENT[one.disclose_consent]}）"
        for one in items
    ]
    lines += ["", "清单版本："] + [f"{one.code:<18} {one.name}（{len(one.items)} 项）" for one in editions]
    return Outcome(data, "\n".join(lines))


def _show(item: Item) -> Outcome:
    lines = [
        f"{item.name}（{item.code}）· {item.category}",
        item.definition,
        f"依据：{item.source}",
        f"计算授权：{_CONSENT[item.compute_consent]}；对外授权：{_CONSENT[item.disclose_consent]}；负面信息：{'是' if item.negative else '否'}",
        "",
        *(
            f"{one.id}  {one.name}  {one.type.label}{f'（{one.unit}）' if one.unit else ''}{_traits(one)}"
            for one in item.fields
        ),
        "",
        *(f"{one.id}  {'错误' if one.severity == 'error' else '提示'}  {one.sentence}" for one in item.checks),
    ]
    data = {
        **_brief(item),
        "definition": item.definition,
        "source": item.source,
        "natural_key": list(item.natural_key),
        "field_list": [_field(one) for one in item.fields],
        "checks": [
            {
                "id": one.id,
                "field": one.field,
                "severity": one.severity,
                "rule": dict(one.rule),
                "sentence": one.sentence,
            }
            for one in item.checks
        ],
    }
    return Outcome(data, "\n".join(lines))


def _brief(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "category": item.category,
        "fields": len(item.fields),
        "public": item.public,
        "negative": item.negative,
        "compute_consent": item.compute_consent,
        "disclose_consent": item.disclose_consent,
    }


def _field(one: Field) -> dict[str, Any]:
    return {
        "id": one.id,
        "column": one.column,
        "name": one.name,
        "type": one.type.value,
        "unit": one.unit,
        "required": one.required,
        "person": one.person.value,
        "security_level": one.security_level,
        "consent": one.consent,
        "codes": {code.value: code.label for code in one.codes},
        "aliases": [alias.heading for alias in one.aliases],
    }


def _traits(one: Field) -> str:
    traits = [
        "必填" if one.required else "",
        one.person.label if one.person.value != "none" else "",
        "商业秘密" if one.trade_secret else "",
        "需逐项授权" if one.consent else "",
    ]
    told = "、".join(trait for trait in traits if trait)
    return f"  [{told}]" if told else ""
