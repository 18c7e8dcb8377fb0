"""The files of the tests by name: what each is called, how it is built, what must be said of it."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import hostile_files as hostile
import pikepdf
from office_corpus import DOCUMENT_RELS, HOSTILE_OFFICE, LAUGHS, RELS, ZEROS, Build, with_part

DICTIONARY = pikepdf.Dictionary
FLATE = pikepdf.Name.FlateDecode
MOST_BYTES = 16 * 2**20  # the size of a file in these tests


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


def web_link(made: pikepdf.Pdf) -> None:
    action = DICTIONARY(S=pikepdf.Name.URI, URI="https://x/")
    made.pages[0].obj["/Annots"] = pikepdf.Array(
        [DICTIONARY(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)]
    )


def calls_when_shown(made: pikepdf.Pdf) -> None:
    action = DICTIONARY(S=pikepdf.Name.URI, URI="https://x/")
    made.pages[0].obj["/AA"] = DICTIONARY(O=action)


def calls_second(made: pikepdf.Pdf) -> None:
    action = DICTIONARY(S=pikepdf.Name.URI, URI="https://x/")
    made.Root["/OpenAction"] = DICTIONARY(S=pikepdf.Name.GoTo, D="a", Next=[action])


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
    "ZIP, large form": ("goi.zip", lambda: hostile.large_form(b"xin chao")),
    "ZIP with Vietnamese names": ("goi.zip", lambda: hostile.second_name("Kế hoạch.txt")),
    "Word with web links": (
        "a.docx",
        lambda: with_part(DOCUMENT_RELS, hostile.linked_part("hyperlink", "https://x/")),
    ),
    "Word with a template of its own machine": (
        "a.docx",
        lambda: with_part(RELS, hostile.linked_part("attachedTemplate", r"file:///C:\a\N.dotm")),
    ),
    "Word with page numbers": (
        "a.docx",
        lambda: with_part("word/document.xml", hostile.field("PA", "GE \\* MERGEFORMAT")),
    ),
    "Word with a table inside": (
        "a.docx",
        lambda: with_part("word/embeddings/Sheet1.xlsx", hostile.xlsx()),
    ),
    "RTF with a template of its own machine": (
        "a.rtf",
        lambda: rb"{\rtf1{\*\template C:\\a\\Normal.dotm}{\field{\*\fldinst PAGE}}}",
    ),
    "table of odd signs": ("a.csv", "mã|tên\n-5,An 'a|'b'!c\n".encode),
    "photo with data of the phone behind it": ("a.jpg", lambda: hostile.image("JPEG") + b"SEFT"),
    "PDF after a blank line": ("a.pdf", lambda: b"\r\n" + hostile.pdf()),
    "PDF with a web link": ("a.pdf", lambda: hostile.pdf(web_link)),
}


BOMB = zlib.compress(bytes(64 * 2**20))
ZIP = hostile.zipped({"a.txt": b"hello world"})
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
    "script with a dot behind": ("a.zip", lambda: hostile.zipped({"a.js.": b"x"}), "zip_program"),
    "script with a blank behind": ("a.zip", lambda: hostile.zipped({"a.js ": b"x"}), "zip_program"),
    "page inside": ("a.zip", lambda: hostile.zipped({"a.txt": b"<!-- a --><html>"}), "zip_page"),
    "page by its ending": ("a.zip", lambda: hostile.zipped({"a.svg": b"x"}), "zip_page"),
    "mail inside": ("a.zip", lambda: hostile.zipped({"a.eml": b"From: a"}), "zip_other"),
    "ending turned round inside": (
        "a.zip",
        lambda: hostile.zipped({"a\u202efdp.txt": b"x"}),
        "name_hidden",
    ),
    "two names": ("a.zip", lambda: hostile.second_name("a.exe"), "zip_lies"),
    "large form that lies": (
        "a.zip",
        lambda: hostile.patched(hostile.large_form(b"a"), b"PK\6\6", 32, b"\2"),
        "zip_broken",
    ),
    "EICAR, large form": ("a.zip", lambda: hostile.large_form(hostile.EICAR), "infected"),
    "picture and ZIP inside": (
        "a.zip",
        lambda: hostile.zipped({"a.png": hostile.image("PNG") + ZIP}),
        "polyglot",
    ),
    # two files in one
    "picture and ZIP, then more": ("a.png", lambda: hostile.image("PNG") + ZIP + b"x", "polyglot"),
    "picture and large ZIP": (
        "a.png",
        lambda: hostile.image("PNG") + hostile.large_form(b"a"),
        "polyglot",
    ),
    "picture and RAR": ("a.jpg", lambda: hostile.image("JPEG") + b"Rar!\x1a\7\1", "suspicious"),
    "PDF and ZIP": ("a.pdf", lambda: hostile.appended(hostile.pdf(), {"a.exe": b"x"}), "polyglot"),
    "PDF then ZIP": ("a.pdf", lambda: hostile.pdf() + ZIP, "polyglot"),
    "picture and ZIP": ("a.png", lambda: hostile.image("PNG") + ZIP, "polyglot"),
    "ZIP named PDF inside": ("a.zip", lambda: hostile.zipped({"%PDF-1.4": b"x"}, 0), "polyglot"),
    # office documents
    **HOSTILE_OFFICE,
    # XML
    "laughs": ("a.xml", lambda: LAUGHS, "xml_dtd"),
    "cut off XML": ("a.xml", lambda: b"<?xml version='1.0'?><a><b>", "xml_broken"),
    "XHTML": ("a.xml", lambda: b"<?xml version='1.0'?><html><script/></html>", "type_not_accepted"),
    "SVG": ("a.xml", lambda: b"<?xml version='1.0'?><svg/>", "type_not_accepted"),
    "script of a page in XML": (
        "a.xml",
        lambda: b'<goi><h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script></goi>',
        "type_not_accepted",
    ),
    "SVG as text": ("a.txt", lambda: b"<svg onload='x'/>", "type_not_accepted"),
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
    "PDF that calls when shown": ("a.pdf", lambda: hostile.pdf(calls_when_shown), "pdf_action"),
    "PDF that calls second": ("a.pdf", lambda: hostile.pdf(calls_second), "pdf_action"),
    "PDF that jumps to another machine": (
        "a.pdf",
        lambda: hostile.pdf_action("GoToR", F=DICTIONARY(UF=r"\\10.0.0.5\a.pdf"), D="x"),
        "pdf_action",
    ),
    "PDF whose stream lies elsewhere": (
        "a.pdf",
        lambda: hostile.pdf_stream(b"", F=r"\\10.0.0.5\a"),
        "pdf_action",
    ),
    "PDF packed and written in letters": (
        "a.pdf",
        lambda: hostile.pdf_stream(
            BOMB.hex().encode() + b">",
            Filter=pikepdf.Array([pikepdf.Name.ASCIIHexDecode, FLATE]),
        ),
        "pdf_heavy",
    ),
    "PDF of long runs": (
        "a.pdf",
        lambda: hostile.pdf_stream(b"\x81a" * 2**17 + b"\x80", Filter=pikepdf.Name.RunLengthDecode),
        "pdf_heavy",
    ),
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
