"""Packing one file of documents."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from lienthong.documents.bundles import build as bundles
from lienthong.documents.bundles.fields import element, put, text_of
from lienthong.documents.models import Document
from lienthong.documents.queries import around, attached
from lienthong.documents.registers import printed
from lienthong.dossiers import inventories, queries, rules
from lienthong.dossiers.exports import contents
from lienthong.dossiers.models import Dossier
from lienthong.exchange.edxml.xmltree import NOT_XML
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

Members = dict[str, bytes]


def build(act: Act, dossier: Dossier) -> bytes:
    """The ZIP of a file: what this post sees of it, the rest named by its place only.

    Refused in words for a file too large to pack in one piece.
    """
    held = queries.contents(act, dossier)
    seen = [one.document for one in held if one.document is not None]
    _check_size(seen)
    members: Members = {
        contents.README: contents.WORDS.encode(),
        contents.LIST: printed.pdf(inventories.of_documents(act, dossier)),
    }
    root = _root(dossier, seen, len(held))
    documents = ET.SubElement(root, "Documents")
    for one in held:
        if one.document is None:
            ET.SubElement(documents, "Withheld", ordinal=str(one.ordinal))
            continue
        files = _files(one.ordinal, one.document)
        documents.append(_document(one.ordinal, one.document, files))
        members |= files
    members[contents.FIELDS] = text_of(root)
    return bundles.packed(members, act.at)


def _check_size(documents: list[Document]) -> None:
    sizes = [document.file_size for document in documents]
    sizes += [file.size for document in documents for file in attached.files_of(document)]
    if sum(sizes) > contents.BYTES_MAX:
        raise Refused(
            "dossiers.export_size",
            _("Hồ sơ lớn hơn {n} MB nên không xuất được một lần. Tải từng văn bản.").format(
                n=contents.BYTES_MAX // 2**20
            ),
            reason="limit",
        )


def _root(dossier: Dossier, documents: list[Document], total: int) -> ET.Element:
    """The fields of the file itself (Decree 30/2020, app. VI)."""
    root = ET.Element(contents.ROOT)
    code = ET.SubElement(root, "FileCode")
    ending = f".{dossier.year}.{dossier.notation}"
    put(code, "OrganId", dossier.code.removesuffix(ending))
    put(code, "FileCatalog", dossier.year)
    put(code, "FileNotation", dossier.notation)
    put(root, "Title", dossier.title)
    put(root, "Maintenance", rules.retention_words(dossier.retention_years))
    put(root, "Rights", "; ".join(dossier.readers.order_by("id").values_list("name", flat=True)))
    put(root, "Creator", dossier.keeper_name or dossier.keeper_title)
    put(root, "Language", "Tiếng Việt")
    put(root, "StartDate", _day(dossier.opened_at))
    put(root, "EndDate", _day(dossier.closed_at))
    put(root, "DocTotal", total)
    put(root, "PageTotal", sum(document.file_pages for document in documents))
    put(root, "Description", dossier.review)
    for name, value in dossier.notes.items():
        note = ET.SubElement(root, "Note", name=NOT_XML.sub("", name))
        note.text = NOT_XML.sub("", str(value))
    return root


def _day(at: datetime | None) -> str:
    return clock.local(at).date().isoformat() if at else ""


def _files(ordinal: int, document: Document) -> Members:
    """The bytes of a document and of what is attached to it, as they were signed."""
    found: Members = {}
    signed = around.file_of(document)
    stem = f"{contents.DOCUMENTS}{ordinal:04d}"
    if signed is not None:
        name = bundles.safe(document.code or document.symbol or "van-ban")
        found[f"{stem}-{name}.pdf"] = bundles.kept(signed.sha256)
    for file in attached.files_of(document):
        if file.clean:
            name = f"{stem}-kem-{file.ordinal:02d}-{bundles.safe(file.name)}"
            found[name] = bundles.kept(file.sha256)
    return found


def _document(ordinal: int, document: Document, files: Members) -> ET.Element:
    made = element(bundles.fields_of(document))
    made.set("ordinal", str(ordinal))
    for name, content in files.items():
        digest = sha256(content).hexdigest()
        ET.SubElement(made, "File", name=name, sha256=digest, size=str(len(content)))
    return made
