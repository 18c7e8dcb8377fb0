"""What an archive of office parts is, and what in it can act by itself."""

from __future__ import annotations

import os
import re
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
_EXTERNAL = re.compile(
    rb"<Relationship\b(?=[^>]{0,900}\bTargetMode\s{0,9}=\s{0,9}[\"']External)"
    rb"(?=[^>]{0,900}/(?:attachedTemplate|oleObject|frame|subDocument)[\"'])[^>]{0,900}"
    rb"\bTarget\s{0,9}=\s{0,9}[\"'](?:https?:|ftp:|mhtml:|ms-|//|(?:file:/{0,9})?\\\\)",
    re.IGNORECASE,
)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_ENCRYPTED = re.compile(rb"<(?:\w+:)?encryption-data\b")
_RTF_OBJECT = re.compile(rb"\\obj(?:data|update|autlink|link|emb|html|ocx)", re.IGNORECASE)


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
    if kind is not kinds.ZIP and any(_is_macro(name.lower().split("/")) for name in names):
        raise Objection("macro")


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
    if name.lower().endswith(".rels") and _holds(content, _EXTERNAL):
        raise Objection("external")
    if name.lower().endswith((".xml", ".rels")) and _holds(content, _ENTITY):
        raise Objection("xml_dtd")


def check_rtf(content: BinaryIO) -> None:
    """Objection for an RTF text with objects inside."""
    if _holds(content, _RTF_OBJECT):
        raise Objection("embedded_program")


def _holds(content: BinaryIO, mark: re.Pattern[bytes]) -> bool:
    """Whether a mark of at most 1 KiB stands anywhere in the content, read in pieces."""
    content.seek(0)
    before = b""
    while piece := content.read(CHUNK):
        if mark.search(before + piece):
            return True
        before = piece[-_OVERLAP:]
    return False
