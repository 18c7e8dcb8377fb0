"""`lienthong signatures check FILE... [--json]`: the verdict of each signature and of the file."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lienthong.documents.signing import isolated, trust
from lienthong.documents.signing.verdict import FileVerdict, Verdict
from lienthong.kernel.attachments.examine import open_regular
from lienthong.kernel.attachments.reasons import printable

WORDS = {
    Verdict.VALID: "HỢP LỆ",
    Verdict.INCOMPLETE: "THIẾU CHỮ KÝ",
    Verdict.UNTRUSTED: "CHƯA TIN CẬY",
    Verdict.INDETERMINATE: "CHƯA XÁC ĐỊNH ĐƯỢC",
    Verdict.ALTERED: "ĐÃ BỊ SỬA",
}
ROLES = {"person": "cá nhân", "agency": "cơ quan", None: "không rõ vai trò"}
ALL_VALID, NOT_VALID, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    """Needs no database. Exit 0 all valid, 1 something not valid, 2 a file could not be read."""

    help = "Kiểm tra chữ ký số của tệp PDF. Mã thoát 0 hợp lệ, 1 không, 2 không đọc được."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check"], help="việc cần làm")
        parser.add_argument("files", nargs="+", metavar="FILE", help="tệp PDF đã ký")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at each file in a process of its own kind, with a time limit."""
        roots = trust.roots(
            Path(settings.KEYS_DIR) / "signing",
            settings.TRUST_DIR,
            province=settings.PROVINCE_NAME,
            demo=settings.DEMO,
        )
        answers = [_look(name, roots) for name in options["files"]]
        isolated.stop()
        if options["json"]:
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))
        else:
            for answer in answers:
                self.stdout.write("\n".join(_lines(answer)))
        verdicts = {answer["verdict"] for answer in answers}
        if verdicts - {None, Verdict.VALID.value}:
            sys.exit(NOT_VALID)
        sys.exit(UNREADABLE if None in verdicts else ALL_VALID)


def _look(name: str, roots: list[bytes]) -> dict[str, Any]:
    """The answer about one file; `verdict` is None when it could not be read."""
    try:
        with open_regular(Path(name)) as file:
            content = file.read(settings.ATTACHMENT_MAX_BYTES + 1)
    except (OSError, ValueError):
        reason = "Không đọc được tệp này: không có, không phải tệp thường hoặc không có quyền."
        return {"file": name, "verdict": None, "reasons": [reason], "signatures": []}
    verdict: FileVerdict = isolated.check_isolated(content, trust_roots=roots)
    return {"file": name, **verdict.as_json()}


def _lines(answer: dict[str, Any]) -> list[str]:
    name = printable(answer["file"], 400)
    word = WORDS[Verdict(answer["verdict"])] if answer["verdict"] else "KHÔNG ĐỌC ĐƯỢC"
    lines = [f"{name}: {word}", *[f"  {reason}" for reason in answer["reasons"]]]
    for one in answer["signatures"]:
        who = printable(one["name"] or one["agency_name"] or "?", 200)
        lines.append(
            f"  Chữ ký {ROLES[one['role']]} {who}: {WORDS[Verdict(one['verdict'])].lower()}"
        )
        lines += [f"    {reason}" for reason in one["reasons"]]
    return lines
