"""The catalogue in force: every item and edition, read once and checked (清单登记簿)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from rongxin.base.common.errors import DomainError
from rongxin.base.common.strict_toml import FileInvalid
from rongxin.data.catalogue import reading
from rongxin.data.catalogue.rules import Edition, Item

ITEMS = Path(__file__).with_name("items")
EDITIONS = Path(__file__).with_name("editions")


class ItemUnknown(DomainError):
    """No item has this code (信息项不存在)."""

    code = "CAT-401"
    title = "信息项 {item} 不在清单内"
    next_step = "可用的信息项有：{known}。"


class EditionUnknown(DomainError):
    """No edition has this code (清单版本不存在)."""

    code = "CAT-402"
    title = "清单版本 {edition} 不存在"
    next_step = "可用的清单版本有：{known}。"


@cache
def items() -> Mapping[str, Item]:
    """Every item by its code, in the order of the file names (全部信息项)."""
    return MappingProxyType(read_items(ITEMS))


@cache
def editions() -> Mapping[str, Edition]:
    """Every edition by its code (全部清单版本)."""
    found = {path.stem: reading.edition(path, items()) for path in sorted(EDITIONS.glob("*.toml"))}
    return MappingProxyType(found)


def item(code: str) -> Item:
    """The item of a code (信息项).

    Raises:
        ItemUnknown: there is none.
    """
    if code not in items():
        raise ItemUnknown(item=code, known="、".join(items()))
    return items()[code]


def edition(code: str) -> Edition:
    """The edition of a code (清单版本).

    Raises:
        EditionUnknown: there is none.
    """
    if code not in editions():
        raise EditionUnknown(edition=code, known="、".join(editions()))
    return editions()[code]


def read_items(folder: Path) -> dict[str, Item]:
    """The items of a folder; two items may not share a prefix, because ids are made of it (读取信息项目录)."""
    found = {path.stem: reading.item(path) for path in sorted(folder.glob("*.toml"))}
    prefixes: dict[str, str] = {}
    for one in found.values():
        if prefixes.setdefault(one.prefix, one.code) != one.code:
            fault = f"{one.prefix} 已被 {prefixes[one.prefix]} 使用"
            raise FileInvalid(file=f"{one.code}.toml", key="prefix", fault=fault)
    return found
