"""Malware scanners behind one interface; one that does not answer is never taken for a clean
answer.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import re
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from lienthong.kernel.attachments.reasons import finding
from lienthong.kernel.attachments.verdicts import Finding, Verdict

RULES = Path(__file__).resolve().parents[1] / "rules"
CHUNK = 64 * 1024
_SECONDS = 60
_CONNECT_SECONDS = 5
_ANSWER_BYTES = 4096


class ScannerDown(Exception):  # noqa: N818 - an answer: nobody could look
    """The scanner did not answer, or not in words we know."""


class Scanner(Protocol):
    """Looks at content for known threats.

    `unpacks` says whether it looks inside archives itself; if not, it is shown each member too.
    """

    name: str
    unpacks: bool

    def scan(self, content: BinaryIO, seconds: int) -> list[Finding]:
        """What it knows of a seekable file, [] for nothing, within so many seconds.

        ScannerDown when it cannot say.
        """


class YaraScanner:
    """Our own rules, in this process: no network, no database to keep."""

    name = "yara"
    unpacks = False

    def __init__(self, folder: Path = RULES) -> None:
        self._folder = folder
        self._rules: Any = None

    def scan(self, content: BinaryIO, seconds: int) -> list[Finding]:
        """What the rules match; a rule's meta says `verdict` and `threat`."""
        try:
            rules = self._compiled()
            with _as_bytes(content) as data:
                matches = rules.match(data=data, timeout=seconds)
        except Exception as error:
            # a foreign engine at hostile bytes: whatever goes wrong, it did not say "clean"
            raise ScannerDown(self.name) from error
        return [_from_rule(match.meta) for match in matches]

    def _compiled(self) -> Any:
        if self._rules is None:
            import yara

            files = {file.stem: str(file) for file in sorted(self._folder.glob("*.yar"))}
            if not files:
                raise ScannerDown(self.name)
            self._rules = yara.compile(filepaths=files)
        return self._rules


class ClamdScanner:
    """A clamd daemon over its INSTREAM command; `address` is `unix:/path` or `tcp:host:port`."""

    name = "clamd"
    unpacks = True

    def __init__(self, address: str) -> None:
        way, _, place = address.partition(":")
        host, _, port = place.rpartition(":")
        if way == "unix" and place:
            self._place: str | tuple[str, int] = place
        elif way == "tcp" and host and port.isdigit():
            self._place = (host, int(port))
        else:
            raise ValueError(f"a clamd address is unix:/path or tcp:host:port, not {address!r}")

    def scan(self, content: BinaryIO, seconds: int) -> list[Finding]:
        """Stream the bytes, read the one line of the answer."""
        content.seek(0)
        try:
            with self._connected() as line:
                until = time.monotonic() + min(seconds, _SECONDS)
                # a daemon that has seen enough answers and hangs up while we still send
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    line.sendall(b"zINSTREAM\0")
                    for chunk in iter(lambda: content.read(CHUNK), b""):
                        _wait_until(line, until)
                        line.sendall(struct.pack(">I", len(chunk)) + chunk)
                    line.sendall(struct.pack(">I", 0))
                answer = _read_answer(line, until)
        except OSError as error:
            raise ScannerDown(self.name) from error
        if answer == "stream: OK":
            return []
        threat = re.fullmatch(r"stream: (.+) FOUND", answer)
        if threat is None:
            raise ScannerDown(f"{self.name}: {answer[:80]}")
        return [finding("infected", threat=threat[1])]

    @contextlib.contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        if isinstance(self._place, tuple):
            line = socket.create_connection(self._place, timeout=_CONNECT_SECONDS)
        else:
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with line:
            line.settimeout(_CONNECT_SECONDS)
            if isinstance(self._place, str):
                line.connect(self._place)
            yield line


def from_settings(names: Sequence[str]) -> list[Scanner]:
    """Scanners by setting: "yara", "clamd:unix:/path", "clamd:tcp:host:port". ValueError for
    others.
    """
    made: list[Scanner] = []
    for name in names:
        kind, _, address = name.partition(":")
        if kind == "yara" and not address:
            made.append(YaraScanner())
        elif kind == "clamd":
            made.append(ClamdScanner(address))
        else:
            raise ValueError(f"there is no scanner {name!r}")
    return made


def scan_with(
    scanners: Sequence[Scanner], content: BinaryIO, seconds: int, *, member: bool = False
) -> list[Finding]:
    """What all scanners find, each within so many seconds.

    Each must answer: one that is down, or none at all, means quarantine.

    `member` = a part of a file that was scanned whole before: for scanners that do not unpack.
    """
    if not scanners:
        return [finding("no_scanner")]
    if not member and content.seek(0, os.SEEK_END) == 0:
        return []
    found: list[Finding] = []
    for scanner in scanners:
        if member and scanner.unpacks:
            continue
        try:
            found += scanner.scan(content, seconds)
        except ScannerDown:
            found.append(finding("no_scanner"))
    return found


@contextlib.contextmanager
def _as_bytes(content: BinaryIO) -> Iterator[mmap.mmap]:
    """A file's bytes without reading them into memory; the system pages them in and out."""
    content.flush()
    with mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        yield mapped


def _from_rule(meta: dict[str, object]) -> Finding:
    verdict = Verdict.SUSPICIOUS if meta.get("verdict") == "suspicious" else Verdict.INFECTED
    return finding(verdict.value, threat=meta.get("threat", "?"))


def _read_answer(line: socket.socket, until: float) -> str:
    """The line up to its NUL; "" for what ends before it or is longer than any real answer."""
    said = b""
    while len(said) < _ANSWER_BYTES and not said.endswith(b"\0"):
        _wait_until(line, until)
        piece = line.recv(_ANSWER_BYTES)
        if not piece:
            return ""
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _wait_until(line: socket.socket, until: float) -> None:
    """Bound the next call by what is left of all of them: a trickle is no answer either."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)
