"""What a profile consists of (地区配置的构成)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """The published plan that the profile carries out (实施方案)."""

    title: str
    number: str
    issued_on: date | None
    draft: bool


@dataclass(frozen=True, slots=True)
class SharingList:
    """A sharing list of the plan; without an edition it is asked for and not in the catalogue yet (共享清单)."""

    level: str
    name: str
    edition: str
    source: str


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that the plan wants reached; without a value it is only watched (目标)."""

    name: str
    value: Decimal | None
    unit: str
    comparison: str
    due: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of evaluation that the plan asks for; without a model it is not there yet (评价类别)."""

    code: str
    name: str
    model: str
    source: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the platform for a topic or a region (专区)."""

    code: str
    name: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class PeriodicReport:
    """A report due regularly; `unstated` where the plan names no frequency (定期报告)."""

    code: str
    name: str
    every: str
    source: str


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What the survey of financed enterprises must reach, as fractions (满意度调查目标)."""

    invited_rate: Decimal
    returned_rate: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Provider:
    """Who delivers which items, and by which identifier its rows name a subject (数据提供单位)."""

    code: str
    name: str
    kind: str
    items: tuple[str, ...]
    identifier_kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """The tokens of the region's look; light and dark (外观)."""

    brand: str
    brand_soft: str
    brand_dark: str
    brand_soft_dark: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything regional (地区配置)."""

    code: str
    name: str
    short_name: str
    region_name: str
    division_code: str
    plan: Plan
    lists: tuple[SharingList, ...]
    evaluation_models: tuple[str, ...]
    families: tuple[Family, ...]
    grade_labels: Mapping[str, str]
    targets: tuple[Target, ...]
    acceptance_limit_workdays: int
    decision_limit_workdays: int
    closes_at: time
    limits_source: str
    zones: tuple[Zone, ...]
    reports: tuple[PeriodicReport, ...]
    satisfaction: Satisfaction | None
    purposes: Mapping[str, tuple[str, ...]]
    minimum_group_size: int
    crypto_suite: str
    providers: tuple[Provider, ...]
    look: Look

    @property
    def editions(self) -> tuple[str, ...]:
        """The editions of the catalogue that this region uses (清单版本)."""
        return tuple(one.edition for one in self.lists if one.edition)

    def provider_of(self, item: str) -> Provider | None:
        """Who delivers an item here, if anybody (信息项的提供单位)."""
        return next((one for one in self.providers if item in one.items), None)

    def grade_label(self, grade: str) -> str:
        """How a grade is called here; a grade without a label shows as it is (等级名称)."""
        return self.grade_labels.get(grade, grade)
