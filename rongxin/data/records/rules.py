"""What acceptance takes and gives (信用信息入库的形状)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from rongxin.base.common.labelled import Labelled


class Retired(Labelled):
    """Why a version of a record counts no more (版本失效原因)."""

    SUPERSEDED = "superseded", "被新版本取代"
    ABSENT = "absent", "来源最近一次答复中已无此项"


@dataclass(frozen=True, slots=True)
class Covers:
    """What a delivery is a complete account of (归集覆盖).

    `division` is a GB/T 2260 code or a leading part of one; empty is the whole region. `period_from` is empty
    when the delivery states the position on `period_until` rather than the events of a period.
    """

    period_until: date
    division: str = ""
    period_from: date | None = None

    @property
    def prefix(self) -> str:
        """The part of the division that its districts share.

        >>> Covers(date(2026, 11, 22), "990100").prefix
        '9901'
        """
        division = self.division
        while division.endswith("00") and len(division) % 2 == 0:
            division = division[:-2]
        return division


class Queued(NamedTuple):
    """A sound row whose subject is not certain; it waits for a person and is never guessed (待认领)."""

    row_no: int
    reason: str


class Rejected(NamedTuple):
    """A row that fails a check which needs what is already on record (入库检查未通过)."""

    row_no: int
    check_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of the rows of one delivery (入库结果).

    accepted + duplicates + len(queued) + len(rejected_rows) is the number of rows handed in. `superseded` counts
    stored versions that ended, `marked` the accepted rows that carry a warning.
    """

    accepted: int
    duplicates: int
    queued: tuple[Queued, ...]
    superseded: int
    marked: int
    subjects_made: int
    entry_id: UUID
    rejected_rows: tuple[Rejected, ...] = ()
