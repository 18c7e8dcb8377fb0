"""The product as it runs: granian with collected static files, over a database of the test."""

from __future__ import annotations

import fcntl
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings

from lienthong.kernel import scratch
from lienthong.launch import paths

HOST = "127.0.0.1"
PATIENCE_SECONDS = 90
TAIL_LINES = 30
TROUBLE = ("Traceback", "ERROR", "CRITICAL")


@dataclass(frozen=True)
class Office:
    """A running province: its database, its address, and the log that has to stay empty."""

    database: str
    url: str
    log: Path

    def troubles(self) -> list[str]:
        """What the server complained of."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [line for line in lines if any(word in line for word in TROUBLE)]


def collect_static(folder: Path) -> Path:
    """The static files of the tree as it is, under their hashed names; once for all workers."""
    folder.mkdir(exist_ok=True)
    files = folder / "static"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not files.exists():
            with override_settings(STATIC_ROOT=files):
                call_command("collectstatic", interactive=False, verbosity=0)
    return files


def _free_port() -> int:
    with socket.socket() as door:
        door.bind((HOST, 0))
        return int(door.getsockname()[1])


@contextmanager
def serving(database: str, static: Path, log: Path) -> Iterator[Office]:
    """Granian over a database for the length of the block."""
    port = _free_port()
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi",
        "--host", HOST, "--port", str(port), "--workers", "1", "--blocking-threads", "4",
        "--no-access-log", "--log-level", "warning", "--workers-kill-timeout", "2",
        "--static-path-route", "/static", "--static-path-mount", str(static),
        "lienthong.config.wsgi:application",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "PYTHONPATH": str(paths.CHECKOUT),
        "LIENTHONG_TEST_STATIC": str(static),
        "LIENTHONG_DB_NAME": database,
        "LIENTHONG_DB_POOL": "1",
        "LIENTHONG_DEMO": "1",
        "LIENTHONG_ATTACHMENTS": str(scratch.folder_of(database) / "attachments"),
        "LIENTHONG_KEYS": str(settings.KEYS_DIR),
    }
    with (
        log.open("wb") as words,
        subprocess.Popen(  # noqa: S603 - our own server
            command, cwd=paths.CHECKOUT, env=environment, stdin=subprocess.DEVNULL,
            stdout=words, stderr=words,
        ) as server,
    ):  # fmt: skip
        try:
            _wait(server, port, log)
            yield Office(database, f"http://{HOST}:{port}", log)
        finally:
            server.terminate()


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < until:
        door = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
        try:
            door.request("GET", "/khoe")
            if door.getresponse().status == http.client.OK:
                return
            break
        except OSError:
            time.sleep(0.05)
        finally:
            door.close()
    tail = "\n".join(log.read_text(encoding="utf-8").splitlines()[-TAIL_LINES:])
    raise RuntimeError(f"the server did not come up:\n{tail}")
