"""`lienthong indicators lint [DIR...] [--json]`: what in a definition can't be used, and why."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lienthong.engine.problems import Problem, Wrong
from lienthong.indicators import definitions
from lienthong.kernel.attachments.reasons import printable

CLEAN, WRONG, UNREADABLE = 0, 1, 2
WORDS = {CLEAN: "DÙNG ĐƯỢC", WRONG: "PHẢI SỬA", UNREADABLE: "KHÔNG ĐỌC ĐƯỢC"}


class Command(BaseCommand):
    """Needs no database. Exit 0 all can be used, 1 one can't, 2 nothing to read."""

    help = (
        "Kiểm tra định nghĩa chỉ số (*.yaml). Không nêu thư mục: bộ chỉ số quốc gia đi kèm."
        " Mã thoát 0 dùng được, 1 có tệp phải sửa, 2 không đọc được."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["lint"], help="việc cần làm")
        parser.add_argument("folders", nargs="*", metavar="DIR", help="thư mục hoặc tệp *.yaml")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every file on its own; one that is wrong hides no other."""
        folders = [Path(name) for name in options["folders"]] or [definitions.NATIONAL]
        told = [one for folder in folders for one in _looked(folder)]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(line for one in told for line in _lines(one)))
        sys.exit(max(one["exit"] for one in told))


def _looked(folder: Path) -> Iterator[dict[str, Any]]:
    try:
        files = sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder]
        if not files:
            yield _told(folder, UNREADABLE, [Problem("Thư mục này không có tệp *.yaml nào.")])
        for file in files:
            yield _look(file)
    except (OSError, ValueError):
        yield _told(folder, UNREADABLE, [Problem("Không đọc được. Xem lại đường dẫn và quyền.")])


def _look(file: Path) -> dict[str, Any]:
    try:
        indicator_set = definitions.read(file.read_bytes(), file.name)
    except Wrong as error:
        return _told(file, WRONG, list(error.problems))
    return _told(file, CLEAN, []) | {
        "indicator_set": indicator_set.id,
        "indicators": len(indicator_set.indicators),
    }


def _told(file: Path, code: int, problems: list[Problem]) -> dict[str, Any]:
    return {
        "file": str(file),
        "ok": code == CLEAN,
        "exit": code,
        "problems": [one.as_json() for one in problems],
    }


def _lines(told: dict[str, Any]) -> list[str]:
    lines = [f"{printable(told['file'], 400)}: {WORDS[told['exit']]}"]
    for one in told["problems"]:
        text = str(Problem(one["sentence"], one["line"], one["column"], one["where"]))
        lines.append(f"  {printable(text, 600)}")
    return lines
