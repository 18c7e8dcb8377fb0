"""The embedded server is started once, survives being killed, and is stopped when asked."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lienthong.launch import postgres, processes
from lienthong.launch.errors import LaunchError
from lienthong.launch.paths import Paths


def connect(paths: Paths, role: postgres.Role = "app") -> psycopg.Connection[Any]:
    where = postgres.connection(role, paths)
    return psycopg.connect(
        host=where["host"], port=where["port"], user=where["user"], dbname=where["name"]
    )


def put_row(paths: Paths) -> None:
    with connect(paths, "owner") as database:
        database.execute("create table if not exists kept (n int)")
        database.execute("insert into kept values (1)")


def rows(paths: Paths) -> int:
    with connect(paths, "owner") as database:
        found = database.execute("select count(*) from kept").fetchone()
        assert found is not None
        return int(found[0])


def kill_postmaster(paths: Paths) -> int:
    pid = postgres.status(paths)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while processes.alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    return pid


def test_a_second_start_finds_the_first(shared: Paths) -> None:
    first = postgres.ensure(shared)
    second = postgres.ensure(shared)
    assert not second.started
    assert second.pid == first.pid == postgres.status(shared)


def test_a_second_stop_finds_nothing_to_stop(shared: Paths) -> None:
    postgres.ensure(shared)
    assert postgres.stop(shared) is True
    assert postgres.status(shared) is None
    assert postgres.stop(shared) is False


def test_the_two_roles_are_not_superusers_and_only_the_owner_makes_databases(shared: Paths) -> None:
    postgres.ensure(shared)
    with connect(shared, "owner") as database:
        roles = database.execute(
            "select rolname, rolsuper, rolcreatedb from pg_roles where rolname like 'lt\\_%'"
        ).fetchall()
        member = database.execute("select pg_has_role('lt_owner', 'lt_app', 'member')").fetchone()
    assert sorted(roles) == [
        ("lt_app", False, False),
        ("lt_owner", False, True),
        ("lt_super", True, True),
    ]
    assert member == (True,)
    with connect(shared) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute("create table not_mine (n int)")


def test_durability_is_on_and_nothing_listens_on_the_network(shared: Paths) -> None:
    postgres.ensure(shared)
    names = ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")
    with connect(shared) as database:
        for name in names:
            assert database.execute(f"show {name}").fetchone() == ("on",)
        assert database.execute("show listen_addresses").fetchone() == ("",)


def test_what_was_committed_survives_a_killed_server(shared: Paths) -> None:
    postgres.ensure(shared)
    put_row(shared)
    before = rows(shared)
    killed = kill_postmaster(shared)
    server = postgres.ensure(shared)
    assert server.started
    assert server.pid != killed
    assert rows(shared) == before


def test_a_pid_file_with_somebody_elses_number_is_stale(shared: Paths) -> None:
    postgres.ensure(shared)
    kill_postmaster(shared)
    pid_file = shared.data / "postmaster.pid"
    socket_lock = postgres.socket_dir(shared) / ".s.PGSQL.5432.lock"
    rest = pid_file.read_text().split("\n", 1)[1]
    pid_file.write_text(f"{os.getpid()}\n{rest}")  # after a reboot: a number given to another
    socket_lock.unlink(missing_ok=True)
    assert postgres.status(shared) is None
    assert postgres.ensure(shared).started


def test_a_dead_server_that_nobody_buries_is_dead(shared: Paths) -> None:
    postgres.ensure(shared)
    kill_postmaster(shared)
    zombie = subprocess.Popen(["true"])
    while processes.state(zombie.pid) != "Z":
        time.sleep(0.01)
    pid_file = shared.data / "postmaster.pid"
    socket_lock = postgres.socket_dir(shared) / ".s.PGSQL.5432.lock"
    for file in (pid_file, socket_lock):
        rest = file.read_text().split("\n", 1)[1]
        file.write_text(f"{zombie.pid}\n{rest}")
    try:
        assert postgres.status(shared) is None
        assert postgres.ensure(shared).started
    finally:
        zombie.wait()


def test_the_mark_of_a_run_belongs_to_one_server(shared: Paths) -> None:
    server = postgres.ensure(shared)
    postgres.mark_started_by_run(shared, server)
    assert postgres.started_by_run(shared)
    kill_postmaster(shared)
    assert not postgres.started_by_run(shared)
    postgres.ensure(shared)
    assert not postgres.started_by_run(shared)


def test_an_unfinished_creation_is_begun_anew(fresh: Paths) -> None:
    left = fresh.cluster / "data.new"
    left.mkdir(parents=True)
    fresh.base.chmod(0o755)
    (left / "PG_VERSION").write_text("half")
    assert postgres.ensure(fresh).started
    assert not left.exists()


def test_two_starts_at_once_make_one_server(fresh: Paths) -> None:
    program = (
        "import sys; from pathlib import Path; from lienthong.launch import postgres, paths;"
        "print(postgres.ensure(paths.Paths(Path(sys.argv[1]))).started)"
    )
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(fresh.base)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    answers = sorted(starter.communicate(timeout=60)[0].strip() for starter in starters)
    assert answers == ["False", "True"]


def test_a_long_path_moves_only_the_socket(fresh: Paths) -> None:
    long = Paths(fresh.base / ("thư-mục-rất-dài-" * 6))
    socket_dir = postgres.socket_dir(long)
    assert socket_dir.parent == Path("/tmp")  # noqa: S108
    try:
        postgres.ensure(long)
        with connect(long) as database:
            assert database.execute("select 1").fetchone() == (1,)
        assert socket_dir.stat().st_mode & 0o777 == 0o700
    finally:
        postgres.stop(long)
        shutil.rmtree(socket_dir)


def test_a_socket_folder_of_somebody_else_is_refused(fresh: Paths) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder that belongs to somebody else")
    long = Paths(fresh.base / ("dài-" * 30))
    socket_dir = postgres.socket_dir(long)
    socket_dir.mkdir()
    os.chown(socket_dir, 12345, 12345)
    try:
        with pytest.raises(LaunchError, match="thuộc người dùng khác"):
            postgres.ensure(long)
    finally:
        shutil.rmtree(socket_dir)


def test_a_closed_folder_named_by_hand_is_refused_in_words() -> None:
    if os.geteuid() != 0:
        pytest.skip("an ordinary user's server passes where the user passes")
    with (
        tempfile.TemporaryDirectory() as closed,  # 0700
        pytest.raises(LaunchError, match="LIENTHONG_HOME"),
    ):
        postgres.ensure(Paths(Path(closed) / "var"))


def test_database_url_means_no_embedded_server(
    fresh: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://an@127.0.0.1:1/tinh")
    with pytest.raises(LaunchError, match="Không nối được PostgreSQL của DATABASE_URL"):
        postgres.ensure(fresh)
    assert not fresh.base.exists()
    monkeypatch.setenv("DATABASE_URL", "postgresql://an:m%40t@db.local:6543/tinh?sslmode=require")
    assert postgres.external()
    expected = {
        "host": "db.local",
        "port": "6543",
        "name": "tinh",
        "user": "an",
        "password": "m@t",
        "sslmode": "require",
    }
    assert postgres.connection("app") == postgres.connection("owner") == expected
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql:///tinh?host=/run/postgresql")
    assert postgres.connection("owner")["host"] == "/run/postgresql"


def test_an_unreadable_database_url_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://an@db/tinh")
    with pytest.raises(LaunchError, match="DATABASE_URL không đọc được"):
        postgres.connection()
