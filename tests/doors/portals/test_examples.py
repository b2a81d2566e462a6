"""The examples in the docstrings of the portals and of the parties hold."""

from __future__ import annotations

import doctest

import pytest

from rongxin.base.parties import rules
from rongxin.doors.portals.enterprise import choices
from rongxin.doors.portals.shared import figures, look, refusals
from rongxin.doors.portals.shared.templatetags import rx


@pytest.mark.parametrize("module", [rules, choices, figures, look, refusals, rx], ids=lambda one: one.__name__)
def test_examples_hold(module: object) -> None:
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted > 0
    assert found.failed == 0
