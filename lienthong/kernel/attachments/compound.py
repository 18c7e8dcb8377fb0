"""OLE compound files (the old DOC, XLS, PPT): the list of what is inside, and what that says."""

from __future__ import annotations

import struct
from typing import BinaryIO

from lienthong.kernel.attachments import kinds
from lienthong.kernel.attachments.kinds import Kind
from lienthong.kernel.attachments.reasons import Objection

_HEADER = 512
_ENTRY = 128
_MAX_ENTRIES = 20_000
_FREE = 0xFFFFFFFA  # this and above are marks, not sectors
_INLINE_FAT = 109


def names(content: BinaryIO, size: int) -> list[str]:
    """Names of the storages and streams of a compound file; Objection when it is broken."""
    content.seek(0)
    header = content.read(_HEADER)
    if len(header) < _HEADER:
        raise Objection("office_broken")
    shift = struct.unpack_from("<H", header, 30)[0]
    if shift not in {9, 12}:
        raise Objection("office_broken")
    sector = 1 << shift
    fat = _fat(content, header, sector, size)
    found: list[str] = []
    at: int = struct.unpack_from("<I", header, 48)[0]
    seen: set[int] = set()
    while at < _FREE:
        if at in seen or at >= len(fat) or len(found) > _MAX_ENTRIES:
            raise Objection("office_broken")
        seen.add(at)
        raw = _sector(content, at, sector)
        found += [name for i in range(0, len(raw), _ENTRY) if (name := _name(raw[i : i + _ENTRY]))]
        at = fat[at]
    return found


def kind_of(found: list[str]) -> Kind:
    """Which old office document those names make; Objection for what may not come in."""
    have = {name.casefold() for name in found}
    if have & {"encryptedpackage", "encryptioninfo"}:
        raise Objection("office_encrypted")
    if have & {"_vba_project", "_vba_project_cur", "macros", "vba"}:
        raise Objection("macro")
    if any(name.startswith("\x01ole10native") for name in have):
        raise Objection("embedded_program")
    if "worddocument" in have:
        return kinds.DOC
    if have & {"workbook", "book"}:
        return kinds.XLS
    if "powerpoint document" in have:
        return kinds.PPT
    return kinds.OLE


def _fat(content: BinaryIO, header: bytes, sector: int, size: int) -> list[int]:
    """Which sector follows which; bounded by what the file can hold."""
    most = size // sector + 1
    places = [n for n in struct.unpack_from(f"<{_INLINE_FAT}I", header, 76) if n < _FREE]
    more: int = struct.unpack_from("<I", header, 68)[0]
    per = sector // 4 - 1
    for _ in range(most):
        if more >= _FREE:
            break
        numbers = struct.unpack(f"<{per + 1}I", _sector(content, more, sector))
        places += [n for n in numbers[:per] if n < _FREE]
        more = numbers[per]
    if len(places) > most // per + 2:
        raise Objection("office_broken")
    fat: list[int] = []
    for place in places:
        fat += struct.unpack(f"<{per + 1}I", _sector(content, place, sector))
    return fat


def _sector(content: BinaryIO, number: int, sector: int) -> bytes:
    content.seek((number + 1) * sector)
    raw = content.read(sector)
    if len(raw) < sector:
        raise Objection("office_broken")
    return raw


def _name(entry: bytes) -> str:
    """The name of a directory entry in use, else ""."""
    length = int.from_bytes(entry[64:66], "little")
    if entry[66] == 0 or not 2 <= length <= 64:  # noqa: PLR2004 - sizes of the format
        return ""
    return entry[: length - 2].decode("utf-16-le", "replace")
