"""The published attacks on signed PDF files, made on a file of ours.

Classes as in the literature: universal signature forgery, incremental saving, signature wrapping
(Mladenov et al. 2019); shadow attacks (Mainka et al. 2021); evil annotation and sneaky signature
(Rohlmann et al. 2021).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from lienthong.documents.tests.signing.tampering import containers

name = generic.pdf_name
EVIL = b"q 1 1 1 rg 50 300 500 400 re f 0 g BT /F1 20 Tf 60 500 Td (1000000) Tj ET Q"


def revised(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """A later revision, as any program writes it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def prepared(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The page as its author prepares it, before anybody signs."""
    with pikepdf.open(BytesIO(pdf)) as document:
        change(document)
        out = BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


# Universal signature forgery: what proves the signature is taken away, in place


def without_key(pdf: bytes, key: bytes, number: int) -> bytes:
    """The entry of one signature (the last is -1) under another name of the same length."""
    place = [found.start() for found in re.finditer(key, pdf)][number]
    return pdf[: place + 1] + b"Z" + pdf[place + 2 :]


def with_range(pdf: bytes, text: bytes) -> bytes:
    """Another /ByteRange of the last signature, padded to the same length."""
    found = list(re.finditer(rb"/ByteRange \[[^\]]*\]", pdf))[-1]
    told = b"/ByteRange " + text
    assert len(told) <= found.end() - found.start()
    return pdf[: found.start()] + told.ljust(found.end() - found.start()) + pdf[found.end() :]


def with_container(pdf: bytes, digits: bytes) -> bytes:
    """Another container of the last signature, in its own room."""
    start, end = containers(pdf)[-1]
    return pdf[:start] + digits.ljust(end - start, b"0")[: end - start] + pdf[end:]


def unsigned_object(pdf: bytes, *keys: str) -> bytes:
    """A later revision says the last signature anew, without these entries."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        value = writer.root["/AcroForm"]["/Fields"][-1]["/V"]
        for key in keys:
            del value[key]
        writer.update_container(value)

    return revised(pdf, change)


# Incremental saving: more is appended, less and less well formed


def _content(pdf: bytes) -> int:
    """The number of the object that is the first page's text."""
    with pikepdf.open(BytesIO(pdf)) as document:
        contents: Any = document.pages[0].obj.Contents
        return int(contents.objgen[0])


def _object(pdf: bytes) -> bytes:
    body = b"%d 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n"
    return body % (_content(pdf), len(EVIL), EVIL)


def _last_table(pdf: bytes) -> bytes:
    return re.findall(rb"startxref\s+(\d+)", pdf)[-1]


def _size(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return int(document.trailer.Size)


def _root(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return int(document.Root.objgen[0])


def body_alone(pdf: bytes) -> bytes:
    """The text of the page said anew, with no table that finds it."""
    return pdf + b"\n" + _object(pdf)


def body_and_trailer(pdf: bytes) -> bytes:
    """The same with a trailer that points to the old table."""
    end = b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%s\n%%%%EOF\n"
    return body_alone(pdf) + end % (_size(pdf), _root(pdf), _last_table(pdf))


def body_and_table(pdf: bytes) -> bytes:
    """The same as a proper update."""
    start = len(pdf) + 1
    table = start + len(_object(pdf))
    end = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %s>>\n"
        b"startxref\n%d\n%%%%EOF\n"
    )
    values = (_content(pdf), start, _size(pdf), _root(pdf), _last_table(pdf), table)
    return body_alone(pdf) + end % values


def with_copied_signature(pdf: bytes) -> bytes:
    """A later revision changes the page and brings a copy of the last signature, so that the file
    ends with one."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        text = generic.StreamObject(stream_data=EVIL)
        page["/Contents"] = writer.add_object(text)
        writer.update_container(page)
        fields = [one.get_object() for one in writer.root["/AcroForm"]["/Fields"]]
        old = [field["/V"] for field in fields if "/V" in field][-1]
        append_signature_field(writer, SigFieldSpec("them", box=(0, 0, 0, 0)))
        field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
        copy = generic.DictionaryObject({key: old.raw_get(key) for key in old})
        field["/V"] = writer.add_object(copy)
        writer.update_container(field)

    return revised(pdf, change)


# Signature wrapping: other bytes between what is signed


def wrapped_in_the_gap(pdf: bytes) -> bytes:
    """What is signed stays where it is; the zeros behind the last container, which nobody signs,
    become a second /ByteRange and more."""
    start, end = containers(pdf)[-1]
    digits = pdf[start:end].rstrip(b"0")
    digits += b"0" * (len(digits) % 2)
    told = re.findall(rb"/ByteRange \[[^\]]*\]", pdf)[-1]
    room = end - start - len(digits)
    extra = b"> " + told + b" /Reason (" + b"x" * (room - len(told) - 13) + b") "
    return pdf[:start] + digits + extra[:room] + pdf[end + 1 - 1 :]


def wrapped_apart(pdf: bytes) -> bytes:
    """The second part that is signed moves behind other objects, and the range says so."""
    _start, end = containers(pdf)[-1]
    found = list(re.finditer(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", pdf))[-1]
    first, _after, rest = (int(number) for number in found.groups())
    evil = b"\n" + _object(pdf)
    moved = pdf[: end + 1] + evil + pdf[end + 1 :]
    told = b"/ByteRange [0 %d %d %d]" % (first, end + 1 + len(evil), rest)
    width = found.end() - found.start()
    if len(told) > width:
        told = told.replace(b"/ByteRange [", b"/ByteRange[")
    return moved[: found.start()] + told.ljust(width)[:width] + moved[found.end() :]


# Shadow attacks: the author prepares the page, and turns it after the signatures


def with_cover(pdf: bytes) -> bytes:
    """Before signing: a picture lies over the page (hide)."""

    def change(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        picture = document.make_stream(
            b"\xff" * 3, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1, Height=1,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
        )  # fmt: skip
        shown = page.add_resource(picture, pikepdf.Name.XObject)
        page.contents_add(f"q 400 0 0 200 80 400 cm {shown} Do Q".encode())

    return prepared(pdf, change)


def cover_taken_off(pdf: bytes) -> bytes:
    """After signing: the picture is free, what lay under it shows."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        pictures = page["/Resources"]["/XObject"]
        shown = next(key for key in pictures if pictures[key]["/Subtype"] == "/Image")
        pictures[shown] = generic.NullObject()
        writer.update_container(pictures)

    return revised(pdf, change)


def font_replaced(pdf: bytes) -> bytes:
    """After signing: the letters mean other letters (replace)."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        fonts = page["/Resources"]["/Font"]
        for key in list(fonts):
            font = generic.DictionaryObject(
                {
                    name("/Type"): name("/Font"),
                    name("/Subtype"): name("/Type1"),
                    name("/BaseFont"): name("/Symbol"),
                }
            )
            fonts[key] = writer.add_object(font)
        writer.update_container(fonts)

    return revised(pdf, change)


def with_second_page_hidden(pdf: bytes) -> bytes:
    """Before signing: the file carries another page that no tree names (hide and replace)."""

    def change(document: pikepdf.Pdf) -> None:
        page = pikepdf.Dictionary(document.pages[0].obj)
        page.Contents = document.make_stream(EVIL)
        del page.Annots
        document.Root.Lurking = document.make_indirect(page)

    return prepared(pdf, change)


def second_page_shown(pdf: bytes) -> bytes:
    """After signing: the tree of pages names the other one."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        pages = writer.root["/Pages"]
        pages["/Kids"][0] = writer.root.raw_get("/Lurking")
        writer.update_container(pages)

    return revised(pdf, change)


# Attacks on certified files


def with_stamp_over_the_page(pdf: bytes) -> bytes:
    """An annotation that covers the text: allowed by a lock that allows annotations."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        stamp = generic.DictionaryObject(
            {
                name("/Type"): name("/Annot"),
                name("/Subtype"): name("/Stamp"),
                name("/Rect"): _box(50, 300, 550, 700),
                name("/AP"): _look(writer),
            }
        )
        page["/Annots"].append(writer.add_object(stamp))
        writer.update_container(page["/Annots"])

    return revised(pdf, change)


def with_covering_field(pdf: bytes, field: str) -> bytes:
    """A signature field whose picture covers the text, ready for somebody's signature."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec(field, box=(50, 300, 550, 700)))
        made = writer.root["/AcroForm"]["/Fields"][-1].get_object()
        made[name("/AP")] = _look(writer)
        writer.update_container(made)

    return revised(pdf, change)


def unlocked(pdf: bytes) -> bytes:
    """A later revision says the lock of the first signature anew, as if it allowed everything."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        value = writer.root["/AcroForm"]["/Fields"][0]["/V"]
        value["/Reference"][0]["/TransformParams"]["/P"] = generic.NumberObject(3)
        writer.update_container(value["/Reference"][0]["/TransformParams"])

    return revised(pdf, change)


def without_lock(pdf: bytes) -> bytes:
    """A later revision takes the lock out of the catalog."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        del writer.root["/Perms"]
        writer.update_root()

    return revised(pdf, change)


def _box(*edges: int) -> generic.ArrayObject:
    return generic.ArrayObject([generic.NumberObject(edge) for edge in edges])


def _look(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    picture = generic.StreamObject(
        dict_data={
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): _box(0, 0, 500, 400),
        },
        stream_data=b"1 1 1 rg 0 0 500 400 re f",
    )
    return generic.DictionaryObject({name("/N"): writer.add_object(picture)})


# Files that are odd, with or without an attacker


def with_bad_store(pdf: bytes, store: Callable[[IncrementalPdfFileWriter], Any]) -> bytes:
    """A later revision with validation data that are none."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/DSS"] = store(writer)
        writer.update_root()

    return revised(pdf, change)


def garbage(writer: IncrementalPdfFileWriter) -> Any:
    """A store in the right form, full of noise."""
    noise = [writer.add_object(generic.StreamObject(stream_data=b"\x00noise" * 9)) for _ in "ab"]
    return generic.DictionaryObject(
        {name(key): generic.ArrayObject(noise) for key in ("/Certs", "/CRLs", "/OCSPs")}
    )


def table_in_a_circle(pdf: bytes) -> bytes:
    """The tables of the file lead back to the last one."""
    start = len(pdf) + 1
    end = b"\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size %d/Root %d 0 R/Prev %d>>\n"
    return pdf + end % (_size(pdf), _root(pdf), start) + b"startxref\n%d\n%%%%EOF\n" % start


def table_of_millions(pdf: bytes) -> bytes:
    """A table that promises more objects than there are bytes."""
    start = len(pdf) + 1
    end = (
        b"\nxref\n0 99999999\n0000000000 65535 f \n"
        b"trailer\n<</Size 99999999/Root %d 0 R/Prev %s>>\n"
    )
    return pdf + end % (_root(pdf), _last_table(pdf)) + b"startxref\n%d\n%%%%EOF\n" % start


def endless_length(pdf: bytes) -> bytes:
    """A stream that says it is as long as a disk."""
    start = len(pdf) + 1
    body = b"\n%d 0 obj\n<</Length 999999999999>>stream\nx\nendstream\nendobj\n" % _content(pdf)
    table = len(pdf) + len(body)
    end = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %d 0 R/Prev %s>>\n"
        b"startxref\n%d\n%%%%EOF\n"
    )
    values = (_content(pdf), start, _size(pdf), _root(pdf), _last_table(pdf), table)
    return pdf + body + end % values
