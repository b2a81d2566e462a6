"""Files in a folder of this machine (文件数据源)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rongxin.data.ingest.adapter import Fetched

SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx")


@dataclass(frozen=True, slots=True)
class FileSource:
    """One file, or the tables of a folder in the order they were written (文件数据源).

    The files belong to the provider and are left as they are. Hidden and half-written files (a name that
    begins with a dot or ends with .part) are passed over.
    """

    path: Path
    item: str
    source: str

    def fetch(self, since: datetime | None) -> Iterator[AbstractContextManager[Fetched]]:
        found = [self.path] if self.path.is_file() else self.path.glob("*")
        dated = sorted((_written(path), path) for path in found if _is_table(path))
        for at, path in dated:
            if since is None or at > since:
                yield nullcontext(Fetched(path, self.item, self.source, at))


def _is_table(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix.lower() in SUFFIXES


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
