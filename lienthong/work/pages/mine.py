"""What waits for a post, by deadline ("Việc của tôi"), and its notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory import posts
from lienthong.directory.acting import ActingRequest, official
from lienthong.kernel import clock, deadlines, urgency
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
    act, post = request.act, request.act.position_id or 0
    counts = request.open_counts = queries.open_counts(post)
    kind = request.GET.get("kind", "")
    kind = kind if kind in counts else ""
    items = WorkItem.objects.open().of(post).order_by("due_at", "id")
    if kind:
        items = items.filter(kind=kind)
    place = _after(request.GET.get("after", ""))
    if place:
        items = items.after(*place)
    return _show(
        request,
        "work/mine.html",
        _Sheet("mine", list(items[: PAGE + 1]), queries.totals(post, act.at), kind, place),
        total=sum(counts.values()),
        tabs=_tabs(counts, kind),
        notices=_unread(post)[:NOTICES],
        elsewhere=_elsewhere(request),
    )


@require_safe
@official
def given(request: ActingRequest) -> HttpResponseBase:
    """What this post gave or laid before others and they still hold: who, and until when."""
    act, post = request.act, request.act.position_id or 0
    items = WorkItem.objects.open().asked_by(post).order_by("due_at", "id")
    place = _after(request.GET.get("after", ""))
    if place:
        items = items.after(*place)
    found = _Sheet("given", list(items[: PAGE + 1]), queries.totals(post, act.at), "", place)
    return _show(request, "work/given.html", found)


@require_safe
@official
def late(request: ActingRequest) -> HttpResponseBase:
    """What is past its deadline: with this post, or with others for it."""
    act, post = request.act, request.act.position_id or 0
    place = _after(request.GET.get("after", ""))
    items = list(queries.late(post, act.at, place, PAGE + 1))
    found = _Sheet("late", items, queries.totals(post, act.at), "", place)
    return _show(request, "work/late.html", found)


@dataclass(frozen=True)
class _Sheet:
    """One page of a list: up to one row more than it shows, and the row it began after."""

    name: str
    found: list[WorkItem]
    totals: queries.Totals
    kind: str
    place: tuple[datetime, int] | None


def _show(request: ActingRequest, template: str, sheet: _Sheet, **more: Any) -> HttpResponseBase:
    act = request.act
    if "open_counts" not in vars(request):
        request.open_counts = queries.open_counts(act.position_id or 0)
    shown = sheet.found[:PAGE]
    first = _url(sheet.name, sheet.kind)
    following = len(sheet.found) > PAGE
    return render(
        request,
        template,
        {
            "now": act.at,
            "groups": _groups(act, shown, _holders(act, shown)),
            "totals": sheet.totals,
            "views": _views(sheet.name, sum(request.open_counts.values()), sheet.totals),
            "next_url": _next(sheet.name, sheet.kind, shown[-1]) if following else "",
            "first_url": first if sheet.place else "",
            **more,
        },
    )


def _views(name: str, waiting: int, totals: queries.Totals) -> list[Link]:
    """Waiting for me, what I wait for, late: each with its count."""
    lines = [
        ("mine", _("Chờ tôi"), waiting, "clipboard-list"),
        ("given", _("Tôi chờ"), totals.given, "users"),
        ("late", _("Quá hạn"), totals.late, "alert-triangle"),
    ]
    return [
        Link(f"{label} {queries.count_text(count)}".strip(), _url(view), view == name, icon=icon)
        for view, label, count, icon in lines
    ]


def _holders(act: Act, items: list[WorkItem]) -> dict[int, posts.Post]:
    """Who has what this post waits for; one question for the whole page, none if it waits for
    nothing.
    """
    others = {item.position_id for item in items if item.position_id != act.position_id}
    return posts.posts_named(sorted(others), clock.local(act.at).date()) if others else {}


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


def _url(name: str, kind: str = "", **more: str) -> str:
    pairs = ({"kind": kind} if kind else {}) | more
    address = reverse(f"work:{name}")
    return f"{address}?{urlencode(pairs)}" if pairs else address


def _next(name: str, kind: str, last: WorkItem) -> str:
    return _url(name, kind, after=f"{last.due_at.isoformat()}_{last.pk}")


def _tabs(counts: dict[str, int], kind: str) -> list[Link]:
    """All, then the kinds that wait, in the order the rooms declared them."""
    order = [*kinds.KINDS, *sorted(set(counts) - set(kinds.KINDS))]
    total = sum(counts.values())
    return [
        Link(_("Tất cả"), _url("mine"), current=not kind, count=queries.count_text(total)),
        *[
            Link(
                str(kinds.kind_of(code).label),
                _url("mine", code),
                current=code == kind,
                count=queries.count_text(counts[code]),
            )
            for code in order
            if code in counts
        ],
    ]


def _groups(act: Act, items: list[WorkItem], holders: Mapping[int, posts.Post]) -> list[Group]:
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
        groups.setdefault(name, []).append(_row(act, item, holders))
    return [Group(names[name], groups[name]) for name in names if name in groups]


def _without_deadline(item: WorkItem) -> bool:
    return item.due_at - item.created_at >= actions.NO_DEADLINE


def _row(act: Act, item: WorkItem, holders: Mapping[int, posts.Post]) -> Row:
    kind = kinds.kind_of(item.kind)
    none = _without_deadline(item)
    tags = [Tag(str(kind.label), "act", kind.icon)]
    if item.urgency:
        tags.append(Tag(str(urgency.NAMES[item.urgency]), "bad", "alert-triangle"))
    if item.warning:
        tags.append(Tag(item.warning, "bad", "alert-triangle"))
    return Row(
        url=url_of(item.object_type, item.object_id),
        code=item.code,
        sender=words.short_name(item.source),
        subject=item.title,
        at=item.created_at,
        tags=tuple(tags),
        due_at=None if none else item.due_at,
        days=None if none else deadlines.current().days_left(act.at, item.due_at),
        note="" if item.position_id == act.position_id else _held(holders.get(item.position_id)),
    )


def _held(post: posts.Post | None) -> str:
    """Who has it, in words."""
    if post is None:
        return _("Chức vụ giữ việc này đã hết hiệu lực")
    if not post.name:
        return _("Đang ở: {title} (chưa có người giữ chức vụ)").format(title=post.title)
    return _("Đang ở: {name}, {title}").format(name=post.name, title=post.title)


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
