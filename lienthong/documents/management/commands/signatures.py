"""`lienthong signatures check FILE... [--json] [--trust PATH]`: the verdict of each signature and
of the file. What it prints is described in docs/reference/signatures.md.
"""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lienthong.documents import keys
from lienthong.documents.signing import isolated, trust
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import NAMES, Verdict
from lienthong.kernel.attachments.examine import open_regular
from lienthong.kernel.attachments.reasons import printable
from lienthong.kernel.errors import Refused

UNREAD = "unread"
ROLES = {"person": "cá nhân", "agency": "cơ quan", None: "không rõ vai trò"}
ALL_VALID, NOT_VALID, UNREADABLE = 0, 1, 2
NO_FILE = {
    "verdict": UNREAD,
    "code": "unreadable_file",
    "text": "Không đọc được tệp này: không có, không phải tệp thường hoặc không có quyền.",
}


class Command(BaseCommand):
    """Needs no database. Exit 0 all valid, 1 something not valid, 2 a file could not be read, or
    the trust list could not.
    """

    help = "Kiểm tra chữ ký số của tệp PDF. Mã thoát 0 hợp lệ, 1 không, 2 không đọc được."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check"], help="việc cần làm")
        parser.add_argument("files", nargs="+", metavar="FILE", help="tệp PDF đã ký")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        parser.add_argument(
            "--trust", action="append", type=Path, default=[], metavar="PATH",
            help="tin thêm chứng thư số gốc (.pem .crt .cer .der) và danh sách thu hồi (.crl) này:"
            " một tệp hoặc một thư mục; dùng được nhiều lần",
        )  # fmt: skip
        parser.add_argument(
            "--only-trust", action="store_true", help="chỉ tin --trust, bỏ qua cấu hình"
        )
        parser.add_argument(
            "--at", type=_moment, metavar="TIME",
            help="xét như vào lúc này, dạng 2022-11-21T08:00+07:00; mặc định là bây giờ",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at each file in a process of its own kind, with a time limit."""
        try:
            trusted = _trusted(options["trust"], only=options["only_trust"])
        except Refused as refused:
            raise CommandError(refused.message, returncode=UNREADABLE) from None
        answers = [_look(name, trusted, options["at"]) for name in options["files"]]
        isolated.stop()
        if options["json"]:
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))
        else:
            for answer in answers:
                self.stdout.write("\n".join(_lines(answer)))
        verdicts = {answer["verdict"] for answer in answers}
        if verdicts - {UNREAD, Verdict.VALID.value}:
            sys.exit(NOT_VALID)
        sys.exit(UNREADABLE if UNREAD in verdicts else ALL_VALID)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("ghi ngày giờ dạng 2022-11-21T08:00+07:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _trusted(paths: list[Path], *, only: bool) -> Trust:
    given = trust.read(paths)
    return given if only else keys.trusted() + given


def _look(name: str, trusted: Trust, at: datetime | None) -> dict[str, Any]:
    """The answer about one file."""
    try:
        with open_regular(Path(name)) as file:
            content = file.read(settings.ATTACHMENT_MAX_BYTES + 1)
    except (OSError, ValueError):
        return {"file": name, "sha256": None, "verdict": UNREAD, "reasons": [NO_FILE],
                "signatures": []}  # fmt: skip
    verdict = isolated.check_isolated(content, trust=trusted, at=at)
    return {"file": name, "sha256": hashlib.sha256(content).hexdigest(), **verdict.as_json()}


def _lines(answer: dict[str, Any]) -> list[str]:
    name = printable(answer["file"], 400)
    word = (
        "KHÔNG ĐỌC ĐƯỢC"
        if answer["verdict"] == UNREAD
        else NAMES[Verdict(answer["verdict"])].upper()
    )
    lines = [f"{name}: {word}", *[f"  {printable(one['text'], 600)}" for one in answer["reasons"]]]
    for one in answer["signatures"]:
        who = printable(one["name"] or one["agency_name"] or "?", 200)
        kind = "Dấu thời gian" if one["kind"] == "timestamp" else f"Chữ ký {ROLES[one['role']]}"
        lines.append(f"  {kind} {who}: {NAMES[Verdict(one['verdict'])]}")
        lines += [f"    {reason['text']}" for reason in one["reasons"]]
    return lines
