"""What is attached to a packet: base64 of the file itself, or of a ZIP around it; nothing on the
wire says which.
"""

from __future__ import annotations

import base64
import binascii
import io
import zipfile

FILE_MAX = 60 * 2**20
"""Of one file; of all files of a packet together, ALL_MAX."""
ALL_MAX = 2 * FILE_MAX
RATIO_MAX = 200
ZIPS = (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jar", ".apk")
LOCAL_HEADER = b"PK\x03\x04"


class BadContent(ValueError):  # noqa: N818 - an answer to "what is attached?"
    """The content can't be taken out; the argument says why, in words, after the file's name."""


def unpack(text: str, name: str, most: int = FILE_MAX) -> tuple[bytes, str]:
    """The bytes of the file, at most `most`, and a note on what was odd ("" when nothing was)."""
    squeezed = "".join(text.split())
    if not squeezed:
        raise BadContent("không có nội dung")
    try:
        content = base64.b64decode(squeezed, validate=True)
    except (binascii.Error, ValueError):
        raise BadContent("nội dung không phải base64") from None
    if len(content) > most:
        raise BadContent("quá lớn, một mình hay cùng các tệp trước")
    if not content.startswith(LOCAL_HEADER) or name.lower().endswith(ZIPS):
        return content, ""
    return _unzipped(content, most)


def _unzipped(content: bytes, most: int) -> tuple[bytes, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            entries = whole.infolist()
            if len(entries) != 1:
                return content, f"gói nén có {len(entries)} tệp nên giữ nguyên gói nén"
            return _only(whole, entries[0], most), ""
    except BadContent:
        raise
    except Exception:  # noqa: BLE001 - zipfile, zlib and lzma have errors of their own
        raise BadContent("gói nén bị hỏng hoặc bị cắt cụt") from None


def _only(whole: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    if entry.flag_bits & 1:
        raise BadContent("gói nén đặt mật khẩu")
    if entry.is_dir():
        raise BadContent("gói nén không chứa tệp nào")
    if entry.file_size > min(most, max(entry.compress_size, 1) * RATIO_MAX):
        raise BadContent("gói nén giải ra quá lớn")
    with whole.open(entry) as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise BadContent("gói nén giải ra quá lớn")
    return found


def pack(content: bytes) -> str:
    """The base64 of a file as it goes on the wire: itself, not wrapped."""
    return base64.b64encode(content).decode("ascii")
