"""ZIP read by ourselves: nothing is trusted before the directory and the data agree.

The library's reader believes the directory, holds an object per member and unpacks as far as it
is told. Here the number of members is bounded before one is kept, members may not overlap, both
headers must say the same, and every byte unpacked is counted against one budget.
"""

from __future__ import annotations

import math
import stat
import struct
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lienthong.kernel.attachments import kinds
from lienthong.kernel.attachments.limits import Limits
from lienthong.kernel.attachments.reasons import Objection, bytes_in_words

CHUNK = 64 * 1024
_END = struct.Struct("<4s4H2IH")  # end of central directory
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_LOCATOR = struct.Struct("<4sIQI")  # stands before the end and says where the large end is
_LARGE_END = struct.Struct("<4sQ2H2I4Q")
_END_MARK, _CENTRAL_MARK, _LOCAL_MARK = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
_LOCATOR_MARK, _LARGE_END_MARK = b"PK\x06\x07", b"PK\x06\x06"
_LARGE, _UNICODE_NAME = 0x0001, 0x7075  # extra fields: sizes of 64 bits, a second name
_DESCRIPTOR = 24  # at most so many bytes of sizes may follow a member's data
_NAME_BYTES = 1024
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED, _SIZES_FOLLOW, _UTF8 = 0x1, 0x8, 0x800
STORED, DEFLATED = 0, 8


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside: sizes as both headers state them; header `at`, packed bytes from `start`."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    at: int
    start: int
    external: int

    @property
    def is_folder(self) -> bool:
        """A folder has a name and nothing else."""
        return self.name.endswith("/") and self.size == 0


@dataclass(slots=True)
class Budget:
    """What one examination may still unpack, all levels together."""

    limits: Limits
    expanded: int = 0
    entries: int = 0
    until: float = field(init=False)  # by the machine's own clock, which nobody turns back

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.limits.seconds

    def seconds_left(self) -> int:
        """Whole seconds that are left, at least 1; Objection when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise Objection("too_heavy")
        return math.ceil(left)

    def take_entries(self, count: int) -> None:
        """Count members; Objection past the limit."""
        self.entries += count
        if self.entries > self.limits.entries:
            raise Objection("zip_entries", limit=self.limits.entries)

    def take_bytes(self, count: int) -> None:
        """Count unpacked bytes; Objection past the limit."""
        self.expanded += count
        if self.expanded > self.limits.expanded_bytes:
            raise Objection("zip_expands", limit=bytes_in_words(self.limits.expanded_bytes))


def has_directory(content: BinaryIO, size: int) -> bool:
    """Whether a file that begins as something else ends as a ZIP that programs would open.

    Programs forgive what follows the archive: each mark of an end near the file's own counts.
    """
    return any(_closes_directory(content, end) for end in _ends(content, size))


def members(content: BinaryIO, size: int, budget: Budget) -> list[Member]:
    """The members in the order of the directory; Objection where directory and data disagree."""
    end = next((end for end in _ends(content, size) if end.closes_file), None)
    if end is None:
        raise Objection("zip_broken")
    position, count, length, offset = end.position, end.count, end.length, end.offset
    if not count:
        raise Objection("zip_empty")
    if not end.is_one_disk or _MAX32 in {length, offset}:
        raise Objection("zip_broken")
    if offset + length != position:
        # bytes that no program shows stand between the parts, or some are missing
        raise Objection("zip_hidden" if offset + length < position else "zip_broken")
    budget.take_entries(count)
    found = list(_directory(content, offset, position, count))
    _check_places(found, offset)
    _check_names([member.name for member in found])
    return found


def unpack(content: BinaryIO, member: Member, budget: Budget) -> Iterator[bytes]:
    """The member's bytes in pieces of at most 64 KiB; Objection for a bomb or a lie, as soon as
    seen.
    """
    limits, made, crc = budget.limits, 0, 0
    for piece in _pieces(content, member):
        made += len(piece)
        crc = zlib.crc32(piece, crc)
        budget.take_bytes(len(piece))
        if made > limits.ratio_from_bytes and made > limits.ratio * max(member.packed, 1):
            raise Objection("zip_ratio", member=member.name, limit=limits.ratio)
        if made > member.size:
            raise Objection("zip_lies", member=member.name)
        yield piece
    if made != member.size or crc != member.crc:
        raise Objection("zip_lies", member=member.name)


@dataclass(frozen=True, slots=True)
class _End:
    """An end of a directory: `position` is where the directory must stop."""

    position: int
    is_one_disk: bool
    count: int
    length: int
    offset: int
    closes_file: bool


def _ends(content: BinaryIO, size: int) -> Iterator[_End]:
    """Each mark of an end within reach of the file's own end, the last first."""
    reach = min(size, _END.size + _MAX16)
    content.seek(size - reach)
    tail = content.read(reach)
    at = tail.rfind(_END_MARK)
    while at >= 0:
        if len(tail) - at >= _END.size:
            yield _end(content, size - reach + at, _END.unpack_from(tail, at), size)
        at = tail.rfind(_END_MARK, 0, at)


