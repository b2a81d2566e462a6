"""`rongxin`: read the words, start what the command needs, print what it says (命令行入口)."""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import date, datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from rongxin.base.common.errors import DomainError
from rongxin.doors.cli import commands
from rongxin.doors.cli.outcome import Outcome

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
UNDEFINED_TABLE = "42P01"


class DatabaseNotReady(DomainError):
    """There is no database yet, or it is older than the code (数据库尚未就绪)."""

    code = "SYS-505"
    title = "数据库尚未建立，或比程序旧"
    next_step = "请先运行 rongxin migrate 和 rongxin catalogue load；用了 DATABASE_URL 时请核对地址、用户和权限。"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 done, 1 refused with a reason, 2 wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser, modules = build(words)
    args = parser.parse_args(words, argparse.Namespace(json=False))  # so that --json counts before and after the verb
    module = modules.get(args.command or "")
    if module is None:
        parser.print_help(sys.stderr)
        return WRONG_USAGE
    try:
        outcome = _run(module, args)
    except DomainError as error:
        return _say_refusal(error, args.json)
    except KeyboardInterrupt:
        return REFUSED
    if args.json:
        print(json.dumps(outcome.data, ensure_ascii=False, default=_plain))
    elif outcome.text:
        print(outcome.text)
    return DONE if outcome.ok else REFUSED


def build(words: Sequence[str]) -> tuple[argparse.ArgumentParser, dict[str, ModuleType]]:
    """The parser; only the asked command's module is imported when there is one, so that it starts fast."""
    names = sorted(one.name for one in pkgutil.iter_modules(commands.__path__))
    asked = next((word for word in words if not word.startswith("-")), "")
    wanted = [name for name in names if name == asked.replace("-", "_")] or names
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="只输出一个 JSON 对象")
    parser = argparse.ArgumentParser(prog="rongxin", description="融信：融资信用服务平台", parents=[common])
    verbs = parser.add_subparsers(dest="command", metavar="命令")
    modules = {}
    for name in wanted:
        module = import_module(f"{commands.__name__}.{name}")
        module.add(verbs.add_parser(module.NAME, help=module.HELP, description=module.HELP, parents=[common]))
        modules[module.NAME] = module
    return parser, modules


def _run(module: ModuleType, args: argparse.Namespace) -> Outcome:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rongxin.config.settings")
    os.environ["RONGXIN_ROLE"] = os.environ.get("RONGXIN_ROLE", "") or str(getattr(module, "ROLE", "worker"))
    if not module.NEEDS_DATABASE:
        outcome: Outcome = module.run(args)
        return outcome
    with database():
        import django

        django.setup()
        return _with_database(module, args)


def _with_database(module: ModuleType, args: argparse.Namespace) -> Outcome:
    """The console is an outer edge too: a refused try is recorded, a database that is not ready is told in words."""
    import psycopg
    from django.db import OperationalError, ProgrammingError

    from rongxin.data.consent import actions as consent

    try:
        outcome: Outcome = module.run(args)
        return outcome
    except DomainError as error:
        consent.record_refusal(error=error)
        raise
    except (OperationalError, psycopg.OperationalError) as error:
        raise DatabaseNotReady() from error
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") == UNDEFINED_TABLE:
            raise DatabaseNotReady() from error
        raise


def database() -> Any:
    """Hold the embedded server up for the command; nothing to do for an external one."""
    from rongxin.config.postgres import address, server

    return nullcontext() if address.external() else server.in_use()


def _say_refusal(error: DomainError, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": error.as_dict()}, ensure_ascii=False))
    print(f"[{error.code}] {error.sentence}", file=sys.stderr)
    return REFUSED


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
