"""One's own account: password and sessions."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.directory import acting, devices
from lienthong.directory.acting import ActingRequest
from lienthong.directory.actions import signing_in as actions
from lienthong.directory.forms import MailForm, PasswordForm
from lienthong.directory.models import Account, Session
from lienthong.directory.pages.common import done, home_of, show


@login_required(redirect_field_name="tiep")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Set a new password: asked for after a one-time code, or whenever one likes."""
    account = cast("Account", request.user)
    act = cast("ActingRequest", request).act
    by_code = account.must_change_password and not account.has_usable_password()
    form = PasswordForm(request.POST or None, by_code=by_code)

    def change(given: dict[str, str]) -> None:
        kept = request.session.session_key or ""
        changed = actions.change_password(
            act,
            account_id=account.pk,
            old=given.get("old", ""),
            new=given["new"],
            keep_session=kept,
        )
        update_session_auth_hash(request, changed)

    if request.method == "POST" and done(form, change):
        messages.success(request, _("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."))
        return redirect(home_of(act))
    return show(request, "directory/password.html", {"form": form, "by_code": by_code}, form)


@acting.official
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: ActingRequest) -> HttpResponse:
    """The account, the posts it can act in, where it is signed in now, and its daily mail."""
    own = cast("Account", request.user)
    found = Session.objects.filter(account_id=own.pk, expire_date__gt=timezone.now())
    here = request.session.session_key
    rows = [
        {
            "row": row,
            "mark": actions.session_mark(row.session_key),
            "here": row.session_key == here,
            "device": devices.in_words(row.device),
        }
        for row in found.order_by("-signed_in_at", "session_key")[:50]
    ]
    form = MailForm(request.POST or None, initial={"email": own.email})

    def choose(given: dict[str, Any]) -> None:
        actions.choose_mail(request.act, account_id=own.pk, **given)

    if request.method == "POST" and done(form, choose):
        daily = form.cleaned_data["daily"]
        messages.success(request, _("Đã bật thư tổng hợp.") if daily else _("Đã tắt thư tổng hợp."))
        return redirect("directory:account")
    context = {"account": own, "sessions": rows, "mail_form": form, "mail": settings.MAIL}
    return show(request, "directory/account.html", context, form)


@acting.signed_in
@require_POST
def end_sessions(request: ActingRequest) -> HttpResponse:
    """End one other session, or all others."""
    ended = actions.end_sessions(
        request.act,
        account_id=cast("Account", request.user).pk,
        marks=request.POST.getlist("mark"),
        keep_session=request.session.session_key or "",
    )
    messages.success(request, _("Đã kết thúc {count} phiên đăng nhập.").format(count=ended))
    return redirect("directory:account")
