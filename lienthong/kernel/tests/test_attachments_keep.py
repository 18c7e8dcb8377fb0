"""Keeping a file: bytes before the transaction, one row in it, nothing shown that is not clean."""

from __future__ import annotations

import errno
import io
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import hostile_files as hostile
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from lienthong.kernel.actions import unit
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.attachments import actions, queries
from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.attachments.store import State
from lienthong.kernel.attachments.verdicts import Verdict
from lienthong.kernel.errors import Refused

MONDAY = datetime(2022, 11, 21, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ACT = system_act(MONDAY, "Thử nghiệm")


class Settings:
    """What pytest-django's `settings` lets a test change here."""

    ATTACHMENTS_DIR: Path
    ATTACHMENT_SCANNERS: list[str]
    ATTACHMENT_LIMITS: dict[str, int]
    ATTACHMENT_MAX_BYTES: int


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    settings.ATTACHMENT_SCANNERS = ["yara"]
    settings.ATTACHMENT_LIMITS = {}


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _keep(data: bytes, name: str = "cong-van.pdf", act: Act = ACT) -> Attachment:
    staged = actions.stage(io.BytesIO(data), name)
    with unit():
        return actions.keep(act, staged)


def test_staging_needs_no_database(tmp_path: Path) -> None:
    staged = actions.stage(
        SimpleUploadedFile("cong-van.pdf", hostile.pdf()), "C:\\Tệp\\công văn.pdf"
    )
    assert staged.name == "công văn.pdf"
    assert staged.report.clean
    assert actions.store().verify(staged.sha256) is State.OK
    assert len(_files(tmp_path)) == 1


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"", "attachments.empty"),
        ("a.txt", hostile.EICAR, "attachments.infected"),
        ("a.docx", hostile.docx({"word/vbaProject.bin": b"x"}), "attachments.macro"),
        ("a.docx", hostile.pdf(), "attachments.mismatch"),
    ],
)
def test_what_may_not_come_in_leaves_nothing(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        actions.stage(io.BytesIO(data), name)
    assert (refused.value.code, refused.value.reason) == (code, "input")
    assert _files(tmp_path) == []


def test_size_and_limits_are_settings(settings: Settings, tmp_path: Path) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1000
    with pytest.raises(Refused, match="mức nhận 1000 byte") as refused:
        actions.stage(io.BytesIO(b"a" * 1001), "a.txt")
    assert refused.value.code == "attachments.too_big"
    settings.ATTACHMENT_LIMITS = {"file_bytes": 2000, "entries": 1}
    assert actions.stage(io.BytesIO(b"a" * 1001), "a.txt").report.clean
    with pytest.raises(Refused, match="quá 1 tệp"):
        actions.stage(io.BytesIO(hostile.zipped({"a.txt": b"x", "b.txt": b"y"})), "a.zip")
    assert len(_files(tmp_path)) == 1


def test_a_full_disk_is_a_sentence() -> None:
    class Full(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(Refused, match="hết chỗ lưu"):
        actions.stage(Full(), "a.txt")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\thư mục\\a.pdf", "a.pdf"),
        ("a\x00b\x1b[31m.pdf", "ab[31m.pdf"),
        ("cô\u0302ng.pdf".replace("ô\u0302", "o\u0302"), "công.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("ộ" * 100 + ".docx", "ộ" * 65 + ".docx"),
        ("a." + "b" * 300, "a." + "b" * 198),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert actions.clean_name(name) == clean


@pytest.mark.django_db
def test_the_same_content_has_one_row_under_its_first_name() -> None:
    data = hostile.pdf()
    first = _keep(data)
    again = _keep(data, "ten-khac.pdf", ACT.later(MONDAY + timedelta(days=1)))
    assert again.id == first.id
    assert (again.name, again.size, again.mime) == ("cong-van.pdf", len(data), "application/pdf")
    assert (again.verdict, again.reason) == ("clean", "")
    assert again.stored_at == again.scanned_at == MONDAY
    with queries.open_clean(again, verify=True) as content:
        assert content.read() == data


@pytest.mark.django_db
def test_quarantine_is_kept_apart_until_a_scanner_answers(settings: Settings) -> None:
    settings.ATTACHMENT_SCANNERS = []
    kept = _keep(hostile.pdf())
    assert (kept.verdict, kept.scanned_at) == ("quarantined", None)
    with pytest.raises(Refused, match="cách ly"):
        queries.open_clean(kept)
    assert queries.in_quarantine(10) == [kept]
    assert actions.examine_again(ACT, kept) is Verdict.QUARANTINED

    settings.ATTACHMENT_SCANNERS = ["yara"]
    later = ACT.later(MONDAY + timedelta(hours=1))
    assert actions.examine_again(later, kept) is Verdict.CLEAN
    kept.refresh_from_db()
    assert (kept.verdict, kept.scanned_at) == ("clean", later.at)
    assert queries.in_quarantine(10) == []
    queries.open_clean(kept).close()
    with pytest.raises(ValueError, match="quarantine"):
        actions.examine_again(ACT, kept)


@pytest.mark.django_db
def test_the_same_bytes_scanned_clean_let_the_row_out(settings: Settings) -> None:
    settings.ATTACHMENT_SCANNERS = []
    assert _keep(hostile.pdf()).verdict == "quarantined"
    settings.ATTACHMENT_SCANNERS = ["yara"]
    assert _keep(hostile.pdf()).verdict == "clean"


@pytest.mark.django_db
def test_harm_found_later_stays_shut(settings: Settings) -> None:
    settings.ATTACHMENT_SCANNERS = []
    kept = _keep(hostile.EICAR, "a.txt")
    settings.ATTACHMENT_SCANNERS = ["yara"]
    assert actions.examine_again(ACT, kept) is Verdict.INFECTED
    kept.refresh_from_db()
    with pytest.raises(Refused, match="EICAR"):
        queries.open_clean(kept)
    settings.ATTACHMENT_SCANNERS = []
    with pytest.raises(Refused, match="EICAR"):
        _keep(hostile.EICAR, "b.txt")


@pytest.mark.django_db
def test_damage_on_the_disk_is_found_and_named() -> None:
    sound, altered, missing = (_keep(b"tep %d" % n, f"{n}.txt") for n in range(3))
    path = actions.store().path(altered.sha256)
    path.write_bytes(path.read_bytes().replace(b"tep", b"teP"))
    actions.store().path(missing.sha256).unlink()
    assert [(each.name, state) for each, state in queries.damaged()] == [
        ("1.txt", State.ALTERED),
        ("2.txt", State.MISSING),
    ]
    queries.open_clean(sound, verify=True).close()
    with pytest.raises(Refused, match=r"1\.txt.*bị sửa"):
        queries.open_clean(altered, verify=True)
    with pytest.raises(Refused, match=r"2\.txt"):
        queries.open_clean(missing)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "A" * 64},
        {"size": 0},
        {"verdict": "fine"},
        {"verdict": "clean", "scanned_at": None},
    ],
)
def test_the_table_itself_refuses_nonsense(change: dict[str, object]) -> None:
    good = {
        "sha256": "a" * 64,
        "size": 1,
        "mime": "text/plain",
        "name": "a.txt",
        "verdict": "clean",
        "scanned_at": MONDAY,
        "stored_at": MONDAY,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(**(good | change))
