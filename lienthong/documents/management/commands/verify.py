"""`lienthong verify FILE... [--key FILE] [--trust PATH] [--json]`: check exported documents."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lienthong.documents.bundles.verify import NotABundle, Report, verify
from lienthong.documents.signing import isolated, trust
from lienthong.kernel.attachments.reasons import printable
from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import keys

ALL_HOLD, BROKEN, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    """Needs no database and no network. Exit 0 all hold, 1 something does not, 2 not a bundle."""

    help = (
        "Kiểm tra tệp xuất của văn bản (ZIP)."
        " Mã thoát 0 còn nguyên, 1 có chỗ sai, 2 không đọc được."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="tệp ZIP đã xuất")
        parser.add_argument("--key", help="khóa công khai của sổ, tải từ trang của tỉnh")
        parser.add_argument(
            "--trust", action="append", type=Path, default=[], metavar="PATH",
            help="chứng thư gốc mà bạn tin cậy: một tệp hoặc một thư mục; dùng được nhiều lần",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at each file; the worst answer is the exit code."""
        try:
            known = _known(options["key"])
            trusted = trust.read(options["trust"]) if options["trust"] else None
        except Refused as refused:
            self.stderr.write(refused.message)
            sys.exit(UNREADABLE)
        answers: list[dict[str, Any]] = []
        codes = []
        for name in options["files"]:
            try:
                report = verify(Path(name), known=known, trusted=trusted)
            except NotABundle as no:
                answers.append({"file": name, "verdict": None, "reason": str(no)})
                codes.append(UNREADABLE)
                lines = [f"{printable(name, 400)}: KHÔNG ĐỌC ĐƯỢC", f"  {no}"]
            else:
                answers.append({"file": name, **report.as_json()})
                codes.append(ALL_HOLD if report.holds else BROKEN)
                lines = _lines(name, report)
            if not options["json"]:
                self.stdout.write("\n".join(lines))
        isolated.stop()
        if options["json"]:
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))
        sys.exit(max(codes))


def _known(name: str | None) -> Any:
    if name is None:
        return None
    try:
        public = keys.read_public(Path(name))
    except OSError:
        raise Refused(
            "ledger.no_key", f"Không đọc được khóa {printable(name, 200)}. Xem lại đường dẫn."
        ) from None
    return {keys.key_id(public): public}


def _lines(name: str, report: Report) -> list[str]:
    word = "CÒN NGUYÊN" if report.holds else "CÓ CHỖ SAI"
    lines = [f"{printable(name, 400)}: {word} ({printable(report.code, 100)})"]
    lines += [
        f"  {'✓' if one.holds else '✗'} {printable(one.words, 400)}" for one in report.findings
    ]
    if report.own_keys:
        lines.append(
            f"  Khóa của sổ lấy từ chính tệp này ({', '.join(report.own_keys)}):"
            " so với khóa tỉnh công bố, hoặc chạy lại với --key."
        )
    if report.own_roots:
        lines.append(
            "  Chứng thư gốc lấy từ chính tệp này: chạy lại với --trust để dùng danh sách của bạn."
        )
    if report.demo:
        lines.append("  Đây là văn bản minh họa, người và khóa là hư cấu.")
    return lines
