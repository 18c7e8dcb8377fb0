"""`lienthong dossiers check FILE... [--json]`: read exported files back."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lienthong.documents.bundles.verify import NotABundle
from lienthong.dossiers.exports.check import check
from lienthong.kernel.attachments.reasons import printable

ALL_HOLD, BROKEN, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    """Needs no database and no network. Exit 0 all whole, 1 something is not, 2 not an export."""

    help = "Kiểm tra hồ sơ đã xuất (ZIP). Mã thoát 0 còn nguyên, 1 có chỗ sai, 2 không đọc được."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check"], help="việc cần làm")
        parser.add_argument("files", nargs="+", metavar="FILE", help="tệp ZIP của hồ sơ")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at each file; the worst answer is the exit code."""
        answers: list[dict[str, Any]] = []
        codes = []
        for name in options["files"]:
            shown = printable(name, 400)
            try:
                report = check(Path(name))
            except NotABundle as no:
                answers.append({"file": name, "verdict": None, "reason": str(no)})
                codes.append(UNREADABLE)
                lines = [f"{shown}: KHÔNG ĐỌC ĐƯỢC", f"  {no}"]
            else:
                word = "CÒN NGUYÊN" if report.holds else "CÓ CHỖ SAI"
                told = report.as_json()
                whole = {key: told[key] for key in ("verdict", "code", "findings")}
                answers.append({"file": name, **whole})
                codes.append(ALL_HOLD if report.holds else BROKEN)
                lines = [f"{shown}: {word} ({printable(report.code, 100)})"]
                lines += [
                    f"  {'✓' if one.holds else '✗'} {printable(one.words, 400)}"
                    for one in report.findings
                ]
            if not options["json"]:
                self.stdout.write("\n".join(lines))
        if options["json"]:
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))
        sys.exit(max(codes))
