"""`lienthong scan`: an answer for every file there can be, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import hostile_files as hostile
import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[3]
FACTS = {"file", "size", "expanded", "mime", "label", "verdict", "code", "reason"}


def _scan(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("scan", *map(str, arguments))
    said = capsys.readouterr()
    assert said.err == ""
    assert isinstance(ended.value.code, int)
    return ended.value.code, said.out


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "ghi-chú.txt"
    path.write_text("Kính gửi", encoding="utf-8")
    return path


@pytest.fixture
def eicar(tmp_path: Path) -> Path:
    path = tmp_path / "thu.zip"
    path.write_bytes(hostile.zipped({"a.txt": hostile.EICAR}))
    return path


def test_words_and_exit_codes(capsys: pytest.CaptureFixture[str], clean: Path, eicar: Path) -> None:
    code, out = _scan(capsys, clean)
    assert code == 0
    assert out == (
        f"{clean}: SẠCH\n  Loại: văn bản thuần. Cỡ: 11 byte. Khi mở ra: 11 byte.\n"
        "  Đã kiểm tra, không thấy gì đáng ngại.\n"
    )
    code, out = _scan(capsys, clean, eicar)
    assert code == 1
    assert "NHIỄM MÃ ĐỘC" in out
    assert "EICAR" in out


def test_json(capsys: pytest.CaptureFixture[str], clean: Path, eicar: Path) -> None:
    code, out = _scan(capsys, "--json", eicar, clean, "/khong/co")
    answers = json.loads(out)
    assert code == 1
    assert [answer["verdict"] for answer in answers] == ["infected", "clean", None]
    assert set(answers[0]) == set(answers[1]) == FACTS
    assert (answers[0]["expanded"], answers[0]["mime"]) == (68, "application/zip")


def _folder(path: Path) -> None:
    path.mkdir()


def _circle(path: Path) -> None:
    path.symlink_to(path)


def _nowhere(path: Path) -> None:
    path.symlink_to("/khong/co")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def _nothing(_path: Path) -> None:
    """A name with no file behind it."""


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_nothing, "Không có tệp này"),
        (_folder, "Đây là thư mục"),
        (os.mkfifo, "Không phải tệp thường"),
        (_socket, "Không phải tệp thường"),
        (_circle, "Liên kết trỏ vòng quanh"),
        (_nowhere, "Không có tệp này"),
    ],
)
def test_what_is_no_file_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, make: object, words: str
) -> None:
    path = tmp_path / "a"
    assert callable(make)
    make(path)
    code, out = _scan(capsys, path)
    assert code == 2
    assert words in out


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "/dev/tty", "a\0b", "x" * 5000, ""])
def test_strange_names(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out = _scan(capsys, name)
    assert code == 2
    assert "KHÔNG ĐỌC ĐƯỢC" in out


def test_a_name_cannot_command_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = os.fsencode(tmp_path) + b"/\x1b[31m\xff.txt"
    Path(os.fsdecode(path)).write_bytes(b"x")
    code, out = _scan(capsys, os.fsdecode(path))
    assert code == 0
    assert "\x1b" not in out
    code, out = _scan(capsys, "--json", os.fsdecode(path))
    assert os.fsencode(json.loads(out)[0]["file"]) == path


def test_empty_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "rong.pdf"
    path.touch()
    code, out = _scan(capsys, path)
    assert code == 1
    assert "Tệp rỗng" in out


def _command(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a shell runs it; DATABASE_URL leads nowhere, for it needs none."""
    environment = {**os.environ, "DATABASE_URL": "postgresql://127.0.0.1:1/none", **more}
    words = [sys.executable, "-c", "from lienthong.config.cli import main; main()", "scan"]
    return subprocess.run(  # noqa: S603 - our own command
        [*words, *arguments], capture_output=True, cwd=ROOT, env=environment, check=False
    )


def test_from_a_shell_without_a_database(clean: Path) -> None:
    done = _command(str(clean), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    done = _command()
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert re.search(rb"FILE", done.stderr)


def test_a_reader_that_has_seen_enough(clean: Path) -> None:
    words = f"{sys.executable} -c 'from lienthong.config.cli import main; main()' scan"
    done = subprocess.run(  # noqa: S602 - a pipe of the shell is what is tested
        f"{words} {' '.join([str(clean)] * 300)} | head -n 1",
        shell=True,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""
