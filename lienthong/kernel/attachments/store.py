"""Bytes kept under the sha256 of themselves: written once, whole or not at all, never changed.

`root/ab/abcd…` holds the content whose sha256 is abcd…; `root/new/` what is being written. A
file is on the disk, its name too, before anybody is told its sha256.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from io import BufferedReader
from pathlib import Path
from typing import Protocol

CHUNK = 256 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


class State(Enum):
    """What a check of stored bytes finds."""

    OK = "ok"
    ALTERED = "altered"
    MISSING = "missing"


class TooBig(Exception):  # noqa: N818 - an answer
    """More bytes came than are taken; what was written is gone."""


class Readable(Protocol):
    """Anything bytes can be read from piece by piece: an open file, an upload, a socket's
    reader.
    """

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, b"" at the end."""


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file still without a place of its own: `place` gives it one."""

    path: Path
    sha256: str
    size: int


class Store:
    """A folder of contents. Files 0600, folders 0700, made when first needed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def receive(self, stream: Readable, most: int) -> Iterator[Written]:
        """Write a stream to a file of our own, which is gone at the end unless it was placed.

        TooBig past `most` bytes; OSError when the disk says no. Memory: one piece.
        """
        folder = self.root / "new"
        _make(folder)
        path = folder / secrets.token_hex(16)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            digest, size = hashlib.sha256(), 0
            with os.fdopen(handle, "wb") as out:
                while piece := stream.read(CHUNK):
                    size += len(piece)
                    if size > most:
                        raise TooBig
                    digest.update(piece)
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            yield Written(path, digest.hexdigest(), size)
        finally:
            with suppress(FileNotFoundError):
                path.unlink()

    def place(self, written: Written) -> None:
        """Give the content its name, durably. The same content may be placed again and again."""
        final = self.path(written.sha256)
        _make(final.parent)
        written.path.replace(final)
        _sync(final.parent)

    def path(self, sha256: str) -> Path:
        """Where that content lies, or would. ValueError for what is no sha256."""
        if _SHA256.fullmatch(sha256) is None:
            raise ValueError("not a sha256 in lower-case hexadecimal")
        return self.root / sha256[:2] / sha256

    def open(self, sha256: str) -> BufferedReader:
        """The content for reading. FileNotFoundError when it is not here."""
        return self.path(sha256).open("rb")

    def verify(self, sha256: str) -> State:
        """Read all of a content and compare it with its name."""
        try:
            with self.open(sha256) as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:
            return State.MISSING
        return State.OK if digest == sha256 else State.ALTERED

    def sweep(self, older_than: float) -> int:
        """Remove what writers left in `new/` before that time (seconds since 1970); how many."""
        removed = 0
        for path in self.root.joinpath("new").glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than:
                    path.unlink()
                    removed += 1
        return removed


def _make(folder: Path) -> None:
    """A folder for us alone, its own name durable in the folder above."""
    if folder.is_dir():
        return
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
