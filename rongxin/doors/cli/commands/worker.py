"""`rongxin worker`: jobs, seals and outgoing events (后台进程)."""

from __future__ import annotations

import argparse

from rongxin.doors.cli.outcome import Outcome

NAME = "worker"
HELP = "运行后台进程：处理报送、封签存证、向银行推送事件"
NEEDS_DATABASE = True
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """`--seal-every`: seconds between seals, at most 60."""
    parser.add_argument("--seal-every", type=float, default=5.0, metavar="秒", help="封签间隔，不超过 60 秒（默认 5）")


def run(args: argparse.Namespace) -> Outcome:
    """Runs until it is told to stop."""
    from rongxin.config import worker

    worker.run(seal_every=min(args.seal_every, 60.0))
    return Outcome({"stopped": True}, "后台进程已停止。")
