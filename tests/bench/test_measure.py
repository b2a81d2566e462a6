"""What the measurements are made of."""

from __future__ import annotations

import pytest

from rongxin.doors import bench
from rongxin.doors.bench import measure
from rongxin.doors.cli.commands import bench as command


@pytest.mark.parametrize(
    ("times", "share", "expected"),
    [([3.0, 1.0, 2.0], 0.5, 2.0), ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0), ([1.0, 2.0], 0.95, 2.0), ([7.0], 0.99, 7.0)],
)
def test_a_percentile_is_a_time_that_was_measured(times: list[float], share: float, expected: float) -> None:
    assert measure.percentile(times, share) == expected


def test_a_result_tells_its_floor_and_how_many_times_it_took() -> None:
    result = measure.Result("ingest", 100, 3.0, 1.5, 12.34, "a bare reading", {"rows_per_second": 33})
    assert result.as_dict() == {
        "name": "ingest",
        "size": 100,
        "seconds": 3.0,
        "floor_seconds": 1.5,
        "ratio": 2.0,
        "peak_mb": 12.3,
        "floor": "a bare reading",
        "rows_per_second": 33,
    }


def test_the_peak_is_that_of_the_block() -> None:
    with measure.peak() as found:
        block = bytearray(60 * 1024 * 1024)
        block[::4096] = b"1" * len(block[::4096])
        del block
    with measure.peak() as afterwards:
        pass
    assert found.megabytes > afterwards.megabytes + 40


def test_the_command_knows_every_measurement() -> None:
    assert set(command.NAMES) == {*bench.BENCHES, "all"}
