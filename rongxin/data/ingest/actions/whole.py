"""A file in, a result out: what the command line and the demo call (归集一个文件)."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from rongxin.base.common.actor import Actor
from rongxin.data.ingest import errors
from rongxin.data.ingest.actions.process import process
from rongxin.data.ingest.actions.receive import receive
from rongxin.data.ingest.models import Batch
from rongxin.data.ingest.progress import Progress, silent
from rongxin.data.ingest.reading.source import human_size
from rongxin.data.ingest.rules import BatchState, Counts


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of one delivery (批次结果).

    A repeated delivery reports the first batch: every row received is a duplicate, and nothing was changed.
    """

    batch: UUID
    item: str
    source: str
    file: str
    state: BatchState
    counts: Counts
    seconds: float
    repeated: bool = False
    notes: tuple[str, ...] = ()
    refusal: dict[str, Any] | None = field(default=None)

    @property
    def ok(self) -> bool:
        """The rows are in, now or since the first time."""
        return self.state is BatchState.ACCEPTED

    def as_dict(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "batch": str(self.batch),
            "item": self.item,
            "source": self.source,
            "file": self.file,
            "state": str(self.state),
            **self.counts.as_dict(),
            "seconds": self.seconds,
            "repeated": self.repeated,
            "notes": list(self.notes),
            "refusal": self.refusal,
        }


def ingest(
    *,
    by: Actor,
    path: Path,
    item: str,
    source: str,
    progress: Progress = silent,
    at: datetime | None = None,
) -> BatchResult:
    """Receive a file and check it at once (归集一个文件).

    Afterwards its batch is accepted or refused. The same file again changes nothing and says so.

    Raises:
        FileUnreadable, FileTooLarge, ItemUnknown, SourceUnknown, SourceNotForItem, BatchBusy.

    Evidence: as `process`.
    """
    began = time.monotonic()
    try:
        size = path.stat().st_size
        stream = path.open("rb")
    except OSError as error:
        raise errors.FileUnreadable(file=str(path)) from error
    with stream:
        if size > settings.MAX_DELIVERY_BYTES:
            limit = human_size(settings.MAX_DELIVERY_BYTES)
            raise errors.FileTooLarge(file=path.name, size=human_size(size), limit=limit)
        batch = receive(by=by, stream=stream, file_name=path.name, item=item, source=source, at=at)
    if batch.state == BatchState.ACCEPTED:
        return result_of(batch, seconds=time.monotonic() - began, repeated=True)
    done = process(by=by, batch_id=batch.pk, progress=progress, at=at)
    return result_of(done, seconds=time.monotonic() - began)


def result_of(batch: Batch, *, seconds: float | None = None, repeated: bool = False) -> BatchResult:
    """The result of a batch, or of delivering it again (批次结果)."""
    counts = Counts(batch.received, batch.accepted, batch.duplicates, batch.quarantined, batch.queued, batch.warnings)
    if repeated:
        counts = Counts(received=batch.received, duplicates=batch.received)
    return BatchResult(
        batch=batch.pk,
        item=batch.delivery.item,
        source=batch.delivery.source.code,
        file=batch.delivery.file_name,
        state=BatchState(batch.state),
        counts=counts,
        seconds=round(seconds if seconds is not None else batch.seconds or 0.0, 3),
        repeated=repeated,
        notes=tuple(batch.notes),
        refusal=batch.refusal,
    )
