"""What a packet says, as plain values; texts as they stood on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

QCVN = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
NAMESPACES = frozenset({QCVN, "http://www.go.vn/eDoc", "http://www.e-doc.vn/Schema/"})

NEW, RECALL, UPDATE, REPLACE = "0", "1", "2", "3"
BUSINESS_NAMES = {
    NEW: "văn bản mới",
    RECALL: "thu hồi văn bản",
    UPDATE: "cập nhật văn bản",
    REPLACE: "văn bản thay thế",
}
STATUS_NAMES = {
    "01": "đã đến",
    "02": "từ chối tiếp nhận",
    "03": "đã tiếp nhận",
    "04": "đã phân công",
    "05": "đang xử lý",
    "06": "đã xử lý xong",
    "13": "nơi gửi xin lấy lại",
    "15": "đồng ý lấy lại, cập nhật",
    "16": "từ chối lấy lại, cập nhật",
}
PRIORITY_NAMES = ("thường", "khẩn", "thượng khẩn", "hỏa tốc", "hỏa tốc hẹn giờ")


class Evidence(StrEnum):
    """What the signature in the header of a packet is worth: it is never checked here."""

    ABSENT = "absent"
    NOT_EVIDENCE = "present-but-not-evidence"


@dataclass(frozen=True)
class Organ:
    """An agency: its code, its name, who it is under."""

    code: str
    name: str = ""
    in_charge: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True)
class Staff:
    """Who answers for the message at its sender's."""

    department: str = ""
    name: str = ""
    email: str = ""
    mobile: str = ""


@dataclass(frozen=True)
class Attached:
    """A file in a packet, taken out of its base64 and its wrapping."""

    cid: str
    name: str
    content: bytes
    mime: str = ""
    description: str = ""


@dataclass(frozen=True)
class Reply:
    """The document that this one, or a status, is about."""

    code: str = ""
    organ: str = ""
    issued: str = ""
    document_id: str = ""


@dataclass(frozen=True)
class Letter:
    """A document on its way. `issued` and `due` are the texts; the dates are None when the texts
    are no days of the calendar.
    """

    document_id: str
    sender: Organ
    to: tuple[Organ, ...]
    number: str = ""
    notation: str = ""
    place: str = ""
    issued: str = ""
    issued_on: date | None = None
    type_name: str = ""
    type_code: str = ""
    subject: str = ""
    summary: str = ""
    signer_authority: str = ""
    signer_title: str = ""
    signer_name: str = ""
    due: str = ""
    due_on: date | None = None
    priority: int = 0
    pages: int = 0
    steering: str = ""
    places: tuple[str, ...] = ()
    replies_to: tuple[Reply, ...] = ()
    business: str = NEW
    reason: str = ""
    about: tuple[str, ...] = ()
    staff: Staff = Staff()
    sent: str = ""
    files: tuple[Attached, ...] = ()

    @property
    def code(self) -> str:
        """`7816/VPCP-TTĐT`."""
        return "/".join(filter(None, (self.number, self.notation)))


@dataclass(frozen=True)
class Status:
    """What a receiver tells about a document (or its sender, asking for it back)."""

    sender: Organ
    about: Reply
    status: str
    words: str = ""
    at: str = ""
    staff: Staff = Staff()


@dataclass
class Packet:
    """A packet as it was read: `problems` are why it can't be taken, `notes` what was odd."""

    message: Letter | Status
    signature: Evidence = Evidence.ABSENT
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Unreadable(ValueError):  # noqa: N818 - an answer to "what is this file?"
    """The bytes are no edXML packet; the argument says why, in words."""
