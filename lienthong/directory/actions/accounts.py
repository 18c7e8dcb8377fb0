"""Accounts: open, close, reset. A secret given out opens once, and then asks for a password."""

from __future__ import annotations

import secrets
import uuid
from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from lienthong.directory import rules
from lienthong.directory.actions import rights
from lienthong.directory.actions.appointments import give, locked_post
from lienthong.directory.models import Account, Person, Session
from lienthong.kernel import events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that a reader takes for another
_GROUPS, _GROUP = 3, 4


def new_code() -> str:
    """A one-time code of twelve letters and digits, about 59 bits: `7KQ2-M9XP-4RTD`."""
    groups = (
        "".join(secrets.choice(_LETTERS) for _letter in range(_GROUP)) for _group in range(_GROUPS)
    )
    return "-".join(groups)


@action
def open_account(
    act: Act, *, full_name: str, username: str, position_id: int, valid_from: date
) -> tuple[Account, str]:
    """Open an account for a new person in a vacant post; returns it and the one-time code.

    The code is shown once and kept only as a hash. A person who has an account already is given
    the post instead (`appointments.appoint`).
    """
    position = locked_post(act, position_id)
    permissions.require(act, "directory.administer")
    rules.check_username(username)
    if Account.objects.filter(username=username).exists():
        raise Refused(
            "directory.username_taken",
            _("Tên đăng nhập “{username}” đã có người dùng. Chọn tên khác.").format(
                username=username
            ),
            reason="input",
        )

    person = Person.objects.create(key=f"qt-{uuid.uuid4().hex}", full_name=full_name)
    give(act, position, person, valid_from, None)
    code = new_code()
    account = Account.objects.create(
        username=username,
        person=person,
        password=make_password(code),
        code_expires_at=act.at + rules.CODE_VALID,
        created_at=act.at,
    )

    what = _("Mở tài khoản {username} cho {name}.").format(username=username, name=full_name)
    rights.notice(act, position.agency_id, what)
    events.record(
        act,
        "directory.account_opened",
        account,
        agency_id=position.agency_id,
        username=username,
        name=full_name,
    )
    return account, code


@action
def close_account(act: Act, *, account_id: int) -> Account:
    """Close an account: its sessions end with it, everywhere."""
    account = _locked(act, account_id)
    rules.check_close(is_active=account.is_active)

    account.is_active = False
    account.save(update_fields=["is_active"])
    ended = end_all_sessions(account)

    what = _("Khóa tài khoản {username}.").format(username=account.username)
    rights.notice(act, account.home_id, what)
    events.record(
        act,
        "directory.account_closed",
        account,
        agency_id=account.home_id,
        username=account.username,
        sessions=ended,
    )
    return account


@action
def reopen_account(act: Act, *, account_id: int) -> Account:
    """Open a closed account again, with the password it had."""
    account = _locked(act, account_id)
    rules.check_reopen(is_active=account.is_active)

    account.is_active = True
    account.save(update_fields=["is_active"])

    what = _("Mở lại tài khoản {username}.").format(username=account.username)
    rights.notice(act, account.home_id, what)
    events.record(
        act,
        "directory.account_reopened",
        account,
        agency_id=account.home_id,
        username=account.username,
    )
    return account


@action
def reset_password(act: Act, *, account_id: int) -> str:
    """Replace an account's password by a one-time code and end its sessions; returns the code."""
    account = _locked(act, account_id)
    rules.check_reset(is_active=account.is_active)

    code = new_code()
    account.password = make_password(code)
    account.code_expires_at = act.at + rules.CODE_VALID
    account.must_change_password = True
    account.save(update_fields=["password", "code_expires_at", "must_change_password"])
    end_all_sessions(account)

    what = _("Đặt lại mật khẩu của tài khoản {username}.").format(username=account.username)
    rights.notice(act, account.home_id, what)
    events.record(
        act,
        "directory.password_reset",
        account,
        agency_id=account.home_id,
        username=account.username,
    )
    return code


def _locked(act: Act, account_id: int) -> Account:
    account: Account = (
        Account.objects.administered_by(act).select_for_update(of=("self",)).get(id=account_id)
    )
    permissions.require(act, "directory.administer")
    rules.check_not_own_account(own=account.person_id == act.person_id)
    return account


def end_all_sessions(account: Account, *, beside: str = "") -> int:
    """Delete an account's sessions, one excepted; returns how many. Inside an action."""
    rows = Session.objects.filter(account_id=account.pk).exclude(session_key=beside)
    return rows.delete()[0]
