"""Databases to throw away: cloned from a migrated and loaded template in a tenth of a second.

The template is named after a fingerprint of everything it is made from, so it is built once per
version. `tour`, reports on an empty province and tests that must commit each work in a clone with
an attachments folder of its own.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from lienthong.kernel import clock
from lienthong.launch import paths, postgres

_MADE_FROM = (
    "*/migrations/*.py",
    "directory/loading/**/*.py",
    "services/loading.py",
    "config/grants.py",
    "config/management/commands/prepare.py",
)


def _owner() -> psycopg.Connection[Any]:
    params = postgres.connection("owner")
    return psycopg.connect(
        host=params["host"], port=params["port"] or None, dbname=params["name"],
        user=params["user"], password=params["password"] or None, autocommit=True,
    )  # fmt: skip


def fingerprint() -> str:
    """Twelve hex digits that change with the migrations, the grants, the loader and the province's
    files.
    """
    root = Path(__file__).resolve().parents[1]
    files = [file for pattern in _MADE_FROM for file in root.glob(pattern)]
    files += [file for file in settings.PROVINCE_DIR.rglob("*") if file.is_file()]
    total = hashlib.sha256(str(settings.DEMO).encode())
    for file in sorted(files):
        total.update(f"{file.name}:".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:12]


def template() -> str:
    """The name of the loaded template of this version; built first when it is missing (some
    seconds).
    """
    name = f"lt_template_{fingerprint()}"
    with _owner() as owner:
        owner.execute("select pg_advisory_lock(hashtext('lienthong template'))")
        if owner.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return name
        building = f"{name}_new"
        _drop(owner, building)
        owner.execute(sql.SQL("create database {}").format(sql.Identifier(building)))
        for command in (["prepare"], ["province", "load", str(settings.PROVINCE_DIR)]):
            _build(command, building)
        owner.execute(
            sql.SQL("alter database {} rename to {}").format(
                sql.Identifier(building), sql.Identifier(name)
            )
        )
        _sweep(owner, keep=name)
    return name


def _build(command: list[str], database: str) -> None:
    environment = {
        **os.environ,
        "LIENTHONG_DB_ROLE": "owner",
        "LIENTHONG_DB_NAME": database,
        "DJANGO_SETTINGS_MODULE": "lienthong.config.settings",
    }
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        [sys.executable, "-m", "django", *command],
        env=environment, cwd=paths.CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command} failed in {database}:\n{done.stdout}\n{done.stderr}")


def _drop(owner: psycopg.Connection[Any], name: str) -> None:
    statement = sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
    for wait in (0.1, 0.5, 2.0, 5.0):
        try:
            owner.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(wait)  # autovacuum is at work there, and only its own user may end it
        else:
            return
    owner.execute(statement)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sweep(owner: psycopg.Connection[Any], *, keep: str) -> None:
    """Drop templates of other versions that nobody uses, and clones whose process is gone."""
    rows = owner.execute(
        "select datname from pg_database d"
        " where (datname like 'lt\\_template\\_%%' and datname <> %s"
        " and not exists (select 1 from pg_stat_activity a where a.datname = d.datname))"
        " or datname like 'lt\\_scratch\\_%%'",
        [keep],
    ).fetchall()
    for (name,) in rows:
        if name.startswith("lt_scratch_") and _alive(int(name.split("_")[2])):
            continue
        _drop(owner, name)
        shutil.rmtree(folder_of(name), ignore_errors=True)


def folder_of(name: str) -> Path:
    """Where a clone keeps its attachments and keys."""
    return paths.find().base / "scratch" / name


def create() -> str:
    """Clone the template; returns the new database's name. End it with `drop`."""
    source = template()
    name = f"lt_scratch_{os.getpid()}_{secrets.token_hex(4)}"
    with _owner() as owner:
        _sweep(owner, keep=source)
        owner.execute(
            sql.SQL("create database {} template {} strategy wal_log").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )
    folder_of(name).mkdir(parents=True, exist_ok=True)
    return name


def drop(name: str) -> None:
    """Drop a clone and its folder."""
    with _owner() as owner:
        _drop(owner, name)
    shutil.rmtree(folder_of(name), ignore_errors=True)


def point_at(name: str, attachments: Path) -> tuple[str, Path]:
    """Make this process work in another database and folder; returns the ones it left."""
    before = (str(connection.settings_dict["NAME"]), Path(settings.ATTACHMENTS_DIR))
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict["NAME"] = name
    settings.ATTACHMENTS_DIR = attachments
    clock.forget()
    return before


@contextmanager
def database() -> Iterator[str]:
    """Work in a fresh clone for the length of the block, then drop it."""
    name = create()
    before = point_at(name, folder_of(name) / "attachments")
    try:
        yield name
    finally:
        point_at(*before)
        drop(name)
