"""A bank inside the process, for tests: takes every parcel, or fails as often as told (演示连接器)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rongxin.finance.applications.connector import Parcel, Receipt


class DemoConnector:
    """Keeps what it was given and answers from a list (演示连接器)."""

    def __init__(self, failures: int = 0, waiting: Iterable[Mapping[str, Any]] = ()) -> None:
        self.taken: list[Parcel] = []
        self._failures = failures
        self._waiting = list(waiting)

    def submit(self, parcel: Parcel) -> Receipt:
        """Fail the first so many times, then take; the same event again is taken once."""
        if self._failures > 0:
            self._failures -= 1
            return Receipt(False, "演示：对方暂不可用")
        if all(known.event_id != parcel.event_id for known in self.taken):
            self.taken.append(parcel)
        return Receipt(True)

    def updates(self, since: datetime | None) -> Iterable[Mapping[str, Any]]:
        """What was put in waiting, once."""
        waiting, self._waiting = self._waiting, []
        return waiting
