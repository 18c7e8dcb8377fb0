"""One archive, whole or not at all; what the store has lost is named, keys are never in clear."""

from __future__ import annotations

import fcntl
import hashlib
import io
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lienthong.config.keeping import backup, keys
from lienthong.config.keeping.archive import unpack
from lienthong.config.keeping.check import prove
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.errors import Refused
from tests.keeping.conftest import Installation, issued_letter
from tests.keeping.machine import PASSPHRASE, members

Run = Callable[..., tuple[str, str]]


def back_up(*words: str) -> tuple[str, str]:
    """`lienthong backup`: what it says, and what it says on the side."""
    said, aside = io.StringIO(), io.StringIO()
    call_command("backup", *words, stdout=said, stderr=aside)
    return said.getvalue(), aside.getvalue()


def test_the_archive_is_ours_alone_and_its_sum_is_printed(
    here: Installation, tmp_path: Path
) -> None:
    said, _aside = back_up(str(tmp_path))
    (path,) = tmp_path.iterdir()
    assert path.name.startswith("lienthong-soc-trang-")
    assert path.stat().st_mode & 0o777 == 0o600
    assert f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path}" in said
    with path.open("rb") as file:
        assert prove(file).manifest.tables == here.manifest.tables


def test_the_name_says_province_and_instant() -> None:
    at = datetime(2022, 11, 21, 1, 30, tzinfo=UTC)
    assert backup.default_name(at) == "lienthong-soc-trang-20221121-083000.tar"


def test_every_file_that_a_row_names_is_in_it(here: Installation) -> None:
    """Whatever table a later version adds: a column called …sha256 names a file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'public' and column_name like '%%sha256'"
        )
        columns = cursor.fetchall()
        named: set[str] = set()
        for table, column in columns:
            cursor.execute(f"select distinct {column} from {table} where {column} <> ''")
            named |= {value for (value,) in cursor.fetchall()}
    kept = {name.rpartition("/")[2] for name, _at, _size in members(here.archive)}
    assert len(columns) >= 3
    assert named
    assert named <= kept


def test_a_lost_file_is_named_by_its_document(here: Installation, tmp_path: Path) -> None:
    letter = issued_letter()
    with _without(store().path(letter.file_sha256)):
        with pytest.raises(CommandError, match="thiếu 1 tệp"):
            back_up(str(tmp_path / "a.tar"))
        _said, aside = back_up(str(tmp_path / "b.tar"), "--anyway")
    assert f"KHÔNG CÒN: văn bản {letter.code}" in aside
    for name in ("a.tar", "b.tar"):
        with (tmp_path / name).open("rb") as file:
            manifest = prove(file).manifest
        assert [(one.sha256, one.state) for one in manifest.lost] == [
            (letter.file_sha256, "missing")
        ]
        assert manifest.files.count == here.manifest.files.count - 1


def test_an_altered_file_is_named_and_not_kept(here: Installation, tmp_path: Path) -> None:
    letter = issued_letter()
    path = store().path(letter.file_sha256)
    with _without(path):
        path.write_bytes(b"%PDF-1.7 another one")
        _said, aside = back_up(str(tmp_path / "a.tar"), "--anyway")
    assert f"ĐÃ BỊ SỬA: văn bản {letter.code}" in aside
    assert not [one for one in members(tmp_path / "a.tar") if letter.file_sha256 in one[0]]


@contextmanager
def _without(path: Path) -> Iterator[None]:
    kept = path.with_name("kept")
    path.rename(kept)
    try:
        yield
    finally:
        kept.rename(path)


def test_a_full_disk_leaves_no_half_archive(here: Installation, tmp_path: Path) -> None:
    room = here.archive.stat().st_size // 2
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(CommandError, match="Hết chỗ"):
            back_up(str(tmp_path / "a.tar"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_too_little_room_is_said_before_anything_is_written(
    here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage: Any = shutil.disk_usage(tmp_path)._replace(free=1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(CommandError, match="còn 1 KB, bản sao lưu cần khoảng"):
        back_up(str(tmp_path / "a.tar"))
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_one_left_goes_and_what_another_writes_stays(
    here: Installation, tmp_path: Path
) -> None:
    dead, alive = tmp_path / ".a.tar.00.unfinished", tmp_path / ".b.tar.00.unfinished"
    dead.touch()
    with alive.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        back_up(str(tmp_path / "c.tar"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [alive.name, "c.tar"]


def test_an_older_archive_is_never_written_over(here: Installation, tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    path.write_text("of yesterday")
    with pytest.raises(CommandError, match="Đã có tệp"):
        back_up(str(path))
    assert path.read_text() == "of yesterday"


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("gone/a.tar", "không có tệp hoặc thư mục này"),
        ("file/a.tar", "một phần của đường dẫn là tệp"),
        ("a" * 300 + ".tar", "tên quá dài"),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_place_that_cannot_be_written_is_said_in_words(
    tmp_path: Path, place: str, why: str
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError, match=why):
        back_up(str(tmp_path / place))
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_keys_are_never_written_in_clear(
    here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert b"PRIVATE KEY" not in here.archive.read_bytes()
    monkeypatch.setattr("sys.stdin", io.StringIO())
    for given, words in (("", "không bao giờ được ghi ra trần"), ("ngắn", "ngắn hơn 12 ký tự")):
        monkeypatch.setenv(keys.VARIABLE, given)
        with pytest.raises(CommandError, match=words):
            back_up(str(tmp_path / "a.tar"))
    assert list(tmp_path.iterdir()) == []


def test_sealed_keys_open_with_their_passphrase_beside_their_manifest_only() -> None:
    found = [("ledger/ed25519.pem", b"secret"), ("ledger/aa.pub", b"public")]
    sealed = keys.seal(found, PASSPHRASE, b"manifest")
    assert b"secret" not in sealed
    assert keys.unseal(sealed, PASSPHRASE, b"manifest") == found
    for passphrase, manifest in ((f"{PASSPHRASE}!", b"manifest"), (PASSPHRASE, b"another")):
        with pytest.raises(Refused, match="không mở được khóa"):
            keys.unseal(sealed, passphrase, manifest)


def test_other_keys_are_put_aside_not_lost(tmp_path: Path) -> None:
    folder, now = tmp_path / "keys", datetime(2022, 11, 21, 1, 30, tzinfo=UTC)
    keys.put(folder, [("signing/secret", b"old"), ("signing/a.pem", b"a")], now)
    keys.put(folder, [("signing/secret", b"new")], now)
    assert keys.gather(folder) == [
        ("before-20221121-013000/signing/a.pem", b"a"),
        ("before-20221121-013000/signing/secret", b"old"),
        ("signing/secret", b"new"),
    ]
    keys.put(folder, [("signing/secret", b"new")], now)
    assert len(keys.gather(folder)) == 3


def test_an_archive_of_small_files_keeps_them(here: Installation) -> None:
    with here.archive.open("rb") as file:
        proven = prove(file)
    opened = keys.unseal(proven.keys, PASSPHRASE, proven.manifest_bytes)
    assert opened == keys.gather(here.folder / "keys")
    assert len(opened) == here.manifest.keys
    assert unpack(b"\0" * 1024) == []
