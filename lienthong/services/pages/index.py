"""The list of applications: a tab for each thing to be done, and finding one again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.kernel import deadlines, permissions
from lienthong.services.models import Application
from lienthong.services.pages.common import status_tag, url_of
from lienthong.services.queries import applications as lists
from lienthong.services.queries import steps
from lienthong.services.queries.applications import Place, Wanted
from lienthong.services.rules import ENDED
from lienthong.ui.shapes import Link
from lienthong.work.queries import count_text

ID_DIGITS = 18


def wanted(request: ActingRequest) -> Wanted:
    """Which applications the address asks for."""
    asked = request.GET
    tab = asked.get("tab", "")
    words = asked.get("q", "").strip()[: lists.WORDS_MAX]
    chosen = tab if tab in lists.TABS else lists.first_tab(request.act)
    return Wanted(chosen, words, _after(asked.get("after", "")))


def _after(text: str) -> Place | None:
    instant, _sign, number = text.rpartition("_")
    if not (number.isascii() and number.isdecimal() and len(number) <= ID_DIGITS):
        return None
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        return None
    return (at, int(number)) if at.tzinfo else None


def _address(asked: Wanted, last: Application | None = None) -> str:
    pairs = {"q": asked.words} if asked.words else {"tab": asked.tab}
    if last is not None:
        pairs["after"] = f"{last.submitted_at.isoformat()}_{last.id}"
    return f"{reverse('services:applications')}?{urlencode(pairs)}"


@require_safe
@official
def applications(request: ActingRequest) -> HttpResponseBase:
    """Hồ sơ dịch vụ công, as far as this post sees them."""
    act, asked = request.act, wanted(request)
    found = list(lists.listed(act, asked))
    shown = found[: lists.PAGE]
    counts = lists.counts(act)
    held = lists.holders(shown)
    return render(
        request,
        "services/applications.html",
        {
            "tabs": [
                Link(
                    str(tab.label), _address(Wanted(name)),
                    current=not asked.words and name == asked.tab,
                    count=count_text(counts.get(name, 0)), hot=name == "late",
                )
                for name, tab in lists.TABS.items()
            ],
            "rows": [_row(request, one, held.get(one.id, "")) for one in shown],
            "words": asked.words,
            "signing": asked.tab == "signing" and not asked.words,
            "next_url": _address(asked, shown[-1]) if len(found) > len(shown) else "",
            "first_url": _address(asked) if asked.after is not None else "",
            "may_receive": permissions.may(act, "services.receive"),
            "now": act.at,
        },
    )  # fmt: skip


def _row(request: ActingRequest, one: Application, holder: str) -> dict[str, Any]:
    runs = one.due_at is not None and one.status not in ENDED and one.stands_since is None
    signs = wanted(request).tab == "signing" and steps.may(request.act, one, "sign")
    return {
        "one": one,
        "url": url_of(one),
        "tag": status_tag(one),
        "holder": holder,
        "days": deadlines.current().days_left(request.act.at, one.due_at)
        if runs and one.due_at else None,
        "result": getattr(one, "result", None),
        "sign_url": url_of(one, "step", "sign") if signs else "",
    }  # fmt: skip
