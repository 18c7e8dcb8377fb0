"""Coming in and going out: attempts, sign-in, hats, passwords, sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthong.directory import rules
from lienthong.directory.acting import Hat
from lienthong.directory.actions.accounts import end_all_sessions
from lienthong.directory.models import Account, Position, Session, SignInThrottle
from lienthong.kernel import events
from lienthong.kernel.actions import action, bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

_FORGET_AFTER = timedelta(days=1)
_LONGEST_SUBJECT = 200


def session_mark(session_key: str) -> str:
    """What names a session on a page: the key itself never leaves the cookie."""
    return sha256(session_key.encode()).hexdigest()[:20]


@bookkeeping
def count_attempt(scope: str, subject: str, at: datetime) -> None:
    """Count one attempt of a user name or an address; Refused while it must wait."""
    subject = subject[:_LONGEST_SUBJECT]
    fresh = SignInThrottle(scope=scope, subject=subject, attempts=0, since=at)
    # Touched, not left alone: a sign-in that succeeds meanwhile may be deleting the row.
    SignInThrottle.objects.bulk_create(
        [fresh], update_conflicts=True, unique_fields=["scope", "subject"], update_fields=["scope"]
    )
    row = SignInThrottle.objects.select_for_update().get(scope=scope, subject=subject)
    before = rules.Attempts(row.attempts, row.since, row.until) if row.attempts else None
    now = rules.after_attempt(scope, before, at)
    row.attempts, row.since, row.until = now.attempts, now.since, now.until
    row.save(update_fields=["attempts", "since", "until"])


@bookkeeping
def forgive_attempts(subject: str, address: str, at: datetime) -> None:
    """After a sign-in: forget the user name's attempts and take this one off the address."""
    SignInThrottle.objects.filter(scope="account", subject=subject[:_LONGEST_SUBJECT]).delete()
    for row in SignInThrottle.objects.select_for_update().filter(
        scope="address", subject=address[:_LONGEST_SUBJECT], attempts__gt=0
    ):
        row.attempts -= 1
        row.save(update_fields=["attempts"])
    SignInThrottle.objects.filter(since__lt=at - _FORGET_AFTER).delete()
    # Sessions live in real time, whatever the province's clock says.
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@action
def refuse_sign_in(act: Act, *, account_id: int, why: str, address: str) -> None:
    """Somebody failed to come in as a known account: the owner and the inspector can see it."""
    account = Account.objects.get(id=account_id)
    events.record(act, "directory.sign_in_refused", account, why=why, address=address)


@action
def sign_in(act: Act, *, account_id: int, secret: str, method: str, address: str) -> Account:
    """Come in; a one-time code is used up by it. `secret` is the stored hash that was proven.

    Two who hold the same code race for it: the second finds another hash and is refused.
    """
    account: Account = Account.objects.select_for_update(of=("self",)).get(id=account_id)
    if not account.is_active or account.password != secret:
        raise Refused("directory.sign_in", refusal(), reason="input")

    if account.code_expires_at is not None and method == "password":
        account.set_unusable_password()
        account.code_expires_at = None
        account.save(update_fields=["password", "code_expires_at"])

    events.record(act, "directory.signed_in", account, method=method, address=address)
    return account


def refusal() -> str:
    """The one sentence for every failure: it does not say whether the account exists."""
    return _(
        "Tên đăng nhập hoặc mật khẩu không đúng."
        " Kiểm tra lại, hoặc nhờ quản trị cơ quan đặt lại mật khẩu."
    )


@action
def sign_out(act: Act, *, account_id: int) -> None:
    """Go out; the page ends the session."""
    events.record(act, "directory.signed_out", Account.objects.get(id=account_id))


@action
def choose_hat(act: Act, *, position_id: int, hats: Sequence[Hat]) -> Position:
    """Work in another of the posts the person holds today."""
    if all(hat.position_id != position_id for hat in hats):
        raise Refused(
            "directory.not_your_post",
            _("Hôm nay bạn không giữ chức vụ này. Tải lại trang rồi chọn chức vụ khác."),
            reason="input",
        )
    position = Position.objects.get(id=position_id)
    events.record(
        act, "directory.hat_chosen", position, agency_id=position.agency_id, title=position.title
    )
    return position


@action
def change_password(act: Act, *, account_id: int, old: str, new: str, keep_session: str) -> Account:
    """Set a new password and end every other session.

    The old one is asked for, except after a one-time code, which was used up by coming in.
    """
    account: Account = Account.objects.select_for_update(of=("self",)).get(id=account_id)
    by_code = account.must_change_password and not account.has_usable_password()
    if not by_code and not account.check_password(old):
        raise Refused(
            "directory.old_password",
            _("Mật khẩu đang dùng không đúng. Nhập lại."),
            reason="input",
        )
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise Refused("directory.password", " ".join(error.messages), reason="input") from None

    account.password = make_password(new)
    account.must_change_password = False
    account.code_expires_at = None
    account.save(update_fields=["password", "must_change_password", "code_expires_at"])
    end_all_sessions(account, beside=keep_session)

    events.record(act, "directory.password_changed", account)
    return account


@action
def end_sessions(act: Act, *, account_id: int, marks: Sequence[str], keep_session: str) -> int:
    """End some of one's own other sessions, named by their marks; returns how many."""
    account = Account.objects.get(id=account_id)
    keys = [
        key
        for key in Session.objects.filter(account_id=account_id).values_list(
            "session_key", flat=True
        )
        if key != keep_session and session_mark(key) in marks
    ]
    if not keys:
        raise Refused(
            "directory.no_session",
            _("Phiên này đã kết thúc từ trước. Tải lại trang để xem các phiên còn mở."),
        )
    ended = Session.objects.filter(session_key__in=keys).delete()[0]
    events.record(act, "directory.sessions_ended", account, count=ended)
    return ended


@action
def choose_mail(act: Act, *, account_id: int, email: str, daily: bool) -> None:
    """Somebody says where the daily digest goes, and whether it comes at all.

    The log says that it was switched, not to which address.
    """
    if account_id != act.account_id:
        raise Refused("directory.not_own", _("Chỉ đổi được thư của tài khoản mình."))
    if daily and not email:
        raise Refused("directory.mail_address", _("Nhập địa chỉ thư điện tử rồi bật lại."))
    account = Account.objects.select_for_update().get(pk=account_id)
    account.email, account.daily_mail = email, daily
    account.save(update_fields=["email", "daily_mail"])
    events.record(act, "directory.mail_chosen", account, what=_("bật") if daily else _("tắt"))
