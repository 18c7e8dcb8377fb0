# ruff: noqa: E402 - Django is set up before its parts are imported
"""What a process of these tests does: preloaded once, forked for each, free to die.

Imported by the fork server of `ground.py`, so it sets Django up; in the test process that has been
done already.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings")

import django

django.setup()

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from lienthong.config import worker
from lienthong.documents import signing_job
from lienthong.documents.actions import issuing
from lienthong.kernel import deadlines
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.launch import paths, postgres, processes
from lienthong.launch.child import die_with_parent
from tests.faults import points
from tests.faults.points import Point

HEAVY = (
    "lienthong.documents.rendering.render",
    "lienthong.documents.signing.sign",
    "lienthong.documents.signing.marks",
    "procrastinate.psycopg_connector",
)
for name in HEAVY:  # once, before forking
    import_module(name)
deadlines.seed([2022])

SEAL_SECONDS = 0.1
"""The sealer of a forked worker is quicker than the real one: tests wait for it all the time."""


@dataclass(frozen=True)
class Where:
    """The ground a process stands on; `home` names an installation of its own, if not ours."""

    database: str
    attachments: Path
    keys: Path
    home: Path | None = None


@dataclass(frozen=True)
class Weather:
    """What a process meets: it dies at `points`, or the database server does; the clock is
    `hours` further; a file of its own can't grow beyond `file_bytes`; the disk is full; a dead
    worker's jobs are looked for every `reap_seconds`.
    """

    points: Sequence[Point] = ()
    happens: Literal["dies", "hangs", "kills postgres"] = "dies"
    disk_full: bool = False
    reap_seconds: float = worker.REAP_SECONDS
    hours: float = 0.0
    hours_while_signing: float = 0.0
    file_bytes: int = 0


@dataclass(frozen=True)
class Step:
    """Somebody's step: an action ("module:name"), who acts, and what it needs to know."""

    action: str
    act: Act
    facts: Mapping[str, Any]

    def take(self) -> Any:
        """Take it in this process."""
        module, _colon, name = self.action.partition(":")
        return getattr(import_module(module), name)(self.act, **self.facts)


def work(where: Where, weather: Weather, log: Path) -> None:
    """Be the worker."""
    _stand(where, weather, log)
    worker.run()


def issue_all(where: Where, weather: Weather, log: Path, clerk: Act, documents: list[int]) -> None:
    """Issue documents one after another as a clerk who clicks again when there is no answer.

    Each answer that came, and only those, is written to the log: "issued 7".
    """
    _stand(where, weather, log)
    for document in documents:
        while True:
            try:
                issuing.issue(clerk, document_id=document)
            except (OperationalError, InterfaceError):
                connection.close()
                time.sleep(0.05)
            except Refused:  # it had been issued, and the answer was lost
                break
            else:
                sys.stdout.write(f"issued {document}\n")
                sys.stdout.flush()
                break


def take(where: Where, weather: Weather, log: Path, step: Step) -> None:
    """Take one step as a person: what a web server does in the middle of a POST."""
    _stand(where, weather, log)
    step.take()


def _stand(where: Where, weather: Weather, log: Path) -> None:
    die_with_parent()
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    if where.home:
        os.environ["LIENTHONG_HOME"] = str(where.home)
        connection.settings_dict["HOST"] = postgres.connection("app")["host"]
    connection.settings_dict["NAME"] = where.database
    settings.ATTACHMENTS_DIR, settings.KEYS_DIR = where.attachments, where.keys
    worker.SEAL_SECONDS, worker.REAP_SECONDS = SEAL_SECONDS, weather.reap_seconds
    for point in weather.points:
        points.install(point, HAPPENS[weather.happens])
    if weather.disk_full:
        points.replace("os:fsync", _no_space)
    if weather.hours or weather.hours_while_signing:
        _shift(weather)
    if weather.file_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (weather.file_bytes, weather.file_bytes))
    sys.stderr.write(f"{datetime.now().astimezone():%H:%M:%S} begins: {weather}\n")
    sys.stderr.flush()


def _kill_postgres() -> None:
    """kill -9 of the postmaster, and wait until its children have noticed."""
    here = paths.find()
    assert here.base == Path(os.environ["LIENTHONG_HOME"]), "never the shared server"
    if pid := postgres.status(here):  # two threads may come here at once
        os.kill(pid, signal.SIGKILL)
    processes.end_orphans(here.data)


def _hang() -> None:
    """Stand still as a whole, until somebody lets it go on: a machine that was put to sleep."""
    os.kill(os.getpid(), signal.SIGSTOP)


def _no_space(_fsync: Any) -> Any:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return full


HAPPENS = {"dies": points.die, "hangs": _hang, "kills postgres": _kill_postgres}


def _shift(weather: Weather) -> None:
    """Time goes on between an event and the job that follows it, and inside the job."""

    def later(function: Any) -> Any:
        def subject(event_id: int) -> Any:
            nonlocal told
            act, document = function(event_id)
            hours = weather.hours + (weather.hours_while_signing if told else 0)
            told += 1
            return act.later(act.at + timedelta(hours=hours)), document

        return subject

    told = 0
    points.replace(f"{signing_job.__name__}:_subject", later)
