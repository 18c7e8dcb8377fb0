"""A machine of a test's own: PostgreSQL, store and keys in one folder, and commands run there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from lienthong.kernel import clock
from lienthong.launch import postgres, processes
from lienthong.launch.paths import Paths

LIENTHONG = Path(sys.executable).with_name("lienthong")
PASSPHRASE = "bảy hòn đá cuội bên sông"


@dataclass(frozen=True)
class Machine:
    """An installation in `folder`; with `database` another one than the usual, by DATABASE_URL."""

    paths: Paths
    folder: Path
    database: str = postgres.DATABASE
    variables: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One `lienthong` command there, in a process of its own."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("DATABASE_")}
        return subprocess.run(  # noqa: S603 - our own program, no shell
            [LIENTHONG, *words],
            env={**kept, "LIENTHONG_HOME": str(self.paths.base), **self.variables, **more},
            capture_output=True,
            text=True,
            check=False,
        )

    def restore(self, archive: Path, *more: str) -> subprocess.CompletedProcess[str]:
        """`lienthong restore` with the right passphrase."""
        return self.command("restore", str(archive), *more, LIENTHONG_BACKUP_PASSPHRASE=PASSPHRASE)

    def rows(self, query: str, role: postgres.Role = "owner") -> list[tuple[Any, ...]]:
        """What a query says there."""
        where = postgres.connection(role, self.paths)
        with psycopg.connect(
            host=where["host"], port=where["port"], user=where["user"], dbname=self.database
        ) as there:
            return there.execute(query).fetchall()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """This process works there for the length of the block."""
        before = dict(connection.settings_dict)
        kept = settings.ATTACHMENTS_DIR, settings.KEYS_DIR
        host = postgres.connection("app", self.paths)["host"]
        own = {"HOST": host, "PORT": postgres.PORT, "USER": postgres.APP, "PASSWORD": ""}
        point_at({**own, "NAME": self.database, "OPTIONS": {}})
        settings.ATTACHMENTS_DIR = self.folder / "attachments"
        settings.KEYS_DIR = self.folder / "keys"
        try:
            yield
        finally:
            point_at(before)
            settings.ATTACHMENTS_DIR, settings.KEYS_DIR = kept

    @contextmanager
    def blank(self, folder: Path) -> Iterator[Machine]:
        """An empty database beside it, with no files and no keys, reached as any PostgreSQL is."""
        name = "blank"
        host = postgres.connection("app", self.paths)["host"]
        self.run_alone(f"create database {name}")
        try:
            yield Machine(
                self.paths,
                folder,
                name,
                {
                    "DATABASE_URL": f"postgresql://{postgres.APP}@/{name}?host={host}",
                    "DATABASE_OWNER_URL": f"postgresql://{postgres.OWNER}@/{name}?host={host}",
                    "LIENTHONG_ATTACHMENTS": str(folder / "attachments"),
                    "LIENTHONG_KEYS": str(folder / "keys"),
                },
            )
        finally:
            self.run_alone(f"drop database {name} with (force)")

    def run_alone(self, statement: Any) -> None:
        """A statement that stands in no transaction."""
        where = postgres.connection("owner", self.paths)
        with psycopg.connect(
            host=where["host"], port=where["port"], user=where["user"], dbname=where["name"],
            autocommit=True,
        ) as there:  # fmt: skip
            there.execute(statement)


def point_at(where: dict[str, object]) -> None:
    """Connect elsewhere from now on."""
    connection.close()
    connection.settings_dict.update(where)
    clock.forget()


@contextmanager
def empty() -> Iterator[Machine]:
    """A machine on which nothing was ever started; gone at the end."""
    base = Path(tempfile.mkdtemp(prefix="lienthong-test-"))
    base.chmod(0o755)  # as root the server runs as nobody and passes through
    paths = Paths(base / "var")
    try:
        yield Machine(paths, paths.base)
    finally:
        postgres.stop(paths)
        processes.end_orphans(paths.data, patience=0)
        shutil.rmtree(base)


def flipped(archive: Path, at: int, to: Path) -> Path:
    """A copy with one bit of one byte turned."""
    data = bytearray(archive.read_bytes())
    data[at] ^= 1
    to.write_bytes(data)
    return to


def members(archive: Path) -> Sequence[tuple[str, int, int]]:
    """(name, where its content begins, size) of each member, read with Python's own tar."""
    import tarfile

    with tarfile.open(archive) as tar:
        return [(one.name, one.offset_data, one.size) for one in tar]
