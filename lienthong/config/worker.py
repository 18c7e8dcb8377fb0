"""The background process: the outbox, the sealer and the jobs, each in a loop of its own.

The outbox is polled, not notified: NOTIFY takes a lock that makes commits wait for each other, and
a tenth of a second is soon enough for a desk. Every loop outlives an error, a killed database
included: it is logged and tried again.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg
from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from lienthong.kernel import jobs, outbox
from lienthong.kernel.ledger import sealing
from lienthong.launch import paths, postgres
from lienthong.launch.errors import LaunchError

log = logging.getLogger(__name__)

BUSY_SECONDS = 0.02
IDLE_SECONDS = 0.2
SEAL_SECONDS = 1.0
REAP_SECONDS = 10.0
POLL_SECONDS = 1.0
"""A job asked for while the listener was not yet there is found at the latest then."""
AFTER_ERROR_SECONDS = 1.0
LOST_SECONDS = 5.0
"""How long a job's bookkeeping waits for a database that does not answer."""
GRACE_SECONDS = 8.0
AT_ONCE = 2
TICK = 0.2
DATABASE_TROUBLE = (OperationalError, InterfaceError, psycopg.Error, ConnectorException)


def _loop(stop: threading.Event, step: Callable[[], bool], idle: float, name: str) -> None:
    """Call `step` until told to stop; it says whether there was something to do."""
    while not stop.is_set():
        try:
            wait = BUSY_SECONDS if step() else idle
        except DATABASE_TROUBLE as error:
            log.warning("%s: the database said no; it is tried again: %s", name, error)
            wait = AFTER_ERROR_SECONDS
            _after_error()
        except Exception:
            log.exception("%s failed; it is tried again", name)
            wait = AFTER_ERROR_SECONDS
            _after_error()
        stop.wait(wait)
    connection.close()


def _after_error() -> None:
    """Begin again with a new connection, and with the embedded server up if it was killed.

    A killed server leaves its process file behind; one that was stopped on purpose does not, and
    stays down.
    """
    with suppress(OperationalError, InterfaceError):
        connection.close()
    if postgres.external():
        return
    here = paths.find()
    if (here.data / "postmaster.pid").exists() and postgres.status(here) is None:
        try:
            postgres.ensure(here)
        except LaunchError as error:
            log.warning("%s", error)


def _drain() -> bool:
    return outbox.drain_one_batch() > 0


def _seal() -> bool:
    return sealing.seal() is not None


def _work(stop: threading.Event) -> bool:
    connection.ensure_connection()  # fails at once where the pool of `_jobs` would wait
    connection.close()
    asyncio.run(_jobs(stop))
    return False


async def _jobs(stop: threading.Event) -> None:
    """Do jobs until told to stop, and give back those of workers that died.

    Raises when it loses the database; what it had begun is then given back by the next reaper.
    """
    connector = PsycopgConnector(kwargs=connector_params(), max_size=4, timeout=LOST_SECONDS)
    with app.replace_connector(connector):
        async with app.open_async():
            await jobs.reap()
            working = asyncio.create_task(
                app.run_worker_async(
                    concurrency=AT_ONCE,
                    fetch_job_polling_interval=POLL_SECONDS,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=GRACE_SECONDS,
                    stalled_worker_timeout=float(jobs.STALLED_SECONDS),
                )
            )
            try:
                await _watch(stop, working)
            finally:
                working.cancel()
                with suppress(asyncio.CancelledError):
                    await working


async def _watch(stop: threading.Event, working: asyncio.Task[None]) -> None:
    reaped_at = time.monotonic()
    while not stop.is_set():
        done, _pending = await asyncio.wait({working}, timeout=TICK)
        if done:
            working.result()
            raise ConnectorException("the job worker lost the database")
        if time.monotonic() - reaped_at > REAP_SECONDS:
            await jobs.reap()
            reaped_at = time.monotonic()


def run() -> None:
    """Work until the process is told to end (SIGTERM, SIGINT): what was begun is finished first."""
    wishes: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda wish, _frame: wishes.append(wish))
    stop = threading.Event()
    loops: list[tuple[Callable[[], bool], float, str]] = [
        (_drain, IDLE_SECONDS, "outbox"),
        (_seal, SEAL_SECONDS, "sealer"),
        (lambda: _work(stop), IDLE_SECONDS, "jobs"),
    ]
    threads = [threading.Thread(target=_loop, args=(stop, *one), name=one[2]) for one in loops]
    for thread in threads:
        thread.start()
    while not wishes:
        time.sleep(TICK)
    stop.set()
    for thread in threads:
        thread.join()
