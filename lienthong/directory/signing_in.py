"""Signing in, behind one interface: a way of proving who somebody is, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lienthong.directory import acting, rules, sessions
from lienthong.directory.actions import signing_in as actions
from lienthong.directory.models import Account
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

BACKEND = "django.contrib.auth.backends.ModelBackend"
_LONGEST_DEVICE = 200


@dataclass(frozen=True)
class Finding:
    """What a proof came to. `why`, for the log only, is empty when `account` is proven."""

    account: Account | None
    why: str = ""


class Authenticator(Protocol):
    """A way of proving who somebody is. `method` is its name in the log."""

    method: str

    def subject(self, given: Mapping[str, str]) -> str:
        """Whose attempts are counted: the name that is claimed."""

    def identify(self, given: Mapping[str, str], at: datetime) -> Finding:
        """Check what was given; always takes about as long, whether the account exists or not."""


class Password:
    """User name and password (argon2), or the one-time code that an administrator gave."""

    method = "password"

    def subject(self, given: Mapping[str, str]) -> str:
        return given.get("username", "").strip().casefold()

    def identify(self, given: Mapping[str, str], at: datetime) -> Finding:
        secret = given.get("password", "")
        account: Account | None = Account.objects.filter(username=self.subject(given)).first()
        if account is None or not account.has_usable_password():
            make_password(secret)  # the time a check would take
            return Finding(account, "" if account is None else _("tài khoản chưa có mật khẩu"))
        if account.code_expires_at is not None:
            secret = secret.strip().upper()
        if not check_password(secret, account.password):
            return Finding(account, _("sai mật khẩu"))
        if not account.is_active:
            return Finding(account, _("tài khoản đã khóa"))
        if not rules.code_opens(account.code_expires_at, at):
            return Finding(account, _("mã một lần đã hết hạn"))
        return Finding(account)


class Persona:
    """A card of the demonstration: no secret at all. Never outside a demonstration."""

    method = "persona"

    def subject(self, given: Mapping[str, str]) -> str:
        return given.get("persona", "")

    def identify(self, given: Mapping[str, str], at: datetime) -> Finding:  # noqa: ARG002
        if not settings.DEMO:
            return Finding(None)
        found = Account.objects.filter(username=self.subject(given), is_active=True)
        return Finding(found.exclude(demo_persona="").first())


class Told:
    """A provider has told who it is, and the telling was checked (`directory.openid`)."""

    def __init__(self, account: Account, method: str) -> None:
        self.account, self.method = account, method

    def subject(self, given: Mapping[str, str]) -> str:  # noqa: ARG002 - nothing is claimed any more
        return self.account.username

    def identify(self, given: Mapping[str, str], at: datetime) -> Finding:  # noqa: ARG002
        return Finding(self.account)


def sign_in(
    request: HttpRequest, way: Authenticator, given: Mapping[str, str], at: datetime
) -> Act:
    """Let somebody in by a way of proving, or Refused in one sentence for every failure.

    Attempts are counted per claimed name and per address before anything is checked. On success
    the session gets a new key, so that one planted in the browser before is worth nothing.
    Returns the act of whoever came in.
    """
    address = address_of(request)
    subject = way.subject(given)
    actions.count_attempt("address", address, at)
    actions.count_attempt("account", subject, at)
    finding = way.identify(given, at)
    account = finding.account
    if account is None or finding.why:
        if account is not None:
            stranger = Act(at=at, door="page", by_name=_("Khách"))
            actions.refuse_sign_in(
                stranger, account_id=account.pk, why=finding.why, address=address
            )
        raise Refused("directory.sign_in", actions.refusal(), reason="input")

    act, _hats = acting.act_of(account, at)
    account = actions.sign_in(
        act, account_id=account.pk, secret=account.password, method=way.method, address=address
    )
    login(request, account, backend=BACKEND)
    request.session.cycle_key()
    request.session.pop(acting.SESSION_HAT, None)
    request.session[sessions.METHOD] = way.method
    request.session[sessions.SIGNED_IN_AT] = at.isoformat()
    request.session[sessions.ADDRESS] = address
    request.session[sessions.DEVICE] = request.headers.get("User-Agent", "")[:_LONGEST_DEVICE]
    actions.forgive_attempts(subject, address, at)
    return act


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: behind our own proxy, the last address it wrote."""
    if settings.SECURE:
        forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR") or "")


def personas() -> list[Account]:
    """The demo people who can be picked as cards; none at all outside a demonstration."""
    if not settings.DEMO:
        return []
    found = Account.objects.filter(is_active=True).exclude(demo_persona="")
    return list(found.select_related("person").order_by("id")[:60])