def _end(content: BinaryIO, at: int, fields: tuple[int, ...], size: int) -> _End:
    """The end at `at`; where a large end stands before it, that one counts."""
    _, disk, first_disk, here, count, length, offset, comment = fields
    closes = at + _END.size + comment == size
    plain = _End(at, not (disk or first_disk) and here == count, count, length, offset, closes)
    if at < _LOCATOR.size + _LARGE_END.size:
        return plain
    content.seek(at - _LOCATOR.size - _LARGE_END.size)
    large = _LARGE_END.unpack(content.read(_LARGE_END.size))
    locator = _LOCATOR.unpack(content.read(_LOCATOR.size))
    if large[0] != _LARGE_END_MARK or locator[0] != _LOCATOR_MARK:
        return plain
    told = large[7:10]
    same = all(
        small in {most, big}
        for small, big, most in zip(
            (count, length, offset), told, (_MAX16, _MAX32, _MAX32), strict=True
        )
    )
    one_disk = same and not (large[4] or large[5]) and large[6] == told[0]
    position = at - _LOCATOR.size - _LARGE_END.size
    one_disk = one_disk and locator[2] == position
    return _End(position, one_disk, told[0], told[1], told[2], closes)


def _closes_directory(content: BinaryIO, end: _End) -> bool:
    if not end.count or end.length > end.position:
        return False
    content.seek(end.position - end.length)
    return content.read(4) == _CENTRAL_MARK


def _directory(content: BinaryIO, offset: int, end: int, count: int) -> Iterator[Member]:
    """Each record of the directory with its local header read and compared."""
    at = offset
    for _ in range(count):
        content.seek(at)
        raw = content.read(_CENTRAL.size)
        if len(raw) < _CENTRAL.size or raw[:4] != _CENTRAL_MARK:
            raise Objection("zip_broken")
        fields = _CENTRAL.unpack(raw)
        flags, method, crc, packed, size = fields[3], fields[4], *fields[7:10]
        name_length, extra, comment, external, local = (*fields[10:13], *fields[15:17])
        raw_name, extras = content.read(name_length), content.read(extra)
        at += _CENTRAL.size + name_length + extra + comment
        name = raw_name.decode("utf-8" if flags & _UTF8 else "cp437", "replace")
        if second := _second_name(extras):
            _check_same(name, second)
            name = second
        if at > end or len(raw_name) != name_length or not 0 < name_length <= _NAME_BYTES:
            raise Objection("zip_broken")
        if flags & _ENCRYPTED:
            raise Objection("zip_encrypted")
        if method not in {STORED, DEFLATED}:
            raise Objection("zip_method", member=name)
        size, packed, local = _large(extras, size, packed, local)
        if _MAX32 in {packed, size, local} or (method == STORED and packed != size):
            raise Objection("zip_lies", member=name)
        start = _local_start(content, local, raw_name, (*fields[:8], packed, size), name)
        yield Member(name, method, crc, packed, size, local, start, external)
    if at != end:
        raise Objection("zip_broken")


def _extra(extras: bytes, wanted: int) -> bytes | None:
    """The first extra field of that kind; None when there is none."""
    at = 0
    while at + 4 <= len(extras):
        kind, length = struct.unpack_from("<2H", extras, at)
        if kind == wanted:
            return extras[at + 4 : at + 4 + length]
        at += 4 + length
    return None


def _large(extras: bytes, *told: int) -> tuple[int, ...]:
    """The sizes and the place told, those that did not fit read from their extra field."""
    field = _extra(extras, _LARGE) or b""
    large = iter(struct.unpack_from(f"<{len(field) // 8}Q", field))
    return tuple(next(large, value) if value == _MAX32 else value for value in told)


