"""Writing a packet exactly as the field expects it: prefix, order and spelling of the SDK
(QCVN 102:2016); what XML can't hold is left out.
"""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape

from lienthong.exchange.edxml.contents import pack
from lienthong.exchange.edxml.shapes import (
    QCVN,
    REPLACE,
    Letter,
    Organ,
    Reply,
    Staff,
    Status,
)
from lienthong.exchange.edxml.xmltree import NOT_XML

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
Lines = list[str]


def wire_instant(at: datetime) -> str:
    """`2018/09/28 17:25:11`, as Vietnam's clocks show it: `at` is a local time."""
    return f"{at:%Y/%m/%d %H:%M:%S}"


def write_letter(letter: Letter) -> bytes:
    """A document with its files; every element of the SDK's order stands, empty or not."""
    body: Lines = ["<edXML:edXMLBody>", '<edXML:edXMLManifest version="1.0">']
    encoded: Lines = ["<AttachmentEncoded>"]
    for one in letter.files:
        facts = [
            ("ContentId", f"cid:{one.cid}"), ("ContentType", one.mime),
            ("Description", one.description or one.name), ("AttachmentName", one.name),
        ]  # fmt: skip
        body += ["<edXML:Reference>", *_leaves(facts), "</edXML:Reference>"]
        encoded += [
            "<Attachment>",
            *_leaves([facts[0], facts[3], facts[2], facts[1]], prefix=""),
            f'<edXML:ContentTransferEncoded xmlns:edXML="{QCVN}">',
            pack(one.content),
            "</edXML:ContentTransferEncoded>",
            "</Attachment>",
        ]
    body += ["</edXML:edXMLManifest>", "</edXML:edXMLBody>"]
    return _packet([*_header(letter), *_trace(letter)], [*body], [*encoded, "</AttachmentEncoded>"])


def write_status(status: Status) -> bytes:
    """What a receiver tells about a document."""
    sender = status.sender
    header = [
        "<edXML:MessageHeader>",
        "<edXML:From>",
        *_leaves(
            [
                ("OrganId", sender.code), ("OrganName", sender.name),
                ("OrganizationInCharge", sender.in_charge), *_reached(sender),
            ]
        ),
        "</edXML:From>",
        *_reply(status.about),
        *_staff(status.staff, mobile_first=True),
        *_leaves(
            [("StatusCode", status.status), ("Description", status.words), ("Timestamp", status.at)]
        ),
        "</edXML:MessageHeader>",
    ]  # fmt: skip
    return _packet(header, [], [])


def _packet(header: Lines, body: Lines, after: Lines) -> bytes:
    lines = [
        HEAD,
        f'<edXML xmlns="{QCVN}">',
        f'<edXML:edXMLEnvelope xmlns:edXML="{QCVN}">',
        "<edXML:edXMLHeader>",
        *header,
        "</edXML:edXMLHeader>",
        *body,
        "</edXML:edXMLEnvelope>",
        *after,
        "</edXML>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _leaf(name: str, value: object, prefix: str = "edXML:") -> str:
    text = escape(NOT_XML.sub("", str(value)))
    return f"<{prefix}{name}>{text}</{prefix}{name}>"


def _leaves(
    pairs: list[tuple[str, object]] | list[tuple[str, str]], prefix: str = "edXML:"
) -> Lines:
    return [_leaf(name, value, prefix) for name, value in pairs]


def _reached(organ: Organ) -> list[tuple[str, str]]:
    return [
        ("OrganAdd", organ.address), ("Email", organ.email), ("Telephone", organ.telephone),
        ("Fax", organ.fax), ("Website", organ.website),
    ]  # fmt: skip


def _organ(name: str, organ: Organ) -> Lines:
    pairs = [
        ("OrganId", organ.code), ("OrganizationInCharge", organ.in_charge),
        ("OrganName", organ.name), *_reached(organ),
    ]  # fmt: skip
    return [f"<edXML:{name}>", *_leaves(pairs), f"</edXML:{name}>"]


def _reply(reply: Reply) -> Lines:
    pairs = [
        ("OrganId", reply.organ), ("Code", reply.code), ("PromulgationDate", reply.issued),
        ("DocumentId", reply.document_id),
    ]  # fmt: skip
    return ["<edXML:ResponseFor>", *_leaves(pairs), "</edXML:ResponseFor>"]


def _staff(staff: Staff, *, mobile_first: bool = False) -> Lines:
    ways = [("Email", staff.email), ("Mobile", staff.mobile)]
    pairs = [("Department", staff.department), ("Staff", staff.name)]
    pairs += reversed(ways) if mobile_first else ways
    return ["<edXML:StaffInfo>", *_leaves(pairs), "</edXML:StaffInfo>"]


def _header(letter: Letter) -> Lines:
    lines = ["<edXML:MessageHeader>", *_organ("From", letter.sender)]
    for one in letter.to:
        lines += _organ("To", one)
    lines += [
        _leaf("DocumentId", letter.document_id),
        "<edXML:Code>",
        *_leaves([("CodeNumber", letter.number), ("CodeNotation", letter.notation)]),
        "</edXML:Code>",
        "<edXML:PromulgationInfo>",
        *_leaves([("Place", letter.place), ("PromulgationDate", letter.issued)]),
        "</edXML:PromulgationInfo>",
        "<edXML:DocumentType>",
        *_leaves([("Type", letter.type_code), ("TypeName", letter.type_name)]),
        "</edXML:DocumentType>",
        *_leaves([("Subject", letter.subject), ("Content", letter.summary)]),
        "<edXML:SignerInfo>",
        *_leaves(
            [
                ("Competence", letter.signer_authority), ("Position", letter.signer_title),
                ("FullName", letter.signer_name),
            ]
        ),
        "</edXML:SignerInfo>",
        _leaf("DueDate", letter.due),
        "<edXML:OtherInfo>",
        *_leaves([("Priority", str(letter.priority)), ("PageAmount", str(letter.pages))]),
        "</edXML:OtherInfo>",
    ]  # fmt: skip
    for reply in letter.replies_to:
        lines += _reply(reply)
    lines += [_leaf("SteeringType", letter.steering or "1"), "<edXML:ToPlaces>"]
    lines += [_leaf("Place", place) for place in letter.places]
    return [*lines, "</edXML:ToPlaces>", "</edXML:MessageHeader>"]


def _trace(letter: Letter) -> Lines:
    lines = [
        "<edXML:TraceHeaderList>",
        "<edXML:TraceHeader>",
        *_leaves([("OrganId", letter.sender.code), ("Timestamp", letter.sent)]),
        "</edXML:TraceHeader>",
        "<edXML:Bussiness>",
    ]
    if letter.business != REPLACE:
        lines += [_leaf("DocumentId", one) for one in letter.about[:1]]
    lines += _leaves([("BussinessDocType", letter.business), ("BussinessDocReason", letter.reason)])
    lines.append(_leaf("Paper", "0"))
    if letter.business == REPLACE:
        lines += _replaced(letter)
    lines += [*_staff(letter.staff), "</edXML:Bussiness>", "</edXML:TraceHeaderList>"]
    return lines


def _replaced(letter: Letter) -> Lines:
    lines = ["<edXML:ReplacementInfoList>"]
    for one in letter.about:
        lines += ["<edXML:ReplacementInfo>", _leaf("DocumentId", one), "<edXML:OrganIdList>"]
        lines += [_leaf("OrganId", organ.code) for organ in letter.to]
        lines += ["</edXML:OrganIdList>", "</edXML:ReplacementInfo>"]
    return [*lines, "</edXML:ReplacementInfoList>"]
