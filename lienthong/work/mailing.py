"""The daily digest: what waits, what is late, what is new, mailed once a working day.

A row is claimed and committed before the server is spoken to. What the server refused is tried
again; what was cut off in the middle is not, for it may have arrived.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lienthong.directory import acting
from lienthong.directory.models import Account
from lienthong.kernel import clock, deadlines
from lienthong.ui import words
from lienthong.work import actions, queries
from lienthong.work.models import WorkItem

ROWS = 20
DAY = timedelta(days=1)
REFUSALS = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)


@dataclass(frozen=True)
class Line:
    """One thing that waits: no more of a document than its code and subject."""

    code: str
    subject: str
    due: str
    late: bool
    new: bool


@dataclass(frozen=True)
class Part:
    """What one post of the person has: the nearest deadlines, and how much in all."""

    title: str
    lines: list[Line]
    total: str
    more: bool
    notices: str
    given: str

    @property
    def empty(self) -> bool:
        return not (self.lines or self.notices)


def plan(at: datetime) -> int:
    """Ask for the day's mails; none on days off, none without a mail server."""
    if not settings.MAIL or not deadlines.current().is_working_day(clock.local(at).date()):
        return 0
    return actions.plan_digests(at)


def send(digest_id: int, at: datetime) -> None:
    """Mail one digest. Raises what the server refused, so that the job is tried again."""
    digest = actions.claim_digest(digest_id, at)
    if digest is None:
        return
    account = Account.objects.select_related("person").get(pk=digest.account_id)
    parts = [part for part in parts_of(account, at) if not part.empty]
    if not (parts and account.daily_mail and account.email and account.is_active):
        actions.end_digest(digest_id, "empty", at)
        return
    message = compose(account, parts, at)
    server = get_connection()
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        actions.end_digest(digest_id, "failed", at, str(error))
        raise
    try:
        server.send_messages([message])
    except REFUSALS as error:
        actions.end_digest(digest_id, "failed", at, str(error))
        raise
    except (OSError, smtplib.SMTPException) as error:
        actions.end_digest(digest_id, "unknown", at, str(error))
    else:
        actions.end_digest(digest_id, "sent", at)
    finally:
        server.close()


def parts_of(account: Account, at: datetime) -> list[Part]:
    """What each post the person holds today has; the same few questions a post."""
    hats = acting.hats_of(account.person_id, clock.local(at).date())
    totals = queries.open_totals([hat.position_id for hat in hats])
    return [_part(hat, totals.get(hat.position_id, 0), at) for hat in hats]


def _part(hat: acting.Hat, total: int, at: datetime) -> Part:
    found = WorkItem.objects.open().of(hat.position_id).order_by("due_at", "id")[:ROWS]
    return Part(
        title=f"{hat.title}, {hat.agency_name}",
        lines=[_line(item, at) for item in found],
        total=queries.count_text(total),
        more=total > ROWS,
        notices=queries.count_text(queries.unread_notices(hat.position_id)),
        given=queries.count_text(queries.totals(hat.position_id, at).given),
    )


def _line(item: WorkItem, at: datetime) -> Line:
    dated = item.due_at - item.created_at < actions.NO_DEADLINE
    return Line(
        code=item.code,
        subject=item.title,
        due=words.instant(item.due_at) if dated else "",
        late=item.due_at < at,
        new=item.created_at > at - DAY,
    )


def compose(account: Account, parts: list[Part], at: datetime) -> EmailMultiAlternatives:
    """Plain text with the same as simple HTML beside it."""
    day = clock.local(at).date()
    shown: dict[str, Any] = {
        "name": account.person.full_name,
        "parts": parts,
        "address": f"https://{settings.HOST}/van-phong/" if settings.HOST else "",
        "demo": settings.DEMO,
    }
    subject = _("Việc của bạn ngày {day}").format(day=words.day(day))
    message = EmailMultiAlternatives(
        subject, _plain(account.person.full_name, parts, shown["address"]), to=[account.email]
    )
    message.attach_alternative(render_to_string("work/digest.html", shown), "text/html")
    return message


def _plain(name: str, parts: list[Part], address: str) -> str:
    """The same as lines of text; a template would escape what is no HTML."""
    lines = [f"{name},"]
    for part in parts:
        lines += ["", part.title]
        if part.lines:
            lines.append(_("{n} việc chờ bạn").format(n=part.total))
            lines += [_sentence(line) for line in part.lines]
        if part.more:
            lines.append(_("Các việc còn lại xem ở trang Việc của tôi."))
        if part.notices:
            lines.append(_("{n} thông báo chưa đọc").format(n=part.notices))
        if part.given:
            lines.append(_("{n} việc bạn đang chờ người khác").format(n=part.given))
    lines += ["", *([address] if address else [])]
    lines.append(_("Tắt thư này ở trang Tài khoản và phiên đăng nhập."))
    if settings.DEMO:
        lines.append(_("Dữ liệu minh họa, không phải văn bản thật."))
    return "\n".join(lines) + "\n"


def _sentence(line: Line) -> str:
    marks = (_("QUÁ HẠN") if line.late else "", _("MỚI") if line.new else "")
    what = ", ".join(text for text in (line.code, line.subject) if text)
    due = _(" (hạn {due})").format(due=line.due) if line.due else ""
    return "- " + "".join(f"{mark}: " for mark in marks if mark) + what + due
