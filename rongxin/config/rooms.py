"""Which rooms are open, and which profile is in force (启用的模块与地区配置)."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

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


def profile() -> Any:
    """The profile named by RONGXIN_PROFILE (default `demo`), read and checked."""
    module = import_module("rongxin.base.common.profile")
    return module.load(os.environ.get("RONGXIN_PROFILE", "demo"))
