"""An empty machine becomes the old one: the same log, the same files, the next number."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoDbBlocker

from lienthong.config.keeping import check, database, restore
from lienthong.config.keeping.archive import Reader
from lienthong.config.keeping.keys import VARIABLE
from lienthong.config.keeping.manifest import DATABASE
from lienthong.documents.models import Document
from lienthong.kernel import jobs
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import queries, sealing, verify
from lienthong.kernel.models import Event
from tests.faults import story
from tests.keeping.conftest import Installation, issued_letter
from tests.keeping.machine import Machine, flipped, members

Restored = tuple[Machine, CompletedProcess[str]]


@pytest.mark.appendix_vi("III.5.g", "IV.1.e")
def test_the_empty_machine_holds_against_the_ledger(
    installation: Installation, restored: Restored, django_db_blocker: DjangoDbBlocker
) -> None:
    machine, done = restored
    assert done.returncode == 0, done.stderr
    assert "Sổ sự kiện nguyên vẹn" in done.stdout
    assert "0 tệp không còn nguyên" in done.stdout
    with django_db_blocker.unblock(), machine.at_work():
        latest = queries.latest_checkpoint()
        assert latest is not None
        assert queries.note_of(latest) == installation.manifest.checkpoint
        assert queries.waiting() == installation.manifest.pending > 0
        assert database.tables() == installation.manifest.tables


def test_the_keys_are_back_for_their_owner_alone(
    installation: Installation, other: Machine
) -> None:
    old, new = installation.folder / "keys", other.folder / "keys"
    names = sorted(path.relative_to(old) for path in old.rglob("*") if path.is_file())
    assert [(new / name).read_bytes() for name in names] == [
        (old / name).read_bytes() for name in names
    ]
    private = [path for path in new.rglob("*") if path.is_file() and path.suffix != ".pub"]
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}


def test_a_letter_signed_before_is_valid_there(
    other: Machine, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), other.at_work():
        path = store().path(issued_letter().file_sha256)
    done = other.command("signatures", "check", str(path))
    assert done.returncode == 0, done.stdout
    assert "HỢP LỆ" in done.stdout


def test_the_application_may_do_there_what_it_might_before(
    other: Machine, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), other.at_work():
        for forbidden in ("update kernel_event set kind = kind", "delete from ledger_leaf"):
            with (
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(forbidden)
    frozen = "select count(*) from pg_trigger where tgname in ('frozen', 'pending')"
    assert other.rows(frozen)[0][0] >= 4


def test_life_goes_on_there_until_somebody_replaces_it(
    installation: Installation, other: Machine, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), other.at_work():
        old = issued_letter()
        newest_event = Event.objects.latest("id").pk
        arrived = Document.objects.get(id=story.copy_of(old.pk, story.DISTRICTS[0]))

        document_id = story.approved()
        jobs.drain()
        story.ask_to_seal(document_id)
        jobs.drain()
        story.issue(document_id)
        jobs.drain()
        story.handled(document_id, story.DISTRICTS[0])
        sealing.seal_all()

        assert old.number is not None
        assert Document.objects.get(id=document_id).number == old.number + 1
        copy = Document.objects.get(id=story.copy_of(document_id, story.DISTRICTS[0]))
        assert arrived.arrival_number is not None
        assert copy.arrival_number == arrived.arrival_number + 1
        assert Event.objects.filter(id=newest_event + 1).exists()
        report = verify.verify()
        assert (report.ok, report.pending) == (True, 0)

        with pytest.raises(CommandError, match="đã có bảng"):
            call_command("restore", str(installation.archive))

    assert other.rows(f"select 1 from documents_document where id = {document_id}")

    replaced = other.restore(installation.archive, "--replace")
    assert replaced.returncode == 0, replaced.stderr
    assert not other.rows(f"select 1 from documents_document where id = {document_id}")


def test_any_postgresql_serves_and_is_backed_up_in_turn(
    installation: Installation, blank: Machine, tmp_path: Path
) -> None:
    kept = tmp_path / "published.txt"
    kept.write_text(installation.manifest.checkpoint)
    done = blank.restore(installation.archive, "--without-keys", "--against", str(kept))
    assert done.returncode == 0, done.stderr
    assert "Khớp mốc" in done.stdout
    assert "Khóa riêng không được đặt lại" in done.stdout
    assert [path.suffix for path in (blank.folder / "keys").rglob("*.*")] == [".pub"]

    again = blank.command("backup", str(tmp_path / "again.tar"), "--without-keys")
    assert again.returncode == 0, again.stderr
    with (tmp_path / "again.tar").open("rb") as file:
        manifest = check.prove(file).manifest
    assert manifest.tables == installation.manifest.tables
    assert manifest.checkpoint == installation.manifest.checkpoint
    assert (manifest.files, manifest.keys) == (installation.manifest.files, 0)


def test_a_flipped_byte_is_named_and_nothing_is_touched(
    installation: Installation, there: Machine, tmp_path: Path
) -> None:
    name, start, size = next(one for one in members(installation.archive) if "files/" in one[0])
    bad = flipped(installation.archive, start + size // 2, tmp_path / "bad.tar")
    with pytest.raises(CommandError, match=name):
        call_command("restore", str(bad))
    assert _untouched(there)


def test_a_wrong_passphrase_is_a_sentence_and_nothing_is_touched(
    installation: Installation, there: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "không phải câu này")
    with pytest.raises(CommandError, match="Mật khẩu sao lưu không mở được khóa"):
        call_command("restore", str(installation.archive))
    assert _untouched(there)


def test_without_a_passphrase_the_keys_stay_closed(
    installation: Installation, there: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(CommandError, match="Đặt mật khẩu sao lưu vào LIENTHONG_BACKUP_PASSPHRASE"):
        call_command("restore", str(installation.archive))
    assert _untouched(there)


def test_a_machine_with_other_keys_is_left_as_it_is(
    installation: Installation, there: Machine
) -> None:
    key = there.folder / "keys" / "ledger" / "ed25519.pem"
    key.parent.mkdir(parents=True)
    key.write_text("khóa của nơi khác")
    with pytest.raises(CommandError, match="đã có khóa khác"):
        call_command("restore", str(installation.archive))
    assert key.read_text() == "khóa của nơi khác"
    assert database.objects() == []


def test_nobody_else_may_be_at_work_there(installation: Installation, there: Machine) -> None:
    with (
        psycopg.connect(there.variables["DATABASE_URL"]),
        pytest.raises(CommandError, match="1 kết nối khác"),
    ):
        call_command("restore", str(installation.archive))
    assert _untouched(there)


def test_an_archive_of_a_later_version_is_refused(
    installation: Installation, there: Machine, tmp_path: Path
) -> None:
    with installation.archive.open("rb") as file:
        manifest = check.prove(file).manifest
    later = replace(manifest, migrations=[*manifest.migrations, "kernel.9999_later"])
    with pytest.raises(Refused, match=r"kernel\.9999_later"):
        restore.check_version(later)
    with pytest.raises(Refused, match="PostgreSQL 99"):
        restore.check_version(replace(manifest, server=99))
    restore.check_version(manifest)


def test_a_load_that_breaks_off_leaves_the_database_as_it_was(
    installation: Installation, there: Machine
) -> None:
    with installation.archive.open("rb") as file:
        dump = b"".join(
            content.whole(content.size)
            for content in Reader(file).members()
            if content.name.startswith(DATABASE)
        )
    for broken in (dump[: len(dump) // 2], b"not a dump", b""):
        with pytest.raises(Refused, match="dừng giữa chừng"):
            database.load([broken], replace=False)
        assert database.objects() == []


def _untouched(machine: Machine) -> bool:
    """No table, no file, no key."""
    tables = machine.rows("select 1 from pg_tables where schemaname = 'public'")
    return not tables and not machine.folder.exists()
