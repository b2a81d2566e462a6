"""Ingest in the background: an argument, then one action (归集任务)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from rongxin.base.common import actor
from rongxin.base.common.actor import Actor
from rongxin.data.ingest import actions, errors
from rongxin.data.ingest.interface import waiting

QUEUE = "ingest"
URGENT = "interface"
SOMEBODY_WAITS = 100


@app.task(name="ingest.process", queue=QUEUE)
def process(batch_id: str, by: dict[str, Any]) -> None:
    """Check one batch, unless another process is at it (校核批次)."""
    with suppress(errors.BatchBusy):
        actions.process(by=_actor(by), batch_id=UUID(batch_id))


@app.task(name="ingest.fetch", queue=URGENT, priority=SOMEBODY_WAITS)
def fetch(call_id: str) -> None:
    """Ask for interface items; a page waits for it (调取接口信息)."""
    waiting.perform(call_id=UUID(call_id))


@app.periodic(cron="*/5 * * * *")
@app.task(name="ingest.recover", queue=QUEUE, queueing_lock="ingest.recover")
def recover(timestamp: int) -> None:
    """Go on with batches whose process died (恢复中断批次)."""
    actions.recover(by=actor.system("ingest-recovery"))


def check_later(*, by: Actor, batch_id: UUID) -> None:
    """Put a received batch in the queue, from any role (排队校核)."""
    process.defer(batch_id=str(batch_id), by=by.as_evidence())


def fetch_later(call_id: UUID) -> None:
    """Put a call in the queue, before everything else (排队调取)."""
    fetch.defer(call_id=str(call_id))


def _actor(plain: dict[str, Any]) -> Actor:
    party = UUID(plain["party"]) if plain["party"] else None
    return Actor(kind=plain["kind"], id=plain["id"], party_id=party, role=plain["role"], door="job")
