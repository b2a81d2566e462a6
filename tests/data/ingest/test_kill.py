"""kill -9 at any moment of an ingest: the batch is wholly in or wholly out, and is finished afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from rongxin.base.common import clock, ids
from rongxin.base.evidence import queries as evidence
from rongxin.data.ingest import actions, errors, vault
from rongxin.data.ingest.actions import leftovers
from rongxin.data.ingest.models import Batch, Delivery, Rejection
from rongxin.data.ingest.rules import BatchState
from tests import make

pytestmark = pytest.mark.usefixtures("database")
ROWS = 400

SCRIPT = """
import sys, time
from pathlib import Path
import django
django.setup()
from rongxin.base.common import actor
from rongxin.data.ingest import actions, vault
from rongxin.data.ingest.actions import keeping
from rongxin.data.ingest.checking.staging import Staging
from rongxin.base.evidence import actions as evidence

process = sys.modules["rongxin.data.ingest.actions.process"]

def stop_before(module, name):
    def stopped(*args, **named):
        print("here", flush=True)
        time.sleep(120)
    setattr(module, name, stopped)

where = {
    "keeping the file": (vault.os, "fsync"),
    "received": (process, "_bring_in"),
    "checking": (Staging, "_check"),
    "records written": (keeping, "keep_rejections"),
    "rejections written": (keeping, "keep_queue"),
}
if sys.argv[1] == "before the end":
    append = evidence.append
    def stopped(tag, **named):
        if tag == "ingest:batch:accepted":
            append(tag, **named)
            print("here", flush=True)
            time.sleep(120)
        return append(tag, **named)
    evidence.append = stopped
else:
    stop_before(*where[sys.argv[1]])
actions.ingest(by=actor.system("killed", "cli"), path=Path(sys.argv[2]), item="registration", source=sys.argv[3])
"""
MOMENTS = ["keeping the file", "received", "checking", "records written", "rejections written", "before the end"]


def delivery(tmp_path: Path) -> Path:
    path = tmp_path / "报送.csv"
    lines = ["企业名称,统一社会信用代码,注册日期"]
    lines += [f"{make.make_name()},{make.make_uscc()},2020-01-02" for _ in range(ROWS)]
    lines += [f",{make.make_uscc()},2020-01-02"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def records_of(batch_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from records.registration where batch_id = %s", [batch_id])
        return int(cursor.fetchone()[0])


def finish(path: Path, source: str) -> Batch:
    """What the next start or the next try does; the server may take a moment to notice the death."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            result = actions.ingest(by=make.SYSTEM, path=path, item="registration", source=source)
            return Batch.objects.get(pk=result.batch)
        except errors.BatchBusy:
            time.sleep(0.1)
    raise AssertionError("the lock of a dead process was never released")


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_batch_is_wholly_out_and_then_wholly_in(tmp_path: Path, moment: str) -> None:
    path, source = delivery(tmp_path), make.make_party("department").code
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, moment, str(path), source], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline().strip() == "here"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    batches = list(Batch.objects.filter(delivery__source__code=source))
    assert [one.state for one in batches] == ([] if moment == "keeping the file" else ["checking"])
    for batch in batches:
        assert records_of(batch.pk) == 0
        assert Rejection.objects.filter(batch=batch).count() == 0
        assert evidence.entries_of(str(batch.pk)) == []
    done = finish(path, source)
    assert batches in ([], [done])
    assert (done.state, done.accepted, done.quarantined) == (BatchState.ACCEPTED, ROWS, 1)
    assert records_of(done.pk) == ROWS
    assert sorted(one.tag for one in evidence.entries_of(str(done.pk))) == [
        "ingest:batch:accepted",
        "records:batch:accepted",
    ]
    kept = Delivery.objects.get(source__code=source)
    assert vault.place(settings.RONGXIN_HOME, kept.pk).exists()


def test_recovery_goes_on_with_what_a_dead_process_left(tmp_path: Path) -> None:
    path, source = delivery(tmp_path), make.make_party("department").code
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, "records written", str(path), source], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline().strip() == "here"
    batch = Batch.objects.get(delivery__source__code=source)
    assert batch.pk not in actions.recover(), "a living process keeps its batch"
    process.kill()
    process.wait()
    process.stdout.close()
    until = time.monotonic() + 20
    while batch.pk not in actions.recover() and time.monotonic() < until:
        time.sleep(0.1)
    batch.refresh_from_db()
    assert (batch.state, batch.accepted, batch.attempts) == (BatchState.ACCEPTED, ROWS, 2)


def test_recovery_begins_what_was_received_and_never_queued(tmp_path: Path) -> None:
    path, source = delivery(tmp_path), make.make_party("department").code
    received = []
    for at in (clock.now(), clock.now() - timedelta(minutes=11)):
        with path.open("rb") as stream:
            said = {"file_name": "a.csv", "item": "registration", "source": source}
            received.append(actions.receive(by=make.SYSTEM, stream=stream, at=at, **said))
        path.write_bytes(path.read_bytes() + b"\n")
        source = make.make_party("department").code
    fresh, forgotten = received
    ended = actions.recover()
    assert (fresh.pk in ended, forgotten.pk in ended) == (False, True), "a fresh one still has its turn in the queue"
    forgotten.refresh_from_db()
    assert (forgotten.state, forgotten.accepted) == (BatchState.ACCEPTED, ROWS)


def test_file_that_kills_every_process_is_given_up(tmp_path: Path) -> None:
    with delivery(tmp_path).open("rb") as stream:
        source = make.make_party("department").code
        batch = actions.receive(by=make.SYSTEM, stream=stream, file_name="a.csv", item="registration", source=source)
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.CHECKING, attempts=3)
    done = actions.process(by=make.SYSTEM, batch_id=batch.pk)
    assert (done.state, done.refusal["code"]) == (BatchState.FAILED, "ING-428")
    assert records_of(batch.pk) == 0


def test_leftovers_of_dead_processes_go_and_deliveries_stay(tmp_path: Path) -> None:
    source = make.make_party("department").code
    with delivery(tmp_path).open("rb") as stream:
        batch = actions.receive(by=make.SYSTEM, stream=stream, file_name="a.csv", item="registration", source=source)
    home = settings.RONGXIN_HOME
    kept = vault.place(home, batch.delivery_id)
    orphan, half, young = (kept.with_name(name) for name in (f"{ids.uuid7()}.rxd", "x.123.part", "y.123.part"))
    staging = home / "staging" / str(ids.uuid7())
    staging.mkdir(parents=True)
    for path in (orphan, half, young):
        path.touch()
    for path in (kept, orphan, half, staging):
        os.utime(path, (time.time() - 2 * 86_400,) * 2)
    leftovers.sweep(home)
    assert [path.exists() for path in (kept, young, orphan, half, staging)] == [True, True, False, False, False]
    young.unlink()
