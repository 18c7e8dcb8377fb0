"""Citizens: who is meant by an act, what the log may say of them, for whom they may act."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from lienthong.directory.models import Account, Citizen
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

PERSONAL_NUMBER = re.compile(r"\d{12}", re.ASCII)
TAX_CODE = re.compile(r"\d{10}(-\d{3})?", re.ASCII)
LINKING_LEVEL = 2
"""From which level of assurance on a personal number is enough to say who somebody is."""


@dataclass(frozen=True, kw_only=True)
class CitizenIdentity:
    """Who a provider says that somebody is. `gender` is "male", "female" or ""."""

    issuer: str
    subject: str
    verified_by: str
    level: int
    full_name: str
    personal_number: str
    born_on: date | None = None
    gender: str = ""
    residence: str = ""
    phone: str = ""
    email: str = ""


def citizen_of(act: Act) -> Citizen | None:
    """The citizen behind an act: none for an official at work, a guest or a task."""
    return Citizen.objects.visible_to(act).first()


def alias(number: int) -> str:
    """What the log calls a citizen: his number, never his name."""
    return _("Công dân {number}").format(number=number)


def names_in_log(account: Account) -> tuple[str, int | None]:
    """The person's name, for one who holds a post, and the citizen's number, for `alias`."""
    rows = Account.objects.filter(pk=account.pk)
    found: tuple[str, int | None] = rows.values_list("person__full_name", "citizen__pk").get()
    return found


def names_of(accounts: Iterable[int]) -> dict[int, str]:
    """Account -> full name of citizens, for pages that show who filed; the erased are left out."""
    found = Citizen.objects.filter(account__in=set(accounts), erased_at=None)
    return dict(found.values_list("account_id", "full_name"))


def commitment(citizen: Citizen) -> str:
    """What the log keeps beside a citizen's number: a digest of who it was, in hexadecimal.

    Whoever has the words and the salt can show that they are the ones meant; when both are erased
    nobody can go from the log to a human being.
    """
    return committed(
        bytes(citizen.salt), citizen.personal_number, citizen.full_name, citizen.born_on
    )


def committed(salt: bytes, personal_number: str, full_name: str, born_on: date | None) -> str:
    """SHA-256 over the salt and the three facts, a line each; the loading does the same in SQL."""
    facts = "\n".join([personal_number, full_name, born_on.isoformat() if born_on else ""])
    return sha256(salt + facts.encode()).hexdigest()


def check_identity(identity: CitizenIdentity) -> None:
    """A provider must say at least the name and the 12 digits."""
    if not identity.full_name or not PERSONAL_NUMBER.fullmatch(identity.personal_number):
        raise Refused(
            "directory.identity_incomplete",
            _(
                "Nơi đăng nhập chưa cho biết đủ họ tên và số định danh cá nhân 12 số."
                " Cập nhật thông tin ở đó rồi đăng nhập lại, hoặc nộp tại Bộ phận Một cửa."
            ),
            reason="input",
        )


def check_representation(
    *,
    of: str,
    number: str,
    own_number: str,
    basis: str,
    paper: str,
    today: date,
    valid_from: date,
    valid_to: date | None,
) -> None:
    """May a citizen say that he acts for this organisation or person?"""
    right_number = TAX_CODE if of == "organisation" else PERSONAL_NUMBER
    faults = {
        _("Mã số thuế gồm 10 số, hoặc 10 số, gạch ngang và 3 số. Xem lại."): (
            of == "organisation" and not right_number.fullmatch(number)
        ),
        _("Số định danh cá nhân gồm 12 số. Xem lại."): (
            of == "person" and not right_number.fullmatch(number)
        ),
        _("Đây là số định danh của chính bạn. Nộp cho mình thì không cần đại diện."): (
            of == "person" and number == own_number
        ),
        _("Ghi số, ngày của văn bản ủy quyền."): basis == "paper" and not paper.strip(),
        _("Ủy quyền phải có ngày kết thúc. Ghi như văn bản ủy quyền."): (
            basis == "paper" and valid_to is None
        ),
        _("Ngày kết thúc phải sau ngày bắt đầu. Xem lại hai ngày."): (
            valid_to is not None and valid_to <= valid_from
        ),
        _("Việc đại diện đã kết thúc trước hôm nay. Ghi văn bản còn hiệu lực."): (
            valid_to is not None and valid_to <= today
        ),
    }
    for sentence, holds in faults.items():
        if holds:
            raise Refused("directory.representation", sentence, reason="input")
