"""The global search page: words, filters, results as rows or a table, exports, saved searches."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.directory.models import Agency
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.search import question
from lienthong.kernel.search.finding import CAP, COUNT_CAP, Found, Place
from lienthong.ui import words
from lienthong.ui.shapes import Column, Link
from lienthong.work import actions, exports, sources
from lienthong.work.forms import SavedSearchForm, SearchForm
from lienthong.work.models import SavedSearch
from lienthong.work.sources import Asked, Result, Source

SUGGESTED = 8
KEPT = ("q", "kind", "type", "issuer", "state", "year", "sort", "col", "since_0", "since_1",
        "since_2", "until_0", "until_1", "until_2")  # fmt: skip
"""What of an address is the search itself; where one stands in it is not."""
_PLACE = re.compile(r"(\d{1,3})_(\d{4}-\d{2}-\d{2})_(\d{1,18})")


def _place(text: str) -> Place | None:
    """`<score>_<day>_<id>` of the last row shown."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    try:
        return Place(int(found[1]), date.fromisoformat(found[2]), int(found[3]))
    except ValueError:
        return None


def _kept(given: QueryDict) -> QueryDict:
    """The search of an address, without empty values."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if values := [value for value in given.getlist(name) if value]:
            kept.setlist(name, values)
    return kept


def _asked(given: QueryDict, kind: str, form: SearchForm) -> Asked:
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    first, last = chosen.get("since"), chosen.get("until")
    if year := chosen.get("year"):
        first = max(first or date(year, 1, 1), date(year, 1, 1))
        last = min(last or date(year, 12, 31), date(year, 12, 31))
    issuer = chosen.get("issuer")
    return Asked(
        question.read(given.get("q", "")),
        kind,
        type=chosen.get("type", ""),
        issuer_id=int(issuer) if issuer else None,
        first_day=first,
        last_day=last,
        state=chosen.get("state", ""),
        newest=chosen.get("sort") == "newest",
        after=_place(given.get("after", "")),
    )


@require_safe
@official
def search(request: ActingRequest) -> HttpResponseBase:
    """What the post may see of what matches; JSON for the palette while one types."""
    if request.headers.get("Accept") == "application/json":
        return _suggestions(request)
    kind, source = sources.source_of(request.GET.get("kind", ""))
    form = SearchForm(request.GET, source.choices(request.act))
    asked = _asked(request.GET, kind, form)
    kept = _kept(request.GET)
    found: Found | None = None
    results: list[Result] = []
    if _answerable(form, asked, kept):
        found, results = source.find(request.act, asked)
    columns = _columns(request.GET, source)
    return render(
        request,
        "work/search.html",
        {
            "typed": request.GET.get("q", "")[: question.LONGEST],
            "kind": kind,
            "form": form,
            "narrowed": bool(set(kept) - {"q", "kind", "sort", "col"}),
            "asked": asked,
            "found": found,
            "heading": _heading(found),
            "results": results,
            "tabs": _tabs(kept, kind),
            "columns": columns,
            "table": [
                Column(_("Số, ký hiệu")),
                *[Column(label) for _n, label, on in columns if on],
            ],
            "cells": [
                (one, [one.cells.get(name, "") for name, _label, on in columns if on])
                for one in results
            ],
            "as_table": any(on for _name, _label, on in columns),
            "query": kept.urlencode(),
            "saved": SavedSearch.objects.of(request.act.position_id or 0).order_by("name"),
            "next_url": _next(kept, found),
            "first_url": _url(kept) if asked.after else "",
        },
    )


def _answerable(form: SearchForm, asked: Asked, kept: QueryDict) -> bool:
    """Is anything asked, and all of it understood?"""
    return form.is_valid() and bool(asked.question or set(kept) - {"kind", "sort", "col"})


def _url(kept: QueryDict, **more: str) -> str:
    pairs = kept.urlencode() + ("&" + urlencode(more) if more else "")
    return f"{reverse('work:search')}?{pairs}" if pairs else reverse("work:search")


def _next(kept: QueryDict, found: Found | None) -> str:
    if found is None or not found.more:
        return ""
    last = found.hits[-1].place
    return _url(kept, after=f"{last.score}_{last.day.isoformat()}_{last.object_id}")


def _tabs(kept: QueryDict, kind: str) -> list[Link]:
    tabs = []
    for name, source in sources.SOURCES.items():
        pairs = kept.copy()
        pairs["kind"] = name
        tabs.append(Link(str(source.kinds[name]), _url(pairs), current=name == kind))
    return tabs


def _columns(given: QueryDict, source: Source) -> list[tuple[str, str, bool]]:
    """Every column that may be chosen: name, words, chosen."""
    chosen = set(given.getlist("col"))
    return [(name, str(label), name in chosen) for name, label in source.columns.items()]


def _heading(found: Found | None) -> str:
    if found is None:
        return _("Tìm kiếm")
    if found.capped:
        return _("Hơn {n} kết quả, mới nhất trước").format(n=words.number(COUNT_CAP - 1))
    return _("{n} kết quả").format(n=words.number(found.count))


def _suggestions(request: ActingRequest) -> JsonResponse:
    """The best few while one types: the last word may be unfinished."""
    kind, source = sources.source_of("")
    asked = Asked(question.read(request.GET.get("q", "")), kind, limit=SUGGESTED, prefix=True)
    results = source.find(request.act, asked)[1] if asked.question else []
    return JsonResponse({"items": [_item(one) for one in results]})


def _item(one: Result) -> dict[str, str]:
    title = "".join(part.text for part in one.title)
    return {"label": f"{one.code}: {title}", "hint": one.sender, "url": one.url, "icon": one.icon}


@require_safe
@official
def export(request: ActingRequest, form: str) -> HttpResponseBase:
    """The results as a file, at most a thousand, marked as printed from the system."""
    kind, source = sources.source_of(request.GET.get("kind", ""))
    filters = SearchForm(request.GET, source.choices(request.act))
    asked = _asked(request.GET, kind, filters)
    if not _answerable(filters, asked, _kept(request.GET)):
        raise Refused(
            "work.nothing_asked",
            _("Tìm kiếm này trống hoặc có ô lọc sai. Mở trang tìm kiếm, sửa rồi tải lại."),
            reason="input",
        )
    request.looked.append(("download", Agency(id=request.act.agency_id)))
    _found, results = source.find(request.act, replace(asked, after=None, limit=CAP))
    chosen = [(name, label) for name, label, on in _columns(request.GET, source) if on]
    every = [(name, str(label)) for name, label in source.columns.items()]
    sheet = exports.Sheet(
        title=_("Kết quả tìm kiếm"),
        asked=request.GET.get("q", "")[: question.LONGEST],
        mark=_mark(request.act),
        heads=[_("Số, ký hiệu"), *[label for _name, label in chosen or every]],
        rows=[
            [one.code, *[one.cells.get(name, "") for name, _label in chosen or every]]
            for one in results
        ],
    )
    made, mime = exports.FORMS[form](sheet)
    return FileResponse(
        made, as_attachment=True, filename=f"ket-qua-tim-kiem.{form}", content_type=mime
    )


def _mark(act: Act) -> str:
    """Who printed it, when (Decree 30/2020, app. VI II.5)."""
    return _("In từ hệ thống Liên Thông lúc {at}, người in: {name}, {title}").format(
        at=words.instant(clock.local(act.at)), name=act.by_name, title=act.by_title
    )


@require_POST
@official
def saved(request: ActingRequest) -> HttpResponseBase:
    """Keep a search under a name, for this post."""
    form = SavedSearchForm(request.POST)
    if not form.is_valid():
        raise Refused("work.search_name", str(next(iter(form.errors.values()))[0]), reason="input")
    kept = _kept(QueryDict(form.cleaned_data["query"]))
    actions.save_search(request.act, name=form.cleaned_data["name"], query=kept.urlencode())
    return redirect(_url(kept))


@require_POST
@official
def forgotten(request: ActingRequest, saved_id: int) -> HttpResponseBase:
    """A kept search is needed no longer."""
    actions.forget_search(request.act, saved_id=saved_id)
    return redirect("work:search")
