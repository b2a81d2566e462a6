"""`rongxin simulate`: the messy files of a made-up city (模拟报送)."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from datetime import date
from pathlib import Path

from rongxin.base.common import clock
from rongxin.doors.cli.outcome import Outcome

NAME = "simulate"
HELP = "生成一座虚构城市的报送文件（带已知差错）"
NEEDS_DATABASE = False
ROLE = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """Size, years, seed, folder."""
    parser.add_argument("--subjects", type=int, default=2000, metavar="个", help="主体数（默认 2000）")
    parser.add_argument("--years", type=int, default=2, metavar="年", help="按月数据的年数（默认 2）")
    parser.add_argument("--seed", type=int, default=1, help="随机种子；相同种子生成相同内容")
    parser.add_argument("--on", type=date.fromisoformat, metavar="日期", help="报送日（默认今天）")
    parser.add_argument("--out", type=Path, required=True, metavar="目录", help="写到哪个目录")
    parser.add_argument("--faults", type=float, default=0.003, metavar="比例", help="每种差错的比例（默认 0.003）")


def run(args: argparse.Namespace) -> Outcome:
    """Write the files and say what they hold."""
    import django

    django.setup()
    from django.conf import settings

    from rongxin.doors.simulation import simulate

    began = time.perf_counter()
    made = simulate.simulate(
        subjects=args.subjects,
        years=args.years,
        seed=args.seed,
        out=args.out,
        on=args.on or clock.today(),
        senders=simulate.sources(settings.PROFILE),
        fault_rate=args.faults,
    )
    seconds = round(time.perf_counter() - began, 2)
    faults = dict(Counter(one.fault for one in made.truths))
    data = {
        "subjects": args.subjects,
        "rows": made.rows,
        "files": [one.as_dict() for one in made.files],
        "faults": faults,
        "truth": str(made.truth),
        "seconds": seconds,
    }
    lines = [f"虚构城市：{args.subjects:,} 个主体，{len(made.files)} 个文件，{made.rows:,} 行，{seconds} 秒"]
    lines += [f"  {one.rows:>9,}  {one.item:<18} {one.source}/{one.path.name}" for one in made.files]
    lines.append(f"已知差错 {len(made.truths):,} 行，逐行记在 {made.truth}")
    return Outcome(data, "\n".join(lines))
