"""The lists of an office, and registering several arrived documents at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules
from lienthong.documents.actions import receiving
from lienthong.documents.pages import bulk
from lienthong.documents.pages.rows import rows
from lienthong.documents.pages.shelves import (
    COPIES,
    DRAFTS,
    INCOMING,
    OUTGOING,
    TO_SIGN,
    Shelf,
    Standing,
    standing,
    wanted,
)
from lienthong.documents.queries import lists
from lienthong.kernel import permissions
from lienthong.kernel.acts import Act
from lienthong.ui import words as ui_words
from lienthong.ui.shapes import Link


def list_context(act: Act, place: Standing, current_id: int | None = None) -> dict[str, Any]:
    """What the list pane shows: tabs with counts, lines, the way to the next page."""
    page = lists.page_for(act, place.wanted(act))
    counted = {tab.name: wanted(place.shelf, tab, act) for tab in place.shelf.tabs if tab.counted}
    counts = lists.counts(act, counted)
    offered = place.shelf.tabs_for(act)
    shown = offered if place.tab in offered else [place.tab, *offered]
    return {
        "place": place,
        "now": act.at,
        "tabs": [
            Link(
                str(tab.label),
                place.url(tab.name),
                current=tab == place.tab,
                count=count_text(counts.get(tab.name, 0)),
                hot=tab.hot,
            )
            for tab in shown
        ],
        "paper_url": _paper_url(act, place.shelf),
        "rows": rows(act, page, place, current_id),
        "next_url": place.url(before=page.ids[-1]) if page.more else "",
        "first_url": place.url() if place.before else "",
        "bulk": _bulk(act, place),
    }


PAPER = {
    INCOMING: ("register", "paper"),
    OUTGOING: ("number_paper", "paper_entry"),
}
"""Where paper is entered from a list: right, address."""


def _paper_url(act: Act, shelf: Shelf) -> str:
    verb, name = PAPER.get(shelf, ("", ""))
    if not verb or not permissions.may(act, rules.RIGHT_OF_VERB[verb]):
        return ""
    return reverse(f"documents:{name}")


BULK: dict[str, tuple[str, str, Promise, str]] = {
    "arrived": ("register", "registrations", gettext_lazy("Vào sổ các dòng đã chọn"), "list-check"),
    "registered": (
        "submit", "submissions", gettext_lazy("Trình các dòng đã chọn"), "user-check",
    ),
    "submitted": (
        "assign", "bulk_assignments", gettext_lazy("Phân công các dòng đã chọn"), "user-plus",
    ),
    "waiting": (
        "approve", "approvals", gettext_lazy("Duyệt ký các văn bản đã chọn"), "signature",
    ),
}  # fmt: skip
"""What can be done with many lines of a tab at once: right, address, words, icon."""


def _bulk(act: Act, place: Standing) -> dict[str, str] | None:
    if place.shelf not in (INCOMING, TO_SIGN) or place.tab.name not in BULK:
        return None
    verb, name, label, icon = BULK[place.tab.name]
    if not permissions.may(act, rules.RIGHT_OF_VERB[verb]):
        return None
    return {"url": reverse(f"documents:{name}"), "label": str(label), "icon": icon}


def count_text(count: int) -> str:
    """A count as a tab or the rail shows it: nothing for none, "99+" at the cap."""
    if not count:
        return ""
    return "99+" if count >= lists.COUNT_CAP else str(count)


def _list(request: ActingRequest, shelf: Shelf) -> HttpResponseBase:
    place = standing(request.GET, request.act, shelf)
    context = list_context(request.act, place) | {
        "all_checked": request.GET.get("checked") == "all"
    }
    return render(request, "documents/inbox.html", context)


@require_safe
@official
def incoming(request: ActingRequest) -> HttpResponseBase:
    return _list(request, INCOMING)


@require_safe
@official
def outgoing(request: ActingRequest) -> HttpResponseBase:
    return _list(request, OUTGOING)


@require_safe
@official
def drafts(request: ActingRequest) -> HttpResponseBase:
    return _list(request, DRAFTS)


@require_safe
@official
def all_copies(request: ActingRequest) -> HttpResponseBase:
    return _list(request, COPIES)


@require_safe
@official
def to_sign(request: ActingRequest) -> HttpResponseBase:
    return _list(request, TO_SIGN)


@require_POST
@official
def registrations(request: ActingRequest) -> HttpResponseBase:
    """Register the chosen documents, each in an action of its own: one refusal stops no other."""
    outcomes = bulk.one_each(
        bulk.chosen(request),
        lambda one: receiving.register(request.act, document_id=one.id),
        lambda number: _("Số đến {n}").format(n=ui_words.number(number)),
    )
    return bulk.results(request, outcomes, _("Đã vào sổ"), "registered")
