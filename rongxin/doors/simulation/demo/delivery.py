"""The city's departments deliver, file by file (报送与归集)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from rongxin.base.common import actor, clock
from rongxin.data.ingest import actions as ingest
from rongxin.data.ingest.actions.whole import BatchResult
from rongxin.data.ingest.rules import Counts
from rongxin.doors.simulation import simulate
from rongxin.doors.simulation.simulate import Simulated

Say = Callable[[str], None]


@dataclass
class Taken:
    """What became of the rows of each item (归集结果)."""

    by_item: dict[str, Counts] = field(default_factory=dict)
    files: int = 0

    def add(self, result: BatchResult) -> None:
        """Sum up one more file."""
        before = self.by_item.get(result.item, Counts()).as_dict()
        self.by_item[result.item] = Counts(
            **{name: before[name] + more for name, more in result.counts.as_dict().items()}
        )
        self.files += 1

    @property
    def total(self) -> Counts:
        """Of all items together."""
        sums = dict.fromkeys(Counts().as_dict(), 0)
        for counts in self.by_item.values():
            for name, value in counts.as_dict().items():
                sums[name] += value
        return Counts(**sums)


def write(subjects: int, years: int, seed: int) -> Simulated:
    """The files of the made-up city, in the home (生成报送文件)."""
    out: Path = settings.RONGXIN_HOME / "demo" / "deliveries"
    shutil.rmtree(out, ignore_errors=True)
    senders = simulate.sources(settings.PROFILE)
    return simulate.simulate(subjects=subjects, years=years, seed=seed, out=out, on=clock.today(), senders=senders)


def take_in(made: Simulated, say: Say) -> Taken:
    """Each file as its department would send it (逐个归集)."""
    taken = Taken()
    by = actor.system("demo", "cli")
    for one in made.files:
        result = ingest.ingest(by=by, path=one.path, item=one.item, source=one.source)
        if not result.ok:
            refusal = result.refusal or {}
            raise AssertionError(f"{one.path.name}: {refusal.get('title')}")
        taken.add(result)
        counts = result.counts
        out = counts.quarantined + counts.queued
        say(f"{result.file}：{counts.received:,} 行，入库 {counts.accepted:,}，重复 {counts.duplicates:,}，"
            f"隔离或待认领 {out:,}（{result.seconds:.1f} 秒）")  # fmt: skip
    return taken
