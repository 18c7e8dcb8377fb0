"""The words of the `lienthong` command."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from lienthong.config import cli


def lienthong(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603  our own command
        [str(Path(sys.executable).with_name("lienthong")), *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that the database server's user can pass through, as pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="lienthong-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("words", [("province",), ("văn", "bản"), ("ledger", "burn"), ("",)])
def test_unknown_words_are_answered_with_the_list(words: tuple[str, ...]) -> None:
    done = lienthong(*words)
    assert done.returncode == 2
    assert f"Không có lệnh “{' '.join(words)}”" in done.stderr
    assert "lienthong province load" in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("words", [(), ("help",), ("--help",)])
def test_help_lists_every_command(words: tuple[str, ...]) -> None:
    done = lienthong(*words)
    assert done.returncode == 0
    for name in (*cli.COMMANDS, *cli.OWN):
        assert f"lienthong {name} " in done.stdout


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_word_leads_to_a_command_of_a_room(name: str) -> None:
    assert cli.COMMANDS[name].runs.split()[0] in get_commands()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sai", "DATABASE_URL không đọc được."),
        (
            "postgresql://a@127.0.0.1:1/b",
            "Không nối được PostgreSQL của DATABASE_URL (máy",
        ),
    ],
)
def test_a_machine_problem_is_a_sentence(address: str, words: str) -> None:
    done = lienthong("migrate", DATABASE_URL=address)
    assert done.returncode == 1
    assert done.stderr.startswith(words)
    assert "Traceback" not in done.stderr


def test_a_port_that_is_no_number_is_a_sentence() -> None:
    done = lienthong("check", LIENTHONG_SMTP_PORT="abc")
    assert done.returncode == 1
    assert done.stderr.startswith("LIENTHONG_SMTP_PORT=abc không phải số cổng.")


def test_mail_is_never_sent_in_clear_for_a_slip_of_the_pen() -> None:
    done = lienthong("check", LIENTHONG_SMTP_TLS="STARTTLS")
    assert done.returncode == 1
    assert done.stderr.startswith("LIENTHONG_SMTP_TLS=STARTTLS không phải một trong starttls")


def test_an_installation_of_its_own_starts_and_stops(open_to_all: Path) -> None:
    home = {"LIENTHONG_HOME": str(open_to_all / "var"), "DATABASE_URL": ""}
    assert lienthong("db", "status", **home).returncode == 1
    assert "đã bật" in lienthong("db", "start", **home).stdout
    assert "đang bật" in lienthong("db", "status", **home).stdout
    bare = lienthong("ledger", "verify", **home)
    assert bare.returncode == 1
    assert bare.stderr.startswith("Cơ sở dữ liệu chưa có bảng")
    assert "Đã dừng." in lienthong("stop", **home).stdout
    assert "Không có gì đang chạy." in lienthong("stop", **home).stdout
