"""`lienthong procedure lint DIR... [--json]`: what in a procedure package can't be published."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lienthong.engine.problems import MOST, Problem, Wrong
from lienthong.kernel.attachments.reasons import printable
from lienthong.services.packages import beside, folders, lint, reading

CLEAN, WRONG, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    """Needs no database. Exit 0 every package is clean, 1 one is not, 2 a folder can't be read."""

    help = (
        "Kiểm tra gói thủ tục hành chính: đọc được không, đủ các phần luật định không, kiểm thử của"
        " gói có đúng không. Mã thoát 0 không có chỗ sai, 1 có gói phải sửa, 2 có thư mục không"
        " đọc được."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["lint"], help="việc cần làm")
        parser.add_argument("folders", nargs="+", metavar="DIR", help="thư mục của một gói")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every folder on its own; one that is wrong hides no other."""
        told = [_look(Path(name), name) for name in options["folders"]]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for one in told:
                self.stdout.write("\n".join(_lines(one)))
        sys.exit(max(one["exit"] for one in told))


def _look(folder: Path, name: str) -> dict[str, Any]:
    try:
        files = folders.files_of(folder)
    except Wrong as error:
        return _told(name, UNREADABLE, "", error.problems)
    try:
        package = reading.read(files)
    except Wrong as error:
        return _told(name, WRONG, "", error.problems)
    others = beside.packages(folder.absolute().parent) if package.children else {}
    try:
        regimes = beside.regimes(folder.absolute().parent.parent / beside.RULE_SETS)
    except Wrong as error:
        return _told(name, WRONG, package.code, error.problems)
    regime = regimes.get(package.rule_set)
    problems = lint.problems_of(package, others=others, rule_set=regime)
    if twin := beside.same_code(folder.absolute(), package.code):
        told = f"Thủ tục ở thư mục “{twin}” bên cạnh cũng mang mã {package.code}: đặt mã khác."
        problems.append(Problem(told, where=reading.PROCEDURE))
    return _told(name, WRONG if problems else CLEAN, package.code, problems[:MOST])


def _told(name: str, code: int, procedure: str, problems: Iterable[Problem]) -> dict[str, Any]:
    return {
        "folder": name,
        "procedure": procedure,
        "ok": code == CLEAN,
        "exit": code,
        "problems": [one.as_json() for one in problems],
    }


def _lines(told: dict[str, Any]) -> list[str]:
    word = {CLEAN: "DÙNG ĐƯỢC", WRONG: "PHẢI SỬA", UNREADABLE: "KHÔNG ĐỌC ĐƯỢC"}[told["exit"]]
    lines = [f"{printable(told['folder'], 400)}: {word}"]
    for one in told["problems"]:
        text = str(Problem(one["sentence"], one["line"], one["column"], one["where"]))
        lines.append(f"  {printable(text, 600)}")
    return lines
