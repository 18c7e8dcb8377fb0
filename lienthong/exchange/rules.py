"""How a delivery moves: transport states, and the nine business statuses receivers report (QĐ
28/2018/QĐ-TTg).
"""

from __future__ import annotations

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienthong.kernel.errors import Refused

QUEUED = "queued"
HELD = "held"  # in the receiver's durable store
REFUSED = "refused"
SENT = "sent"  # handed to the system where the receiver works

ARRIVED = "01"
TURNED_BACK = "02"
REGISTERED = "03"
ASSIGNED = "04"
IN_PROGRESS = "05"
FINISHED = "06"

AGREED = "15"
DECLINED = "16"

RECALL, CORRECT, REPLACE, CHASE = "recall", "correct", "replace", "chase"
BUSINESS_CODES = {"": "0", RECALL: "1", CORRECT: "2", REPLACE: "3", CHASE: "chase"}
"""What a packet is on the wire (BussinessDocType); a correction goes as an update. A reminder has
no code there: between agencies of one system it is a word.
"""

ANSWER_NAMES = {
    ARRIVED: _("Chưa trả lời thu hồi"),
    AGREED: _("Đã đồng ý thu hồi"),
    DECLINED: _("Không đồng ý thu hồi"),
}
"""What a receiver has answered when the sender asks for a document back (QĐ 28/2018/QĐ-TTg)."""

STATUS_NAMES = {
    "": _("Đang gửi"),
    ARRIVED: _("Đã đến"),
    TURNED_BACK: _("Đã trả lại"),
    REGISTERED: _("Đã vào sổ"),
    ASSIGNED: _("Đã phân công"),
    IN_PROGRESS: _("Đang xử lý"),
    FINISHED: _("Đã xong"),
}

MOVES: frozenset[tuple[str, str]] = frozenset(
    {
        ("", ARRIVED),
        (ARRIVED, REGISTERED),
        (ARRIVED, TURNED_BACK),
        (ARRIVED, ASSIGNED),
        (ARRIVED, IN_PROGRESS),
        (ARRIVED, FINISHED),
        (REGISTERED, ASSIGNED),
        (REGISTERED, IN_PROGRESS),
        (REGISTERED, FINISHED),
        (ASSIGNED, IN_PROGRESS),
        (ASSIGNED, FINISHED),
        (IN_PROGRESS, ASSIGNED),
        (IN_PROGRESS, FINISHED),
        (ARRIVED, AGREED),
        (ARRIVED, DECLINED),
        (DECLINED, AGREED),
    }
)
"""Which reported status moves a delivery; anything else is kept as late or out of turn and moves
nothing. A later step may be told before an earlier one, whose report then comes too late.
"""


def moves(current: str, reported: str) -> bool:
    """Does this report move the delivery? Total: every pair has an answer."""
    return (current, reported) in MOVES


PEER_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
PEER_NAME_MAX = 200


def check_peer(code: str, name: str) -> None:
    """The code of a connection names a folder: small letters, digits, dashes inside."""
    if not PEER_CODE.fullmatch(code):
        raise Refused(
            "exchange.peer_code",
            gettext("Mã kết nối gồm chữ thường không dấu, số và gạch nối, nhiều nhất 40 ký tự."),
            reason="input",
        )
    if not 0 < len(" ".join(name.split())) <= PEER_NAME_MAX:
        raise Refused(
            "exchange.peer_name",
            gettext("Tên hệ thống từ 1 đến {n} ký tự.").format(n=PEER_NAME_MAX),
            reason="input",
        )
