"""`lienthong edxml check FILE... [--json]`: what a packet holds, or why it can't be taken."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lienthong.exchange.edxml.reading import read
from lienthong.exchange.edxml.shapes import Unreadable
from lienthong.exchange.edxml.telling import sentences
from lienthong.exchange.edxml.xmltree import BYTES_MAX
from lienthong.kernel.attachments.reasons import printable

SOUND, REFUSED, UNREADABLE = 0, 1, 2
WORDS = {SOUND: "ĐỌC ĐƯỢC", REFUSED: "KHÔNG NHẬN ĐƯỢC", UNREADABLE: "KHÔNG ĐỌC ĐƯỢC"}


class Command(BaseCommand):
    """Needs no database and no network. Exit 0 sound, 1 to be refused, 2 no packet at all."""

    help = (
        "Kiểm tra gói tin edXML. Mã thoát 0 nhận được, 1 có lỗi nên không nhận, 2 không đọc được."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check"], help="việc cần làm")
        parser.add_argument("files", nargs="+", metavar="FILE", help="tệp gói tin")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at each file; the worst answer is the exit code."""
        answers = [_answer(name) for name in options["files"]]
        if options["json"]:
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))
        else:
            for one in answers:
                self.stdout.write(f"{printable(one['file'], 400)}: {WORDS[one['code']]}")
                for mark, key in (("  ", "holds"), ("  ✗ ", "problems"), ("  ! ", "notes")):
                    for words in one[key]:
                        self.stdout.write(f"{mark}{printable(words, 500)}")
        sys.exit(max(one["code"] for one in answers))


def _answer(name: str) -> dict[str, Any]:
    told: dict[str, Any] = {"file": name, "holds": [], "problems": [], "notes": []}
    try:
        with Path(name).open("rb") as file:
            content = file.read(BYTES_MAX + 1)
        packet = read(content)
    except OSError:
        return told | {"code": UNREADABLE, "problems": ["Không mở được tệp. Xem lại đường dẫn."]}
    except Unreadable as no:
        return told | {"code": UNREADABLE, "problems": [str(no)]}
    return told | {
        "code": REFUSED if packet.problems else SOUND,
        "holds": sentences(packet.message),
        "problems": packet.problems,
        "notes": packet.notes,
        "signature": packet.signature.value,
        "sha256": sha256(content).hexdigest(),
    }
