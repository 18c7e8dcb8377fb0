"""What a file is, by its content; its name is only a claim."""

from __future__ import annotations

import codecs
from typing import BinaryIO

import puremagic

from lienthong.kernel.attachments import kinds
from lienthong.kernel.attachments.kinds import Kind
from lienthong.kernel.attachments.reasons import Objection

CHUNK = 64 * 1024
_HEAD = 0x8001 + 5  # as far as the farthest mark of an ISO image
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<iframe", b"<meta")
_SVG = (b"<svg", b"<!doctype svg")
_START = 4096  # where text says by its first tag what it is
_NOT_TEXT = frozenset(range(32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27}
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PE_POINTER = slice(0x3C, 0x40)


def by_magic(head: bytes) -> Kind | None:
    """The kind whose mark stands in these first bytes; None when none does."""
    for offset, mark, kind in kinds.MAGIC:
        if head[offset : offset + len(mark)] == mark:
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return kinds.WEBP
    if head[:2] == b"MZ" and _is_windows_program(head):
        return kinds.WINDOWS_PROGRAM
    return None


def sniff(content: BinaryIO, claimed: str) -> Kind:
    """The kind of a seekable file; ZIP and OLE are for `archives` and `compound` to tell apart.

    `claimed` is the extension of its name: it decides only between kinds that have the same content
    (a table and a text). Plain text is read to its end, in pieces; whether XML is sound is for the
    probe to say. Objection where a text holds binary data.
    """
    content.seek(0)
    head = content.read(_HEAD)
    kind = by_magic(head)
    if kind is not None:
        return kind
    start = _text_start(head)
    if start.startswith(b"%pdf-"):
        return kinds.PDF
    if (page := page_of(head)) is not None:
        return page
    if start.startswith(b"<?xml") or (start.startswith(b"<") and claimed in {"xml", "edxml"}):
        return kinds.EDXML if claimed == "edxml" else kinds.XML
    if _is_text(content):
        return kinds.CSV if claimed == "csv" else kinds.TEXT
    if claimed in {"txt", "csv"}:
        raise Objection("text_binary")
    return _guess(head)


def page_of(head: bytes) -> Kind | None:
    """Which page for browsers these first bytes begin; None when they begin none."""
    start = _text_start(head)
    while start.startswith(b"<!--") and b"-->" in start:
        start = start.partition(b"-->")[2].lstrip()
    if start.startswith(_HTML):
        return kinds.HTML
    return kinds.SVG if start.startswith(_SVG) else None


def _is_windows_program(head: bytes) -> bool:
    """DOS and Windows programs begin with two letters a text may begin with too."""
    pointer = int.from_bytes(head[_PE_POINTER], "little")
    return head[pointer : pointer + 2] in {b"PE", b"NE", b"LE", b"LX"} or b"\x00" in head[:64]


def _text_start(head: bytes) -> bytes:
    """The first signs as lower-case bytes, whatever the encoding: enough to know a tag."""
    start = head[:_START]
    if start.startswith(_BOMS[1:]):
        start = start.decode("utf-16", "replace").encode("utf-8", "replace")
    return start.removeprefix(codecs.BOM_UTF8).lstrip().lower()


def _is_text(content: BinaryIO) -> bool:
    """Text in UTF-8, UTF-16 with its mark, or an old eight-bit Vietnamese code page."""
    content.seek(0)
    head = content.read(2)
    content.seek(0)
    if head in _BOMS:
        decoder = codecs.getincrementaldecoder("utf-16")("strict")
        try:
            while chunk := content.read(CHUNK):
                if "\x00" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
        return True
    strange = bytes(sorted(_NOT_TEXT))
    while chunk := content.read(CHUNK):
        if len(chunk.translate(None, strange)) != len(chunk):
            return False
    return True


def _guess(head: bytes) -> Kind:
    """A name for what we do not take, for the sentence of the refusal."""
    try:
        mime = str(puremagic.from_string(head, mime=True))
    except Exception:  # noqa: BLE001 - a foreign parser of hostile bytes
        return kinds.UNKNOWN
    return Kind(mime, mime, "other") if mime else kinds.UNKNOWN
