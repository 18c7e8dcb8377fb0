"""What waits for a post, by deadline ("Việc của tôi"), and its notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.kernel import clock, deadlines
from lienthong.kernel.acts import Act
from lienthong.ui import words
from lienthong.ui.shapes import Link, Row, Tag
from lienthong.work import actions, kinds, queries
from lienthong.work.models import Notice, WorkItem

PAGE = 50
NOTICES = 4
ID_DIGITS = 18


@dataclass(frozen=True)
class Group:
    """Rows with deadlines of one kind: past, today, later, none."""

    title: str
    rows: list[Row]


@require_safe
@official
def mine(request: ActingRequest) -> HttpResponseBase:
    """What waits for the post one is wearing, the nearest deadline first."""
    act = request.act
    post = act.position_id or 0
    counts = queries.open_counts(post)
    kind = request.GET.get("kind", "")
    kind = kind if kind in counts else ""
    items = WorkItem.objects.open().of(post)
    if kind:
        items = items.filter(kind=kind)
    place = _after(request.GET.get("after", ""))
    if place:
        items = items.after(*place)
    found = list(items.order_by("due_at", "id")[: PAGE + 1])
    shown = found[:PAGE]
    return render(
        request,
        "work/mine.html",
        {
            "now": act.at,
            "groups": _groups(act, shown),
            "total": sum(counts.values()),
            "tabs": _tabs(counts, kind),
            "next_url": _next(kind, shown[-1]) if len(found) > PAGE else "",
            "first_url": _url(kind) if place else "",
            "notices": _unread(post)[:NOTICES],
            "elsewhere": _elsewhere(request),
        },
    )


def _after(text: str) -> tuple[datetime, int] | None:
    """`<deadline>_<id>` of the last row shown."""
    instant, _sign, number = text.rpartition("_")
    if not (number.isdecimal() and len(number) <= ID_DIGITS):
        return None
    try:
        due_at = datetime.fromisoformat(instant)
    except ValueError:
        return None
    return (due_at, int(number)) if due_at.tzinfo else None


def _url(kind: str, **more: str) -> str:
    pairs = ({"kind": kind} if kind else {}) | more
    address = reverse("work:mine")
    return f"{address}?{urlencode(pairs)}" if pairs else address


def _next(kind: str, last: WorkItem) -> str:
    return _url(kind, after=f"{last.due_at.isoformat()}_{last.pk}")


def _tabs(counts: dict[str, int], kind: str) -> list[Link]:
    """All, then the kinds that wait, in the order the rooms declared them."""
    order = [*kinds.KINDS, *sorted(set(counts) - set(kinds.KINDS))]
    total = sum(counts.values())
    return [
        Link(_("Tất cả"), _url(""), current=not kind, count=queries.count_text(total)),
        *[
            Link(
                str(kinds.kind_of(code).label),
                _url(code),
                current=code == kind,
                count=queries.count_text(counts[code]),
            )
            for code in order
            if code in counts
        ],
    ]


def _groups(act: Act, items: list[WorkItem]) -> list[Group]:
    today = clock.local(act.at).date()
    names = {
        "late": _("Quá hạn"),
        "today": _("Hôm nay"),
        "later": _("Sắp tới"),
        "none": _("Không đặt hạn"),
    }
    groups: dict[str, list[Row]] = {}
    for item in items:
        if _without_deadline(item):
            name = "none"
        elif item.due_at < act.at:
            name = "late"
        else:
            name = "today" if clock.local(item.due_at).date() == today else "later"
        groups.setdefault(name, []).append(_row(act, item))
    return [Group(names[name], groups[name]) for name in names if name in groups]


def _without_deadline(item: WorkItem) -> bool:
    return item.due_at - item.created_at >= actions.NO_DEADLINE


def _row(act: Act, item: WorkItem) -> Row:
    kind = kinds.kind_of(item.kind)
    none = _without_deadline(item)
    urgent = (Tag(_("Khẩn"), "bad", "alert-triangle"),) if item.urgency else ()
    return Row(
        url=url_of(item.object_type, item.object_id),
        code=item.code,
        sender=words.short_name(item.source),
        subject=item.title,
        at=item.created_at,
        tags=(Tag(str(kind.label), "act", kind.icon), *urgent),
        due_at=None if none else item.due_at,
        days=None if none else deadlines.current().days_left(act.at, item.due_at),
    )


def url_of(object_type: str, object_id: int | None) -> str:
    """Where an object is dealt with: `documents.document` 7 is "documents:document" 7."""
    try:
        return reverse(object_type.replace(".", ":"), args=[object_id])
    except NoReverseMatch:
        return reverse("work:mine")


@dataclass(frozen=True)
class Elsewhere:
    """Work that waits for the same person in another post."""

    position_id: int
    title: str
    agency: str
    count: str


def _elsewhere(request: ActingRequest) -> list[Elsewhere]:
    others = [hat for hat in request.hats if hat.position_id != request.act.position_id]
    if not others:
        return []
    totals = queries.open_totals([hat.position_id for hat in others])
    return [
        Elsewhere(
            hat.position_id, hat.title, hat.agency_name, queries.count_text(totals[hat.position_id])
        )
        for hat in others
        if totals.get(hat.position_id)
    ]


def _unread(position_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(position_id=position_id, read_at__isnull=True).order_by("-id")


@require_safe
@official
def notices(request: ActingRequest) -> HttpResponseBase:
    """Every unread notice of the post, the newest first, fifty a page."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) <= ID_DIGITS else None
    found = _unread(request.act.position_id or 0)
    if before is not None:
        found = found.filter(id__lt=before)
    shown = list(found[: PAGE + 1])
    address = reverse("work:notices")
    return render(
        request,
        "work/notices.html",
        {
            "notices": shown[:PAGE],
            "next_url": f"{address}?before={shown[PAGE - 1].pk}" if len(shown) > PAGE else "",
            "first_url": address if before is not None else "",
        },
    )


@require_POST
@official
def readings(request: ActingRequest) -> HttpResponseBase:
    """The notices somebody had before him are read: each in an action of its own."""
    for value in request.POST.getlist("notice")[:PAGE]:
        if value.isdecimal() and len(value) <= ID_DIGITS:
            actions.read_notice(request.act, notice_id=int(value))
    return redirect("work:notices")


@require_POST
@official
def reading(request: ActingRequest, notice_id: int) -> HttpResponseBase:
    """A notice has been read: it leaves the page, and opens what it is about when asked to."""
    notice = Notice.objects.get(id=notice_id, position_id=request.act.position_id or 0)
    actions.read_notice(request.act, notice_id=notice_id)
    if "open" in request.POST and notice.object_type:
        return redirect(url_of(notice.object_type, notice.object_id))
    return redirect("work:notices" if "list" in request.POST else "work:mine")
