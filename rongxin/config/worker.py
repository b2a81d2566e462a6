"""The worker process: the queue, and a ticker for what must happen without being asked (后台进程)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections
from procrastinate.contrib.django import app

from rongxin.base.common import clock
from rongxin.base.common.errors import DomainError
from rongxin.base.evidence import actions as evidence
from rongxin.base.keys import signers
from rongxin.data.ingest import actions as ingest
from rongxin.finance.applications import jobs as outgoing

logger = logging.getLogger(__name__)
DELIVER_EVERY = 2.0
RENEW_CLOCKS_EVERY = 3600.0


def run(*, seal_every: float) -> None:
    """Run jobs until SIGINT or SIGTERM; seal and deliver on tickers meanwhile."""
    ingest.recover()
    stopping = threading.Event()
    tickers = [
        _ticker("seal", lambda: evidence.seal(signer=signers.platform_signer(), at=clock.now()), seal_every, stopping),
        _ticker("deliver", lambda: outgoing.deliver_due(at=clock.now()), DELIVER_EVERY, stopping),
        _ticker("clocks", outgoing.renew_clocks, RENEW_CLOCKS_EVERY, stopping),
    ]
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
            worker_app.run_worker(concurrency=4, install_signal_handlers=True)
    finally:
        stopping.set()
        for ticker in tickers:
            ticker.join(timeout=30)


def _ticker(name: str, act: Callable[[], object], every: float, stopping: threading.Event) -> threading.Thread:
    """Act, then wait; a database that is away for a moment is tried again at the next tick."""

    def loop() -> None:
        while not stopping.is_set():
            try:
                act()
            except DomainError as error:  # such as a broken log: an operator must look, and nothing else stops
                logger.error("%s refused, will be tried again: [%s] %s", name, error.code, error.sentence)
            except DatabaseError as error:
                logger.warning("%s will be tried again: %s", name, type(error).__name__)
                close_old_connections()
            stopping.wait(every)
        close_old_connections()

    thread = threading.Thread(target=loop, name=name, daemon=True)
    thread.start()
    return thread
