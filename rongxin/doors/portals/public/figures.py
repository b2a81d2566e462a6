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


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the sharing list beside its line (清单行)."""

    item: Item
    line: EditionItem
    provider: str


def of_home(products: int) -> list[Figure]:
    """The four numbers of the first page, rounded so that none tells of one firm (首页数字)."""
    minimum, funnel = settings.PROFILE.minimum_group_size, applications.funnel()
    loans: Any = funnel["disbursed"]
    amount: Any = figures.rounded_yuan(funnel["disbursed_yuan"], loans, minimum)  # type: ignore[arg-type]
    note = f"共 {figures.grouped(loans, minimum)} 笔" if loans else "还没有放款"
    return [
        Figure("注册企业", figures.grouped(parties.registered_enterprises(), minimum), "家", "含个体工商户、合作社", ""),
        Figure("归集信息项", str(len(items())), "项", "按共享清单", "/data/"),
        Figure("在架产品", str(products), "个", "可以直接申请", "/products/"),
        Figure("累计放款", money.wan(amount) if amount is not None else figures.grouped(loans, minimum),
               "万元" if amount is not None else "笔", note if amount is not None else "笔数较少时不显示金额", ""),
    ]  # fmt: skip


def items() -> list[Row]:
    """Every item of the lists in force, once, in their order (清单内容)."""
    providers = {item: one.name for one in settings.PROFILE.providers for item in one.items}
    rows: dict[str, Row] = {}
    for code in settings.PROFILE.editions:
        for line in registry.edition(code).items:
            rows.setdefault(line.item, Row(registry.item(line.item), line, providers.get(line.item, line.departments)))
    return list(rows.values())
