"""One run at a time, at a free port, stopped from another window."""

import os
import signal
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lienthong.launch import running
from lienthong.launch.errors import LaunchError
from lienthong.launch.paths import Paths


def test_a_busy_port_is_a_sentence_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(number))
        with pytest.raises(LaunchError, match=f"Cổng {number} đang có chương trình khác") as caught:
            running.port()
    assert "make run PORT=" in str(caught.value)
    assert running.port() == number


@pytest.mark.parametrize("text", ["x", "0", "-1", "65536", "80.0"])
def test_a_port_that_is_no_port_is_a_sentence(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(LaunchError, match="không phải số cổng"):
        running.port()


HOLDER = """
import signal, sys
from pathlib import Path
from lienthong.launch import paths, running
lock = running.lock(paths.Paths(Path(sys.argv[1])))
running.sign(lock, 8123)
print("held", flush=True)
signal.pause()
"""


@pytest.fixture
def holder(fresh: Paths) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(fresh.base)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_told_where_the_first_is(
    fresh: Paths, holder: "subprocess.Popen[str]"
) -> None:
    with pytest.raises(LaunchError, match=r"http://127\.0\.0\.1:8123/"):
        running.lock(fresh)
    holder.kill()
    holder.communicate()
    with running.lock(fresh) as lock:  # a killed run holds nothing
        running.sign(lock, 8000)


def test_stop_ends_the_run_of_this_installation(
    fresh: Paths, holder: "subprocess.Popen[str]"
) -> None:
    assert running.stop(fresh) is True
    holder.communicate(timeout=10)
    assert holder.returncode == -signal.SIGTERM
    assert running.stop(fresh) is False


def test_stop_never_signals_a_number_without_its_lock(fresh: Paths) -> None:
    with running.lock(fresh) as lock:
        running.sign(lock, 8000)
    assert fresh.run_lock.read_text() == f"{os.getpid()} 8000\n"
    assert running.stop(fresh) is False  # we are still here


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == running.HEALTH and self.server.well else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


def test_only_a_200_of_the_health_page_is_health() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Page)
    server.well = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    number = server.server_port
    assert running.healthy(number)
    server.well = False
    assert not running.healthy(number)
    server.shutdown()
    server.server_close()
    assert not running.healthy(number)
