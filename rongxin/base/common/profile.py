"""The typed view of one region's profile (地区配置).

What differs between regions is data: `profiles/<region>.toml`, read once at start and checked strictly. An
unknown key, a wrong type or an unknown name stops the process and names the file, the key and what is known.
A profile holds neither code nor secrets; code asks it for values and never asks which region it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from rongxin.base.common import strict_toml
from rongxin.base.common.errors import DomainError
from rongxin.base.common.profile_parts import (
    Family,
    Look,
    PeriodicReport,
    Plan,
    Profile,
    Provider,
    Satisfaction,
    SharingList,
    Target,
    Zone,
)
from rongxin.base.common.strict_toml import Table

__all__ = [
    "Family",
    "Known",
    "Look",
    "PeriodicReport",
    "Plan",
    "Profile",
    "ProfileUnknown",
    "Provider",
    "Satisfaction",
    "SharingList",
    "Target",
    "Zone",
    "load",
    "names",
    "read",
]

FOLDER = Path(__file__).parents[3] / "profiles"
LEVELS = ("national", "local", "voluntary")
GRANTEES = ("institution", "department")
PROVIDER_KINDS = ("department", "utility")
IDENTIFIER_KINDS = ("uscc", "registration_number", "organisation_code", "issued")
COMPARISONS = ("at_least", "at_most")
FREQUENCIES = ("month", "quarter", "half_year", "year", "unstated")
ZONE_KINDS = ("topic", "region")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_DIVISION = re.compile(r"\d{6}")
_CODE = re.compile(r"[a-z][a-z0-9_-]*")


class ProfileUnknown(DomainError):
    """No profile has this name (地区配置不存在)."""

    code = "CFG-002"
    title = "没有名为“{name}”的地区配置"
    next_step = "请把环境变量 RONGXIN_PROFILE 设为其中之一：{known}。"


@dataclass(frozen=True, slots=True)
class Known:
    """The names that a profile may use, handed in by those who know them; None is not checked (已知名称)."""

    editions: Collection[str] | None = None
    evaluation_models: Collection[str] | None = None
    items: Collection[str] | None = None
    purposes: Collection[str] | None = None
    crypto_suites: Collection[str] | None = None


NOTHING_KNOWN = Known()


def names(folder: Path = FOLDER) -> tuple[str, ...]:
    """The profiles that there are (可用的地区配置)."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load(name: str, known: Known = NOTHING_KNOWN, folder: Path = FOLDER) -> Profile:
    """The profile of a name (载入地区配置).

    Raises:
        ProfileUnknown: there is no such file; the refusal lists those that there are.
        FileInvalid: the file says something that it may not.
    """
    if name not in names(folder):
        raise ProfileUnknown(name=name, known="、".join(names(folder)))
    return read(folder / f"{name}.toml", known)


def read(path: Path, known: Known = NOTHING_KNOWN) -> Profile:
    """A profile from its file, checked (读取地区配置).

    Raises:
        FileInvalid: a key is missing, unknown, of the wrong type, or names something unknown.
    """
    top = strict_toml.read(path)
    code = top.text("code")
    if code != path.stem:
        raise top.refuse("code", f"应与文件名“{path.stem}”相同")
    limits = top.table("limits")
    profile = Profile(
        code=code,
        name=top.text("name"),
        short_name=top.text("short_name"),
        region_name=top.text("region_name"),
        division_code=_matching(top, "division_code", _DIVISION, "应为 6 位数字"),
        plan=_plan(top.table("plan")),
        lists=tuple(_list(one, known) for one in top.tables("lists")),
        evaluation_models=top.some_of("evaluation_models", known.evaluation_models),
        families=tuple(_family(one, known) for one in top.tables("families")),
        grade_labels=_labels(top.table("grade_labels")),
        targets=tuple(_target(one) for one in top.tables("targets")),
        acceptance_limit_workdays=_positive(limits, "acceptance_workdays"),
        decision_limit_workdays=_positive(limits, "decision_workdays"),
        closes_at=limits.take("closes_at", time),
        limits_source=limits.text("source"),
        zones=tuple(_zone(one) for one in top.tables("zones")),
        reports=tuple(_report(one) for one in top.tables("reports")),
        satisfaction=_satisfaction(top.table("satisfaction", optional=True)),
        purposes=_purposes(top.table("purposes"), known),
        minimum_group_size=_positive(top, "minimum_group_size"),
        crypto_suite=top.one_of("crypto_suite", known.crypto_suites),
        providers=tuple(_provider(one, known) for one in top.tables("providers")),
        look=_look(top.table("look")),
    )
    limits.finish()
    top.finish()
    _check_whole(profile, top)
    return profile


