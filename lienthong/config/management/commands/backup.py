"""`lienthong backup [FILE]`: database, files and keys in one archive."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lienthong.config.keeping import backup, keys
from lienthong.documents.management.commands.files import WORDS
from lienthong.kernel.attachments.reasons import bytes_in_words
from lienthong.kernel.attachments.store import State
from lienthong.kernel.errors import Refused
from lienthong.launch.progress import Progress


class Command(BaseCommand):
    """Exit 0 everything is in it; 1 no archive, or one without files that the store has lost."""

    help = "Sao lưu cơ sở dữ liệu, tệp và khóa vào một tệp."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, default=Path(), metavar="TỆP",
            help="tệp hoặc thư mục để ghi; không có thì ghi ở đây, tên theo tỉnh và giờ",
        )  # fmt: skip
        parser.add_argument("--without-keys", action="store_true", help="không kèm khóa")
        parser.add_argument(
            "--anyway", action="store_true", help="thiếu tệp vẫn coi là xong (mã thoát 0)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, say its sum, name what is missing."""
        path: Path = options["file"].absolute()
        with suppress(OSError):  # a name too long to ask about is refused in words below
            if path.is_dir():
                path /= backup.default_name(datetime.now(UTC))
        try:
            passphrase = "" if options["without_keys"] else _passphrase()
            kept = backup.write(path, passphrase=passphrase, progress=Progress(sys.stderr))
        except Refused as refused:
            raise CommandError(refused.message) from None
        told = _("Đã sao lưu: {rows} dòng, {files} tệp, {keys} tệp khóa, {size}.")
        self.stdout.write(
            told.format(
                rows=sum(kept.manifest.tables.values()),
                files=kept.manifest.files.count,
                keys=kept.manifest.keys,
                size=bytes_in_words(kept.size),
            )
        )
        self.stdout.write(f"{kept.sha256}  {kept.path}")
        lost = kept.manifest.lost
        for one in lost:
            self.stderr.write(f"{WORDS[State(one.state)]}: {one.whose} ({one.sha256})")
        if lost and not options["anyway"]:
            raise CommandError(
                _(
                    "Bản sao lưu thiếu {count} tệp nêu trên. "
                    "Lấy lại từ bản sao lưu cũ hơn; thêm --anyway nếu chấp nhận thiếu."
                ).format(count=kept.manifest.lost_count)
            )


def _passphrase() -> str:
    """From the environment, else typed twice at a terminal. Keys are never written without one."""
    given = os.environ.get(keys.VARIABLE, "")
    if not given and sys.stdin.isatty():
        given = getpass.getpass(_("Mật khẩu sao lưu (bảo vệ khóa): "))
        if getpass.getpass(_("Gõ lại mật khẩu: ")) != given:
            raise Refused("keeping.typed_otherwise", _("Hai lần gõ khác nhau. Chạy lại."))
    if not given:
        told = _(
            "Khóa không bao giờ được ghi ra trần. Đặt mật khẩu sao lưu vào {name}, "
            "hoặc thêm --without-keys để bỏ khóa ra ngoài."
        )
        raise Refused("keeping.no_passphrase", told.format(name=keys.VARIABLE))
    return keys.check_passphrase(given)
