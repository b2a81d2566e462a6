"""`rongxin snapshot [--as-of D] [--known-at T]`: what is on record, as files for computing (制作快照)."""

from __future__ import annotations

import argparse
from datetime import date, datetime

from rongxin.doors.cli.outcome import Outcome

NAME = "snapshot"
HELP = "把某一时点的信用信息写成快照文件（不含个人标识），供批量计算和复算"
NEEDS_DATABASE = True
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """The two times."""
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="D", help="基准日，如 2026-11-22；默认今天")
    parser.add_argument("--known-at", type=moment, metavar="T", help="知悉时点，如 2026-11-22T12:00:00+08:00；默认现在")


def moment(text: str) -> datetime:
    """A moment with its zone; Shanghai where none is given."""
    from rongxin.base.common.clock import SHANGHAI

    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def run(args: argparse.Namespace) -> Outcome:
    """Take the snapshot and say what is in it."""
    from rongxin.base.common import actor, clock
    from rongxin.data.catalogue import registry
    from rongxin.data.records import snapshots

    taken = snapshots.take(
        by=actor.system("snapshot", "cli"), as_of=args.as_of or clock.today(), known_at=args.known_at or clock.now()
    )
    data = {
        "digest": taken.digest,
        "items": taken.items,
        "subjects": taken.subjects,
        "as_of": taken.as_of.isoformat(),
        "known_at": taken.known_at.isoformat(),
        "folder": str(taken.folder),
    }
    lines = [f"快照 {taken.digest}", f"信息主体 {taken.subjects} 个"]
    lines += [f"  {registry.item(code).name}　{rows} 条" for code, rows in taken.items.items()]
    return Outcome(data, "\n".join(lines))
