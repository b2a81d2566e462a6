"""A register file from bytes to records (归集)."""

from __future__ import annotations

from pathlib import Path

import duckdb
from django.conf import settings

from rongxin.base.common import actor, clock
from rongxin.data.catalogue import registry
from rongxin.data.ingest import actions as ingest
from rongxin.data.ingest.actions.whole import BatchResult
from rongxin.doors.bench.ground import SEED, Ground, say
from rongxin.doors.bench.measure import Result, peak, timed
from rongxin.doors.simulation import city as cities
from rongxin.doors.simulation import delivering, facts, letters

ROWS = 100_000
ITEM = "registration"


def run(ground: Ground, size: int) -> Result:
    """A CSV of `size` registrations into an empty database: read, checked, subjects made, stored, kept (归集)."""
    ground.begin()
    path = _file(size or ROWS)
    source = next(one.code for one in settings.PROFILE.providers if ITEM in one.items)
    results: list[BatchResult] = []
    with peak() as memory:
        seconds = timed(
            lambda: results.append(ingest.ingest(by=actor.system("bench", "cli"), path=path, item=ITEM, source=source))
        )
    assert results[0].ok, results[0].refusal
    floor = min(timed(lambda: _bare(path)) for _ in range(3))
    counts = results[0].counts
    more = {
        **counts.as_dict(),
        "rows_per_second": round(counts.received / seconds),
        "file_mb": round(path.stat().st_size / 1024**2, 1),
    }
    return Result("ingest", size or ROWS, seconds, floor, memory.megabytes, "DuckDB 把同一文件读成一张文本表", more)


def _file(rows: int) -> Path:
    """One clean file of the whole city's register."""
    say(f"写出 {rows:,} 行登记文件…")
    city = cities.build(subjects=rows, years=1, seed=SEED, on=clock.today())
    known = facts.MAKERS[ITEM](city)
    style = letters.Style(letters.UTF8, untidiness=0.0, odd_days=())
    first = letters.letters({ITEM: known})[0]
    whole = letters.Letter("registration.csv", ITEM, first.headings, style)
    sheet = delivering.blank(whole, registry.item(ITEM), city, stage=900)
    sheet.rows = delivering.lay_out(sheet, known)
    return delivering.write(sheet, settings.RONGXIN_HOME / "demo" / "bench")


def _bare(path: Path) -> None:
    with duckdb.connect() as engine:
        engine.execute(
            "create table plain as select * from read_csv(?, all_varchar = true, header = true)", [str(path)]
        )
