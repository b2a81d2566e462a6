"""`rongxin demo`: a made-up city from its departments' files to paid-out loans, then the pages (演示)."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from contextlib import nullcontext
from typing import Any

from rongxin.doors.cli.outcome import Outcome

NAME = "demo"
HELP = "在空白数据库上演示全过程：报送、归集、评价、申请、放款、存证；随后开放网页（DEMO_SERVE=0 时结束）"
NEEDS_DATABASE = False
ROLE = "worker"
PORT = 8000


def add(parser: argparse.ArgumentParser) -> None:
    """Size and port."""
    parser.add_argument("--subjects", type=int, default=2000, metavar="个", help="主体数（默认 2000）")
    parser.add_argument("--years", type=int, default=2, metavar="年", help="按月数据的年数（默认 2）")
    parser.add_argument("--seed", type=int, default=1, help="随机种子")
    parser.add_argument("--applicants", type=int, default=30, metavar="家", help="申请企业数（默认 30）")
    parser.add_argument("--code", metavar="用户名", help="只打印该示例账号当前的动态验证码")
    parser.add_argument("--port", type=int, default=PORT, help="网页端口（默认 8000；被占用时改用空闲端口）")


def run(args: argparse.Namespace) -> Outcome:
    """Play it on a database made anew; everything started ends with the command."""
    if args.code:
        return _code(args.code)
    from rongxin.doors.simulation.demo import processes

    serving = os.environ.get("DEMO_SERVE", "1") != "0"
    port = processes.free_port(args.port if serving else 0)
    if serving and port != args.port:
        print(f"端口 {args.port} 已被占用，网页改在 {port} 开放。", file=sys.stderr)
    site = f"http://127.0.0.1:{port}/"
    os.environ["RONGXIN_SITE_URL"] = site.rstrip("/")
    signal.signal(signal.SIGTERM, _interrupt)
    with _database():
        import django

        django.setup()
        return _play(args, site, serving)


def _code(username: str) -> Outcome:
    import django

    django.setup()
    from django.conf import settings

    from rongxin.doors.simulation.demo import cast

    digits = cast.code_now(settings.RONGXIN_HOME, username)
    return Outcome({"username": username, "code": digits}, digits)


def _database() -> Any:
    from rongxin.config.postgres import address, server

    if address.external():
        os.environ.setdefault("RONGXIN_DATABASE", "rongxin_demo")
        return nullcontext()
    return server.in_use()


def _play(args: argparse.Namespace, site: str, serving: bool) -> Outcome:
    from rongxin.doors.simulation.demo import cast, story, table

    told = story.Story()
    size = story.Size(args.subjects, args.years, args.seed, args.applicants)

    def then(told: story.Story, people: cast.Cast, running: Any) -> None:
        kept = cast.keep_accounts(people)
        told.totals["accounts"] = str(kept)
        if not serving:
            return
        print(story.shown(told), file=sys.stderr)
        print(table.accounts(_few(people.accounts), site, str(kept)), file=sys.stderr)
        print(f"网页已开放：{site}（Ctrl+C 停止）", file=sys.stderr, flush=True)
        try:
            running.watch()
        except KeyboardInterrupt:
            print("正在停止…", file=sys.stderr)

    story.tell(size, site, told, then)
    ok = told.totals["evidence"]["ok"] and all(step.get("all_decided", True) for step in told.steps)
    text = "演示已停止。" if serving else story.shown(told)
    return Outcome({"steps": told.steps, "totals": told.totals}, text, ok=bool(ok))


def _few(accounts: list[Any]) -> list[Any]:
    """Everybody but enterprises, and the first two of those."""
    enterprises = [one for one in accounts if one.username.startswith("enterprise-")]
    return [one for one in accounts if one not in enterprises] + enterprises[:2]


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
