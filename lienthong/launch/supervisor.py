"""Keeps the processes of one installation together: all run, or none is left.

The supervisor ends with whoever started it, its children end with it, and what they leave behind
comes to it (the postmaster, for one), so that Ctrl-C, a closed terminal, a killed `make` and a
killed supervisor all end in the same empty state.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from lienthong.launch.child import die_with_parent
from lienthong.launch.errors import LaunchError
from lienthong.launch.progress import Progress

PR_SET_CHILD_SUBREAPER = 36
LOG_BYTES = 20_000_000
TICK = 0.1


class Stopped(Exception):  # noqa: N818  a person's wish, not an error
    """Somebody asked us to stop."""


@dataclass(slots=True)
class Service:
    """A program that has to run as long as the installation does.

    `name` is for people; `keep` starts it again when it ends by itself.
    """

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    keep: bool = True
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    quick_ends: int = 0


class Supervisor:
    """Starts steps and services, watches them, and leaves nothing."""

    GRACE = 10.0  # seconds to end by itself, once everything has started
    GRACE_EARLY = 1.0  # a web server told to stop while starting does not hear it
    QUICK = 5.0  # a service that ends sooner than this, three times, is broken
    QUICK_ENDS = 3

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.services: list[Service] = []
        self.ready = False
        self.wishes = 0  # how often somebody asked us to stop

    def listen(self) -> None:
        """From here on, signals are wishes and orphans are ours."""
        die_with_parent()
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._wish)

    def _wish(self, number: int, _frame: FrameType | None) -> None:
        self.wishes += 1
        if number == signal.SIGHUP:
            # The terminal is gone: writing to it would break the way down.
            with Path(os.devnull).open("w") as nowhere:
                for stream in (1, 2):
                    os.dup2(nowhere.fileno(), stream)

    def check(self) -> None:
        """Raise Stopped if somebody asked."""
        if self.wishes:
            raise Stopped

    def task(self, text: str, service: Service) -> None:
        """Run a program to its end, shown as one step. Raises LaunchError when it fails."""
        self.check()
        with self.progress.step(text):
            self.begin(service)
            process = service.process
            while process is not None and process.poll() is None:
                self.check()
                time.sleep(TICK / 2)
        self.services.remove(service)
        if process is None or process.returncode:
            raise LaunchError(f"{text}: không xong. Xem {service.log}.\n{_tail(service.log)}")

    def begin(self, service: Service) -> None:
        """Start a program in a process group of its own, its words going to its log."""
        service.log.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            if service.log.stat().st_size > LOG_BYTES:
                service.log.replace(service.log.with_suffix(".log.1"))
        me = str(os.getpid())
        with service.log.open("ab") as log:
            service.process = subprocess.Popen(
                [sys.executable, "-m", "lienthong.launch.child", me, *service.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **service.environment},
                process_group=0,
            )
        service.started_at = time.monotonic()
        if service not in self.services:
            self.services.append(service)

    def until(self, text: str, probe: Callable[[], bool], seconds: float) -> None:
        """Wait for a probe, shown as one step; a service that ends meanwhile ends the wait."""
        deadline = time.monotonic() + seconds
        with self.progress.step(text):
            while not probe():
                self.check()
                for service in self.services:
                    if service.keep and service.process and service.process.poll() is not None:
                        raise LaunchError(
                            f"{service.name} không khởi động được. Xem {service.log}.\n"
                            f"{_tail(service.log)}"
                        )
                if time.monotonic() > deadline:
                    raise LaunchError(f"{text}: quá {seconds:.0f} giây chưa xong.")
                time.sleep(TICK)
        self.ready = True

    def watch(self, ended: Callable[[Service, int], None]) -> None:
        """Keep everything running until somebody asks us to stop (returns).

        `ended` is told when a service that is not kept ends, with its exit code. Raises LaunchError
        when a kept one cannot be kept.
        """
        while not self.wishes:
            self._reap()
            for service in list(self.services):
                code = service.process.poll() if service.process else None
                if code is None:
                    continue
                if service.keep:
                    self._again(service, code)
                else:
                    self.services.remove(service)
                    ended(service, code)
            time.sleep(TICK)

    def _again(self, service: Service, code: int) -> None:
        lived = time.monotonic() - service.started_at
        service.quick_ends = service.quick_ends + 1 if lived < self.QUICK else 0
        if service.quick_ends >= self.QUICK_ENDS:
            raise LaunchError(
                f"{service.name} dừng liên tiếp (mã {code}). Xem {service.log}.\n"
                f"{_tail(service.log)}"
            )
        self.progress.say(f"{service.name} đã dừng (mã {code}): khởi động lại.")
        self.begin(service)

    def stop(self) -> None:
        """End all children: ask, wait, then insist; a second wish insists at once."""
        insist = 2 if self.wishes else 1
        for service in self.services:
            if service.process and service.process.poll() is None:
                service.process.terminate()
        deadline = time.monotonic() + (self.GRACE if self.ready else self.GRACE_EARLY)
        while any(s.process and s.process.poll() is None for s in self.services):
            if time.monotonic() > deadline or self.wishes >= insist:
                break
            time.sleep(TICK / 2)
        for service in self.services:
            if service.process:
                if service.process.poll() is None and self.ready:
                    self.progress.say(f"{service.name} không tự dừng: buộc dừng.")
                # Also when its leader has ended: helpers of its own may be left in the group.
                with suppress(ProcessLookupError):
                    os.killpg(service.process.pid, signal.SIGKILL)
                service.process.wait()
        self.services.clear()
        self._reap()

    def _reap(self) -> None:
        """Bury adopted children; those of ours are left to their Popen."""
        ours = {service.process.pid for service in self.services if service.process}
        while True:
            try:
                dead = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            except ChildProcessError:
                return
            if dead is None or dead.si_pid in ours:
                return
            with suppress(ChildProcessError):
                os.waitpid(dead.si_pid, os.WNOHANG)


def _tail(log: Path, lines: int = 12) -> str:
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
