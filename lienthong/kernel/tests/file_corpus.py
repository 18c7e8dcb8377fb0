"""The files of the tests by name: what each is called, how it is built, what must be said of it."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import hostile_files as hostile
import pikepdf

Build = Callable[[], bytes]
DICTIONARY = pikepdf.Dictionary
FLATE = pikepdf.Name.FlateDecode
MOST_BYTES = 16 * 2**20  # the size of a file in these tests


def with_part(name: str, data: bytes) -> bytes:
    return hostile.docx({name: data})


def pages(count: int) -> Callable[[pikepdf.Pdf], None]:
    def add(made: pikepdf.Pdf) -> None:
        for _ in range(count):
            made.add_blank_page()

    return add


def names(made: pikepdf.Pdf) -> None:
    made.Root["/Names"] = DICTIONARY(A=DICTIONARY(JS="app.alert()"))


def launch(made: pikepdf.Pdf) -> None:
    made.Root["/Names"] = DICTIONARY(A=DICTIONARY(S=pikepdf.Name.Launch))


def attach(made: pikepdf.Pdf) -> None:
    made.attachments["a.exe"] = b"MZ"


HONEST: dict[str, tuple[str, Build]] = {
    "PDF": ("cong-van.pdf", hostile.pdf),
    "Word": ("cong-van.docx", hostile.docx),
    "Excel": ("bieu.xlsx", hostile.xlsx),
    "ODT": ("cong-van.odt", hostile.odt),
    "old Word": ("cu.doc", lambda: hostile.ole("WordDocument", "1Table")),
    "old Excel": ("cu.XLS", lambda: hostile.ole("Workbook")),
    "old PowerPoint": ("cu.ppt", lambda: hostile.ole("PowerPoint Document")),
    "RTF": ("cu.rtf", lambda: b"{\\rtf1 Kinh gui}"),
    "JPEG": ("anh.JPG", lambda: hostile.image("JPEG")),
    "PNG": ("anh.png", lambda: hostile.image("PNG")),
    "GIF": ("anh.gif", lambda: hostile.image("GIF")),
    "WebP": ("anh.webp", lambda: hostile.image("WEBP")),
    "TIFF": ("anh.tif", lambda: hostile.image("TIFF")),
    "HEIC": ("anh.heic", lambda: hostile.image("HEIF")),
    "edXML": ("goi.edxml", lambda: b'<?xml version="1.0"?><edXML xmlns="urn:x"><a/></edXML>'),
    "XML": ("goi.xml", lambda: b"<goi><a/></goi>"),
    "text": ("ghi-chu.txt", "Kính gửi: Ủy ban nhân dân\r\n".encode),
    "text with mark": ("ghi-chu.txt", "\ufeffKính gửi".encode),
    "UTF-16 text": ("ghi-chu.txt", lambda: "Kính gửi".encode("utf-16")),
    "old code page": ("ghi-chu.txt", lambda: "Kính gửi".encode("cp1258", "replace") + b"\xb5\xb8"),
    "table": ("so.csv", lambda: b"ma,ten\n1,Ke Sach\n"),
    "ZIP": (
        "goi.zip",
        lambda: hostile.zipped({"a/b.pdf": hostile.pdf(), "c.docx": hostile.docx()}),
    ),
    "ZIP, stored": ("goi.zip", lambda: hostile.zipped({"a.txt": b"a"}, 0)),
}


def _rels(kind: str, target: str) -> bytes:
    return (
        f'<Relationship Type="http://x/{kind}" TargetMode="External" Target="{target}"/>'
    ).encode()


ZEROS = bytes(20 * 2**20)
ZIP = hostile.zipped({"a.txt": b"hello world"})
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
IMAGE_BOMB = {
    "Type": pikepdf.Name.XObject,
    "Subtype": pikepdf.Name.Image,
    "Width": 100_000,
    "Height": 100_000,
}
HOSTILE: dict[str, tuple[str, Build, str]] = {
    # the file and its name
    "empty": ("a.pdf", lambda: b"", "empty"),
    "too big": ("a.txt", lambda: bytes(MOST_BYTES + 1), "too_big"),
    "no ending": ("cong-van", hostile.pdf, "no_extension"),
    "wrong ending": ("a.docx", hostile.pdf, "mismatch"),
    "picture under another name": ("a.png", lambda: hostile.image("JPEG"), "mismatch"),
    "ending turned round": ("a\u202efdp.pdf", hostile.pdf, "name_hidden"),
    "program": ("a.pdf", lambda: hostile.WINDOWS_PROGRAM, "suspicious"),
    "Linux program": ("a.pdf", lambda: b"\x7fELF" + bytes(100), "program"),
    "script": ("a.txt", lambda: b"#!/bin/sh\nrm -rf /\n", "program"),
    "script by its ending": ("a.js", lambda: b"alert(1)", "program"),
    "unknown": ("a.txt", lambda: b"\x01\x02\x03" * 50, "text_binary"),
    "unknown without a claim": ("a.dat", lambda: b"\x01\x02\x03" * 50, "type_unknown"),
    "text with a hole": ("a.csv", lambda: b"a,b\n" * 50_000 + b"\0", "text_binary"),
    "other archive": ("a.zip", lambda: b"Rar!\x1a\x07\0", "type_not_accepted"),
    "HTML": ("a.txt", lambda: b"\n <HTML><body>", "type_not_accepted"),
    # archives
    "high ratio": ("a.zip", lambda: hostile.zipped({"a.txt": ZEROS}), "zip_ratio"),
    "high ratio in Word": ("a.docx", lambda: with_part("word/x", ZEROS), "zip_ratio"),
    "many make much": (
        "a.zip",
        lambda: hostile.zipped({str(i): bytes(range(256)) * 200 * 9 for i in range(30)}),
        "zip_expands",
    ),
    "nested bomb": ("a.zip", lambda: hostile.nested(2, hostile.zipped({"a": ZEROS})), "zip_ratio"),
    "nested deep": ("a.zip", lambda: hostile.nested(9), "zip_depth"),
    "overlapping": ("a.zip", hostile.overlapping, "zip_overlap"),
    "directory lies small": (
        "a.zip",
        lambda: hostile.patched(ZIP, b"PK\x01\x02", 24, b"\1\0\0\0"),
        "zip_lies",
    ),
    "both headers lie small": (
        "a.zip",
        lambda: hostile.patched(
            hostile.patched(ZIP, b"PK\x01\x02", 24, b"\1\0\0\0"), b"PK\x03\x04", 22, b"\1\0\0\0"
        ),
        "zip_lies",
    ),
    "both headers lie large": (
        "a.zip",
        lambda: hostile.patched(
            hostile.patched(ZIP, b"PK\x01\x02", 24, b"\0\0\0\2"), b"PK\x03\x04", 22, b"\0\0\0\2"
        ),
        "zip_lies",
    ),
    "other name inside": ("a.zip", lambda: ZIP.replace(b"a.txt", b"b.exe", 1), "zip_lies"),
    "hundred thousand members": ("a.zip", lambda: hostile.crowd(100_000), "zip_entries"),
    "many members": ("a.zip", lambda: hostile.crowd(300), "zip_entries"),
    "no members": ("a.zip", lambda: hostile.zipped({}), "zip_empty"),
    "way out": ("a.zip", lambda: hostile.zipped({"../../etc/cron.d/x": b"x"}), "zip_path"),
    "way out, backslash": ("a.zip", lambda: hostile.zipped({"a\\..\\..\\x": b"x"}), "zip_path"),
    "from the root": ("a.zip", lambda: hostile.zipped({"/etc/passwd": b"x"}), "zip_path"),
    "drive": ("a.zip", lambda: hostile.zipped({"C:/x.txt": b"x"}), "zip_path"),
    "link": ("a.zip", hostile.linked, "zip_path"),
    "same name twice": (
        "a.zip",
        lambda: hostile.zipped([("a.txt", b"x"), ("A.txt", b"y")]),
        "zip_twice",
    ),
    "locked": ("a.zip", lambda: hostile.patched(ZIP, b"PK\x01\x02", 8, b"\1\0"), "zip_encrypted"),
    "other method": ("a.zip", lambda: hostile.zipped({"a": b"x" * 99}, 12), "zip_method"),
    "cut off": ("a.zip", lambda: ZIP[:-10], "zip_broken"),
    "cut off Word": ("a.docx", lambda: hostile.docx()[:500], "zip_broken"),
    "garbled": ("a.zip", lambda: ZIP.replace(ZIP[36:40], b"\xff\xff\xff\xff", 1), "zip_broken"),
    "hidden between": ("a.zip", lambda: hostile.gapped(ZIP), "zip_hidden"),
    "two ZIPs": ("a.zip", lambda: ZIP + ZIP, "zip_hidden"),
    "program inside": (
        "a.zip",
        lambda: hostile.zipped({"a.dat": b"\x7fELF" + bytes(9)}),
        "zip_program",
    ),
    "script inside": ("a.zip", lambda: hostile.zipped({"hoa-don.pdf.js": b"x"}), "zip_program"),
    "other archive inside": (
        "a.zip",
        lambda: hostile.zipped({"a.gz": b"\x1f\x8b\x08"}),
        "zip_other",
    ),
    # two files in one
    "PDF and ZIP": ("a.pdf", lambda: hostile.appended(hostile.pdf(), {"a.exe": b"x"}), "polyglot"),
    "PDF then ZIP": ("a.pdf", lambda: hostile.pdf() + ZIP, "polyglot"),
    "picture and ZIP": ("a.png", lambda: hostile.image("PNG") + ZIP, "polyglot"),
    "ZIP named PDF inside": ("a.zip", lambda: hostile.zipped({"%PDF-1.4": b"x"}, 0), "polyglot"),
    # office documents
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
    # XML
    "laughs": ("a.xml", lambda: LAUGHS, "xml_dtd"),
    "cut off XML": ("a.xml", lambda: b"<?xml version='1.0'?><a><b>", "xml_broken"),
    "XHTML": ("a.xml", lambda: b"<?xml version='1.0'?><html><script/></html>", "type_not_accepted"),
    "SVG": ("a.xml", lambda: b"<?xml version='1.0'?><svg/>", "type_not_accepted"),
    "old Word XML": (
        "a.xml",
        lambda: b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><a/>",
        "type_not_accepted",
    ),
    # PDF
    "PDF with JavaScript": (
        "a.pdf",
        lambda: hostile.pdf_action("JavaScript", JS="x"),
        "suspicious",
    ),
    "PDF with hidden JavaScript": (
        "a.pdf",
        lambda: hostile.pdf(
            names,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        ),
        "pdf_javascript",
    ),
    "PDF that launches": ("a.pdf", lambda: hostile.pdf_action("Launch", F="cmd.exe"), "suspicious"),
    "PDF that launches, hidden": (
        "a.pdf",
        lambda: hostile.pdf(launch, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "pdf_launch",
    ),
    "PDF that sends": (
        "a.pdf",
        lambda: hostile.pdf_action("SubmitForm", F="http://x"),
        "pdf_action",
    ),
    "PDF that calls": ("a.pdf", lambda: hostile.pdf_action("URI", URI="http://x"), "pdf_action"),
    "PDF with a file": (
        "a.pdf",
        lambda: hostile.pdf(attach),
        "pdf_embedded",
    ),
    "PDF with XFA": (
        "a.pdf",
        lambda: hostile.pdf_with({"/AcroForm": DICTIONARY(XFA="<xdp/>")}),
        "pdf_xfa",
    ),
    "locked PDF": (
        "a.pdf",
        lambda: hostile.pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        "pdf_encrypted",
    ),
    "PDF of many pages": (
        "a.pdf",
        lambda: hostile.pdf(pages(60)),
        "pdf_pages",
    ),
    "PDF packed twice": (
        "a.pdf",
        lambda: hostile.pdf_stream(
            zlib.compress(zlib.compress(bytes(9_000_000))), Filter=pikepdf.Array([FLATE, FLATE])
        ),
        "pdf_heavy",
    ),
    "PDF that grows": (
        "a.pdf",
        lambda: hostile.pdf_stream(zlib.compress(bytes(9_000_000)), Filter=FLATE),
        "pdf_heavy",
    ),
    "PDF with a huge picture": (
        "a.pdf",
        lambda: hostile.pdf_stream(b"", **IMAGE_BOMB),
        "image_pixels",
    ),
    "cut off PDF": ("a.pdf", lambda: hostile.pdf()[:300], "pdf_broken"),
    "no PDF behind the mark": ("a.pdf", lambda: b"%PDF-1.7\n" + b"x" * 500, "pdf_broken"),
    # pictures
    "picture bomb": ("a.png", hostile.png_bomb, "image_pixels"),
    "picture bomb in Word": (
        "a.docx",
        lambda: with_part("word/media/a.png", hostile.png_bomb()),
        "image_pixels",
    ),
    "cut off JPEG": ("a.jpg", lambda: hostile.image("JPEG")[:-900], "image_broken"),
    "cut off PNG": ("a.png", lambda: hostile.image("PNG")[:-900], "image_broken"),
    "cut off HEIC": ("a.heic", lambda: hostile.image("HEIF")[:-200], "image_broken"),
    "garbled picture in a ZIP": (
        "a.zip",
        lambda: hostile.zipped({"a.jpg": b"\xff\xd8\xff" * 9}),
        "image_broken",
    ),
    # malware
    "EICAR": ("a.txt", lambda: hostile.EICAR, "infected"),
    "EICAR as a program": ("eicar.com", lambda: hostile.EICAR, "infected"),
    "EICAR in a ZIP": ("a.zip", lambda: hostile.zipped({"a.txt": hostile.EICAR}), "infected"),
    "EICAR in a ZIP in a ZIP": ("a.zip", lambda: hostile.nested(2, hostile.EICAR), "infected"),
    "EICAR in Word": ("a.docx", lambda: with_part("word/media/a", hostile.EICAR), "infected"),
    "EICAR and a bomb": (
        "a.zip",
        lambda: hostile.zipped({"a.txt": hostile.EICAR, "b.txt": ZEROS}),
        "infected",
    ),
}
