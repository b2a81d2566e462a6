"""`rongxin migrate`: bring the database in step with the code (升级数据库)."""

from __future__ import annotations

import argparse

from rongxin.doors.cli.outcome import Outcome

NAME = "migrate"
HELP = "建立或升级数据库：角色、模式、表和权限"
NEEDS_DATABASE = True
ROLE = "owner"


def add(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(args: argparse.Namespace) -> Outcome:
    """Safe to repeat."""
    from rongxin.config import migrate

    applied = migrate.run()
    return Outcome({"grants": applied}, f"数据库已是最新（{len(applied)} 组权限已核对）。")
