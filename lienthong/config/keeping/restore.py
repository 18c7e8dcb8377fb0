"""Bringing an archive back: proven first, then files, database and keys, then held against itself.

Nothing is touched before every byte of the archive has been read and compared. The database is
loaded in one transaction, so whatever breaks on the way leaves it as it was.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from lienthong.config.keeping import check, database, keys
from lienthong.config.keeping import manifest as says
from lienthong.config.keeping.archive import Reader, damaged
from lienthong.config.keeping.manifest import Manifest
from lienthong.documents.signing.keystore import SECRET_VARIABLE
from lienthong.kernel import clock, disk
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.attachments.reasons import bytes_in_words
from lienthong.kernel.attachments.store import State, TooBig
from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import checkpoints
from lienthong.kernel.ledger import queries as ledger
from lienthong.launch.progress import Progress


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `replace` lets go of what the machine has; `passphrase` is asked only when
    there are keys to open.
    """

    replace: bool
    with_keys: bool
    passphrase: Callable[[], str]


def prove(path: Path, progress: Progress) -> Manifest:
    """Read the whole archive and compare; touches nothing. Refused names the broken part."""
    with _opened(path) as file, progress.step(_("Đối chiếu từng byte của bản sao lưu")):
        return check.prove(file).manifest


def run(path: Path, wish: Wish, progress: Progress) -> Manifest:
    """Restore into the database, the store and the key folder of the settings.

    Refused, with nothing touched, when the archive is not whole or the machine is not ready. The
    result is proven by `differences` and by the two commands that verify ledger and files.
    """
    _check_target(wish)
    with _opened(path) as file:
        with progress.step(_("Đối chiếu từng byte của bản sao lưu")):
            proven = check.prove(file)
        manifest = proven.manifest
        check_version(manifest)
        opened: keys.Keys = []
        if manifest.keys and wish.with_keys:
            opened = keys.unseal(proven.keys, wish.passphrase(), proven.manifest_bytes)
            if not wish.replace:
                keys.check_room(Path(settings.KEYS_DIR), opened)
        with progress.step(_("Đặt lại {count} tệp").format(count=manifest.files.count)):
            _check_space(manifest)
            _put_files(file)
        with progress.step(_("Nạp cơ sở dữ liệu")):
            database.load(_dump(file, manifest), replace=wish.replace)
    keys.put(Path(settings.KEYS_DIR), opened, datetime.now(UTC))
    keys.put_public(Path(settings.KEYS_DIR), manifest.public_keys)
    clock.forget()
    return manifest


def differences(manifest: Manifest) -> list[str]:
    """Sentences about what stands otherwise in the database than in the archive; none is good.

    Asked before migrations of a newer version change anything.
    """
    told = []
    now = database.tables()
    for name in sorted(manifest.tables.keys() | now.keys()):
        meant, found = manifest.tables.get(name, 0), now.get(name, 0)
        if meant != found:
            told.append(
                _("Bảng {name} có {found} dòng, bản sao lưu có {meant}.").format(
                    name=name, found=found, meant=meant
                )
            )
    latest = ledger.latest_checkpoint()
    noted = checkpoints.parse(manifest.checkpoint)[0] if manifest.checkpoint else None
    if latest != noted:
        told.append(_("Mốc mới nhất của sổ sự kiện không phải mốc trong bản sao lưu."))
    return told


def settle() -> None:
    """Bring the tables to this version, give the application its rights, count for the planner."""
    call_command("prepare")
    database.analyze()