def _check_whole(profile: Profile, top: Table) -> None:
    """What concerns several keys at once."""
    _distinct(top, "lists", profile.editions)
    for name, ones in (
        ("families", profile.families),
        ("zones", profile.zones),
        ("reports", profile.reports),
        ("providers", profile.providers),
    ):
        _distinct(top, name, [one.code for one in ones])
    _distinct(top, "providers", [item for one in profile.providers for item in one.items])
    if profile.decision_limit_workdays < profile.acceptance_limit_workdays:
        raise top.refuse("limits.decision_workdays", "不应短于受理期限")
    for family in profile.families:
        if family.model:
            top.require_known("families", (family.model,), profile.evaluation_models)


def _plan(table: Table) -> Plan:
    plan = Plan(
        title=table.text("title"),
        number=table.text("number", ""),
        issued_on=table.optional_day("issued_on"),
        draft=table.take("draft", bool, False),
    )
    table.finish()
    return plan


def _list(table: Table, known: Known) -> SharingList:
    one = SharingList(
        level=table.one_of("level", LEVELS),
        name=table.text("name"),
        edition=table.text("edition", ""),
        source=table.text("source"),
    )
    if one.edition:
        table.require_known("edition", (one.edition,), known.editions)
    table.finish()
    return one


def _family(table: Table, known: Known) -> Family:
    one = Family(_code(table), table.text("name"), table.text("model", ""), table.text("source"))
    if one.model:
        table.require_known("model", (one.model,), known.evaluation_models)
    table.finish()
    return one


def _labels(table: Table) -> Mapping[str, str]:
    labels = {grade: table.text(grade) for grade in table.names()}
    if not labels:
        raise table.refuse("", "至少要有一个等级名称")
    return MappingProxyType(labels)


def _target(table: Table) -> Target:
    one = Target(
        name=table.text("name"),
        value=table.take("value", Decimal) if "value" in table.names() else None,
        unit=table.text("unit"),
        comparison=table.one_of("comparison", COMPARISONS, "at_least"),
        due=table.optional_day("due"),
        source=table.text("source"),
    )
    table.finish()
    return one


def _zone(table: Table) -> Zone:
    one = Zone(_code(table), table.text("name"), table.one_of("kind", ZONE_KINDS), table.text("source"))
    table.finish()
    return one


def _report(table: Table) -> PeriodicReport:
    one = PeriodicReport(_code(table), table.text("name"), table.one_of("every", FREQUENCIES), table.text("source"))
    table.finish()
    return one


def _satisfaction(table: Table) -> Satisfaction | None:
    if not table.names():
        return None
    one = Satisfaction(_rate(table, "invited_rate"), _rate(table, "returned_rate"), table.text("source"))
    table.finish()
    return one


def _purposes(table: Table, known: Known) -> Mapping[str, tuple[str, ...]]:
    purposes = {kind: table.some_of(kind, known.purposes) for kind in GRANTEES}
    table.finish()
    return MappingProxyType(purposes)


def _provider(table: Table, known: Known) -> Provider:
    one = Provider(
        code=_code(table),
        name=table.text("name"),
        kind=table.one_of("kind", PROVIDER_KINDS),
        items=table.some_of("items", known.items),
        identifier_kind=table.one_of("identifier_kind", IDENTIFIER_KINDS),
    )
    table.finish()
    return one


def _look(table: Table) -> Look:
    colours = (_matching(table, name, _COLOUR, "应为 #rrggbb 形式的颜色") for name in Look.__slots__)
    look = Look(*colours)
    table.finish()
    return look


def _code(table: Table) -> str:
    return _matching(table, "code", _CODE, "只能由小写字母、数字、连字符和下划线组成，以字母开头")


def _matching(table: Table, name: str, form: re.Pattern[str], fault: str) -> str:
    value = table.text(name)
    if not form.fullmatch(value):
        raise table.refuse(name, f"{fault}，实为“{value}”")
    return value


def _positive(table: Table, name: str) -> int:
    value = table.take(name, int)
    if value < 1:
        raise table.refuse(name, "应为正整数")
    return value


def _rate(table: Table, name: str) -> Decimal:
    value = table.take(name, Decimal)
    if not 0 <= value <= 1:
        raise table.refuse(name, "应在 0 与 1 之间")
    return value


def _distinct(top: Table, name: str, values: Collection[str]) -> None:
    twice = sorted({value for value in values if list(values).count(value) > 1})
    if twice:
        raise top.refuse(name, f"重复：{'、'.join(twice)}")
