"""The place of one test: a database, a store and keys of its own, and the processes it starts."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from lienthong.kernel.acts import Act
from lienthong.launch import processes
from tests.faults import inside
from tests.faults.inside import Step, Weather, Where
from tests.faults.points import Point

PATIENCE = 60.0
TICK = 0.02
KILLED = -signal.SIGKILL
CALM = Weather()
LIENTHONG = Path(sys.executable).with_name("lienthong")

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload([inside.__name__])

UNDONE = """
select task_name, status, attempts from procrastinate_jobs
where status <> 'succeeded' and queue_name <> 'upkeep'
"""

Process = multiprocessing.process.BaseProcess


def until(
    probe: Callable[[], Any], what: Callable[[], str] | str, seconds: float = PATIENCE
) -> Any:
    """The first true answer of a probe; after `seconds` the test fails and says `what`."""
    deadline = time.monotonic() + seconds
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            said = what() if callable(what) else what
            raise AssertionError(f"after {seconds:.0f} s: {said}")
        time.sleep(TICK)


def _pid(process: Process) -> int:
    assert process.pid, "the process was never started"
    return process.pid


@dataclass
class Ground:
    """Where one test happens. Whatever it starts ends with it."""

    where: Where
    logs: Path
    forked: list[Process] = field(default_factory=list)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    # -- processes ---------------------------------------------------------

    def worker(self, weather: Weather = CALM) -> Process:
        """A worker that was forked; it meets the weather."""
        return self._fork("worker", inside.work, weather)

    def dying_worker(self, point: Point) -> None:
        """A worker that dies at the point, as if the machine had lost its power."""
        told = self.told(point.kind)
        self._dead(self.worker(Weather(points=(point,))), point, told)

    def dying_step(self, point: Point, step: Step) -> None:
        """Somebody's step in a process that dies at the point."""
        told = self.told(point.kind)
        self._dead(self._fork("step", inside.take, Weather(points=(point,)), step), point, told)

    def issuer(self, clerk: Act, documents: list[int]) -> Process:
        """A clerk who issues documents one after another and does not give up."""
        return self._fork("issuer", inside.issue_all, CALM, clerk, documents)

    def _dead(self, process: Process, point: Point, told: int) -> None:
        """It died as meant, on the meant side of the commit; a minute later its job is missed."""
        process.join(PATIENCE)
        assert process.exitcode == KILLED, (
            f"the process should have died {point}, its end was {process.exitcode}\n"
            f"{self.waiting()}\n{self.tail()}"
        )
        if point.kind:
            more = self.told(point.kind) > told
            assert more == (point.moment == "after commit"), f"{point}: recorded is {more}"
        self.a_minute_later()

    def earlier_workers_are_missed(self) -> None:
        """A minute passes for all workers but the newest."""
        with connection.cursor() as cursor:
            cursor.execute(
                "update procrastinate_workers set last_heartbeat = now() - interval '1 minute'"
                " where id < (select max(id) from procrastinate_workers)"
            )

    def hung(self, process: Process) -> None:
        """Wait for a process to stand still; a minute later it is taken for dead."""
        pid = _pid(process)
        until(lambda: processes.state(pid) == "T", lambda: f"it does not hang\n{self.tail()}")
        self.a_minute_later()

    def woken(self, process: Process) -> None:
        """Let it go on."""
        os.kill(_pid(process), signal.SIGCONT)

    def told(self, kind: str) -> int:
        """How many events of a kind there are."""
        return int(self.rows("select count(*) from kernel_event where kind = %s", [kind])[0][0])

    def program(
        self, command: Sequence[str | Path], environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A real program of the product, on this ground, in a process group of its own."""
        log = self.logs / f"{len(self.started)}-{Path(command[0]).name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 - our own programs, no shell
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env={**os.environ, **self.environment(), **(environment or {})},
                process_group=0,
            )
        self.started.append(process)
        return process

    def lienthong_worker(self) -> subprocess.Popen[bytes]:
        """`lienthong worker`, as `make run` starts it."""
        return self.program([LIENTHONG, "worker"])

    def environment(self) -> dict[str, str]:
        """What points a program of the product at this ground."""
        given = {
            "LIENTHONG_DB_NAME": self.where.database,
            "LIENTHONG_ATTACHMENTS": str(self.where.attachments),
            "LIENTHONG_KEYS": str(self.where.keys),
            "LIENTHONG_DEMO": "1",
            "LIENTHONG_LOG": "INFO",
        }
        if self.where.home:
            given["LIENTHONG_HOME"] = str(self.where.home)
        return given

    def end(self) -> None:
        """Nothing is left running."""
        for process in self.forked:
            if process.is_alive():
                process.kill()
            process.join(PATIENCE)
        self.kill_programs()

    def kill_programs(self) -> None:
        """kill -9 for every program started here and all its processes."""
        for program in self.started:
            if program.returncode is None:  # not yet buried: the number is still its own
                with suppress(ProcessLookupError):
                    os.killpg(program.pid, signal.SIGKILL)
            program.wait(PATIENCE)

    def _fork(self, name: str, body: Callable[..., None], weather: Weather, *more: Any) -> Process:
        log = self.logs / f"{len(self.forked)}-{name}.log"
        process = forks.Process(target=body, args=(self.where, weather, log, *more))
        process.start()
        self.forked.append(process)
        return process

    # -- the database seen from outside ------------------------------------

    def rows(self, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What a query says now."""
        with connection.cursor() as cursor:
            cursor.execute(query, params)
            return list(cursor.fetchall())

    def a_minute_later(self) -> None:
        """The dead worker's heartbeat is a minute old: tests don't wait for it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "update procrastinate_workers set last_heartbeat = now() - interval '1 minute'"
            )

    def until_a_worker_lives(self) -> None:
        """Wait for a worker to begin with its jobs."""
        lives = "select 1 from procrastinate_workers where last_heartbeat > now() - interval '30 s'"
        until(lambda: self.rows(lives), lambda: f"no worker begins\n{self.tail()}")

    def waiting(self) -> str:
        """What is still to be done, in words: "" when everything has settled."""
        parts = [
            ("outbox", "select subscriber, event_ids, attempts, error from kernel_outbox"),
            ("jobs", UNDONE),
            ("unsealed", "select event_ids from ledger_pending"),
        ]
        told = [f"{name}: {rows}" for name, query in parts if (rows := self.rows(query))]
        return "\n".join(told)

    def settle(self) -> None:
        """Wait until outbox, jobs and ledger have nothing left to do: a worker has to be there."""
        until(
            lambda: not self.waiting(),
            lambda: f"not everything is done:\n{self.waiting()}\n{self.tail()}",
        )

    def finish(self, weather: Weather = CALM) -> None:
        """A worker does what is left, then is told to end."""
        worker = self.worker(weather)
        self.settle()
        self.ended(worker)

    def ended(self, worker: Process) -> None:
        """A worker that is told to end ends well."""
        worker.terminate()
        worker.join(PATIENCE)
        assert worker.exitcode == 0, f"the worker ended with {worker.exitcode}\n{self.tail()}"

    def tail(self, lines: int = 12) -> str:
        """The last words of the processes, for a failing test's message."""
        told = []
        for log in sorted(self.logs.glob("*.log"), key=lambda file: file.stat().st_mtime)[-3:]:
            text = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
            told.append(f"--- {log.name}\n" + "\n".join(text))
        return "\n".join(told)
