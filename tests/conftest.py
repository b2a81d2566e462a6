"""A real database for every test, migrated once per run (测试环境).

Nothing is rolled back and nothing truncated: each test makes its own subjects and parties under fresh
made-up codes, as the tables are append-only. The default connection is the worker's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SLOT = os.environ.get("RONGXIN_TEST_SLOT", "main")
os.environ.setdefault("RONGXIN_HOME", str(ROOT / f".rongxin-test-{SLOT}"))
os.environ["RONGXIN_DATABASE"] = f"rongxin_test_{SLOT.lower()}"
os.environ["RONGXIN_ROLE"] = "worker"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongxin.config.settings")
os.environ.setdefault("RONGXIN_PROFILE", "demo")


def pytest_configure() -> None:
    import django

    django.setup()
    from django.conf import settings

    # Signing in is not what most tests are about; the slow hash is kept for the real thing.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The embedded server, up for the whole run, with a database made anew."""
    from rongxin.config.postgres import server

    with server.in_use(), _made_anew(os.environ["RONGXIN_DATABASE"]):
        yield


@pytest.fixture(scope="module")
def database_of_its_own(database_server: None) -> Iterator[None]:
    """A second database for a module that fills it with so much that others would wade through it."""
    from django.db import connection

    usual = os.environ["RONGXIN_DATABASE"]
    name = f"{usual}_large"
    connection.close()
    os.environ["RONGXIN_DATABASE"] = connection.settings_dict["NAME"] = name
    try:
        with _made_anew(name):
            yield
        _drop(name)
    finally:
        connection.close()
        os.environ["RONGXIN_DATABASE"] = connection.settings_dict["NAME"] = usual


@contextmanager
def _made_anew(name: str) -> Iterator[None]:
    from django.db import connection

    from rongxin.config import migrate
    from rongxin.config.postgres import bootstrap

    _drop(name)
    bootstrap.prepare()
    with _connected_as("owner"):
        migrate.run()
        _load_catalogue()
    yield
    connection.close()


def _drop(name: str) -> None:
    from rongxin.config.postgres import address, bootstrap

    with bootstrap.connect(address.administrator()) as admin:
        admin.execute(f"drop database if exists {name} with (force)")


def _load_catalogue() -> None:
    from rongxin.base.common import actor
    from rongxin.data.catalogue import actions as catalogue

    catalogue.load(by=actor.system("tests", "cli"))


@pytest.fixture
def database(database_server: None) -> Iterator[None]:
    """Ask for this in each test that needs tables."""
    from django.db import connection

    yield
    if connection.in_atomic_block:
        connection.rollback()


@contextmanager
def _connected_as(role: str) -> Iterator[None]:
    from django.db import connection

    from rongxin.config.postgres import address

    where = address.of(role)
    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=where.user, PASSWORD=where.password)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@pytest.fixture
def as_role(database: None) -> Callable[[str], AbstractContextManager[None]]:
    """`with as_role("web"):` runs the block as another database role."""
    return _connected_as


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data, or the test is skipped and says so."""
    folder = Path(os.environ.get("RONGXIN_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.exists():
        pytest.skip("real data not found: set RONGXIN_REAL_DATA or lay it at ../shared/data")
    return folder
