"""The background process: the outbox, the sealer and the jobs, each in a loop of its own.

The outbox is polled, not notified: NOTIFY takes a lock that makes commits wait for each other, and
a tenth of a second is soon enough for a desk. Every loop outlives an error: it is logged and tried
again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.core.management import call_command
from django.db import close_old_connections, connection

from lienthong.kernel import outbox
from lienthong.kernel.ledger import sealing

log = logging.getLogger(__name__)

BUSY_SECONDS = 0.02
IDLE_SECONDS = 0.2
SEAL_SECONDS = 1.0
AFTER_ERROR_SECONDS = 3.0


def _loop(stop: threading.Event, step: Callable[[], bool], idle: float, name: str) -> None:
    """Call `step` until told to stop; it says whether there was something to do."""
    while not stop.is_set():
        try:
            close_old_connections()
            wait = BUSY_SECONDS if step() else idle
        except Exception:
            log.exception("%s failed; it is tried again", name)
            connection.close()
            wait = AFTER_ERROR_SECONDS
        stop.wait(wait)
    connection.close()


def _seal() -> bool:
    return sealing.seal() is not None


def run() -> None:
    """Work until the process is told to end (SIGTERM, SIGINT): what was begun is finished first."""
    stop = threading.Event()
    threads = [
        threading.Thread(
            target=_loop, args=(stop, lambda: outbox.drain_one_batch() > 0, IDLE_SECONDS, "outbox")
        ),
        threading.Thread(target=_loop, args=(stop, _seal, SEAL_SECONDS, "sealer")),
    ]
    for thread in threads:
        thread.start()
    try:
        call_command("procrastinate", "worker", "--shutdown-graceful-timeout", "8", "--concurrency", "2")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
