"""Office documents of the tests that may not come in, by name; see file_corpus."""

from __future__ import annotations

from collections.abc import Callable

import hostile_files as hostile

Build = Callable[[], bytes]
RELS, DOCUMENT_RELS = "word/_rels/settings.xml.rels", "word/_rels/document.xml.rels"
ZEROS = bytes(20 * 2**20)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
EMBEDDED = "embedded_program"
EXCEL4 = bytes.fromhex("85000e00 00010000 00 01 05 00") + b"Sheet"


def with_part(name: str, data: bytes) -> bytes:
    return hostile.docx({name: data})


def _rels(kind: str, target: str) -> bytes:
    return (
        f'<Relationship Type="http://x/{kind}" TargetMode="External" Target="{target}"/>'
    ).encode()


HOSTILE_OFFICE: dict[str, tuple[str, Build, str]] = {
    "macro": ("a.docx", lambda: with_part("word/vbaProject.bin", hostile.ole("VBA")), "macro"),
    "macro by type": (
        "a.docx",
        lambda: with_part("[Content_Types].xml", b'<x t="a.macroEnabled.main+xml"/>'),
        "macro",
    ),
    "macro under another name": (
        "a.docx",
        lambda: with_part("word/media/a.png", hostile.ole("VBA")),
        "macro",
    ),
    "macro in ODT": ("a.odt", lambda: hostile.odt({"Basic/Standard/M.xml": b"<x/>"}), "macro"),
    "macro in old Word": ("a.doc", lambda: hostile.ole("WordDocument", "Macros"), "macro"),
    "packed program in old Word": (
        "a.doc",
        lambda: hostile.ole("WordDocument", "\x01Ole10Native"),
        "embedded_program",
    ),
    "object in RTF": ("a.rtf", lambda: b"{\\rtf1{\\object\\objdata 00}}", "embedded_program"),
    "remote template": (
        "a.docx",
        lambda: with_part(
            "word/_rels/settings.xml.rels", _rels("attachedTemplate", "https://x/y.dotm")
        ),
        "external",
    ),
    "DDE": (
        "a.docx",
        lambda: with_part(
            "word/document.xml", b'<w:instrText xml:space="preserve"> DDEAUTO c:\\\\x</w:instrText>'
        ),
        "suspicious",
    ),
    "template by numbers": (
        "a.docx",
        lambda: with_part(RELS, hostile.linked_part("attachedTemplate", "&#104;ttps://x/y.dotm")),
        "external",
    ),
    "template in two bytes a sign": (
        "a.docx",
        lambda: with_part(
            RELS, hostile.linked_part("attachedTemplate", "http://x/y", encoding="utf-16")
        ),
        "external",
    ),
    "object under a prefix": (
        "a.docx",
        lambda: with_part(DOCUMENT_RELS, hostile.linked_part("oleObject", "http://x/", prefix="p")),
        "external",
    ),
    "template on another machine": (
        "a.docx",
        lambda: with_part(RELS, hostile.linked_part("attachedTemplate", "file://10.0.0.5/y.dotm")),
        "external",
    ),
    "picture on another machine": (
        "a.docx",
        lambda: with_part(DOCUMENT_RELS, hostile.linked_part("image", r"\\10.0.0.5\a.png")),
        "external",
    ),
    "DDE in pieces": (
        "a.docx",
        lambda: with_part("word/document.xml", hostile.field("dd", "eauto c:\\x")),
        "dde",
    ),
    "DDE in one element": (
        "a.docx",
        lambda: with_part(
            "word/header1.xml", b'<w:a xmlns:w="urn:w"><w:fldSimple w:instr=" DDE x"/></w:a>'
        ),
        "dde",
    ),
    "DDE in a cell": (
        "a.xlsx",
        lambda: hostile.zipped(
            {
                "[Content_Types].xml": b"<Types/>",
                "xl/workbook.xml": b"<workbook/>",
                "xl/worksheets/sheet1.xml": b"<c><f>cmd|'/c x'!A1</f></c>",
            }
        ),
        "dde",
    ),
    "DDE in a table": ("a.csv", lambda: b"a,b\n1,=cmd|' /C x'!A0\n", "dde"),
    "DDE in a table in a ZIP": (
        "a.zip",
        lambda: hostile.zipped({"a.csv": b"a\n@SUM(cmd|'/c x'!A0)"}),
        "dde",
    ),
    "DDE in RTF": (
        "a.rtf",
        lambda: rb"{\rtf1{\field{\*\fldinst {\rtlch\af1 DDEAUTO c:\\x}}}}",
        "dde",
    ),
    "template in RTF": ("a.rtf", lambda: rb"{\rtf1{\*\template http://x/y.dotm}}", "external"),
    "script of the program in ODT": (
        "a.odt",
        lambda: hostile.odt(content=b'<a xlink:href="vnd.sun.star.script:../x$y"/>'),
        "macro",
    ),
    "DDE in ODT": (
        "a.odt",
        lambda: hostile.odt(content=b'<a office:dde-application="cmd"/>'),
        "dde",
    ),
    "picture on another machine in ODT": (
        "a.odt",
        lambda: hostile.odt(content=b'<a xlink:href="file://10.0.0.5/a.png"/>'),
        "external",
    ),
    "control that runs": ("a.docx", lambda: with_part("word/activeX/a.xml", b"<a/>"), EMBEDDED),
    "a text of letters by numbers": (
        "a.docx",
        lambda: with_part("word/styles.xml", b"&#65;" * 20_000),
        "office_broken",
    ),
    "Excel 4 macro": (
        "a.xls",
        lambda: hostile.ole("Workbook") + EXCEL4,
        "suspicious",
    ),
    "entities in Word": ("a.docx", lambda: with_part("word/document.xml", LAUGHS), "xml_dtd"),
    "locked Word": ("a.docx", lambda: hostile.ole("EncryptedPackage"), "office_encrypted"),
    "locked ODT": (
        "a.odt",
        lambda: hostile.odt(manifest=b"<manifest:encryption-data/>"),
        "office_encrypted",
    ),
    "other compound": ("a.doc", lambda: hostile.ole("Something"), "type_not_accepted"),
    "broken compound": ("a.doc", lambda: hostile.ole("WordDocument")[:700], "office_broken"),
    "compound that goes in circles": (
        "a.doc",
        lambda: hostile.ole(*"abcdefgh").replace(
            b"\x02\0\0\0\x03\0\0\0", b"\x02\0\0\0\x01\0\0\0", 1
        ),
        "office_broken",
    ),
}