def _check_same(first: str, second: str) -> None:
    """Two names of one member may differ in their letters, not in place or ending."""
    _check_names([first])
    told = {(name.count("/"), kinds.extension_of(name)) for name in (first, second)}
    if len(told) > 1:
        raise Objection("zip_lies", member=second)


def _second_name(extras: bytes) -> str:
    """The name that unpackers show instead of the first, "" when there is none."""
    field = _extra(extras, _UNICODE_NAME)
    return field[5:].decode("utf-8", "replace") if field and field[0] == 1 else ""


def _local_start(
    content: BinaryIO, at: int, raw_name: bytes, central: tuple[int, ...], shown: str
) -> int:
    """Where the packed bytes begin; the local header must tell the same story as the directory."""
    content.seek(at)
    raw = content.read(_LOCAL.size)
    if len(raw) < _LOCAL.size or raw[:4] != _LOCAL_MARK:
        raise Objection("zip_broken")
    fields: tuple[int, ...] = _LOCAL.unpack(raw)
    flags, method, crc, packed, size = *fields[2:4], *fields[6:9]
    name_length = len(raw_name)
    rest = content.read(fields[9] + fields[10])
    if fields[9] != name_length or len(rest) != fields[9] + fields[10]:
        raise Objection("zip_broken")
    name = raw_name.decode("cp437")
    if rest[:name_length] != raw_name or method != central[4] or (flags ^ central[3]) & _ENCRYPTED:
        raise Objection("zip_lies", member=name)
    if _second_name(rest[name_length:]) not in {"", shown}:
        raise Objection("zip_lies", member=shown)
    if b"%PDF-" in rest:
        raise Objection("polyglot", found="PDF")
    told = (crc, packed, size)
    if not flags & _SIZES_FOLLOW and _MAX32 not in told[1:] and told != central[7:10]:
        raise Objection("zip_lies", member=name)
    return at + _LOCAL.size + len(rest)


def _check_places(found: list[Member], end: int) -> None:
    """No two members share a byte, none reaches into the directory, nothing hides between them."""
    reached = 0
    for member in sorted(found, key=lambda each: each.at):
        if member.at < reached:
            raise Objection("zip_overlap")
        if member.at - reached > (_DESCRIPTOR if reached else 0):
            raise Objection("zip_hidden")
        reached = member.start + member.packed
    if reached > end:
        raise Objection("zip_overlap")
    if end - reached > _DESCRIPTOR:
        raise Objection("zip_hidden")


def _check_names(names: list[str]) -> None:
    """No way out of the folder it would be unpacked into, and no name twice."""
    seen: set[str] = set()
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or name.startswith(("/", "\\")) or name[1:2] == ":" or "\x00" in name:
            raise Objection("zip_path", member=name)
        if kinds.hides_its_ending(name):
            raise Objection("name_hidden")
        if name.casefold() in seen:
            raise Objection("zip_twice", member=name)
        seen.add(name.casefold())


def is_link(member: Member) -> bool:
    """A symbolic link, as Unix archivers mark it."""
    return stat.S_ISLNK(member.external >> 16)


def _pieces(content: BinaryIO, member: Member) -> Iterator[bytes]:
    """Packed bytes unpacked piece by piece; the stream must end exactly with the packed bytes."""
    position, left = member.start, member.packed
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    while left:
        content.seek(position)
        packed = content.read(min(CHUNK, left))
        if not packed:
            raise Objection("zip_broken")
        position, left = position + len(packed), left - len(packed)
        if member.method == STORED:
            yield packed
            continue
        while packed and not unpacker.eof:
            try:
                piece = unpacker.decompress(packed, CHUNK)
            except zlib.error as error:
                raise Objection("zip_broken") from error
            packed = unpacker.unconsumed_tail
            if piece:
                yield piece
        if unpacker.eof and (left or packed or unpacker.unused_data):
            raise Objection("zip_lies", member=member.name)
    if member.method == DEFLATED and not unpacker.eof:
        yield from _last_pieces(unpacker, member)


def _last_pieces(unpacker: zlib._Decompress, member: Member) -> Iterator[bytes]:
    """What the unpacker still holds after its last input."""
    while not unpacker.eof:
        try:
            piece = unpacker.decompress(unpacker.unconsumed_tail, CHUNK)
        except zlib.error as error:
            raise Objection("zip_broken") from error
        if not piece:
            raise (
                Objection("zip_broken")
                if member.packed
                else Objection("zip_lies", member=member.name)
            )
        yield piece
