"""The one run of an installation: its lock, its port, its health."""

import fcntl
import http.client
import os
import signal
import socket
import time
from contextlib import suppress
from typing import TextIO

from lienthong.launch import postgres
from lienthong.launch.errors import LaunchError
from lienthong.launch.paths import Paths, find, foreign, make_base

HOST = "127.0.0.1"
HEALTH = "/khoe"
LAST_PORT = 65535


def port() -> int:
    """PORT from the environment (8000 without it), free at this moment."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) <= LAST_PORT:
        raise LaunchError(f"PORT={text} không phải số cổng. Hãy chạy, thí dụ: make run PORT=8001")
    number = int(text)
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, number))
        except PermissionError:
            raise LaunchError(
                f"Không được phép mở cổng {number}. Hãy chọn cổng từ 1024: make run PORT=8001"
            ) from None
        except OSError:
            raise LaunchError(
                f"Cổng {number} đang có chương trình khác dùng. "
                f"Hãy chọn cổng khác: make run PORT={number + 1 if number < LAST_PORT else 8001}"
            ) from None
    return number


def lock(paths: Paths) -> TextIO:
    """Become the one run of this installation; held until the process ends.

    Raises LaunchError with the address of the run that holds it.
    """
    make_base(paths)
    try:
        file = paths.run_lock.open("a+", encoding="ascii")
    except PermissionError as error:
        raise foreign(paths, error) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _, number = _holder(file)
        file.close()
        raise LaunchError(
            f"Liên Thông đang chạy rồi, ở http://{HOST}:{number}/ . Dừng bằng: make stop"
        ) from None
    return file


def sign(file: TextIO, number: int) -> None:
    """Write into the lock who holds it and at which port."""
    file.truncate(0)
    file.write(f"{os.getpid()} {number}\n")
    file.flush()


def stop(paths: Paths | None = None, *, patience: float = 30.0) -> bool:
    """End the run of this installation, then its database; True if anything was up."""
    paths = paths or find()
    was_up = _stop_run(paths, patience)
    return postgres.stop(paths) or was_up


def _stop_run(paths: Paths, patience: float) -> bool:
    try:
        file = paths.run_lock.open("r", encoding="ascii")
    except FileNotFoundError:
        return False
    with file:
        pid, _ = _holder(file)
        deadline = time.monotonic() + patience
        asked = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                if not asked and pid:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGTERM)
                asked = True
                if time.monotonic() > deadline:
                    raise LaunchError(f"Tiến trình {pid} không chịu dừng.") from None
                time.sleep(0.1)
            else:
                return asked


def _holder(file: TextIO) -> tuple[int, str]:
    file.seek(0)
    words = file.read().split()
    if len(words) == 2 and words[0].isdecimal():  # noqa: PLR2004  process number and port
        return int(words[0]), words[1]
    return 0, "?"


def healthy(number: int) -> bool:
    """Whether the web server answers 200 at the health page."""
    headers = {}
    if public := os.environ.get("LIENTHONG_HOST"):
        headers = {"Host": public, "X-Forwarded-Proto": "https"}
    door = http.client.HTTPConnection(HOST, number, timeout=5)
    try:
        door.request("GET", HEALTH, headers=headers)
        return door.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        door.close()
