"""The API's own addresses, as the web role (接口测试环境).

Imports stand inside the fixtures: this file is read before Django is set up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def only_the_api() -> Iterator[None]:
    from django.test import override_settings

    with override_settings(ROOT_URLCONF="rongxin.doors.api.urls"):
        yield


@pytest.fixture
def bank(database: None, tmp_path: Path) -> Any:
    from tests.finance import world

    return world.bank(tmp_path)


@pytest.fixture
def other_bank(database: None, tmp_path: Path) -> Any:
    from tests.finance import world

    return world.bank(tmp_path)


@pytest.fixture
def firm(database: None) -> Any:
    from tests.finance import world

    return world.firm()


@pytest.fixture
def application(firm: Any, bank: Any) -> Any:
    from rongxin.base.common import clock
    from tests.finance import world

    return world.application(firm, bank, at=clock.now())


@pytest.fixture
def machine(application: Any, bank: Any, as_role: Callable[[str], Any]) -> Iterator[Any]:
    """The bank's machine, signed in, with an application of its own; from here on the role is web."""
    from tests.contracts.machine import Machine

    with as_role("web"):
        yield Machine(bank)
