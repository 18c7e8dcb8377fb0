"""What a packet holds, in sentences."""

from __future__ import annotations

from lienthong.exchange.edxml.shapes import (
    BUSINESS_NAMES,
    NEW,
    PRIORITY_NAMES,
    STATUS_NAMES,
    Letter,
    Organ,
    Status,
)

NAMED = 5


def sentences(message: Letter | Status) -> list[str]:
    """One line a fact; nothing of what is not there."""
    return _letter(message) if isinstance(message, Letter) else _status(message)


def _letter(letter: Letter) -> list[str]:
    kind = BUSINESS_NAMES.get(letter.business, letter.business)
    dated = f", ngày {letter.issued_on:%d/%m/%Y}" if letter.issued_on else ""
    signer = ", ".join(
        filter(None, (letter.signer_authority, letter.signer_title, letter.signer_name))
    )
    replied = "; ".join(one.code or one.document_id for one in letter.replies_to)
    facts = [
        f"{kind.capitalize()}: {letter.type_name} {letter.code}{dated}.".replace("  ", " "),
        f"Trích yếu: {letter.subject}." if letter.subject else "",
        f"Nơi gửi: {_organ(letter.sender)}.",
        f"Nơi nhận: {_organs(letter.to)}." if letter.to else "",
        f"Mã văn bản: {letter.document_id}." if letter.document_id else "",
        f"Người ký: {signer}." if signer else "",
        f"Độ khẩn: {PRIORITY_NAMES[letter.priority]}." if letter.priority else "",
        f"Hạn xử lý: {letter.due_on:%d/%m/%Y}." if letter.due_on else "",
        f"Trả lời văn bản: {replied}." if replied else "",
        f"Liên quan văn bản: {'; '.join(letter.about)}."
        if letter.about and letter.business != NEW
        else "",
        f"Lý do: {letter.reason}." if letter.reason and letter.business != NEW else "",
        *(f"Tệp: {one.name}, {len(one.content)} byte." for one in letter.files),
    ]
    return [one for one in facts if one]


def _status(status: Status) -> list[str]:
    name = STATUS_NAMES.get(status.status, "không rõ")
    about = status.about
    facts = [
        f"Trạng thái {status.status}: {name}.",
        f"Văn bản: {about.code or about.document_id}." if about.code or about.document_id else "",
        f"Nơi báo: {_organ(status.sender)}.",
        f"Lời nhắn: {status.words}." if status.words else "",
        f"Lúc: {status.at}." if status.at else "",
    ]
    return [one for one in facts if one]


def _organ(organ: Organ) -> str:
    return f"{organ.name} ({organ.code})" if organ.name else organ.code


def _organs(organs: tuple[Organ, ...]) -> str:
    shown = "; ".join(_organ(one) for one in organs[:NAMED])
    more = len(organs) - NAMED
    return f"{shown} và {more} nơi khác" if more > 0 else shown
