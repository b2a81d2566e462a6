"""Checking a batch and switching it in, wholly or not at all (校核入库)."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from rongxin.base.common import actor, clock
from rongxin.base.common.actor import Actor
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions as evidence
from rongxin.base.evidence import tags
from rongxin.base.keys import queries as keys
from rongxin.data.catalogue import registry
from rongxin.data.catalogue.rules import Item
from rongxin.data.ingest import errors, headings, lock, vault
from rongxin.data.ingest.actions import keeping, leftovers
from rongxin.data.ingest.checking import shifted
from rongxin.data.ingest.checking.staging import Staging
from rongxin.data.ingest.models import Batch
from rongxin.data.ingest.progress import CHECKING, READING, STORING, Counting, Progress, silent
from rongxin.data.ingest.reading import table
from rongxin.data.ingest.reading.source import Limits
from rongxin.data.ingest.rules import ATTEMPTS_LIMIT, BatchState, Counts
from rongxin.data.records import actions as records
from rongxin.data.records.rules import Covers

FORGOTTEN_AFTER = timedelta(minutes=10)


def process(*, by: Actor, batch_id: UUID, progress: Progress = silent, at: datetime | None = None) -> Batch:
    """Check a received batch and bring its rows in (校核批次).

    Afterwards the batch is accepted, with its records, rejections, queue and numbers written by one
    transaction, or refused with a reason and nothing else. A batch that has already ended is returned as it
    is, so that a job may be run twice. When the process dies, the batch stays `checking`, held by nobody.

    Raises:
        BatchBusy: another process is at it.

    Evidence: ingest:batch:accepted, or ingest:batch:refused.
    """
    with lock.held(batch_id):
        batch = Batch.objects.select_related("delivery__source").get(pk=batch_id)
        if batch.state not in (BatchState.RECEIVED, BatchState.CHECKING):
            return batch
        if batch.attempts >= ATTEMPTS_LIMIT:
            _end_without_rows(
                by, batch, BatchState.FAILED, errors.AttemptsExhausted(batch=str(batch.pk), attempts=batch.attempts)
            )
            return batch
        batch.state, batch.attempts = BatchState.CHECKING, batch.attempts + 1
        batch.save(update_fields=["state", "attempts"])
        try:
            _bring_in(by, batch, progress, at or clock.now())
        except errors.DeliveryRefused as error:
            _end_without_rows(by, batch, BatchState.REFUSED, error)
        return batch


def recover(*, by: Actor | None = None) -> list[UUID]:
    """Go on with every batch whose process died, and clear away what it left (恢复中断批次). Returns those that ended now.

    A batch that nobody began within `FORGOTTEN_AFTER` belongs to a process that died between receiving and queueing it.
    """
    leftovers.sweep(settings.RONGXIN_HOME)
    ended = []
    forgotten = Q(state=BatchState.RECEIVED, created_at__lt=clock.now() - FORGOTTEN_AFTER)
    for batch_id in Batch.objects.filter(Q(state=BatchState.CHECKING) | forgotten).values_list("pk", flat=True):
        try:
            ended.append(process(by=by or actor.system("ingest-recovery"), batch_id=batch_id).pk)
        except errors.BatchBusy:
            continue
    return ended


def _bring_in(by: Actor, batch: Batch, progress: Progress, at: datetime) -> None:
    began = time.monotonic()
    delivery = batch.delivery
    item = registry.item(delivery.item)
    source = Counting(_opened(batch))
    progress(READING, 0, source.size)
    limits = Limits(file_bytes=settings.MAX_DELIVERY_BYTES, unpacked_bytes=settings.MAX_UNPACKED_BYTES)
    found = table.read(source, lambda cells: headings.recognised(item, cells), limits, item.name)
    mapped = headings.mapped(item, found.header, delivery.file_name)
    folder = settings.RONGXIN_HOME / "staging" / str(batch.pk)
    with Staging(item, mapped, folder, clock.local_day(at)) as staging:
        received = staging.take(found.rows, lambda rows: progress(CHECKING, source.position, source.size))
        if not received:
            raise errors.FileEmpty(file=delivery.file_name, detail="只有表头，没有数据行")
        shifted.refuse_shifted(staging, delivery.file_name)
        progress(STORING, 0, received)
        batch.headings = list(mapped.names)
        batch.notes = [one.sentence for one in mapped.unknown]
        _switch_in(by, batch, item, staging, at, began)
    progress(STORING, received, received)


def _opened(batch: Batch) -> vault.Opened:
    delivery = batch.delivery
    key = bytes.fromhex(keys.reveal(delivery.pk, bytes(delivery.wrapped_key)))
    return vault.Opened(vault.place(settings.RONGXIN_HOME, delivery.pk), key, delivery.file_name, delivery.size)


@transaction.atomic
def _switch_in(by: Actor, batch: Batch, item: Item, staging: Staging, at: datetime, began: float) -> None:
    """Records, coverage, rejections, queue, numbers and evidence: one transaction."""
    accepted = records.accept(
        by=by,
        item=item,
        source=batch.delivery.source.code,
        rows=staging.sound(),
        batch_id=batch.pk,
        known_at=at,
        covers=_covers(staging, at),
        identifier_kind=_identifier_kind(batch),
    )
    quarantined = keeping.keep_rejections(batch, staging, accepted.rejected_rows)
    keeping.keep_queue(batch, staging, accepted.queued)
    numbers = Counts(
        received=accepted.accepted + accepted.duplicates + quarantined + len(accepted.queued),
        accepted=accepted.accepted,
        duplicates=accepted.duplicates,
        quarantined=quarantined,
        queued=len(accepted.queued),
        warnings=accepted.marked,
    )
    if numbers.received != staging.received:
        raise AssertionError(f"{staging.received} rows came, {numbers.received} ended")
    for name, value in numbers.as_dict().items():
        setattr(batch, name, value)
    batch.state, batch.ended_at, batch.refusal = BatchState.ACCEPTED, clock.now(), None
    batch.seconds = round(time.monotonic() - began, 3)
    batch.save()
    evidence.append(tags.BATCH_ACCEPTED, by=by, subject=batch.pk, facts=_facts(batch) | numbers.as_dict())


def _covers(staging: Staging, at: datetime) -> Covers | None:
    """A delivery speaks for the region until the day it came, unless none of its rows was sound."""
    if not staging.sound_count:
        return None
    return Covers(period_until=clock.local_day(at), division=settings.PROFILE.division_code)


def _identifier_kind(batch: Batch) -> str:
    """What the codes of this provider are, as the profile says; empty for national codes."""
    named = (one for one in settings.PROFILE.providers if one.code == batch.delivery.source.code)
    return next((one.identifier_kind for one in named if one.identifier_kind == "issued"), "")


@transaction.atomic
def _end_without_rows(by: Actor, batch: Batch, state: BatchState, error: DomainError) -> None:
    batch.state, batch.refusal, batch.ended_at = state, error.as_dict(), clock.now()
    batch.save(update_fields=["state", "refusal", "ended_at"])
    evidence.append(tags.BATCH_REFUSED, by=by, subject=batch.pk, facts=_facts(batch) | {"code": error.code})


def _facts(batch: Batch) -> dict[str, str | int]:
    delivery = batch.delivery
    return {"item": delivery.item, "source": delivery.source.code, "digest": delivery.digest, "size": delivery.size}
