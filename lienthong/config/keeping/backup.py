"""Taking a back-up: the running installation into one archive, whole or not at all.

The database comes first, as one moment of it; then the files that this moment names, which only
ever grow in number and never change; then what the archive says about itself, and the keys.
"""

from __future__ import annotations

import errno
import fcntl
import importlib.metadata
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from lienthong.config.keeping import database, keys
from lienthong.config.keeping import manifest as says
from lienthong.config.keeping.archive import Member, Writer
from lienthong.config.keeping.manifest import Files, Head, Lost, Manifest, Tally
from lienthong.documents.management.commands.files import NAMED
from lienthong.documents.signing.keystore import SECRET_VARIABLE
from lienthong.kernel import clock, disk
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.attachments.reasons import bytes_in_words
from lienthong.kernel.attachments.store import State
from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import keys as ledger_keys
from lienthong.kernel.ledger import queries as ledger
from lienthong.launch.progress import Progress

UNFINISHED = ".unfinished"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
ROWS = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished archive: `sha256` of the file, `size` in bytes."""

    path: Path
    sha256: str
    size: int
    manifest: Manifest


def default_name(at: datetime) -> str:
    """Province and instant, in the province's time: `lienthong-soc-trang-20221121-080000.tar`."""
    return f"lienthong-{settings.PROVINCE_DIR.name}-{clock.local(at):%Y%m%d-%H%M%S}.tar"


def write(path: Path, *, passphrase: str, progress: Progress) -> Kept:
    """One archive at `path`, which must not exist; "" as passphrase leaves the keys out.

    Refused, and nothing left on the disk, when it cannot be whole. Files that the store has lost
    are named in the manifest.
    """
    if not database.objects() or not MigrationRecorder(connection).has_table():
        told = _("Cơ sở dữ liệu còn trống nên chưa có gì để sao lưu.")
        raise Refused("keeping.nothing", told)
    try:
        if path.exists():
            told = _("Đã có tệp {path}. Đặt tên khác, hoặc bỏ tên để lấy tên theo giờ.")
            raise Refused("keeping.taken", told.format(path=path), reason="input")
        _check_space(path.parent, progress)
        with _unfinished(path) as out:
            digest, manifest = _Backup(out, passphrase, progress).run()
    except OSError as error:
        if error.errno in FULL:
            told = _(
                "Hết chỗ khi đang ghi bản sao lưu ở {folder}; phần ghi dở đã xóa. "
                "Dọn chỗ hoặc chọn ổ đĩa khác rồi chạy lại."
            )
            raise Refused("keeping.disk_full", told.format(folder=path.parent)) from error
        told = _("Không ghi được bản sao lưu {path}: {why}. Chọn nơi khác rồi chạy lại.")
        raise Refused("keeping.not_written", told.format(path=path, why=disk.why(error))) from error
    return Kept(path, digest, path.stat().st_size, manifest)


class _Backup:
    def __init__(self, out: BinaryIO, passphrase: str, progress: Progress) -> None:
        self.at = datetime.now(UTC)
        self.archive = Writer(out, at=self.at.timestamp())
        self.passphrase = passphrase
        self.progress = progress
        self.lost: list[Lost] = []
        self.lost_count = 0

    def run(self) -> tuple[str, Manifest]:
        head = Head(
            province=settings.PROVINCE_DIR.name,
            made_at=self.at.isoformat(timespec="seconds"),
            version=importlib.metadata.version("lienthong"),
        )
        members = [self.archive.add(says.HEAD, head.as_json())]
        with database.moment() as snapshot:
            with self.progress.step(_("Chép cơ sở dữ liệu")):
                facts = _facts()
                members += self._dump(snapshot)
            _name_files()
        # After that moment, so that the key which signed its last checkpoint is among them.
        found = keys.gather(Path(settings.KEYS_DIR)) if self.passphrase else []
        with self.progress.step(_("Chép và đối chiếu từng tệp")):
            files = self._files()
        manifest = Manifest(
            head=head,
            keys=len(found),
            key_secret_outside=bool(os.environ.get(SECRET_VARIABLE)),
            members=members,
            files=files,
            lost=self.lost,
            lost_count=self.lost_count,
            **facts,
        )
        data = manifest.as_json()
        last = [self.archive.add(says.MANIFEST, data)]
        if found:
            sealed = keys.seal(found, self.passphrase, data)
            last.append(self.archive.add(says.KEYS, sealed))
        return self.archive.finish(last), manifest

    def _dump(self, snapshot: str) -> list[Member]:
        with database.dumping(snapshot) as pieces:
            return [
                self.archive.add(says.part(number), piece)
                for number, piece in enumerate(pieces, start=1)
            ]

    def _files(self) -> Files:
        tally = Tally()
        for sha256, whose in _named():
            state, size = self._file(sha256)
            if state is State.OK:
                tally.add(sha256, size)
                continue
            self.lost_count += 1
            if len(self.lost) < says.LOST_KEPT:
                self.lost.append(Lost(sha256, state.value, whose))
        return tally.files()

    def _file(self, sha256: str) -> tuple[State, int]:
        try:
            content = store().open(sha256)
            size = os.fstat(content.fileno()).st_size
        except (OSError, ValueError):
            return State.MISSING, 0
        with content:
            whole = self.archive.add_matching(says.file_name(sha256), content, size, sha256)
        return (State.OK if whole else State.ALTERED), size


def _facts() -> dict[str, Any]:
    """What stood in the database at that moment, for the manifest."""
    latest = ledger.latest_checkpoint()
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "server": database.server_major(),
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
        "tables": database.tables(),
        "checkpoint": ledger.note_of(latest) if latest else "",
        "pending": ledger.waiting(),
        "public_keys": {
            name: ledger_keys.public_text(key) for name, key in ledger_keys.trusted().items()
        },
    }


def _name_files() -> None:
    """Keep the list of that moment on the server, without keeping the moment open for hours."""
    with connection.cursor() as cursor:
        cursor.execute(f"declare lienthong_files no scroll cursor with hold for {NAMED}")


def _named() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        while True:
            cursor.execute(f"fetch {ROWS} from lienthong_files")
            rows = cursor.fetchall()
            if not rows:
                break
            yield from rows
        cursor.execute("close lienthong_files")


def _check_space(folder: Path, progress: Progress) -> None:
    """Room for all files and about half of the database: a dump has no indexes and is pressed."""
    with progress.step(_("Xem chỗ trống")):
        root = Path(settings.ATTACHMENTS_DIR)
        files = sum(path.stat().st_size for path in root.glob("??/*") if path.is_file())
        needed = files + database.size() // 2
        free = shutil.disk_usage(folder).free
    if free < needed:
        raise Refused(
            "keeping.disk_full",
            _(
                "Ổ đĩa của {folder} còn {free}, bản sao lưu cần khoảng {needed}. "
                "Dọn chỗ hoặc chọn ổ đĩa khác rồi chạy lại."
            ).format(folder=folder, free=bytes_in_words(free), needed=bytes_in_words(needed)),
        )


@contextmanager
def _unfinished(path: Path) -> Iterator[BinaryIO]:
    """A file for us alone that gets its name when it is whole and on the disk.

    What a killed back-up left in that folder goes first: nobody holds its lock any more.
    """
    for left in path.parent.glob(f".*{UNFINISHED}"):
        with suppress(OSError), left.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}{UNFINISHED}")
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "w+b") as out:
            with suppress(OSError):  # a network drive without locks
                fcntl.flock(out, fcntl.LOCK_EX)
            yield out
            out.flush()
            os.fsync(out.fileno())
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
