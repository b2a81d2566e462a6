"""Items of the catalogue in plain words, for consents and lists (信息项说明)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from rongxin.base.parties import queries as parties
from rongxin.data.catalogue import registry

EVALUATION = "credit_evaluation"
PLAIN = Path(__file__).with_name("item_words.toml")
# What stands on every row to say whose it is, not what it is about.
_NAMING = {"enterprise_name", "uscc", "entity_name", "provider_name", "counterpart_type"}


@dataclass(frozen=True, slots=True)
class ItemWords:
    """One item as a person reads it: name, contents, who has it, what could come of showing it (信息项)."""

    code: str
    name: str
    content: str
    source: str
    harm: str
    public: bool


@cache
def _plain() -> dict[str, dict[str, str]]:
    return tomllib.loads(PLAIN.read_text(encoding="utf-8"))


def words(code: str) -> ItemWords:
    """The item, the field or the evaluation behind a code (信息项说明)."""
    item_code, _, column = code.partition(".")
    told = _plain().get(code, {})
    if code == EVALUATION:
        return ItemWords(code, "平台信用评价", told["content"], settings.PROFILE.name, told["harm"], False)
    item = registry.item(item_code)
    if column:
        one = item.by_column[column].name
        harm = "属于个人信息，泄露后可能被冒用；没有必要可以不给"
        return ItemWords(code, f"{item.name}：{one}", f"只这一个字段：{one}", _source(item_code), harm, False)
    names = [one.name for one in item.fields if one.column not in _NAMING and not one.consent]
    content, harm = told.get("content") or "、".join(names), told.get("harm") or "银行会据此调整额度或决定是否办理"
    return ItemWords(code, item.name, content, _source(item_code), harm, item.public)


def name(code: str) -> str:
    """The Chinese name of an item; an unknown code is shown as it is (信息项名称)."""
    if code == EVALUATION:
        return "平台信用评价"
    return words(code).name if code.partition(".")[0] in registry.items() else code


def names(codes: list[str]) -> str:
    """Names of several items in one line (信息项名称)."""
    return "、".join(name(code) for code in codes)


@cache
def _source_by_item() -> dict[str, str]:
    return {item: one.name for one in settings.PROFILE.providers for item in one.items}


def _source(item: str) -> str:
    return _source_by_item().get(item) or "尚未接入"


def source_name(code: str) -> str:
    """The name of a provider by its code (来源名称)."""
    return parties.providers().get(code, code)
