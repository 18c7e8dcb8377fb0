"""`lienthong province load THU-MUC`: take a province's files in; exit 1 when a row was refused."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from lienthong.directory.loading import Report, load_province
from lienthong.kernel.errors import Refused

SHOWN = 200


class Command(BaseCommand):
    help = "Nạp dữ liệu của một tỉnh từ thư mục tệp CSV và TOML; nạp lại được."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, title="việc")
        load = verbs.add_parser("load", help="nạp thư mục; in các dòng bị từ chối và lý do")
        load.add_argument("folder", type=Path, metavar="THƯ-MỤC")
        load.add_argument("--json", action="store_true", help="in báo cáo dạng JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            report = load_province(options["folder"])
        except Refused as refused:
            raise CommandError(refused.message) from refused
        if options["json"]:
            self.stdout.write(json.dumps(report.as_data(), ensure_ascii=False))
        else:
            self._tell(report)
        if report.rejected:
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        for file in sorted(report.read):
            self.stdout.write(
                _("{file}: {read} dòng, mới {new}, đổi {changed}").format(
                    file=file,
                    read=report.read[file],
                    new=report.new[file],
                    changed=report.changed[file],
                )
            )
        for file in report.missing:
            self.stdout.write(_("{file}: không có tệp, phần này giữ nguyên").format(file=file))
        for rejection in report.rejections[:SHOWN]:
            self.stderr.write(
                _("{file}, dòng {line}: {reason}").format(
                    file=rejection.file, line=rejection.line, reason=rejection.reason
                )
            )
        if len(report.rejections) > SHOWN:
            self.stderr.write(
                _("… và {n} dòng nữa; xem đủ bằng --json").format(n=len(report.rejections) - SHOWN)
            )
        self.stdout.write(
            _("Nhận {accepted} dòng, giữ nguyên {unchanged}, từ chối {rejected}.").format(
                accepted=report.accepted, unchanged=report.unchanged, rejected=report.rejected
            )
        )
