"""What an archive of office parts is, and what in it can act by itself."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from lienthong.kernel.attachments import kinds
from lienthong.kernel.attachments.archives import Member
from lienthong.kernel.attachments.kinds import Kind
from lienthong.kernel.attachments.reasons import Objection

CHUNK = 1024 * 1024
_OVERLAP = 1024  # a mark may lie across two pieces
_MAIN_PART = {
    "word/document.xml": kinds.DOCX,
    "xl/workbook.xml": kinds.XLSX,
    "ppt/presentation.xml": kinds.PPTX,
}
_ODF = {kind.mime.encode("ascii"): kind for kind in (kinds.ODT, kinds.ODS, kinds.ODP)}
_MACRO_FILES = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = {"macrosheets", "dialogsheets"}
_SMALL_PART = 4 * CHUNK  # what an office program writes there is far below
_MACRO_TYPE = re.compile(rb"macroenabled|vbaproject|intlmacrosheet", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_ENCRYPTED = re.compile(rb"<(?:\w+:)?encryption-data\b")
_RTF_OBJECT = re.compile(rb"\\obj(?:data|update|autlink|link|emb|html|ocx)", re.IGNORECASE)
_RTF_TEMPLATE = re.compile(
    rb"\\\*\s{0,9}\\template\s{0,9}\{?\s{0,9}"
    rb"(?:https?:|ftp:|mhtml:|ms-|//|file:/{2,9}[^/\s]|\\{2})",
    re.IGNORECASE,
)
_RTF_FIELD = re.compile(rb"\\fldinst\b(?=(.{0,300}))", re.IGNORECASE | re.DOTALL)
_RTF_WORD = re.compile(rb"\\[a-z]{1,20}-?\d{0,9}|[\s{}]", re.IGNORECASE)
_ODF_MACRO = re.compile(rb"vnd\.sun\.star\.script:|script:event-listener\b")
_ODF_DDE = re.compile(rb"\b(?:office:dde-application|text:dde-connection-decl\b)")
_ODF_HOST = re.compile(rb"xlink:href\s{0,9}=\s{0,9}[\"'](?:file://[^/\"']|\\\\|//)", re.IGNORECASE)
# a formula that hands `'topic'!item` to another program; so also in a table that is plain text
_SHEET_DDE = re.compile(rb"<(?:\w+:)?f\b[^<]{0,400}\w\|\s{0,3}(?:'|&apos;)[^<]{1,400}!")
_CALL = re.compile(rb"\w\|\s{0,3}'[^'\r\n]{1,400}'!")
_CELL_EDGE = re.compile(rb"[\r\n,;\t\"]")
_REFERENCE = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}));")
_MASKED_LETTER = re.compile(
    rb"&#(?:x0{0,4}(?:[46][1-9a-f]|[57][0-9a])|0{0,5}(?:6[5-9]|[789]\d|1[012]\d));", re.IGNORECASE
)
_ASCII = 127
_MOST_MASKED = 10_000  # letters written as numbers in one piece: no office program does


def kind_of(found: list[Member], statement: bytes) -> Kind:
    """DOCX, XLSX, PPTX, ODT, ODS, ODP, or a plain ZIP; `statement` is ODF's first member."""
    names = {member.name for member in found}
    odf = _ODF.get(statement.removesuffix(b"-template").strip())
    if odf is not None and "content.xml" in names:
        return odf
    if "[Content_Types].xml" in names:
        main = [kind for part, kind in _MAIN_PART.items() if part in names]
        if len(main) == 1:
            return main[0]
    return kinds.ZIP


def check_members(kind: Kind, names: list[str]) -> None:
    """Objection for parts that are programs of a document."""
    if kind is kinds.ZIP and "[Content_Types].xml" not in names:
        return
    for parts in (name.lower().split("/") for name in names):
        if _is_macro(parts):
            raise Objection("macro")
        if "activex" in parts[:-1]:
            raise Objection("embedded_program")


