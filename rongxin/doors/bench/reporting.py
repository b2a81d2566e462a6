"""A signed report as PDF (报告)."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from rongxin.base.common import actor, clock
from rongxin.doors.bench import evaluating
from rongxin.doors.bench.ground import Ground
from rongxin.doors.bench.measure import Result, peak, percentile, percentiles, timed
from rongxin.insight.reports import actions as reports
from rongxin.insight.reports import asks, document, rules
from rongxin.insight.reports.actions import Issued

COUNT = 30
BY = actor.system("bench", "cli")


def run(ground: Ground, size: int) -> Result:
    """`size` reports of registered enterprises, the fullest cut: read, printed, signed, stored (出具报告)."""
    ground.city(ground.subjects or 2000)
    evaluating.evaluate(settings.PROFILE.evaluation_models[0], evaluating.take())
    wanted = [ground.members[place % len(ground.members)] for place in range(size or COUNT)]
    made: list[Issued] = []

    def issue(place: int) -> None:
        made.append(reports.issue(by=BY, ask=asks.own(wanted[place].subject_id), cut=rules.Cut.SELF))

    issue(0)
    made.clear()
    with peak() as memory:
        times = [timed(lambda place=place: issue(place)) for place in range(len(wanted))]  # type: ignore[misc]
    press = document.press(Path(settings.FONT_DIR))
    bare = [timed(lambda one=one: press.print(one.content, clock.now())) for one in made]  # type: ignore[misc]
    more = {
        **percentiles(times),
        **percentiles(bare, "floor_"),
        "per_second": round(len(times) / sum(times), 2),
        "bytes": round(percentile([len(one.pdf) for one in made], 0.5)),
        "goal_seconds": 1,
    }
    words = "只用 Typst 排印同样内容（不读取、不签章、不入库）"
    return Result(
        "report-pdf", len(times), percentile(times, 0.5), percentile(bare, 0.5), memory.megabytes, words, more
    )
