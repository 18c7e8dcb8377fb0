"""`lienthong documents lint FILE... [--json]`: what in the layout of files is not by the decree."""

from __future__ import annotations

import csv
import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lienthong.documents.linting import page, reading
from lienthong.documents.linting.findings import BLOCKING, Finding, blocking
from lienthong.kernel.attachments import kinds
from lienthong.kernel.attachments.actions import limits, scanners
from lienthong.kernel.attachments.examine import examine, open_regular
from lienthong.kernel.attachments.reasons import printable
from lienthong.kernel.attachments.verdicts import Verdict
from lienthong.kernel.errors import Refused

NOTHING_BLOCKS, BLOCKED, UNREADABLE = 0, 1, 2
READ = {kinds.PDF.mime: reading.of_pdf, kinds.DOCX.mime: reading.of_docx}


class Command(BaseCommand):
    """Needs no database. Exit 0 nothing wrong or only warnings, 1 a part is missing or wrong, 2 a
    file could not be read.
    """

    help = (
        "So thể thức của tệp PDF, DOCX với Nghị định 30/2020/NĐ-CP."
        " Mã thoát 0 đủ thể thức, 1 có chỗ thiếu hoặc sai, 2 có tệp không đọc được."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["lint"], help="việc cần làm")
        parser.add_argument("files", nargs="+", metavar="FILE", help="tệp PDF hoặc DOCX")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at each file after the examination that every upload passes."""
        types = types_of_province(Path(settings.PROVINCE_DIR))
        answers = [_look(name, types) for name in options["files"]]
        if options["json"]:
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))
        else:
            for answer in answers:
                self.stdout.write("\n".join(_lines(answer)))
        if any(answer["problem"] for answer in answers):
            sys.exit(UNREADABLE)
        sys.exit(BLOCKED if any(not answer["ok"] for answer in answers) else NOTHING_BLOCKS)


def types_of_province(folder: Path) -> dict[str, str]:
    """Abbreviations and names of both systems, the State's first; none without the file."""
    try:
        with (folder / "document_types.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return {}
    found: dict[str, str] = {}
    for row in rows:
        if row["has_symbol"] == "1":
            found.setdefault(row["abbreviation"], row["name"])
    return found


def _look(name: str, types: Mapping[str, str]) -> dict[str, Any]:
    """The answer about one file; `problem` says why it could not be read."""
    try:
        found = _findings(name, types)
    except Refused as refused:
        return {"file": name, "ok": False, "problem": refused.message, "findings": []}
    return {
        "file": name,
        "ok": not blocking(found),
        "problem": "",
        "findings": [one.as_json() for one in found],
    }


def _findings(name: str, types: Mapping[str, str]) -> list[Finding]:
    path = Path(name)
    try:
        with open_regular(path) as file:
            content = file.read(settings.ATTACHMENT_MAX_BYTES + 1)
        report = examine(path, path.name, limits=limits(), scanners=scanners())
    except (OSError, ValueError) as error:
        raise Refused(
            "documents.lint_missing",
            "Không đọc được tệp này: không có, không phải tệp thường hoặc không có quyền.",
            reason="input",
        ) from error
    if report.verdict not in {Verdict.CLEAN, Verdict.QUARANTINED}:
        raise Refused(f"attachments.{report.code}", report.reason, reason="input")
    read = READ.get(report.mime)
    if read is None:
        raise reading.unreadable()
    return page.of_lines(read(content), types)


def _lines(answer: dict[str, Any]) -> list[str]:
    name = printable(answer["file"], 400)
    if answer["problem"]:
        return [f"{name}: KHÔNG ĐỌC ĐƯỢC", f"  {answer['problem']}"]
    word = "ĐỦ THỂ THỨC" if answer["ok"] else "CHƯA ĐÚNG THỂ THỨC"
    lines = [f"{name}: {word}"]
    for one in answer["findings"]:
        label = "Phải sửa" if one["severity"] == BLOCKING else "Xem lại"
        lines.append(
            f"  {label}: {printable(one['sentence'], 400)} ({one['article']}; {one['code']})"
        )
    return lines
