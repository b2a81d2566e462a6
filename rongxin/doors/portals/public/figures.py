"""The figures that everybody may see (公开数字)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from rongxin.base.common import money
from rongxin.base.parties import queries as parties
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import EditionItem, Item
from rongxin.doors.portals.shared import figures
from rongxin.finance.applications import queries as applications


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it counts (数字)."""

    label: str
    value: str
    unit: str
    note: str
    link: str
    few: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the sharing list beside its line (清单行)."""

    item: Item
    line: EditionItem
    provider: str


def of_home(products: int) -> list[Figure]:
    """The four numbers of the first page, rounded so that none tells of one firm (首页数字)."""
    minimum, funnel = settings.PROFILE.minimum_group_size, applications.funnel()
    firms = figures.grouped(parties.registered_enterprises(), minimum)
    return [
        Figure("注册企业", firms.text, "家", "含个体工商户、合作社", "", firms.few),
        Figure("归集信息项", str(len(items())), "项", "按共享清单", "/data/"),
        Figure("在架产品", str(products), "个", "可以直接申请", "/products/"),
        _loans(funnel["disbursed"], funnel["disbursed_yuan"], minimum),
    ]


def _loans(count: Any, amount: Any, minimum: int) -> Figure:
    shown, sum_shown = figures.grouped(count, minimum), figures.rounded_yuan(amount, count, minimum)
    if sum_shown is None:
        return Figure("累计放款", shown.text, "笔", "笔数较少时不显示金额", "", shown.few)
    return Figure("累计放款", money.wan(sum_shown), "万元", f"共 {shown.text} 笔", "")


def items() -> list[Row]:
    """Every item of the lists in force, once, in their order (清单内容)."""
    providers = {item: one.name for one in settings.PROFILE.providers for item in one.items}
    rows: dict[str, Row] = {}
    for code in settings.PROFILE.editions:
        for line in registry.edition(code).items:
            rows.setdefault(line.item, Row(registry.item(line.item), line, providers.get(line.item, line.departments)))
    return list(rows.values())
