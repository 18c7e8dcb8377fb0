"""`lienthong restore FILE`: an archive becomes this installation, and proves that it did."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lienthong.config.keeping import keys, restore
from lienthong.config.keeping.manifest import Manifest
from lienthong.config.keeping.restore import Wish
from lienthong.kernel.errors import Refused
from lienthong.launch.progress import Progress


class Command(BaseCommand):
    """Exit 0 only if ledger, files and rows hold and the ledger's head is the archive's."""

    help = "Khôi phục từ một bản sao lưu vào máy trống, rồi đối chiếu với sổ sự kiện."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="TỆP", help="bản sao lưu")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--into-empty", action="store_true", help="chỉ vào cơ sở dữ liệu trống (mặc định)"
        )
        what.add_argument("--replace", action="store_true", help="bỏ hết dữ liệu đang có")
        what.add_argument("--check", action="store_true", help="chỉ đối chiếu, không động đến gì")
        parser.add_argument("--without-keys", action="store_true", help="không đặt lại khóa riêng")
        parser.add_argument(
            "--against", type=Path, metavar="TỆP", help="tệp mốc đã công bố, để đối chiếu sổ"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prove the archive, put everything back, verify."""
        progress = Progress(sys.stderr)
        wish = Wish(options["replace"], not options["without_keys"], _passphrase)
        try:
            if options["check"]:
                self._tell(restore.prove(options["file"], progress))
                return
            manifest = restore.run(options["file"], wish, progress)
        except Refused as refused:
            raise CommandError(refused.message) from None
        self._tell(manifest)
        differences = restore.differences(manifest)
        for sentence in [*differences, *restore.hints(manifest, wish)]:
            self.stdout.write(sentence)
        with progress.step(_("Cập nhật bảng và cấp quyền")):
            restore.settle()
        against = options["against"]
        more = ["--against", str(against)] if against else []
        held = [self._holds("ledger", "verify", *more), self._holds("files", "verify")]
        if differences or not all(held):
            raise CommandError(_("Đã khôi phục nhưng KHÔNG khớp: xem các dòng trên."))

    def _tell(self, manifest: Manifest) -> None:
        told = _("Bản sao lưu {province} lúc {at}: {rows} dòng, {files} tệp, {keys} tệp khóa.")
        self.stdout.write(
            told.format(
                province=manifest.head.province,
                at=manifest.head.made_at,
                rows=sum(manifest.tables.values()),
                files=manifest.files.count,
                keys=manifest.keys,
            )
        )

    def _holds(self, *command: str) -> bool:
        """Those commands say what they find, and end by their exit code."""
        try:
            call_command(*command, stdout=self.stdout, stderr=self.stderr)
        except SystemExit as end:
            return not end.code
        except CommandError as error:
            self.stdout.write(str(error))
            return False
        return True


def _passphrase() -> str:
    given = os.environ.get(keys.VARIABLE, "")
    if not given and sys.stdin.isatty():
        given = getpass.getpass(_("Mật khẩu sao lưu: "))
    if not given:
        told = _(
            "Bản sao lưu có khóa. Đặt mật khẩu sao lưu vào {name}, "
            "hoặc thêm --without-keys để không lấy khóa."
        )
        raise Refused("keeping.no_passphrase", told.format(name=keys.VARIABLE))
    return given
