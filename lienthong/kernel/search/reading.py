"""The text of a file, read in a process of its own; ours never opens the file itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHILD = Path(__file__).with_name("read_child.py")
_PATIENCE = 3  # the process counts its own seconds of work; on a busy machine they take longer


class State(StrEnum):
    """What became of reading a file."""

    READ = "read"
    SCANNED = "scanned"
    TOO_HEAVY = "too_heavy"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    MISSING = "missing"


REASONS: dict[State, Promise | str] = {
    State.READ: "",
    State.SCANNED: _(
        "Tệp là ảnh quét, máy chủ chưa có bộ nhận dạng chữ (tesseract, tiếng Việt) nên chưa tìm"
        " được trong tệp. Tìm theo số, ký hiệu, trích yếu."
    ),
    State.TOO_HEAVY: _("Tệp quá lớn hoặc quá phức tạp nên không tìm được trong tệp."),
    State.UNREADABLE: _("Tệp hỏng hoặc có khóa nên không tìm được trong tệp."),
    State.UNSUPPORTED: _("Tìm trong tệp chỉ có với PDF, DOCX và ODT."),
    State.MISSING: _("Không tìm thấy tệp trên máy chủ nên chưa tìm được trong tệp."),
}


@dataclass(frozen=True)
class Reading:
    """The text of a file; without one, `state` says why and `reason` says it to a person."""

    state: State
    text: str = ""

    @property
    def reason(self) -> str:
        """The sentence for a person, "" when the file was read."""
        return str(REASONS[self.state])


@dataclass(frozen=True)
class ReadLimits:
    """Upper bounds of reading one file."""

    letters: int = 400_000
    pages: int = 500
    scanned_pages: int = 20
    pixels: int = 3500  # the longer side of a scanned page
    unpacked_bytes: int = 200 * 2**20
    memory_bytes: int = 1024 * 2**20
    seconds: int = 60


class ReaderDown(Exception):  # noqa: N818 - an answer: nobody could look, the job tries again
    """The reading process could not be started."""


def read(path: Path, limits: ReadLimits | None = None) -> Reading:
    """The text of a PDF, DOCX or ODT; of a scanned PDF when tesseract knows Vietnamese.

    Where the process dies of its limits the file is "too heavy". ReaderDown when it can't start.
    """
    limits = limits or ReadLimits()
    if not path.is_file():
        return Reading(State.MISSING)
    job = {"path": os.path.abspath(path), "limits": asdict(limits)}  # noqa: PTH100 - any bytes
    try:
        ended = subprocess.run(  # noqa: S603 - our own file, no shell, an almost empty environment
            [sys.executable, "-I", "-B", str(CHILD)],
            input=json.dumps(job).encode("ascii"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds * _PATIENCE,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "PATH": os.defpath, "OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Reading(State.TOO_HEAVY)
    except OSError as error:
        raise ReaderDown from error
    if not ended.stdout.endswith(b"\n"):
        return Reading(State.TOO_HEAVY)
    told = json.loads(ended.stdout)
    return Reading(State(told["state"]), told["text"])
