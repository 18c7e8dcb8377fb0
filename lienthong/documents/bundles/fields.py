"""The decree's table of fields as XML (Decree 30/2020, app. VI), and back as plain texts."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lienthong.exchange.edxml.xmltree import NOT_XML


@dataclass(frozen=True)
class Fields:
    """The fields of one outgoing document or one incoming copy; empty means it has none."""

    type_name: str
    number: str
    notation: str
    issued_on: date | None
    agency_code: str
    agency_name: str
    subject: str
    pages: int
    signer_title: str
    signer_name: str
    to: tuple[tuple[str, str], ...] = ()
    priority: int = 0
    due_on: date | None = None
    arrived_on: date | None = None
    arrival_number: str = ""


def put(parent: ET.Element, name: str, value: object) -> None:
    """A child with a text; none for what has no value."""
    if value not in {None, ""}:
        ET.SubElement(parent, name).text = NOT_XML.sub("", str(value))


def write(fields: Fields) -> bytes:
    """UTF-8 XML: `Document` with the element names of the decree's table."""
    return text_of(element(fields))


def text_of(root: ET.Element) -> bytes:
    """An element as the bytes of a file, a line each."""
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def element(fields: Fields) -> ET.Element:
    """The fields of one document as the element `Document`."""
    root = ET.Element("Document")
    put(root, "TypeName", fields.type_name)
    put(root, "CodeNumber", fields.number)
    put(root, "CodeNotation", fields.notation)
    put(root, "IssuedDate", fields.issued_on)
    put(root, "OrganId", fields.agency_code)
    put(root, "OrganName", fields.agency_name)
    put(root, "Subject", fields.subject)
    put(root, "Language", "Tiếng Việt")
    put(root, "PageAmount", fields.pages or None)
    signer = ET.SubElement(root, "SignerInfo")
    put(signer, "Position", fields.signer_title)
    put(signer, "FullName", fields.signer_name)
    for code, name in fields.to:
        receiver = ET.SubElement(root, "To")
        put(receiver, "OrganId", code)
        put(receiver, "OrganName", name)
    put(root, "Priority", fields.priority)
    put(root, "DueDate", fields.due_on)
    put(root, "ArrivalDate", fields.arrived_on)
    put(root, "ArrivalNumber", fields.arrival_number)
    return root


class NotFields(ValueError):  # noqa: N818 - an answer to "what is this text?"
    """The bytes are no table of fields in our form."""


def read(content: bytes) -> dict[str, str]:
    """Path -> text of the elements that stand once (`Subject`, `SignerInfo/FullName`).

    A document type or an entity is refused before anything is expanded.
    """
    if b"<!" in content:
        raise NotFields("a document type")
    try:
        root = ET.fromstring(content)  # noqa: S314 - no entities: see above
    except ET.ParseError as error:
        raise NotFields(str(error)) from None
    if root.tag != "Document":
        raise NotFields(root.tag)
    return dict(_once([*root, *root.findall("SignerInfo/*")], root))


def _once(elements: Iterable[ET.Element], root: ET.Element) -> Iterable[tuple[str, str]]:
    signer = set(root.findall("SignerInfo/*"))
    for one in elements:
        if not len(one) and one.text:
            yield (f"SignerInfo/{one.tag}" if one in signer else one.tag), one.text
