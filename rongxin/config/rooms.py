"""Which rooms are open, and which profile is in force (启用的模块与地区配置)."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from rongxin.base.common import profile as profiles
from rongxin.base.keys import suites
from rongxin.data.consent.rules import Purpose

# In layer order: grants are applied and models may point only downwards.
APPS = [
    "rongxin.base.evidence",
    "rongxin.base.keys",
    "rongxin.base.parties",
    "rongxin.data.catalogue",
    "rongxin.data.subjects",
    "rongxin.data.consent",
    "rongxin.data.records",
    "rongxin.data.ingest",
    "rongxin.insight.evaluation",
    "rongxin.insight.reports",
    "rongxin.finance.matching",
    "rongxin.finance.applications",
    "rongxin.doors.api",
    "rongxin.doors.portals.shared",
    "rongxin.doors.portals.public",
    "rongxin.doors.portals.enterprise",
    "rongxin.doors.portals.institution",
    "rongxin.doors.portals.department",
]
APPS = [app for app in APPS if (spec := find_spec(app)) is not None and spec.origin]


PACKAGE = Path(__file__).resolve().parents[1]


def profile() -> profiles.Profile:
    """The profile named by RONGXIN_PROFILE (default `demo`), read and checked against what there is.

    Raises:
        FileInvalid, ProfileUnknown: the process must not start; both list the known names.
    """
    known = profiles.Known(
        editions=_stems("data/catalogue/editions"),
        items=_stems("data/catalogue/items"),
        evaluation_models=_stems("insight/evaluation/models"),
        purposes={purpose.value for purpose in Purpose},
        crypto_suites=set(suites.SUITES),
    )
    return profiles.load(os.environ.get("RONGXIN_PROFILE", "demo"), known)


def _stems(folder: str) -> set[str]:
    return {path.stem for path in (PACKAGE / folder).glob("*.toml")}
