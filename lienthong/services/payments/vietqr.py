"""VietQR: a transfer as the text of a QR code (EMVCo, merchant-presented mode, as NAPAS fixed it).

Each field is two digits of id, two of length, then the value; ids 38 and 62 hold fields themselves.
The last field, 63, is a CRC over all that stands before its value.
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from dataclasses import dataclass

import segno
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused

GUID, TO_ACCOUNT = "A000000727", "QRIBFTTA"
DYNAMIC = "12"  # made for one payment, with its amount
LONGEST_REFERENCE = 25
LONGEST_AMOUNT = 13
QUIET_ZONE = 4

_BANK = re.compile(r"\d{6}", re.ASCII)
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}", re.ASCII)
_REFERENCE = re.compile(rf"[\x20-\x7e]{{1,{LONGEST_REFERENCE}}}")
_AMOUNT = re.compile(rf"[1-9]\d{{0,{LONGEST_AMOUNT - 1}}}", re.ASCII)
_FIELD = re.compile(r"\d{4}", re.ASCII)
_HEAD = 4
_CRC = re.compile(r"6304([0-9A-Fa-f]{4})", re.ASCII)
_CRC_SIGNS = 8


@dataclass(frozen=True)
class Transfer:
    """What a VietQR says. `bank` is the six digits of the bank (BIN), `amount` whole đồng."""

    bank: str
    account: str
    amount: int
    reference: str


def build(transfer: Transfer) -> str:
    """The text of the code; `Refused` for what no bank could read."""
    _demand(_BANK.fullmatch(transfer.bank), _("mã ngân hàng gồm 6 số"))
    _demand(_ACCOUNT.fullmatch(transfer.account), _("số tài khoản gồm tối đa 19 chữ số"))
    _demand(_AMOUNT.fullmatch(str(transfer.amount)), _("số tiền là số đồng lớn hơn 0"))
    _demand(
        _REFERENCE.fullmatch(transfer.reference),
        _("nội dung gồm tối đa 25 chữ không dấu"),
    )
    to = _field("00", transfer.bank) + _field("01", transfer.account)
    body = "".join(
        [
            _field("00", "01"),
            _field("01", DYNAMIC),
            _field("38", _field("00", GUID) + _field("01", to) + _field("02", TO_ACCOUNT)),
            _field("53", "704"),
            _field("54", str(transfer.amount)),
            _field("58", "VN"),
            _field("62", _field("08", transfer.reference)),
        ]
    )
    return f"{body}6304{crc(body + '6304')}"


def read(text: str) -> Transfer:
    """What a code says, checked to its last sign; `Refused` for anything else."""
    _demand(text.isascii() and _CRC.fullmatch(text[-_CRC_SIGNS:]), _("thiếu mã kiểm tra"))
    _demand(text[-4:].upper() == crc(text[:-4]), _("mã kiểm tra không khớp"))
    root = _fields(text[:-_CRC_SIGNS])
    merchant = _fields(root.get("38", ""))
    to = _fields(merchant.get("01", ""))
    more = _fields(root.get("62", ""))
    usual = (root.get("00"), root.get("53"), root.get("58"), merchant.get("00"), merchant.get("02"))
    _demand(usual == ("01", "704", "VN", GUID, TO_ACCOUNT), _("không phải VietQR chuyển khoản"))
    amount = root.get("54", "")
    _demand(_AMOUNT.fullmatch(amount), _("số tiền là số đồng lớn hơn 0"))
    _demand(_BANK.fullmatch(to.get("00", "")), _("mã ngân hàng gồm 6 số"))
    _demand(_ACCOUNT.fullmatch(to.get("01", "")), _("số tài khoản gồm tối đa 19 chữ số"))
    return Transfer(to["00"], to["01"], int(amount), more.get("08", ""))


def crc(text: str) -> str:
    """CRC-16/CCITT, polynomial 1021, from FFFF, as four capital hexadecimal digits."""
    return f"{crc_hqx(text.encode(), 0xFFFF):04X}"


def picture(text: str) -> str:
    """The code as an address of data for `<img src>`: black on white in any theme."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_data_uri(border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True))


def _field(name: str, value: str) -> str:
    return f"{name}{len(value):02d}{value}"


def _fields(text: str) -> dict[str, str]:
    """Id -> value of fields that follow each other to the end; an id stands once."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + _HEAD]
        _demand(_FIELD.fullmatch(head), _("một trường không đọc được"))
        name, start = head[:2], at + _HEAD
        at = start + int(head[2:])
        _demand(at <= len(text) and name not in found, _("một trường không đọc được"))
        found[name] = text[start:at]
    return found


def _demand(holds: object, why: str) -> None:
    if not holds:
        raise Refused(
            "services.vietqr",
            _("Mã VietQR không dùng được: {why}. Báo bộ phận kế toán.").format(why=why),
            reason="input",
        )
