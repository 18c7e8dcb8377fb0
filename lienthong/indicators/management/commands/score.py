"""`lienthong score --from FILE | --agency KEY [--on DAY] [--json]`: the score of Decision 766/2022,
out of known ratios or out of the log.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from lienthong.engine.problems import Wrong, wrong
from lienthong.indicators import definitions, inputs, scoring
from lienthong.indicators.indicator_set import LEVELS
from lienthong.indicators.scoring import Score, told
from lienthong.kernel.attachments.reasons import printable
from lienthong.launch import postgres

DONE, UNUSABLE, UNREADABLE = 0, 1, 2
EXAMPLE = Path(definitions.__file__).parent / "example.json"
SHAPE = """
Tệp là một đối tượng JSON: tên chỉ số và giá trị. Giá trị là tỉ lệ từ 0 đến 1 (0.95), phần trăm
("95%"), hai số đếm ({"n": 95, "d": 100}), hoặc null khi chưa có số liệu (không phải 0). Ví dụ:

EXAMPLE
Tên nào cũng viết được hoa hay thường, có dấu hay không. Đầy đủ: docs/reference/score.md.
Mã thoát: 0 đã chấm; 1 đã chấm nhưng có số liệu không dùng được; 2 không đọc được tệp.
"""


class Command(BaseCommand):
    """`--from` needs no database. Exit 0 scored, 1 scored but some input is of no use, 2 could not
    be read.
    """

    help = "Chấm điểm phục vụ người dân, doanh nghiệp (Quyết định 766/QĐ-TTg)."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = SHAPE.replace("EXAMPLE", EXAMPLE.read_text(encoding="utf-8"))
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--from", dest="file", metavar="FILE", help="tệp số liệu; - là đầu vào")
        source.add_argument("--agency", metavar="KEY", help="chấm cơ quan mang khóa này từ nhật ký")
        parser.add_argument("--on", metavar="DAY", help="từ đầu năm đến hết ngày này, 2022-11-21")
        parser.add_argument("--level", choices=list(LEVELS), help="cấp của cơ quan")
        parser.add_argument(
            "--switch", action="append", default=[], metavar="NAME",
            help="dùng cách hiểu khác của một công thức; tên ở docs/reference/score.md",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, score, tell."""
        try:
            if options["agency"] is not None:
                self._tell(options, *_from_log(options))
            given = inputs.read(definitions.national(), inputs.parse(_content(options["file"])))
        except Wrong as error:
            self._refuse(options, error)
        self._tell(options, *_scored(given, options))

    def _tell(
        self, options: dict[str, Any], found: Score, notes: list[str], problems: list[str]
    ) -> NoReturn:
        if options["json"]:
            shape = scoring.as_json(found)
            shape["notes"] = [*notes, *shape["notes"]]
            self.stdout.write(
                json.dumps({**shape, "problems": problems}, ensure_ascii=False, indent=2)
            )
        else:
            self.stdout.write("\n".join(_lines(found, [*notes, *problems])))
        sys.exit(UNUSABLE if problems else DONE)

    def _refuse(self, options: dict[str, Any], error: Wrong) -> NoReturn:
        sentences = [printable(str(one), 600) for one in error.problems]
        if options["json"]:
            self.stdout.write(json.dumps({"problems": sentences}, ensure_ascii=False, indent=2))
        else:
            self.stderr.write("\n".join(sentences))
        sys.exit(UNREADABLE)


def _from_log(options: dict[str, Any]) -> tuple[Score, list[str], list[str]]:
    """Of an agency, by what is in the log."""
    from lienthong.directory import posts
    from lienthong.directory.models import Agency
    from lienthong.indicators import queries
    from lienthong.kernel import clock

    postgres.ensure(say=_say)
    on = _day(options["on"]) or clock.local(clock.now()).date()
    known = Agency.objects.filter(key=options["agency"]).values_list("id", flat=True).first()
    agency = posts.agencies_on([known or 0], on).get(known or 0)
    if agency is None:
        raise wrong(f"Ngày {on:%d/%m/%Y} không có cơ quan mang khóa “{options['agency'][:80]}”.")
    period = queries.Period(on)
    figures = queries.figures(period, agency.agency_id).get(agency.agency_id)
    found = queries.scored(figures, agency.level, options["switch"])
    return found, [f"{agency.name}, từ {period.since:%d/%m/%Y} đến hết {on:%d/%m/%Y}."], []


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong(f"Ngày “{text[:40]}” viết dạng 2022-11-21.") from None


def _content(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(inputs.BYTES_MOST + 1)
        with Path(name).open("rb") as file:
            return file.read(inputs.BYTES_MOST + 1)
    except (OSError, ValueError):
        raise wrong(f"Không đọc được tệp {name[:200]}. Xem lại đường dẫn và quyền đọc.") from None


def _scored(given: inputs.Given, options: dict[str, Any]) -> tuple[Score, list[str], list[str]]:
    """The score, what to know of it, and what could not be used."""
    indicator_set = definitions.national()
    switches = [*given.switches, *options["switch"]]
    problems = [
        f"Không có công tắc “{printable(one, 60)}”; có: {', '.join(indicator_set.switches)}."
        for one in switches
        if one not in indicator_set.switches
    ]
    level = options["level"] or given.level
    found = scoring.score(indicator_set, given.measures, level=level, switches=switches)
    problems += [
        f"{line.indicator.id}: {printable(line.note, 300)}"
        for line in found.lines
        if line.status == scoring.WRONG
    ]
    return found, [printable(one, 300) for one in given.notes], problems


def _lines(found: Score, notes: list[str]) -> list[str]:
    indicator_set = found.indicator_set
    lines = [f"{indicator_set.name} ({indicator_set.basis})", indicator_set.note, ""]
    for scored in found.groups:
        group = scored.group
        lines.append(f"{group.name}: {told(scored.points)} / {told(group.most)} điểm")
        for line in scored.lines:
            note = f"  {line.note}" if line.note else ""
            most = told(line.indicator.rule.most)
            lines.append(f"  {line.indicator.id:<34}{told(line.points):>7} / {most:<3}{note}")
    total = told(found.total)
    lines += ["", f"Tổng: {total} / {told(indicator_set.most)} điểm"]
    if found.total is not None:
        lost = told(found.most_scored - found.total)
        lines.append(f"Điểm mất: {lost}, trên {told(found.most_scored)} điểm có số liệu")
    return [*lines, *(["", *notes] if notes else [])]
