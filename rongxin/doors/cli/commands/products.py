"""`rongxin products`: put the products of a file in force, and list what is on the shelf (融资产品)."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from rongxin.doors.cli.outcome import Outcome

NAME = "products"
HELP = "装载和查看融资产品"
NEEDS_DATABASE = True
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """`load [FILE]` and `list`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
    load = verbs.add_parser("load", help="装载产品文件；重复装载不产生变化")
    load.add_argument("file", type=Path, nargs="?", help="产品文件（TOML）；默认为内置的演示产品")
    verbs.add_parser("list", help="列出在架产品")
    for verb in verbs.choices.values():
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="只输出一个 JSON 对象")


def run(args: argparse.Namespace) -> Outcome:
    """Load or list."""
    return _load(args.file) if args.verb == "load" else _list()


def _load(path: Path | None) -> Outcome:
    from rongxin.base.common import actor
    from rongxin.finance.matching import actions, reading

    loaded = actions.load(by=actor.system("products", "cli"), path=path or reading.DEMO)
    text = f"产品：新增 {loaded.added}，变更 {loaded.changed}，未变 {loaded.unchanged}，下架 {loaded.taken_off}"
    return Outcome(asdict(loaded), text)


def _list() -> Outcome:
    from rongxin.base.common import clock, money
    from rongxin.finance.matching import queries

    products = list(queries.on_shelf(clock.today()))
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "institution": one.institution.name,
            "kind": one.kind,
            "amount_yuan": [str(one.amount_min_yuan), str(one.amount_max_yuan)],
            "term_months": [one.term_min_months, one.term_max_months],
            "annual_rate": [str(one.annual_rate_from), str(one.annual_rate_to)],
        }
        for one in products
    ]
    lines = [
        f"{one.code:<20}{one.name}（{one.institution.name}）最高 {money.wan_with_unit(one.amount_max_yuan)}，"
        f"年利率 {one.annual_rate_from * 100:.2f}% 起"
        for one in products
    ]
    return Outcome({"products": rows}, "\n".join(lines) or "没有在架产品")
