"""The types of file we know: those we take, and those we can name when we say no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal[
    "pdf", "ooxml", "odf", "ole", "rtf", "image", "xml", "text", "zip", "program", "packed", "other"
]

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file: `extensions` without dots, the usual one first; `label` Vietnamese."""

    mime: str
    label: str
    family: Family
    extensions: tuple[str, ...] = ()


PDF = Kind("application/pdf", "PDF", "pdf", ("pdf",))
DOCX = Kind(f"{_OOXML}wordprocessingml.document", "Word (DOCX)", "ooxml", ("docx",))
XLSX = Kind(f"{_OOXML}spreadsheetml.sheet", "Excel (XLSX)", "ooxml", ("xlsx",))
PPTX = Kind(f"{_OOXML}presentationml.presentation", "PowerPoint (PPTX)", "ooxml", ("pptx",))
ODT = Kind(f"{_ODF}text", "văn bản ODT", "odf", ("odt",))
ODS = Kind(f"{_ODF}spreadsheet", "bảng tính ODS", "odf", ("ods",))
ODP = Kind(f"{_ODF}presentation", "trình chiếu ODP", "odf", ("odp",))
DOC = Kind("application/msword", "Word cũ (DOC)", "ole", ("doc",))
XLS = Kind("application/vnd.ms-excel", "Excel cũ (XLS)", "ole", ("xls",))
PPT = Kind("application/vnd.ms-powerpoint", "PowerPoint cũ (PPT)", "ole", ("ppt",))
RTF = Kind("application/rtf", "văn bản RTF", "rtf", ("rtf",))
JPEG = Kind("image/jpeg", "ảnh JPEG", "image", ("jpg", "jpeg", "jpe", "jfif"))
PNG = Kind("image/png", "ảnh PNG", "image", ("png",))
GIF = Kind("image/gif", "ảnh GIF", "image", ("gif",))
WEBP = Kind("image/webp", "ảnh WebP", "image", ("webp",))
HEIC = Kind("image/heic", "ảnh HEIC", "image", ("heic", "heif"))
TIFF = Kind("image/tiff", "ảnh TIFF", "image", ("tif", "tiff"))
EDXML = Kind("application/edxml+xml", "gói tin edXML", "xml", ("edxml", "xml"))
XML = Kind("application/xml", "XML", "xml", ("xml",))
TEXT = Kind("text/plain", "văn bản thuần", "text", ("txt",))
CSV = Kind("text/csv", "bảng CSV", "text", ("csv",))
ZIP = Kind("application/zip", "tệp nén ZIP", "zip", ("zip",))

ACCEPTED = (
    *(PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, DOC, XLS, PPT, RTF),
    *(JPEG, PNG, GIF, WEBP, HEIC, TIFF, EDXML, XML, TEXT, CSV, ZIP),
)
ACCEPTED_WORDS = (
    "PDF, Word, Excel, PowerPoint, ODF, RTF, ảnh (JPG, PNG, HEIC, TIFF), XML, TXT, CSV, ZIP"
)

# An encrypted or other compound file: what it holds decides.
OLE = Kind("application/x-ole-storage", "tệp ghép OLE", "ole")
HTML = Kind("text/html", "trang HTML", "other", ("html", "htm"))
OFFICE_XML = Kind("application/xml", "Word hoặc Excel dạng XML cũ", "other")
SVG = Kind("image/svg+xml", "hình SVG", "other", ("svg",))


def _program(mime: str, label: str) -> Kind:
    return Kind(mime, label, "program")


def _packed(mime: str, label: str) -> Kind:
    return Kind(mime, label, "packed")


def _other(mime: str, label: str) -> Kind:
    return Kind(mime, label, "other")


