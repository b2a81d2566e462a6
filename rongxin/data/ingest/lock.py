"""One process at a time works on a batch, and a dead one holds nothing (批次占用)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection

from rongxin.data.ingest import errors


@contextmanager
def held(batch_id: UUID) -> Iterator[None]:
    """Hold the batch by a session lock, which PostgreSQL drops when the process or the connection dies.

    Raises:
        BatchBusy: another process holds it.
    """
    key = int.from_bytes(batch_id.bytes[8:], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            raise errors.BatchBusy(batch=str(batch_id))
    try:
        yield
    finally:
        _release(key)


def _release(key: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [key])
    except (OperationalError, InterfaceError):
        connection.close()  # the session is gone, and the lock with it
