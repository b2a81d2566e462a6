"""One subject on PostgreSQL: base row, grade and reasons (单户评价)."""

from __future__ import annotations

from django.conf import settings

from rongxin.base.common import clock
from rongxin.doors.bench import floors
from rongxin.doors.bench.ground import SUBJECTS, Ground
from rongxin.doors.bench.measure import Result, peak, percentile, percentiles, timed
from rongxin.insight.evaluation import queries as evaluation
from rongxin.insight.indicators import registry as indicators

ROUNDS = 20
WARM_ROUNDS = 3


def run(ground: Ground, size: int) -> Result:
    """`size` subjects on record; each registered enterprise is evaluated in turn, warm (单户评价)."""
    ground.city(size or SUBJECTS)
    model = settings.PROFILE.evaluation_models[0]
    today = clock.today()

    def evaluate(member: int) -> None:
        evaluation.compute_now(ground.members[member].subject_id, model, today, clock.now())

    places = range(len(ground.members))
    for _ in range(WARM_ROUNDS):
        for place in places:
            evaluate(place)
    with peak() as memory:
        times = [timed(lambda place=place: evaluate(place)) for _ in range(ROUNDS) for place in places]  # type: ignore[misc]
    items = tuple(indicators.SOURCES)
    bare = floors.count_times(items, [one.subject_id for one in ground.members], ROUNDS)
    more = {
        **percentiles(times),
        **percentiles(bare, "floor_"),
        "model": model,
        "indicators": len(indicators.INDICATORS),
        "items": len(items),
        "calls": len(times),
        "goal_p95_ms": 25,
    }
    return Result(
        "evaluate-one",
        ground.subjects,
        percentile(times, 0.5),
        percentile(bare, 0.5),
        memory.megabytes,
        "同样信息项中该主体的记录逐项计数（一条语句）",
        more,
    )
