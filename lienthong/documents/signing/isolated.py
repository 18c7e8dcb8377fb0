"""Checking of files from outside, in a process that is killed when it takes too long."""

import atexit
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Timer

from lienthong.documents.signing import child, reasons
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import FileVerdict

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 20.0


class _Checker:
    """One child process, started when needed and kept: starting costs half a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, options: bytes, pdf: bytes, seconds: float) -> FileVerdict | None:
        """The report of the child, or None if it was killed or died."""
        with self._lock:
            process = self._started()
            timer = Timer(seconds, process.kill)
            timer.start()
            try:
                return self._exchange(process, options, pdf)
            except (OSError, ValueError, EOFError):
                self._end()
                return None
            finally:
                timer.cancel()

    def _exchange(
        self, process: subprocess.Popen[bytes], options: bytes, pdf: bytes
    ) -> FileVerdict:
        requests, reports = process.stdin, process.stdout
        if requests is None or reports is None:
            raise EOFError
        requests.write(child.REQUEST.pack(len(options), len(pdf)) + options)
        requests.write(pdf)
        requests.flush()
        head = reports.read(child.REPORT.size)
        if len(head) < child.REPORT.size:
            raise EOFError
        (size,) = child.REPORT.unpack(head)
        report = reports.read(size)
        if len(report) < size:
            raise EOFError
        return FileVerdict.from_json(json.loads(report))

    def _started(self) -> subprocess.Popen[bytes]:
        """The running child of this process; a fork must not talk to its parent's."""
        running = self._process is not None and self._process.poll() is None
        if self._process is not None and (not running or self._owner != os.getpid()):
            self._end()
        if self._process is None:
            # The environment is left behind: it may hold the secret of the keys.
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no words of others
                [sys.executable, "-m", child.__name__],
                cwd=ROOT,
                env={},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            self._owner = os.getpid()
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if self._owner == os.getpid():
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written has nobody left to read it
                    continue

    def stop(self) -> None:
        with self._lock:
            self._end()


_checker = _Checker()
atexit.register(_checker.stop)


def stop() -> None:
    """End the child process of this process; the next check starts another."""
    _checker.stop()


def check_isolated(
    pdf: bytes,
    *,
    trust: Trust,
    at: datetime | None = None,
    copy: bool = False,
    seconds: float = SECONDS,
) -> FileVerdict:
    """`check.check` for files from outside: never raises, never longer than `seconds`.

    A file that needs longer, or brings the checking process down, is INDETERMINATE.
    """
    options = {
        "roots": [root.hex() for root in trust.roots],
        "lists": [one.hex() for one in trust.lists],
        "at": (at or datetime.now(UTC)).isoformat(),
        "copy": copy,
    }
    verdict = _checker.ask(json.dumps(options).encode(), pdf, seconds)
    return verdict or FileVerdict.because(reasons.TOO_SLOW)
