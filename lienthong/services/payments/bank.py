"""The one interface to a bank: notices that it sends, signed, and a question it answers.

A notice is a POST of JSON with three headers. The signature is HMAC-SHA256, in hexadecimal, over
the time, the nonce and the body, a line each, under a secret that only the two know:

    X-Payment-Time: 1669000000                 seconds since 1970
    X-Payment-Nonce: 5f2c...                   16 to 64 letters and digits, another one each time
    X-Payment-Signature: 9b1d...
    {"transaction": "FT22325001", "amount": 50000, "currency": "VND",
     "content": "LT0123456789A nop le phi", "account": "0111000111", "paid_at": "2022-11-21T..."}

A notice that is older or newer than five minutes is refused; the same one again within them changes
nothing, since a transaction is taken once (`matching.judge`).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol

from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused
from lienthong.services.payments import references
from lienthong.services.payments.matching import Notice

TIME, NONCE, SIGNATURE = "X-Payment-Time", "X-Payment-Nonce", "X-Payment-Signature"
WINDOW = timedelta(minutes=5)
LONGEST_BODY = 16 * 1024
MOST = 10**12  # đồng in one transfer

_TRANSACTION = re.compile(r"[0-9A-Za-z._\-]{1,64}", re.ASCII)
_NONCE = re.compile(r"[0-9A-Za-z]{16,64}", re.ASCII)
_SECONDS = re.compile(r"\d{1,12}", re.ASCII)
_LONGEST_NUMBER = 15


@dataclass(frozen=True)
class BankAccount:
    """Where fees go. `bank` is the BIN of six digits, for VietQR; the names are shown."""

    bank: str
    number: str
    bank_name: str
    holder: str


class Bank(Protocol):
    """A bank that tells of money that came. `name` is its key in the notices that are kept."""

    name: str
    simulated: bool
    account: BankAccount

    def read(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Notice:
        """A notice of this bank, its signature checked; `Refused` for anything else."""

    def inquiry(self, reference: str) -> list[Notice]:
        """What came under a reference: for notices that never arrived. `Refused` while away."""


@dataclass(frozen=True)
class Signed:
    """A notice as it travels."""

    headers: Mapping[str, str]
    body: bytes


def sign(secret: bytes, body: bytes, *, nonce: str, at: datetime) -> Signed:
    """The headers of a body, as a bank makes them."""
    seconds = str(int(at.timestamp()))
    headers = {TIME: seconds, NONCE: nonce, SIGNATURE: _signature(secret, seconds, nonce, body)}
    return Signed(headers, body)


def read(
    secret: bytes, account: str, headers: Mapping[str, str], body: bytes, at: datetime
) -> Notice:
    """A notice to this account, signed under this secret, within five minutes of `at`.

    `headers` are looked up by the names above. Refused with reason "right" when the signature or
    the time is wrong, and only then is the body read: "input" when it is not what was agreed.
    """
    if len(body) > LONGEST_BODY:
        raise _unreadable(_("dài quá {n} byte").format(n=LONGEST_BODY))
    seconds, nonce = headers.get(TIME, ""), headers.get(NONCE, "")
    given = headers.get(SIGNATURE, "")
    wanted = _signature(secret, seconds, nonce, body)
    sound = hmac.compare_digest(given.encode(), wanted.encode())
    if not sound or not _SECONDS.fullmatch(seconds) or not _NONCE.fullmatch(nonce):
        raise Refused(
            "services.notice_forged",
            _("Chữ ký của thông báo không đúng. Kiểm tra khóa bí mật đã thống nhất."),
            reason="right",
        )
    if abs(at.timestamp() - int(seconds)) > WINDOW.total_seconds():
        raise Refused(
            "services.notice_stale",
            _("Thông báo quá cũ hoặc đồng hồ lệch. Gửi lại với thời điểm hiện tại."),
            reason="right",
        )
    return _notice(body, account)


def _signature(secret: bytes, seconds: str, nonce: str, body: bytes) -> str:
    return hmac.new(secret, f"{seconds}\n{nonce}\n".encode() + body, sha256).hexdigest()


def _notice(body: bytes, account: str) -> Notice:
    try:
        said = json.loads(body, parse_float=_no_number, parse_constant=_no_number, parse_int=_whole)
    except (ValueError, RecursionError):
        raise _unreadable(_("không phải JSON")) from None
    if not isinstance(said, dict):
        raise _unreadable(_("không phải một đối tượng"))
    transaction, amount = said.get("transaction"), said.get("amount")
    if not isinstance(transaction, str) or not _TRANSACTION.fullmatch(transaction):
        raise _unreadable(_("transaction thiếu hoặc sai"))
    if type(amount) is not int or not 0 < amount <= MOST or said.get("currency") != "VND":
        raise _unreadable(_("amount phải là số đồng lớn hơn 0"))
    if said.get("account") != account:
        raise _unreadable(_("không phải tài khoản thu phí này"))
    content = said.get("content")
    if not isinstance(content, str) or "\0" in content:
        raise _unreadable(_("content thiếu hoặc sai"))
    return Notice(
        transaction=transaction,
        reference=references.found_in(content) or "",
        amount=amount,
        paid_at=_moment(said.get("paid_at")),
        content=content[: references.LONGEST_CONTENT],
    )


def _moment(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        zone = at.utcoffset()
    except (TypeError, ValueError, OverflowError):
        zone = None
    if zone is None:
        raise _unreadable(_("paid_at phải là thời điểm có múi giờ"))
    return at


def _whole(text: str) -> int:
    """Numbers of thousands of digits take time to read, and mean no money."""
    return int(text) if len(text) <= _LONGEST_NUMBER else _no_number(text)


def _no_number(text: str) -> int:
    raise ValueError(text)


def _unreadable(why: str) -> Refused:
    return Refused(
        "services.notice_unreadable",
        _("Không đọc được thông báo: {why}. Sửa rồi gửi lại.").format(why=why),
        reason="input",
    )
