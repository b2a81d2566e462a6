"""`rongxin ingest`: bring a provider's files in (归集报送文件)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from rongxin.doors.cli.outcome import Outcome

NAME = "ingest"
HELP = "归集报送文件：读取、校核、入库，并列出没有入库的行"
NEEDS_DATABASE = True
ROLE = "worker"
SUMMED = ("received", "accepted", "duplicates", "quarantined", "queued", "warnings", "seconds")


def add(parser: argparse.ArgumentParser) -> None:
    """What to bring in, and for whom."""
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="CSV 或 XLSX 文件")
    parser.add_argument("--item", required=True, help="信息项代码，如 registration")
    parser.add_argument("--source", required=True, help="数据提供单位代码，如 yx-scjg")
    parser.add_argument("--rejections", type=Path, metavar="F.xlsx", help="把问题行写入此工作簿，改正后可直接再次报送")


def run(args: argparse.Namespace) -> Outcome:
    """One batch per file; the numbers of several files are added up."""
    from rongxin.base.common import actor
    from rongxin.data.ingest import actions

    by = actor.system("ingest", "cli")
    results = []
    for path in args.files:
        with _shown(path.name) as progress:
            results.append(actions.ingest(by=by, path=path, item=args.item, source=args.source, progress=progress))
    written = _write_rejections(args.rejections, by, results) if args.rejections else 0
    batches = [one.as_dict() for one in results]
    totals = {name: sum(one[name] for one in batches) for name in SUMMED}
    totals["seconds"] = round(totals["seconds"], 3)
    data = {"batch": batches[0]["batch"], **totals, "ok": all(one.ok for one in results), "batches": batches}
    if args.rejections:
        data |= {"rejections": str(args.rejections), "rejections_written": written}
    return Outcome(data, _summary(results, args.rejections, written), ok=bool(data["ok"]))


@contextmanager
def _shown(name: str) -> Iterator[Any]:
    """A progress bar on stderr; the caller tells how far it is."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)

        def tell(stage: str, done: int, total: int) -> None:
            bar.update(task, description=f"{stage} {name}", completed=done, total=total or None)

        yield tell


def _write_rejections(target: Path, by: Any, results: list[Any]) -> int:
    """All faulty rows of the files in one workbook; files of one item share their columns or get a sheet each."""
    from rongxin.data.ingest import queries, rejections

    sheets = []
    for one in results:
        batch = queries.require_batch(by=by, batch_id=one.batch)
        if batch.headings:
            sheets.append((batch.delivery.file_name, batch.headings, queries.faulty_rows(by=by, batch_id=batch.pk)))
    return rejections.write_sheets(target, sheets)


def _summary(results: list[Any], target: Path | None, written: int) -> str:
    lines = []
    for one in results:
        if not one.ok:
            reason = one.refusal or {}
            lines.append(f"{one.file}：{one.state.label}。[{reason.get('code', '—')}] {reason.get('title', '')}")
            lines.append(f"  {reason.get('next_step', '')}")
            continue
        counts = one.counts
        first = "此文件以前报送过，没有改动任何数据；" if one.repeated else ""
        lines.append(
            f"{one.file}：{first}接收 {counts.received:,} 行 = 入库 {counts.accepted:,} + 重复 {counts.duplicates:,}"
            f" + 隔离 {counts.quarantined:,} + 待认领 {counts.queued:,}（带提示 {counts.warnings:,}），{one.seconds:.1f} 秒"
        )
        lines += [f"  {note}" for note in one.notes]
    if target:
        lines.append(f"问题行 {written:,} 行已写入 {target}")
    return "\n".join(lines)
