"""`lienthong form validate SCHEMA [DATA...] [--json]`: a form, and answers to it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lienthong.engine import files
from lienthong.engine.forms import answers, schema
from lienthong.engine.forms.fields import Form
from lienthong.engine.problems import Wrong
from lienthong.kernel.attachments.reasons import printable

RIGHT, WRONG, UNREADABLE = 0, 1, 2


class Command(BaseCommand):
    """Needs no database. Exit 0 all right, 1 an answer is wrong, 2 something could not be read or
    the schema is no form of ours.
    """

    help = (
        "Kiểm tra biểu mẫu (JSON Schema 2020-12, gợi ý x-ui) và dữ liệu điền theo biểu mẫu."
        " Mã thoát 0 đúng, 1 dữ liệu sai, 2 có tệp không đọc được hoặc biểu mẫu viết sai."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["validate"], help="việc cần làm")
        parser.add_argument("schema", metavar="SCHEMA", help="tệp biểu mẫu, dạng .schema.json")
        parser.add_argument("data", nargs="*", metavar="DATA", help="tệp JSON dữ liệu đã điền")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """The form first; answers only when it can be used."""
        form, found = _form(options["schema"])
        told = [found]
        if form is not None:
            told += [_answer(form, name) for name in options["data"]]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for one in told:
                self.stdout.write("\n".join(_lines(one)))
        sys.exit(max(one["exit"] for one in told))


def _form(name: str) -> tuple[Form | None, dict[str, Any]]:
    try:
        form = schema.read(files.parse_json(files.read(Path(name))))
    except Wrong as error:
        return None, _told(name, UNREADABLE, [one.as_json() for one in error.problems])
    return form, _told(name, RIGHT, [])


def _answer(form: Form, name: str) -> dict[str, Any]:
    try:
        seen = answers.check(form, files.parse_json(files.read(Path(name))))
    except Wrong as error:
        return _told(name, UNREADABLE, [one.as_json() for one in error.problems])
    problems = [{"where": one.name, "sentence": one.sentence} for one in seen.problems]
    return {**_told(name, WRONG if problems else RIGHT, problems), "answer": seen.answer}


def _told(name: str, code: int, problems: list[Any]) -> dict[str, Any]:
    return {"file": name, "ok": code == RIGHT, "exit": code, "problems": problems}


def _lines(told: dict[str, Any]) -> list[str]:
    word = {RIGHT: "ĐÚNG", WRONG: "CHƯA ĐÚNG", UNREADABLE: "KHÔNG DÙNG ĐƯỢC"}[told["exit"]]
    lines = [f"{printable(told['file'], 400)}: {word}"]
    for one in told["problems"]:
        place = [one["where"]] if one["where"] else []
        if one.get("line"):
            place.append(f"dòng {one['line']}, cột {one['column']}")
        text = f"{', '.join(place)}: {one['sentence']}" if place else one["sentence"]
        lines.append(f"  {printable(text, 600)}")
    return lines
