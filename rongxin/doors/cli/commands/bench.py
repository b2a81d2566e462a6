"""`rongxin bench NAME`: how fast, beside the least it could cost (性能测量)."""

from __future__ import annotations

import argparse
import os
import signal
from contextlib import nullcontext
from typing import Any

from rongxin.doors.cli.outcome import Outcome

NAME = "bench"
HELP = "在专用的数据目录和数据库上测量性能，并与同一任务的下限比较"
NEEDS_DATABASE = False
ROLE = "worker"
NAMES = ("evaluate-one", "report-pdf", "evaluate", "disclose", "ingest", "all")


def add(parser: argparse.ArgumentParser) -> None:
    """Which, and how large."""
    parser.add_argument("name", choices=NAMES, metavar="NAME", help="、".join(NAMES))
    parser.add_argument(
        "--size", type=int, default=0, help="规模：主体数、报告数、既往查询数或行数；省略时用各项的默认规模"
    )


def run(args: argparse.Namespace) -> Outcome:
    """Measure in a home of its own, so that nothing of the user's is touched."""
    from rongxin.config import home
    from rongxin.doors.simulation.demo import processes

    os.environ["RONGXIN_HOME"] = str(home.home() / "bench")
    os.environ["RONGXIN_PROFILE"] = "demo"
    os.environ["RONGXIN_SITE_URL"] = f"http://127.0.0.1:{processes.free_port()}"
    home.home().mkdir(parents=True, exist_ok=True, mode=0o700)
    signal.signal(signal.SIGTERM, _interrupt)
    with _database():
        import django

        django.setup()
        return _measured(args)


def _measured(args: argparse.Namespace) -> Outcome:
    from rongxin.doors import bench
    from rongxin.doors.simulation.demo import fresh

    with fresh.alone():
        ground = bench.Ground()
        names = list(bench.BENCHES) if args.name == "all" else [args.name]
        results = [bench.BENCHES[name](ground, args.size).as_dict() for name in names]
    text = "\n\n".join(_text(one) for one in results)
    if args.name != "all":
        return Outcome(results[0], text)
    whole = {"name": "all", "size": args.size, "seconds": round(sum(one["seconds"] for one in results), 3)}
    return Outcome({**whole, "results": results}, text)


def _text(result: dict[str, Any]) -> str:
    lines = [
        f"{result['name']}（规模 {result['size']:,}）：{_time(result['seconds'])}，下限 {_time(result['floor_seconds'])}，"
        f"为下限的 {result['ratio']} 倍，内存峰值 {result['peak_mb']:.0f} MB",
        f"  下限：{result['floor']}",
    ]
    if "p50_ms" in result:
        lines.append(f"  p50 {result['p50_ms']} ms · p95 {result['p95_ms']} ms · p99 {result['p99_ms']} ms")
    if "floor_p50_ms" in result:
        own = [result[f"floor_p{share}_ms"] for share in (50, 95, 99)]
        lines.append(f"  下限 p50 {own[0]} ms · p95 {own[1]} ms · p99 {own[2]} ms")
    for name in ("per_second", "per_second_4_clients", "rows_per_second", "subjects_per_second", "snapshot_seconds"):
        if name in result:
            lines.append(f"  {_LABELS[name]} {result[name]:,}")
    return "\n".join(lines)


_LABELS = {
    "per_second": "每秒（一个客户端）",
    "per_second_4_clients": "每秒（四个客户端）",
    "rows_per_second": "每秒行数",
    "subjects_per_second": "每秒主体数",
    "snapshot_seconds": "制作快照秒数",
}


def _time(seconds: float) -> str:
    return f"{seconds:.2f} 秒" if seconds >= 1 else f"{seconds * 1000:.1f} 毫秒"


def _database() -> Any:
    from rongxin.config.postgres import address, server

    if address.external():
        os.environ["RONGXIN_DATABASE"] = "rongxin_bench"
        return nullcontext()
    os.environ.pop("RONGXIN_DATABASE", None)
    return server.in_use()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
