"""`lienthong scan FILE...`: what each file is, how large it grows, and whether it may come in."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from lienthong.kernel.attachments.actions import limits, scanners
from lienthong.kernel.attachments.examine import examine
from lienthong.kernel.attachments.reasons import bytes_in_words, printable
from lienthong.kernel.attachments.verdicts import Report, Verdict

WORDS = {
    Verdict.CLEAN: "sạch",
    Verdict.INFECTED: "nhiễm mã độc",
    Verdict.SUSPICIOUS: "đáng ngờ",
    Verdict.REFUSED: "không nhận",
    Verdict.QUARANTINED: "cách ly",
}
_TROUBLE = {
    errno.ENOENT: "Không có tệp này. Xem lại đường dẫn.",
    errno.ENOTDIR: "Không có tệp này. Xem lại đường dẫn.",
    errno.EISDIR: "Đây là thư mục. Chỉ tên từng tệp bên trong.",
    errno.EACCES: "Không có quyền đọc tệp. Đổi quyền hoặc chạy bằng tài khoản khác.",
    errno.EPERM: "Không có quyền đọc tệp. Đổi quyền hoặc chạy bằng tài khoản khác.",
    errno.ELOOP: "Liên kết trỏ vòng quanh. Chỉ thẳng vào tệp thật.",
    errno.ENAMETOOLONG: "Tên tệp quá dài. Đổi tên ngắn hơn.",
}
_NOT_A_FILE = "Không phải tệp thường (thiết bị, ống dẫn hoặc ổ cắm). Chép ra tệp rồi quét lại."
ALL_CLEAN, NOT_CLEAN, UNREADABLE, INTERRUPTED = 0, 1, 2, 130


class Command(BaseCommand):
    """Needs no database. Exit 0 all clean, 1 something not clean, 2 usage or a file not
    readable.
    """

    help = (
        "Kiểm tra tệp: loại, cỡ khi giải nén, kết luận và lý do. Mã thoát 0 sạch, 1 không, 2 lỗi."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, and the form of the answer."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="tệp cần kiểm tra")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *_args: object, **options: Any) -> None:
        """Look at each file in turn; exits with the code above."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a terminal that cannot write Vietnamese
        try:
            answers = [_look(name) for name in options["files"]]
            self._print(answers, as_json=options["json"])
            sys.stdout.flush()
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            # whoever read us has seen enough: leave nothing for the interpreter to flush
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_exit_code(answers))

    def _print(self, answers: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(answers, ensure_ascii=True, indent=2))
            return
        for answer in answers:
            self.stdout.write("\n".join(_lines(answer)))


def _look(name: str) -> dict[str, Any]:
    """The answer about one file; `verdict` is None when it could not be read."""
    try:
        base = os.path.basename(name)  # noqa: PTH119 - names of any bytes
        report = examine(Path(name), base, limits=limits(), scanners=scanners())
    except (OSError, ValueError) as error:
        known = _TROUBLE.get(getattr(error, "errno", None) or 0)
        if isinstance(error, IsADirectoryError):
            known = _TROUBLE[errno.EISDIR]
        reason = known or _NOT_A_FILE
        return {"file": name, "verdict": None, "code": "unreadable", "reason": reason}
    return {"file": name, **_plain(report)}


def _plain(report: Report) -> dict[str, Any]:
    facts = asdict(report)
    del facts["name"]
    return {**facts, "verdict": report.verdict.value}


def _lines(answer: dict[str, Any]) -> list[str]:
    name = printable(answer["file"], 400)
    if answer["verdict"] is None:
        return [f"{name}: KHÔNG ĐỌC ĐƯỢC", f"  {answer['reason']}"]
    size, expanded = bytes_in_words(answer["size"]), bytes_in_words(answer["expanded"])
    return [
        f"{name}: {WORDS[Verdict(answer['verdict'])].upper()}",
        f"  Loại: {answer['label'] or 'không rõ'}. Cỡ: {size}. Khi mở ra: {expanded}.",
        f"  {answer['reason']}",
    ]


def _exit_code(answers: list[dict[str, Any]]) -> int:
    """Something not clean weighs more than something not read."""
    verdicts = {answer["verdict"] for answer in answers}
    if verdicts - {None, Verdict.CLEAN.value}:
        return NOT_CLEAN
    return UNREADABLE if None in verdicts else ALL_CLEAN
