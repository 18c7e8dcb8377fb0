"""`lienthong tour services`: every procedure filed, worked on and returned, then counted."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lienthong.kernel import clock, scratch
from lienthong.services.tour import outcome, play


class Command(BaseCommand):
    help = "Nộp, giải quyết và trả kết quả từng thủ tục của tỉnh trong một cơ sở dữ liệu tạm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()

        def progress(name: str) -> None:
            if not options["json"]:
                self.stderr.write(f"· {name}")

        with scratch.database():
            play.play(play.stage_at(clock.now(), progress, play.examined_paper()))
            result = outcome.outcome(time.monotonic() - started)
            told = result.as_json()
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self._table(told)
        if not told["complete"]:
            sys.exit(1)

    def _table(self, told: dict[str, Any]) -> None:
        for row in (*told["procedures"], *told["parts"]):
            way = " > ".join(str(one) for one in row["statuses"])
            self.stdout.write(f"{row['application']}  {way:<24} {row['number']:<16} {row['name']}")
        for fault in told["faults"]:
            self.stderr.write(fault)
        self.stdout.write(
            f"\n{told['applications']} hồ sơ, tính {told['counted']}. {told['ledger_note']}"
            f" {told['seconds']} giây."
        )
