"""`lienthong bpmn lint FILE... [--form SCHEMA] [--json]`: what in a diagram can't run, and why."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lienthong.engine import files
from lienthong.engine.bpmn import catalogue
from lienthong.engine.expressions.names import Kind, Rows
from lienthong.engine.forms import schema
from lienthong.engine.forms.fields import names_of
from lienthong.engine.problems import Problem, Wrong
from lienthong.kernel.attachments.reasons import printable

RUNS, REFUSED, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    """Needs no database. Exit 0 every diagram runs, 1 one can't, 2 a file could not be read."""

    help = (
        "Giải thích sơ đồ BPMN 2.0: phần nào hệ thống không chạy được, vì sao, thay bằng gì."
        " Mã thoát 0 chạy được, 1 có sơ đồ không chạy được, 2 có tệp không đọc được."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["lint"], help="việc cần làm")
        parser.add_argument("files", nargs="+", metavar="FILE", help="tệp .bpmn")
        parser.add_argument(
            "--form", metavar="SCHEMA", help="biểu mẫu của thủ tục: trường mà điều kiện được hỏi"
        )
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every file on its own; one that is wrong hides no other."""
        told: list[dict[str, Any]] = []
        facts: Mapping[str, Kind | Rows] = {}
        if options["form"]:
            try:
                form = schema.read(files.parse_json(files.read(Path(options["form"]))))
                facts = names_of(list(form.fields))
            except Wrong as error:
                told.append(_told(options["form"], UNREADABLE, error.problems))
        told += [_look(name, facts) for name in options["files"]]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for one in told:
                self.stdout.write("\n".join(_lines(one)))
        sys.exit(max(one["exit"] for one in told))


def _look(name: str, facts: Mapping[str, Kind | Rows]) -> dict[str, Any]:
    try:
        content = files.read(Path(name))
    except Wrong as error:
        return _told(name, UNREADABLE, error.problems)
    try:
        definition = catalogue.of_procedure(content, facts)
    except Wrong as error:
        return _told(name, REFUSED, error.problems)
    return _told(name, RUNS, (), definition.notes)


def _told(name: str, code: int, problems: tuple[Problem, ...], notes: Any = ()) -> dict[str, Any]:
    return {
        "file": name,
        "ok": code == RUNS,
        "exit": code,
        "problems": [one.as_json() for one in problems],
        "notes": [one.as_json() for one in notes],
    }


def _lines(told: dict[str, Any]) -> list[str]:
    word = {RUNS: "CHẠY ĐƯỢC", REFUSED: "KHÔNG CHẠY ĐƯỢC", UNREADABLE: "KHÔNG ĐỌC ĐƯỢC"}
    lines = [f"{printable(told['file'], 400)}: {word[told['exit']]}"]
    for label, found in (("Phải sửa", told["problems"]), ("Không dùng đến", told["notes"])):
        for one in found:
            text = str(Problem(one["sentence"], one["line"], one["column"], one["where"]))
            lines.append(f"  {label}: {printable(text, 600)}")
    return lines
