"""`lienthong tour`: the main job of the product, played on real input and counted."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lienthong.directory import story
from lienthong.documents.models import Document
from lienthong.documents.tour import outcome, play, script
from lienthong.kernel import clock, scratch

LEVELS = {"province": "Tỉnh", "district": "Huyện", "commune": "Xã"}
HEADS = ("Gửi", "Đã đến", "Vào sổ", "Phân công", "Trả lời", "Trễ")
BAR = 30


class Command(BaseCommand):
    help = "Diễn câu chuyện mẫu: UBND tỉnh gửi một văn bản đến 120 nơi, các nơi xử lý và trả lời."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        parser.add_argument("--here", action="store_true", help="diễn vào cơ sở dữ liệu đang dùng")
        parser.add_argument("--quiet", action="store_true", help="không in tiến độ")
        parser.add_argument("--pace", type=float, default=0.0, help="số giây nghỉ sau mỗi bước")

    def handle(self, *args: Any, **options: Any) -> None:
        here: bool = options["here"]
        try:
            facts = script.read(settings.PROVINCE_DIR)
        except FileNotFoundError as error:
            raise CommandError(
                f"Tỉnh này không có câu chuyện mẫu: thiếu tệp {error.filename}."
                " Thêm tệp này rồi chạy lại."
            ) from None
        if here and not settings.DEMO:
            raise CommandError(
                "Chỉ diễn vào cơ sở dữ liệu đang dùng khi chạy trình diễn. Bỏ --here."
            )
        if here and Document.objects.exists():
            raise CommandError(
                "Cơ sở dữ liệu đã có văn bản nên không diễn đè lên. Bỏ --here để diễn riêng."
            )
        with nullcontext() if here else scratch.database():
            result = self._play(facts, here=here, show=not options["json"] and not options["quiet"],
                                pace=options["pace"])  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
        elif not options["quiet"]:
            self._table(result)
        if not result.complete:
            sys.exit(1)

    def _play(
        self, facts: script.Script, *, here: bool, show: bool, pace: float
    ) -> outcome.Outcome:
        started = time.monotonic()

        def progress(done: int, total: int, label: str) -> None:
            if here:
                story.tell(done, total, label)
            if show:
                filled = BAR * done // total
                self.stderr.write(
                    f"\r[{'█' * filled}{'·' * (BAR - filled)}] {done}/{total} {label:<60.60}",
                    ending="",
                )

        progress(0, len(facts.replies), "")
        document_id, ended_at = play.play(facts, progress, pace=pace)
        if here:
            play.leave_work(facts, ended_at)
            clock.start_at(ended_at)
        if show:
            self.stderr.write("")
        return outcome.outcome(document_id, time.monotonic() - started)

    def _table(self, result: outcome.Outcome) -> None:
        line = "{:<8}" + "{:>10}" * len(HEADS)
        self.stdout.write(line.format("", *HEADS))
        for level in result.levels:
            counts = [level[step] for step in outcome.STEPS]
            self.stdout.write(line.format(LEVELS[level["level"]], *counts))
        self.stdout.write(line.format("Cộng", *[result.total(step) for step in outcome.STEPS]))
        self.stdout.write(
            f"\n{result.events} sự kiện. {result.ledger_note} {result.seconds:.1f} giây."
        )
