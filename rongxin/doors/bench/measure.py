"""Times, percentiles and peak memory (测量)."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """One measurement beside its floor (测量结果).

    `seconds` and `floor_seconds` are of the same amount of work; `peak_mb` is the most resident memory of the measuring
    process while it worked, the database server not counted. `more` holds percentiles and rates.
    """

    name: str
    size: int
    seconds: float
    floor_seconds: float
    peak_mb: float
    floor: str
    more: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The JSON shape of `rongxin bench`."""
        return {
            "name": self.name,
            "size": self.size,
            "seconds": round(self.seconds, 4),
            "floor_seconds": round(self.floor_seconds, 4),
            "ratio": round(self.seconds / self.floor_seconds, 2) if self.floor_seconds else None,
            "peak_mb": round(self.peak_mb, 1),
            "floor": self.floor,
            **self.more,
        }


def timed(act: Callable[[], object]) -> float:
    """Seconds that one call takes (计时)."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def percentile(times: Sequence[float], share: float) -> float:
    """The smallest time that at least this share of the times do not exceed (百分位).

    >>> percentile([5.0, 1.0, 2.0, 3.0, 4.0], 0.5), percentile([1.0, 2.0], 0.95)
    (3.0, 2.0)
    """
    ordered = sorted(times)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def percentiles(times: Sequence[float], prefix: str = "") -> dict[str, float]:
    """p50, p95 and p99 in milliseconds (百分位毫秒)."""
    return {f"{prefix}p{share}_ms": round(percentile(times, share / 100) * 1000, 2) for share in (50, 95, 99)}


class Peak:
    """The most resident memory since the start of the block (内存峰值)."""

    megabytes: float = 0.0


@contextmanager
def peak() -> Iterator[Peak]:
    """Measure the peak of this process while the block runs."""
    found = Peak()
    _forget_peak()
    yield found
    found.megabytes = _peak_kilobytes() / 1024


def _forget_peak() -> None:
    """Linux forgets the high-water mark when 5 is written here; elsewhere the mark of the whole process counts."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return


def _peak_kilobytes() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0
