"""A package as one zip file, to take away and to bring back.

What comes back is read within limits and by name only: nothing is unpacked to a disk, a file that
unfolds to more than a package may hold is refused while it unfolds.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from lienthong.engine.problems import wrong
from lienthong.services.packages.folders import printable
from lienthong.services.packages.package import Files
from lienthong.services.packages.reading import BYTES_MOST, FILES_MOST, PROCEDURE

ENTRIES_MOST = 2 * FILES_MOST
DAY = (1980, 1, 1, 0, 0, 0)
"""The same package makes the same bytes."""


def pack(files: Files) -> bytes:
    """The files in the order of their names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, DAY), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(file: IO[bytes]) -> Files:
    """Relative path -> content, also where all lies in one folder of the archive. Raises `Wrong`.

    Names are judged where a package is read (reading.py); here only what can't be taken at all.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return dict(_content(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError):
        raise wrong("Tệp này không phải tệp zip đọc được. Nén lại cả thư mục rồi gửi.") from None


def _content(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = [one for one in archive.infolist() if not one.is_dir()]
    if len(entries) > ENTRIES_MOST:
        raise wrong(f"Tệp zip có hơn {ENTRIES_MOST} tệp.")
    folder = _folder([one.filename for one in entries])
    room = BYTES_MOST
    for one in entries:
        name = printable(one.filename).removeprefix(folder)
        if one.flag_bits & 0x1:
            raise wrong("Tệp zip đặt mật khẩu: nén lại không đặt mật khẩu.", where=name[:120])
        with archive.open(one) as content:
            given = content.read(room + 1)
        room -= len(given)
        if room < 0:
            raise wrong(f"Gói lớn quá {BYTES_MOST // 1_000_000} MB khi mở ra.")
        yield name, given


def _folder(names: list[str]) -> str:
    """What stands before procedure.yaml, when everything stands in that folder."""
    home = min((one for one in names if one.endswith(PROCEDURE)), key=len, default=PROCEDURE)
    folder = home.removesuffix(PROCEDURE)
    return folder if all(one.startswith(folder) for one in names) else ""
