"""The container: a plain tar without surprises, written and read from front to back.

Any tar opens it. We read it ourselves, and strictly: regular files only, short names, zeros where
zeros belong, nothing behind the end. The last member holds the sha256 of every byte before it, so
that one flipped byte anywhere is found.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _

from lienthong.kernel.attachments.store import Readable
from lienthong.kernel.errors import Refused

BLOCK = 512
PIECE = 1 << 20
END = bytes(2 * BLOCK)
SUMS = "sha256sums.txt"
CHECKSUM = slice(148, 156)
NAME_BYTES = 100  # a longer name would need a second header


def damaged(where: str, why: str = "") -> Refused:
    """The refusal of an archive that is no longer as it was written."""
    return Refused(
        "keeping.damaged",
        _(
            "Bản sao lưu hỏng ở {where}{why}. Chưa thứ gì bị động đến. Dùng một bản sao lưu khác."
        ).format(where=where, why=why),
        reason="input",
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the manifest names it; `size` in bytes."""

    name: str
    size: int
    sha256: str


class Writer:
    """Writes members one after the other to a file that can be cut back (a real file, BytesIO)."""

    def __init__(self, out: BinaryIO, *, at: float = 0.0) -> None:
        self._out = out
        self._at = at
        self._size = 0
        self._total = hashlib.sha256()

    def add(self, name: str, data: bytes) -> Member:
        """One member from memory."""
        self._header(name, len(data))
        self._write(data)
        self._pad(len(data))
        return Member(name, len(data), hashlib.sha256(data).hexdigest())

    def add_matching(self, name: str, stream: Readable, size: int, sha256: str) -> bool:
        """One member from a stream that has to be these bytes; False, and no member, otherwise.

        OSError when the archive cannot be written; one from the stream is an answer: False.
        """
        start, before = self._size, self._total.copy()
        self._header(name, size)
        digest, got = hashlib.sha256(), 0
        while got <= size:
            try:
                piece = stream.read(min(PIECE, size - got + 1))
            except OSError:
                break
            if not piece:
                break
            got += len(piece)
            digest.update(piece)
            self._write(piece)
        if got != size or digest.hexdigest() != sha256:
            self._out.seek(start)
            self._out.truncate()
            self._size, self._total = start, before
            return False
        self._pad(size)
        return True

    def finish(self, named: list[Member]) -> str:
        """The last member, which holds the sums of `named` and of all bytes before it, and the end.

        Returns the sha256 of the whole archive.
        """
        lines = [f"{one.sha256}  {one.name}\n" for one in named]
        lines.append(f"{self._total.hexdigest()}  {self._size}\n")
        self.add(SUMS, "".join(lines).encode())
        self._write(END)
        return self._total.hexdigest()

    def _header(self, name: str, size: int) -> None:
        if len(name.encode()) > NAME_BYTES:
            raise ValueError(f"{name} is too long a name")
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, int(self._at)
        # GNU's form holds any size in one header.
        self._write(info.tobuf(tarfile.GNU_FORMAT, "utf-8"))

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._total.update(data)
        self._size += len(data)

    def _pad(self, size: int) -> None:
        self._write(bytes(-size % BLOCK))


class Content:
    """One member being read; what nobody reads is passed over by the reader."""

    def __init__(self, reader: Reader, name: str, size: int) -> None:
        self.name = name
        self.size = size
        self._reader = reader
        self._left = size
        self._digest = hashlib.sha256()

    def read(self, size: int = PIECE, /) -> bytes:
        """At most `size` bytes, b"" at the end. Refused when the archive ends too early."""
        wanted = min(size, self._left)
        if not wanted:
            return b""
        piece = self._reader.take(wanted, self.name)
        self._digest.update(piece)
        self._left -= len(piece)
        return piece

    def whole(self, most: int) -> bytes:
        """All of it; Refused when it is bigger than any of its kind."""
        if self.size > most:
            raise damaged(self.name)
        return b"".join(iter(self.read, b""))

    def sha256(self) -> str:
        """Of the whole content: reads what is left."""
        while self.read():
            pass
        return self._digest.hexdigest()

    def end(self) -> None:
        """Leave the file behind this member and its padding."""
        self._reader.skip(self._left, self.name)
        self._left = 0
        if self._reader.take(-self.size % BLOCK, self.name).strip(b"\0"):
            raise damaged(self.name, _(", phần đệm"))


class Reader:
    """Reads the members in their order. With `proving` every byte is read and counted into
    `total_before`, the sha256 of all bytes before the newest member; without, what nobody wants is
    jumped over.
    """

    def __init__(self, file: BinaryIO, *, proving: bool = False) -> None:
        self._file = file
        self._proving = proving
        self._total = hashlib.sha256()
        self._size = 0
        self.total_before = ""
        self.size_before = 0

    def members(self) -> Iterator[Content]:
        """Each member once. Refused when the archive breaks off, goes on, or is no archive."""
        last = ""
        while True:
            before, size = self._total.hexdigest(), self._size
            header = self.take(BLOCK, last)
            if not header.strip(b"\0"):
                break
            content = self._content(header, last)
            self.total_before, self.size_before = before, size
            yield content
            content.end()
            last = content.name
        if self.take(BLOCK, last).strip(b"\0") or self._file.read(1):
            raise damaged(last, _(", sau phần cuối"))

    def take(self, size: int, name: str) -> bytes:
        """Exactly so many bytes of the member."""
        data = self._file.read(size)
        if len(data) != size:
            raise damaged(name, _(": tệp bị cụt")) if name else not_ours()
        if self._proving:
            self._total.update(data)
        self._size += size
        return data

    def skip(self, size: int, name: str) -> None:
        """Go on by so many bytes."""
        if not self._proving:
            self._file.seek(size, 1)
            self._size += size
            return
        while size:
            size -= len(self.take(min(PIECE, size), name))

    def _content(self, header: bytes, last: str) -> Content:
        try:
            info = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
        except (tarfile.TarError, ValueError):
            raise _bad_header(last) from None
        if info.type != tarfile.REGTYPE or info.size < 0 or header[CHECKSUM] != _checksum(info):
            raise _bad_header(last)
        return Content(self, info.name, info.size)


def not_ours() -> Refused:
    """The refusal of a file that does not begin like an archive of ours, or is of a later form."""
    return Refused(
        "keeping.not_ours",
        _(
            "Tệp này không phải bản sao lưu của Liên Thông, hỏng ngay ở đầu, hoặc do phiên bản mới "
            "hơn ghi. Kiểm tra lại tên tệp, hoặc cài phiên bản đã ghi nó rồi chạy lại."
        ),
        reason="input",
    )


def _checksum(info: tarfile.TarInfo) -> bytes:
    """The one way to write it: tar itself takes several, and a flip between them would pass."""
    return b"%06o\0 " % info.chksum


def _bad_header(last: str) -> Refused:
    return damaged(_("phần đầu của mục sau {name}").format(name=last)) if last else not_ours()


def pack(files: list[tuple[str, bytes]]) -> bytes:
    """Small files as one archive in memory."""
    out = BytesIO()
    writer = Writer(out)
    writer.finish([writer.add(name, data) for name, data in files])
    return out.getvalue()


def unpack(data: bytes) -> list[tuple[str, bytes]]:
    """What `pack` packed."""
    found = [(one.name, one.whole(len(data))) for one in Reader(BytesIO(data)).members()]
    return [(name, content) for name, content in found if name != SUMS]
