"""Asks the probe's process about PDFs, pictures and XML; our process never opens them itself."""

from __future__ import annotations

import atexit
import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lienthong.kernel.attachments.limits import Limits
from lienthong.kernel.attachments.reasons import bytes_in_words, finding
from lienthong.kernel.attachments.verdicts import Finding
from lienthong.kernel.errors import Refused

NURSERY = Path(__file__).with_name("probe_nursery.py")
FAMILIES = frozenset({"pdf", "image", "xml"})  # kinds of content that only the probe opens
_PATIENCE = 3  # the process counts its own seconds of work; on a busy machine they take longer
_PIECE = 64 * 1024
_turns = threading.BoundedSemaphore(2)  # a server of many threads opens no more at once than this


@dataclass(frozen=True, slots=True)
class Answer:
    """What the probe says of one file: nothing found, or a finding; bytes it unpacks to; XML's
    root.
    """

    finding: Finding | None
    expanded: int = 0
    root: str = ""
    item: int = 0


class ProbeDown(Exception):  # noqa: N818 - an answer: nobody could look
    """The probe's process could not be started."""


class _Nursery:
    """One process with the parsers loaded, which forks another for every job and never opens a
    file itself. Each job has pipes of its own; whoever asks waits for the end of its output.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def ask(self, question: bytes, seconds: float) -> bytes:
        """What the job's process said before it ended, or until the time was over."""
        try:
            job, question_in = os.pipe()
            answer_out, answer = os.pipe()
        except OSError as error:
            raise ProbeDown from error
        try:
            self._send(job, answer)
        except OSError as error:
            os.close(question_in)
            os.close(answer_out)
            raise ProbeDown from error
        finally:
            os.close(job)
            os.close(answer)
        return _exchange(question_in, question, answer_out, time.monotonic() + seconds)

    def _send(self, *files: int) -> None:
        with self._lock:
            for last in (False, True):
                control = self._started()
                try:
                    socket.send_fds(control, [b"."], files)
                except OSError:  # it is gone: one is started anew, once
                    self.end()
                    if last:
                        raise
                else:
                    return

    def _started(self) -> socket.socket:
        if self._control is not None and self._owner == os.getpid():
            return self._control
        self.end()
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own file, an empty environment
                [sys.executable, "-I", "-B", str(NURSERY)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"LC_ALL": "C.UTF-8"},
            )
        self._control, self._owner = ours, os.getpid()
        return ours

    def end(self) -> None:
        """Let it go: it ends with its socket. A fork of ours only forgets its parent's."""
        control, process = self._control, self._process
        self._control = self._process = None
        if control is not None:
            control.close()
        if process is not None and self._owner != os.getpid():
            process.returncode = 0  # not our child
        elif process is not None:
            process.wait()


def _exchange(question_in: int, question: bytes, answer_out: int, until: float) -> bytes:
    """Write the question and read to the end, never longer than until then; both are closed."""
    said, rest = b"", memoryview(question)
    os.set_blocking(question_in, False)
    with selectors.DefaultSelector() as pipes:
        pipes.register(question_in, selectors.EVENT_WRITE)
        pipes.register(answer_out, selectors.EVENT_READ)
        try:
            while (left := until - time.monotonic()) > 0:
                for key, _events in pipes.select(left):
                    if key.fd == answer_out:
                        piece = os.read(answer_out, _PIECE)
                        if not piece:
                            return said
                        said += piece
                        continue
                    rest = _written(question_in, rest)
                    if not rest:
                        pipes.unregister(question_in)
                        os.close(question_in)
                        question_in = -1
        finally:
            os.close(answer_out)
            if question_in >= 0:
                os.close(question_in)
    return said


def _written(pipe: int, rest: memoryview) -> memoryview:
    """What is still to be written; nothing when the reader is gone, whose answer says why."""
    try:
        return rest[os.write(pipe, rest) :]
    except BrokenPipeError:
        return memoryview(b"")


_nursery = _Nursery()
atexit.register(_nursery.end)


def probe(items: Sequence[tuple[Path, str]], limits: Limits) -> list[Answer]:
    """One answer per (path, family), in order; families are those of FAMILIES.

    Where the process dies of its limits, the file it was at is "too heavy" and those behind it
    were not looked at: the same answer. ProbeDown when it cannot be started.
    """
    if not items:
        return []
    named = [(os.path.abspath(path), family) for path, family in items]  # noqa: PTH100 - any bytes
    answers = _run({"items": named}, limits)
    missing = len(items) - len(answers)
    return answers + [Answer(finding("too_heavy"))] * missing


def photos_to_pdf(paths: Sequence[Path], limits: Limits | None = None) -> bytes:
    """Photos (JPEG, PNG, HEIC, TIFF, WebP) as one PDF: one upright photo an A4 page, 200 dots an
    inch.

    Place and camera data are left behind. Refused when there is none or too many, when one
    cannot be read or is too large (its number is said), or when the PDF stays above the size of
    a file.
    """
    limits = limits or Limits()
    if not 0 < len(paths) <= limits.photos:
        raise Refused(
            "attachments.photos",
            f"Chọn từ 1 đến {limits.photos} ảnh để ghép thành một tệp PDF.",
            reason="input",
        )
    with tempfile.TemporaryDirectory(prefix="lienthong-photos-") as folder:
        out = Path(folder, "photos.pdf")
        names = [os.path.abspath(path) for path in paths]  # noqa: PTH100 - paths of any bytes
        try:
            answers = _run({"photos": names, "out": str(out)}, limits)
        except ProbeDown as error:
            raise Refused(
                "attachments.probe_down",
                "Chưa ghép được ảnh vì máy chủ đang bận. Thử lại sau ít phút.",
                reason="limit",
            ) from error
        answer = answers[0] if answers else Answer(finding("too_heavy"))
        if answer.finding is None:
            return out.read_bytes()
    which = f"Ảnh thứ {answer.item}: " if answer.item else ""
    raise Refused(
        f"attachments.{answer.finding.code}", which + answer.finding.reason, reason="input"
    )


def _run(job: dict[str, object], limits: Limits) -> list[Answer]:
    """The answers the process gave before it ended, whatever ended it."""
    question = json.dumps({"limits": asdict(limits), **job}).encode("ascii")
    with _turns:
        said = _nursery.ask(question, limits.probe_seconds * _PATIENCE)
    up, *lines = [line for line in said.splitlines(keepends=True) if line.endswith(b"\n")] or [b""]
    if not up:
        raise ProbeDown
    return [_read(line, limits) for line in lines]


def _read(line: bytes, limits: Limits) -> Answer:
    told = json.loads(line)
    code = told.get("code", "")
    bounds = {
        "pdf_pages": limits.pdf_pages,
        "image_frames": limits.frames,
        "image_pixels": f"{limits.pixels / 1e6:g}",
        "too_big": bytes_in_words(limits.file_bytes),
    }
    found = finding(code, limit=bounds.get(code, "")) if code else None
    return Answer(found, told.get("expanded", 0), told.get("root", ""), told.get("item", 0))