ELF = _program("application/x-elf", "chương trình Linux")
# (offset, bytes, kind): what begins so is that, whatever its name says
MAGIC: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"%PDF-", PDF),
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"PK\x07\x08", ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"{\\rt", RTF),
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PNG),
    (0, b"GIF87a", GIF),
    (0, b"GIF89a", GIF),
    (0, b"II*\x00", TIFF),
    (0, b"MM\x00*", TIFF),
    *(
        (4, b"ftyp" + brand, HEIC)
        for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1")
    ),
    (0, b"\x7fELF", ELF),
    *(
        (0, magic, _program("application/x-mach-binary", "chương trình macOS"))
        for magic in (
            b"\xfe\xed\xfa\xce",
            b"\xfe\xed\xfa\xcf",
            b"\xce\xfa\xed\xfe",
            b"\xcf\xfa\xed\xfe",
        )
    ),
    (0, b"\xca\xfe\xba\xbe", _program("application/java-vm", "mã Java")),
    (0, b"dex\n", _program("application/x-dex", "mã Android")),
    (0, b"\x00asm", _program("application/wasm", "mã WebAssembly")),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", _program("application/x-ms-shortcut", "lối tắt Windows")),
    (0, b"ITSF", _program("application/vnd.ms-htmlhelp", "tệp trợ giúp CHM")),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", _program("application/onenote", "sổ OneNote")),
    (0, b"#!", _program("text/x-script", "kịch bản lệnh")),
    (0, b"7z\xbc\xaf\x27\x1c", _packed("application/x-7z-compressed", "tệp nén 7z")),
    (0, b"Rar!\x1a\x07", _packed("application/vnd.rar", "tệp nén RAR")),
    (0, b"\x1f\x8b", _packed("application/gzip", "tệp nén GZIP")),
    (0, b"BZh", _packed("application/x-bzip2", "tệp nén BZIP2")),
    (0, b"\xfd7zXZ\x00", _packed("application/x-xz", "tệp nén XZ")),
    (0, b"\x28\xb5\x2f\xfd", _packed("application/zstd", "tệp nén ZSTD")),
    (0, b"MSCF", _packed("application/vnd.ms-cab-compressed", "tệp nén CAB")),
    (257, b"ustar", _packed("application/x-tar", "tệp gói TAR")),
    (0x8001, b"CD001", _packed("application/x-iso9660-image", "ảnh đĩa ISO")),
    (0, b"%!PS", _other("application/postscript", "PostScript")),
    (0, b"OggS", _other("audio/ogg", "âm thanh hoặc phim Ogg")),
    (0, b"ID3", _other("audio/mpeg", "âm thanh MP3")),
    (4, b"ftypavif", _other("image/avif", "ảnh AVIF")),
    (4, b"ftyp", _other("video/mp4", "phim MP4")),
)
WINDOWS_PROGRAM = _program("application/vnd.microsoft.portable-executable", "chương trình Windows")
UNKNOWN = Kind("", "", "other")

# Endings that a double-click runs, on some machine or other
# fmt: off
PROGRAM_EXTENSIONS = frozenset((
        "ade", "adp", "apk", "app", "appcontent-ms", "application", "appref-ms", "appx",
        "appxbundle", "bas", "bat", "chm", "cmd", "com", "command", "cpl", "deb", "desktop",
        "diagcab", "dll", "dmg", "exe", "gadget", "hlp", "hta", "img", "inf", "ins", "iqy",
        "iso", "jar", "jnlp", "job", "js", "jse", "library-ms", "lnk", "mde", "mjs", "msc",
        "msi", "msix", "msixbundle", "msp", "mst", "ocx", "one", "php", "pif", "pkg", "ps1",
        "ps1xml", "psm1", "py", "pyc", "pyw", "pyz", "rdp", "reg", "rpm", "run", "scf", "scr",
        "sct", "search-ms", "searchconnector-ms", "settingcontent-ms", "sh", "slk", "sys",
        "theme", "url", "vb", "vbe", "vbs", "vbscript", "vhd", "vhdx", "website", "wim", "wsc",
        "wsf", "wsh", "xbap", "xla", "xlam", "xll",
))
# Endings of pages that run scripts: not taken alone, so not inside an archive either
PAGE_EXTENSIONS = frozenset(("htm", "html", "mht", "mhtml", "shtml", "svg", "svgz", "xht", "xhtml"))
# Endings of what holds files that nobody here can take out and look at
PACKED_EXTENSIONS = frozenset((
        "7z", "ace", "arj", "bz2", "cab", "eml", "gz", "lha", "lzh", "msg", "pst", "rar", "tar",
        "tbz", "tgz", "udf", "xlsb", "xz", "z", "zst",
))
# fmt: on
_TURNING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def extension_of(name: str) -> str:
    """The ending of a file name, lower case, without its dot; "" when there is none.

    Dots and blanks behind it do not count: some systems drop them when they write the file.
    """
    stem, dot, ending = name.rstrip(". \t\u00a0").rpartition(".")
    return ending.lower() if dot and stem.strip(".") else ""


def hides_its_ending(name: str) -> bool:
    """Whether a name turns the way of writing round, so that it ends otherwise than it reads."""
    return bool(_TURNING & set(name))
