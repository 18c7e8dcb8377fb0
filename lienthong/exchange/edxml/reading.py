"""Reading a packet: everything that is wrong with it is said at once, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from lienthong.exchange.edxml.contents import ALL_MAX, FILE_MAX, BadContent, unpack
from lienthong.exchange.edxml.shapes import (
    BUSINESS_NAMES,
    NAMESPACES,
    NEW,
    RECALL,
    REPLACE,
    STATUS_NAMES,
    Attached,
    Evidence,
    Letter,
    Organ,
    Packet,
    Reply,
    Staff,
    Status,
    Unreadable,
)
from lienthong.exchange.edxml.xmltree import Node, parse

ROOTS = frozenset({"edXML", "EdXMLEnvelope", "edXMLEnvelope"})
FILES_MAX = 100
RECEIVERS_MAX = 2000
_DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T].*)?")
_OUR_WAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: .*)?")
_IN_ID = re.compile(r",(\d{4}/\d{1,2}/\d{1,2}),")


def read(content: bytes) -> Packet:
    """A packet with its problems and notes; Unreadable when it is no edXML at all."""
    root = parse(content)
    if root.name.lower() not in {name.lower() for name in ROOTS}:
        raise Unreadable(f"Gốc của tệp là <{root.name[:60]}>, không phải gói tin edXML.")
    header = next((node for node in root.every() if node.name == "MessageHeader"), None)
    if header is None:
        raise Unreadable("Gói tin thiếu MessageHeader nên không biết nơi gửi và văn bản.")
    packet = Packet(_status(header) if header.all("StatusCode") else _letter(root, header))
    if root.space not in NAMESPACES:
        packet.notes.append("Không gian tên XML lạ; vẫn đọc theo tên thẻ.")
    if any(node.name == "SignatureValue" for node in root.every()):
        packet.signature = Evidence.NOT_EVIDENCE
        packet.notes.append("Có chữ ký ở đầu gói tin; chưa kiểm được nên không coi là bằng chứng.")
    _once(header, packet)
    if isinstance(packet.message, Letter):
        _check_letter(packet, packet.message)
        packet.message = _with_files(packet, packet.message, root)
    else:
        _check_status(packet, packet.message)
    return packet


def day(text: str) -> date | None:
    """`2018/09/28`, also with dashes, a time behind it, or the day first; None for no such day."""
    found, ours = _DAY.fullmatch(text), _OUR_WAY.fullmatch(text)
    parts = found.groups() if found else tuple(reversed(ours.groups())) if ours else None
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def instant(text: str) -> datetime | None:
    """`2018/09/28 17:25:11`, without a zone: Vietnam's; None for no such moment."""
    for form in ("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(text[:19], form)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
    return None


def _organ(node: Node) -> Organ:
    return Organ(
        code=node.get("OrganId"),
        name=node.get("OrganName"),
        in_charge=node.get("OrganizationInCharge"),
        address=node.get("OrganAdd"),
        email=node.get("Email"),
        telephone=node.get("Telephone"),
        fax=node.get("Fax"),
        website=node.get("Website"),
    )


def _staff(node: Node | None) -> Staff:
    node = node or Node("StaffInfo")
    return Staff(node.get("Department"), node.get("Staff"), node.get("Email"), node.get("Mobile"))


def _reply(node: Node) -> Reply:
    code = node.get("Code") or "/".join(
        filter(None, (node.get("Code", "CodeNumber"), node.get("Code", "CodeNotation")))
    )
    return Reply(code, node.get("OrganId"), node.get("PromulgationDate"), node.get("DocumentId"))


def _status(header: Node) -> Status:
    about = header.child("ResponseFor")
    return Status(
        sender=_organ(header.child("From") or Node("From")),
        about=_reply(about) if about else Reply(),
        status=header.get("StatusCode"),
        words=header.get("Description"),
        at=header.get("Timestamp"),
        staff=_staff(header.child("StaffInfo")),
    )


def _letter(root: Node, header: Node) -> Letter:
    business = next((node for node in root.every() if node.name in {"Bussiness", "Business"}), None)
    business = business or Node("Bussiness")
    trace = next((node for node in root.every() if node.name == "TraceHeader"), Node("TraceHeader"))
    issued, due = header.get("PromulgationInfo", "PromulgationDate"), header.get("DueDate")
    priority = header.get("OtherInfo", "Priority")
    pages = header.get("OtherInfo", "PageAmount")
    replies = [_reply(node) for node in header.all("ResponseFor")]
    return Letter(
        document_id=header.get("DocumentId"),
        sender=_organ(header.child("From") or Node("From")),
        to=tuple(_organ(node) for node in header.all("To")),
        number=header.get("Code", "CodeNumber"),
        notation=header.get("Code", "CodeNotation"),
        place=header.get("PromulgationInfo", "Place"),
        issued=issued,
        issued_on=day(issued),
        type_name=header.get("DocumentType", "TypeName"),
        type_code=header.get("DocumentType", "Type"),
        subject=header.get("Subject"),
        summary=header.get("Content"),
        signer_authority=header.get("SignerInfo", "Competence"),
        signer_title=header.get("SignerInfo", "Position"),
        signer_name=header.get("SignerInfo", "FullName"),
        due=due,
        due_on=day(due),
        priority=int(priority) if priority in {"0", "1", "2", "3", "4"} else 0,
        pages=int(pages) if pages.isascii() and pages.isdecimal() and len(pages) < 5 else 0,  # noqa: PLR2004
        steering=header.get("SteeringType"),
        places=tuple(filter(None, (one.text.strip() for one in _places(header)))),
        replies_to=tuple(one for one in replies if one.code or one.document_id),
        business=business.get("BussinessDocType") or business.get("BusinessDocType") or NEW,
        reason=business.get("BussinessDocReason") or business.get("BusinessDocReason"),
        about=_about(business),
        staff=_staff(business.child("StaffInfo")),
        sent=trace.get("Timestamp"),
    )


def _places(header: Node) -> list[Node]:
    found = header.child("ToPlaces")
    return found.all("Place") if found else []


def _about(business: Node) -> tuple[str, ...]:
    """The documents that a recall, an update or a replacement is about."""
    replaced = [one.get("DocumentId") for one in business.every() if one.name == "ReplacementInfo"]
    return tuple(dict.fromkeys(filter(None, (business.get("DocumentId"), *replaced))))


def _once(header: Node, packet: Packet) -> None:
    for name, words in (("From", "nơi gửi"), ("DocumentId", "mã văn bản"), ("Code", "số, ký hiệu")):
        if len(header.all(name)) > 1:
            packet.problems.append(f"Gói tin có nhiều hơn một {words} ({name}).")


def _check_letter(packet: Packet, letter: Letter) -> None:
    dated = f"“{letter.issued[:40]}” không phải một ngày" if letter.issued else "bị thiếu"
    coded = all(one.code for one in letter.to)
    wrong = [
        (not letter.sender.code, "Thiếu mã cơ quan gửi (From/OrganId)."),
        (not letter.to, "Thiếu nơi nhận (To)."),
        (not coded, "Có nơi nhận không có mã cơ quan (To/OrganId)."),
        (len(letter.to) > RECEIVERS_MAX, f"Có hơn {RECEIVERS_MAX} nơi nhận trong một gói tin."),
        (not letter.document_id, "Thiếu mã văn bản (DocumentId)."),
        (not letter.code, "Thiếu số, ký hiệu văn bản (Code)."),
        (letter.issued_on is None, f"Ngày ban hành {dated} (PromulgationDate)."),
        (
            letter.business not in BUSINESS_NAMES,
            f"Loại nghiệp vụ “{letter.business[:20]}” không có trong 0, 1, 2, 3.",
        ),
        (
            letter.business == REPLACE and not letter.about,
            "Văn bản thay thế không nêu văn bản bị thay thế (ReplacementInfo).",
        ),
    ]
    packet.problems += [words for broken, words in wrong if broken]
    odd = [
        (
            letter.due and letter.due_on is None,
            f"Hạn xử lý “{letter.due[:40]}” không phải một ngày; bỏ qua.",
        ),
        (not letter.subject, "Gói tin không có trích yếu (Subject)."),
    ]
    packet.notes += [words for broken, words in odd if broken]
    for found in (letter.document_id, *letter.about):
        in_it = _IN_ID.search(found)
        if in_it and day(in_it[1]) is None:
            packet.notes.append(f"Mã văn bản “{found[:80]}” mang ngày không có trong lịch.")


def _check_status(packet: Packet, status: Status) -> None:
    if not status.sender.code:
        packet.problems.append("Thiếu mã cơ quan báo trạng thái (From/OrganId).")
    if not status.about.document_id:
        packet.problems.append("Không nêu mã văn bản được báo (ResponseFor/DocumentId).")
    if status.status not in STATUS_NAMES:
        packet.problems.append(f"Mã trạng thái “{status.status[:20]}” không có trong danh sách.")
    if not status.at or instant(status.at) is None:
        packet.notes.append("Thời điểm báo trạng thái thiếu hoặc sai (Timestamp).")


# What is attached


def _cid(text: str) -> str:
    return text.strip().removeprefix("cid:")


def _with_files(packet: Packet, letter: Letter, root: Node) -> Letter:
    references = [node for node in root.every() if node.name == "Reference" and _of_manifest(node)]
    parts = [node for node in root.every() if node.name == "Attachment" and len(node.children) > 1]
    if len(parts) > FILES_MAX:
        packet.problems.append(f"Có hơn {FILES_MAX} tệp kèm theo.")
        return letter
    named = {_reference_id(node): node for node in references}
    held: dict[str, Node] = {}
    for number, node in enumerate(parts, start=1):
        cid = _cid(node.get("ContentId")) or f"{number}"
        if cid in held:
            packet.problems.append(f"Hai tệp kèm mang cùng mã {cid[:60]}.")
        held[cid] = node
    if references:
        for cid, node in named.items():
            if cid not in held:
                name = node.get("AttachmentName") or cid
                packet.problems.append(f"Tệp {name[:80]} được nêu mà không có trong gói tin.")
        for cid, node in held.items():
            if cid not in named:
                name = node.get("AttachmentName") or cid
                packet.problems.append(f"Tệp {name[:80]} có trong gói tin mà không được nêu.")
    if not held and letter.business != RECALL:
        packet.problems.append("Gói tin không có tệp văn bản nào.")
    return _replaced(letter, tuple(_files(packet, held, named, recall=letter.business == RECALL)))


def _files(
    packet: Packet, held: dict[str, Node], named: dict[str, Node], *, recall: bool
) -> Iterator[Attached]:
    """Every file that can be taken out, as long as there is room for all of them together."""
    room = ALL_MAX
    for cid, node in held.items():
        one = _file(packet, cid, node, named.get(cid), min(FILE_MAX, room), recall=recall)
        if one is not None:
            room -= len(one.content)
            yield one


def _replaced(letter: Letter, files: tuple[Attached, ...]) -> Letter:
    return Letter(**{**vars(letter), "files": files})


def _of_manifest(node: Node) -> bool:
    """A reference of the manifest, not one inside a signature."""
    return bool(node.all("ContentId") or node.all("AttachmentName") or "href" in node.attributes)


def _reference_id(node: Node) -> str:
    return _cid(node.get("ContentId") or node.attributes.get("href", ""))


def _file(
    packet: Packet, cid: str, node: Node, reference: Node | None, most: int, *, recall: bool
) -> Attached | None:
    told = reference or node
    name = node.get("AttachmentName") or node.get("FileName") or told.get("AttachmentName") or cid
    encoded = node.child("ContentTransferEncoded") or node.child("Content")
    try:
        content, odd = unpack(encoded.text if encoded else "", name, most)
    except BadContent as no:
        # A document asked back needs no bytes: what is left of them harms nobody.
        heard = packet.notes if recall else packet.problems
        heard.append(f"Tệp {name[:80]}: {no}.")
        return None
    if odd:
        packet.notes.append(f"Tệp {name[:80]}: {odd}.")
    return Attached(
        cid,
        name,
        content,
        node.get("ContentType") or node.get("FileType") or told.get("ContentType"),
        node.get("Description") or told.get("Description"),
    )