def check_version(manifest: Manifest) -> None:
    """Refused when an archive is of a later version of the product or of PostgreSQL."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    ours = {f"{app}.{name}" for app, name in known}
    if newer := set(manifest.migrations) - ours:
        raise Refused(
            "keeping.newer",
            _(
                "Bản sao lưu do phiên bản {version} ghi, có bước dữ liệu mà bản cài này không biết "
                "({name}). Chưa thứ gì bị động đến. Cài phiên bản đó trở lên rồi chạy lại."
            ).format(version=manifest.head.version, name=min(newer)),
        )
    if manifest.server > (here := database.server_major()):
        raise Refused(
            "keeping.older_server",
            _(
                "Bản sao lưu từ PostgreSQL {theirs}, ở đây là PostgreSQL {here}. "
                "Chưa thứ gì bị động đến. Dùng PostgreSQL {theirs} trở lên rồi chạy lại."
            ).format(theirs=manifest.server, here=here),
        )


def hints(manifest: Manifest, wish: Wish) -> list[str]:
    """What a person has to know or do afterwards."""
    told = []
    if manifest.lost_count:
        told.append(
            _("Bản sao lưu vốn đã thiếu {count} tệp, nêu tên dưới đây.").format(
                count=manifest.lost_count
            )
        )
    if not (manifest.keys and wish.with_keys):
        told.append(
            _(
                "Khóa riêng không được đặt lại: lần niêm tới tạo khóa mới. "
                "Công bố khóa mới bằng: lienthong ledger key"
            )
        )
    elif manifest.key_secret_outside and not os.environ.get(SECRET_VARIABLE):
        told.append(
            _("Khóa ký còn khóa bằng {name}: đặt biến này như ở máy cũ.").format(
                name=SECRET_VARIABLE
            )
        )
    return told


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Refused(
            "keeping.not_read",
            _("Không đọc được {path}: {why}. Kiểm tra lại tên tệp và quyền đọc.").format(
                path=path, why=disk.why(error)
            ),
            reason="input",
        ) from None


def _check_target(wish: Wish) -> None:
    if database.objects() and not wish.replace:
        raise Refused(
            "keeping.not_empty",
            _(
                "Cơ sở dữ liệu ở đây đã có bảng. Chưa thứ gì bị động đến. Khôi phục vào máy trống, "
                "hoặc thêm --replace để bỏ hết dữ liệu đang có."
            ),
        )
    if count := database.others():
        raise Refused(
            "keeping.in_use",
            _(
                "Có {count} kết nối khác đang dùng cơ sở dữ liệu. Chưa thứ gì bị động đến. "
                "Dừng trang web và tiến trình nền rồi chạy lại."
            ).format(count=count),
        )


def _check_space(manifest: Manifest) -> None:
    folder = Path(settings.ATTACHMENTS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = sum(path.stat().st_size for path in folder.glob("??/*") if path.is_file())
    needed, free = manifest.files.size - there, shutil.disk_usage(folder).free
    if free < needed:
        raise Refused(
            "keeping.disk_full",
            _(
                "Ổ đĩa của {folder} còn {free}, các tệp cần {needed}. "
                "Dọn chỗ rồi chạy lại; cơ sở dữ liệu chưa bị động đến."
            ).format(folder=folder, free=bytes_in_words(free), needed=bytes_in_words(needed)),
        )


def _put_files(file: BinaryIO) -> None:
    """Each file into the store; one that is there and whole is left alone."""
    file.seek(0)
    for content in Reader(file).members():
        if not content.name.startswith(says.FILES):
            continue
        sha256 = content.name.rpartition("/")[2]
        if store().verify(sha256) is State.OK:
            continue
        try:
            with store().receive(content, content.size) as written:
                if written.sha256 != sha256:
                    raise damaged(content.name)
                store().place(written)
        except (OSError, TooBig) as error:
            raise Refused(
                "keeping.not_placed",
                _(
                    "Không ghi được tệp vào {folder}: {why}. Cơ sở dữ liệu chưa bị động đến. "
                    "Sửa chỗ đó rồi chạy lại."
                ).format(folder=settings.ATTACHMENTS_DIR, why=error),
            ) from error


def _dump(file: BinaryIO, manifest: Manifest) -> Iterator[bytes]:
    """The dump's pieces, each compared again with the manifest before the load may be committed."""
    meant = {one.name: one.sha256 for one in manifest.members}
    file.seek(0)
    for content in Reader(file).members():
        if content.name.startswith(says.DATABASE):
            yield from iter(content.read, b"")
            if content.sha256() != meant[content.name]:
                raise damaged(content.name)