def probed_as(kind: Kind, name: str) -> str:
    """The family of the probe that reads this part of a document, "" for none.

    Links and fields have too many spellings for a pattern: those parts are parsed.
    """
    low = name.lower()
    if kind.family == "ooxml" and low.endswith(".rels"):
        return "rels"
    if kind is kinds.DOCX and low.startswith("word/") and low.endswith(".xml"):
        return "fields"
    return ""


def _is_macro(parts: list[str]) -> bool:
    """A macro by its place: VBA and old Excel sheets in OOXML, Basic modules and scripts in ODF."""
    if parts[-1] in _MACRO_FILES or _MACRO_FOLDERS & set(parts[:-1]):
        return True
    if parts[0] == "scripts" and parts[-1]:
        return True
    listing = parts[-1].startswith(("script-", "dialog-"))  # lists of modules, there without any
    return parts[0] == "basic" and parts[-1].endswith(".xml") and not listing


def check_part(kind: Kind, name: str, content: BinaryIO) -> None:
    """Objection for what one part of an office document says; other archives have no parts."""
    if kind is kinds.ZIP:
        return
    small = name == "[Content_Types].xml" or name.lower().endswith(".rels")
    if small and content.seek(0, os.SEEK_END) > _SMALL_PART:
        raise Objection("office_broken")
    if name == "[Content_Types].xml" and _holds(content, _MACRO_TYPE):
        raise Objection("macro")
    if name == "META-INF/manifest.xml" and _holds(content, _ENCRYPTED):
        raise Objection("office_encrypted")
    if name.lower().endswith((".xml", ".rels")) and _holds(content, _ENTITY):
        raise Objection("xml_dtd")
    if kind is kinds.XLSX and _holds(content, _SHEET_DDE):
        raise Objection("dde")
    if kind.family == "odf" and name.endswith(".xml"):
        _check_odf(content)


def _check_odf(content: BinaryIO) -> None:
    if _holds(content, _ODF_MACRO):
        raise Objection("macro")
    if _holds(content, _ODF_DDE):
        raise Objection("dde")
    if _holds(content, _ODF_HOST):
        raise Objection("external")


def check_rtf(content: BinaryIO) -> None:
    """Objection for an RTF text with objects inside, a template elsewhere or a DDE field."""
    if _holds(content, _RTF_OBJECT):
        raise Objection("embedded_program")
    if _holds(content, _RTF_TEMPLATE):
        raise Objection("external")
    for text in _pieces(content):
        for field in _RTF_FIELD.finditer(text):
            if b"dde" in field[1].lower() and _RTF_WORD.sub(b"", field[1])[:3].lower() == b"dde":
                raise Objection("dde")


def check_table(content: BinaryIO) -> None:
    """Objection for a table of plain text with a formula that calls another program."""
    for text in _pieces(content):
        for call in _CALL.finditer(text):
            before = text[max(0, call.start() - 200) : call.start()]
            cell = _CELL_EDGE.split(before)[-1]
            if cell.lstrip()[:1] in {b"=", b"+", b"-", b"@"}:
                raise Objection("dde")


def _holds(content: BinaryIO, mark: re.Pattern[bytes]) -> bool:
    """Whether a mark of at most 1 KiB stands anywhere in the content, read in pieces.

    Text of two bytes a sign is read as if it had one, and letters written as numbers as letters.
    """
    return any(mark.search(text) for text in _pieces(content))


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    """The text of the content in pieces; each begins with the end of the one before."""
    content.seek(0)
    before = b""
    while piece := content.read(CHUNK):
        text = before + piece.replace(b"\0", b"")
        if _MASKED_LETTER.search(text):
            text, count = _REFERENCE.subn(_letter, text, _MOST_MASKED)
            if count == _MOST_MASKED:
                raise Objection("office_broken")
        yield text
        before = text[-_OVERLAP:]


def _letter(reference: re.Match[bytes]) -> bytes:
    """The ASCII sign a character reference stands for; any other reference as it is."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return bytes((number,)) if number <= _ASCII else reference[0]
