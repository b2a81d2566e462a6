"""An empty database in a home that is known to be a demonstration (空白演示环境)."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg import sql

from rongxin.base.common import actor
from rongxin.base.common.errors import DomainError
from rongxin.config import migrate
from rongxin.config.postgres import address, bootstrap
from rongxin.data.catalogue import actions as catalogue

MARK = "demo.home"
CONTENTS = ("deliveries", "staging", "snapshots", "peers", "counterparts", "demo")


class HomeHoldsData(DomainError):
    """The home belongs to an installation that is not a demonstration (数据目录不是演示目录)."""

    code = "SYS-510"
    title = "数据目录 {home} 里已有正式数据，演示会清空数据库，因此没有开始"
    next_step = "请另用一个目录运行演示，例如：RONGXIN_HOME={other} rongxin demo。"


class DemoRunning(DomainError):
    """Another demonstration runs in the same home (演示正在运行)."""

    code = "SYS-511"
    title = "这个数据目录里正在运行另一个演示"
    next_step = "请先停止它（Ctrl+C），或用 RONGXIN_HOME 指定另一个目录。"


@contextmanager
def alone() -> Iterator[None]:
    """Hold the home for this demonstration (独占演示目录).

    Raises:
        DemoRunning: somebody else holds it.
    """
    with (settings.RONGXIN_HOME / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoRunning() from None
        yield


def begin() -> None:
    """Drop what an earlier demonstration left, migrate, load the catalogue (重建演示数据库).

    Afterwards the database is empty but for its tables. Keys and passwords of the home stay.

    Raises:
        HomeHoldsData: the home holds data and does not say that it is a demonstration's.
    """
    home: Path = settings.RONGXIN_HOME
    name = address.database_name()
    connection.close()
    with bootstrap.connect(address.administrator()) as admin:
        known = admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if known and not (home / MARK).exists() and _holds_parties():
            raise HomeHoldsData(home=home, other=home.with_name(f"{home.name}-demo"))
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    (home / MARK).touch()
    for folder in CONTENTS:
        shutil.rmtree(home / folder, ignore_errors=True)
    with connected_as("owner"):
        migrate.run()
        catalogue.load(by=actor.system("demo", "cli"))


def _holds_parties() -> bool:
    with bootstrap.connect(address.administrator().with_database(address.database_name())) as admin:
        made = admin.execute("select to_regclass('public.parties_party') is not null").fetchone()
        if not made or not made[0]:
            return False
        found = admin.execute("select exists (select 1 from public.parties_party)").fetchone()
        return bool(found and found[0])


@contextmanager
def connected_as(role: str) -> Iterator[None]:
    """The default connection as another database role while the block runs (切换数据库角色)."""
    where = address.of(role)
    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=where.user, PASSWORD=where.password)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
