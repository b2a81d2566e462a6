"""Where deliveries come from: the plug point (数据源接口)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """One delivery as a source hands it over: a file on this machine, and what it is (取得的报送文件)."""

    path: Path
    item: str
    source: str
    modified_at: datetime


class DataSource(Protocol):
    """A way in for deliveries (数据源).

    `fetch` yields what has appeared after `since`, oldest first; None means everything. It neither checks nor
    changes rows. Each delivery is a context: its file exists inside, and what the source made for it is gone
    afterwards. Fetching twice gives the same bytes: what was seen before is told apart by its digest.
    """

    def fetch(self, since: datetime | None) -> Iterator[AbstractContextManager[Fetched]]:
        """Deliveries after a moment (取得报送文件)."""
