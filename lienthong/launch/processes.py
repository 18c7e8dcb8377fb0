"""What `/proc` says about the processes of a database server.

A process number proves nothing: it may be a zombie that nobody reaps (containers), or belong to
another program after a reboot. A server of ours is a live process that stands in our data folder.
"""

import os
import signal
import time
from pathlib import Path


def state(pid: int) -> str:
    """One letter of the process state; "" when there is no such process."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return line.rpartition(")")[2].split()[0]


def alive(pid: int) -> bool:
    """Whether the process exists and is not a zombie."""
    return state(pid) not in ("", "Z", "X")


def serves(pid: int, data: Path) -> bool:
    """Whether this live process is PostgreSQL on this data folder."""
    if not alive(pid):
        return False
    try:
        here = str(Path(f"/proc/{pid}/cwd").readlink())
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return False
    return name == "postgres" and here == os.path.realpath(data)


def servers(data: Path) -> list[int]:
    """All live PostgreSQL processes on this data folder, the postmaster and its children."""
    pids = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
    return [pid for pid in pids if serves(pid, data)]


def end_orphans(data: Path, *, patience: float = 10.0) -> None:
    """Wait for children of a dead postmaster to end; then end them.

    They end by themselves when they notice; a busy one may not for a while, and a second server
    beside it would spoil the data. Only called when the postmaster is dead.
    """
    deadline = time.monotonic() + patience
    while pids := servers(data):
        if time.monotonic() > deadline:
            for pid in pids:
                _kill(pid)
        time.sleep(0.05)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
