"""Files built by code for the tests: honest ones of every kind, and what an enemy would send."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import openpyxl
import pikepdf
import pillow_heif
from PIL import Image

# in two pieces, so that no scanner takes this source for the test file itself
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WINDOWS_PROGRAM = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(400)
FOLDER, STREAM = 1, 2


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **saving: object) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    if change is not None:
        change(made)
    out = io.BytesIO()
    made.save(out, **saving)  # type: ignore[arg-type]
    return out.getvalue()


def pdf_with(root: Mapping[str, object]) -> bytes:
    """A PDF whose catalogue holds these entries."""

    def change(made: pikepdf.Pdf) -> None:
        for key, value in root.items():
            made.Root[key] = value

    return pdf(change)


def pdf_action(kind: str, **more: object) -> bytes:
    action = pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **more)
    return pdf_with({"/OpenAction": action})


def pdf_stream(data: bytes, **entries: object) -> bytes:
    """A PDF with one stream whose packed bytes are `data`."""

    def change(made: pikepdf.Pdf) -> None:
        made.Root["/Extra"] = made.make_stream(data, **entries)

    return pdf(change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def zipped(
    files: Mapping[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO()
    pairs = files.items() if isinstance(files, Mapping) else files
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return out.getvalue()


def docx(extra: Mapping[str, bytes] | None = None) -> bytes:
    """A Word document of the smallest honest kind, with further parts on top."""
    override = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts = {
        "[Content_Types].xml": (
            '<?xml version="1.0"?><Types><Override PartName="/word/document.xml"'
            f' ContentType="{override}"/></Types>'
        ).encode(),
        "_rels/.rels": b'<?xml version="1.0"?><Relationships/>',
        "word/document.xml": (
            '<w:document xmlns:w="urn:w"><w:t>Kính gửi các xã</w:t></w:document>'
        ).encode(),
    }
    return zipped(parts | dict(extra or {}))


def linked_part(kind: str, target: str, *, prefix: str = "", encoding: str = "utf-8") -> bytes:
    """Relationships of an office part: one link to somewhere else, first described at length."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    mark, name = (f":{prefix}", f"{prefix}:") if prefix else ("", "")
    return (
        f'<?xml version="1.0"?><{name}Relationships xmlns{mark}="{space}"><{name}Relationship'
        f" Id='{'&gt;' * 500}' Type='http://x/{kind}' Target='{target}'"
        f" TargetMode='External'/></{name}Relationships>"
    ).encode(encoding)


def field(*pieces: str) -> bytes:
    """A Word text whose field code is cut into these pieces."""
    code = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:document xmlns:w="urn:w">{code}</w:document>'.encode()


def second_name(shown: str) -> bytes:
    """A ZIP whose one member is a.txt to some programs and `shown` to others."""
    info = zipfile.ZipInfo("a.txt")
    told = b"\1" + struct.pack("<I", zlib.crc32(b"a.txt")) + shown.encode()
    info.extra = struct.pack("<HH", 0x7075, len(told)) + told
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, b"x")
    return out.getvalue()


def large_form(data: bytes) -> bytes:
    """A small ZIP in the form for large ones: every size and place in 64 bits."""
    most, size, crc = 0xFFFFFFFF, len(data), zlib.crc32(data)
    sizes = struct.pack("<HHQQ", 1, 16, size, size)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 45, 0, 0, 0, 33, crc, most, most, 5, len(sizes))
    start = local + b"a.txt" + sizes + data
    place = struct.pack("<HHQQQ", 1, 24, size, size, 0)
    entry = struct.pack(
        "<4s6H3I5H2I",
        *(b"PK\1\2", 45, 45, 0, 0, 0, 33, crc, most, most, 5, len(place), 0, 0, 0, 0, most),
    )
    directory = entry + b"a.txt" + place
    end = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(directory), len(start))
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(start + directory), 1)
    small = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, most, most, 0)
    return start + directory + end + locator + small


def xlsx() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "Xã Đại Tâm"
    book.save(out)
    return out.getvalue()


def odt(
    extra: Mapping[str, bytes] | None = None,
    manifest: bytes = b"<manifest:manifest/>",
    content: bytes = b"<office:document-content/>",
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        mime = "application/vnd.oasis.opendocument.text"
        archive.writestr(zipfile.ZipInfo("mimetype"), mime, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def ole(*names: str) -> bytes:
    """A compound file with a root and empty streams of these names."""
    entries = [_ole_entry("Root Entry", 5), *(_ole_entry(name, STREAM) for name in names)]
    entries += [bytes(128)] * (-len(entries) % 4)
    directory = b"".join(entries)
    sectors = len(directory) // 512
    chain = [*range(2, sectors + 1), 0xFFFFFFFE]
    fat = struct.pack("<128I", 0xFFFFFFFD, *chain, *[0xFFFFFFFF] * (127 - len(chain)))
    header = struct.pack(
        "<8s16s5H6s", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 62, 3, 0xFFFE, 9, 6, b""
    )
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + fat + directory


def _ole_entry(name: str, kind: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + bytes(60)


def image(form: str, size: tuple[int, int] = (400, 300), **saving: object) -> bytes:
    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    made = Image.radial_gradient("L").resize(size).convert("RGB")
    made.save(out, form, **saving)
    return out.getvalue()


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few bytes that say they are a picture of 3.6 thousand million points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(bytes(1_000_000))
    mark = b"\x89PNG\r\n\x1a\n"
    return mark + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def overlapping(count: int = 50) -> bytes:
    """Many members in the directory, one and the same packed kernel behind them."""
    kernel = zlib.compress(bytes(100_000))[2:-4]
    crc = zlib.crc32(bytes(100_000))
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(kernel), 100_000, 1, 0)
    data = local + b"a" + kernel
    directory = b"".join(
        struct.pack(
            *("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(kernel), 100_000),
            *(1, 0, 0, 0, 0, 0, 0),
        )
        + b"a"
        for _ in range(count)
    )
    return data + directory + _end(count, len(directory), len(data))


def _end(count: int, length: int, offset: int) -> bytes:
    return struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, length, offset, 0)


def patched(archive: bytes, mark: bytes, at: int, value: bytes) -> bytes:
    """The archive with bytes changed in every header that begins with `mark`."""
    changed, start = bytearray(archive), archive.find(mark)
    while start >= 0:
        changed[start + at : start + at + len(value)] = value
        start = archive.find(mark, start + 4)
    return bytes(changed)


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("lien-ket.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def nested(depth: int, inner: bytes = b"x", name: str = "a.txt") -> bytes:
    for _ in range(depth):
        inner, name = zipped({name: inner}), "a.zip"
    return inner


def crowd(count: int) -> bytes:
    """An archive of that many empty members, as an archiver writes it (ZIP64 when it must)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(count):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    return out.getvalue()


def appended(front: bytes, archive: Mapping[str, bytes]) -> bytes:
    """A file with an archive behind it whose offsets were adjusted: both programs open it."""
    out = io.BytesIO(front)
    with zipfile.ZipFile(out, "a") as grown:
        for name, data in archive.items():
            grown.writestr(name, data)
    return out.getvalue()


def gapped(archive: bytes, gap: int = 500) -> bytes:
    """An archive with bytes no directory speaks of, behind its last member."""
    offset = int.from_bytes(archive[-6:-2], "little")
    end = archive[-22:-6] + struct.pack("<IH", offset + gap, 0)
    return archive[:offset] + bytes(gap) + archive[offset:-22] + end
