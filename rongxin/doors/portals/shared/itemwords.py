"""Items of the catalogue in plain words, for consents and lists (信息项说明)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.conf import settings

from rongxin.base.parties import queries as parties
from rongxin.data.catalogue import registry

EVALUATION = "credit_evaluation"
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


def words(code: str) -> ItemWords:
    """The item, the field or the evaluation behind a code (信息项说明)."""
    if code == EVALUATION:
        return ItemWords(
            code, "平台信用评价", "等级、得分、理由，以及用来计算的指标值", settings.PROFILE.name,
            "等级较低时，银行可能降低额度；评价只供参考，不作为拒贷依据", False,
        )  # fmt: skip
    item_code, _, column = code.partition(".")
    item = registry.item(item_code)
    if column:
        one = item.by_column[column]
        return ItemWords(code, f"{item.name}：{one.name}", f"只这一个字段：{one.name}", _source(item_code),
                         "属于个人信息，泄露后可能被冒用；没有必要可以不给", False)  # fmt: skip
    names = [one.name for one in item.fields if one.column not in _NAMING and not one.consent]
    harm = "有处罚或强制记录时，银行可能不予批准" if item.negative else "记录不好看时，银行可能降低额度或不予批准"
    return ItemWords(code, item.name, "、".join(names), _source(item_code), harm, item.public)


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
