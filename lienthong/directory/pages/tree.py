"""The province as of a day: the tree, an agency, a place."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lienthong.directory import acting, posts, queries, rules, tree
from lienthong.directory.acting import ActingRequest
from lienthong.directory.forms import DayForm, chosen_day
from lienthong.directory.models import Agency, Place
from lienthong.directory.pages.chosen import CHOSEN
from lienthong.directory.pages.common import show, today, whole_number
from lienthong.directory.tree import PlaceLine, Turn
from lienthong.kernel import permissions
from lienthong.ui.shapes import Fact, Link, Node

BRANCHES = {
    "state": gettext_lazy("Nhà nước"),
    "party": gettext_lazy("Đảng"),
    "front": gettext_lazy("Mặt trận Tổ quốc"),
}


ICONS = {"province": "map-2", "district": "map-pin"}


def _day(request: ActingRequest) -> tuple[date, dict[str, Any]]:
    """The chosen day, and what every page of the tree shows of it."""
    given = request.GET.get("ngay")
    now = today(request)
    day = chosen_day(given, now)
    form = DayForm({"ngay": given}) if given else DayForm(initial={"ngay": day})
    if form.is_bound and form.is_valid():
        form = DayForm(initial={"ngay": day})  # however it was typed, it is shown as we write it
    query = "" if day == now else f"?ngay={day:%Y-%m-%d}"
    return day, {"day": day, "day_form": form, "query": query, "is_today": day == now}


@acting.official
@require_safe
def browse(request: ActingRequest) -> HttpResponse:
    """Places on the left, the agencies of the chosen place on the right."""
    day, context = _day(request)
    found = tree.tree_on(day)
    wanted = whole_number(request.GET.get("dia-ban", ""))
    places = {place.id: place for place in _all(found.roots)}
    chosen = places.get(wanted) if wanted is not None else None
    chosen = chosen or (found.roots[0] if found.roots else None)
    nodes = [_node(place, chosen, day) for place in found.roots]
    groups = [
        (BRANCHES[branch], [line for line in chosen.agencies if line.branch == branch])
        for branch in BRANCHES
        if chosen is not None
    ]
    context |= {
        "nodes": nodes,
        "chosen": chosen,
        "chosen_note": _("Mã {code}").format(code=chosen.code) if chosen else "",
        "picked": chosen is not None and chosen.id == wanted,
        "groups": [(name, lines) for name, lines in groups if lines],
        "heading": counts_in_words(found.counts),
        "agency_counts": [(BRANCHES[key], n) for key, n in found.branches.items()],
        "turning": _turning(day, today(request)),
    }
    return show(request, "directory/tree.html", context)


def _turning(day: date, now: date) -> list[Link]:
    """Today and the days on which the map changed, as ways to them."""
    own = reverse("directory:tree")
    days = [Link(_("Hôm nay"), own, current=day == now)]
    for turn in tree.turning_days():
        words = _("Từ {day}").format(day=f"{turn:%d/%m/%Y}")
        days.append(Link(words, f"{own}?ngay={turn:%Y-%m-%d}", current=day == turn))
    return days


def counts_in_words(counts: dict[str, int]) -> str:
    """How many: "11 huyện, 109 xã", "Không có cấp huyện, 43 xã", or that nothing is known."""
    districts, communes = counts.get("district", 0), counts.get("commune", 0)
    if not districts and not communes:
        return _("Chưa có dữ liệu về ngày này")
    if not districts:
        return _("Không có cấp huyện, {n} xã").format(n=communes)
    return _("{n} huyện, {m} xã").format(n=districts, m=communes)


def _all(roots: list[PlaceLine]) -> list[PlaceLine]:
    found = list(roots)
    for place in found:
        found += place.children
    return found


def _node(place: PlaceLine, chosen: PlaceLine | None, day: date) -> Node:
    here = chosen is not None and chosen.id == place.id
    inside = chosen is not None and any(chosen.id == line.id for line in _all(place.children))
    return Node(
        label=place.name,
        url=f"{reverse('directory:tree')}?ngay={day:%Y-%m-%d}&dia-ban={place.id}",
        icon=ICONS.get(place.level, ""),
        note=place.code,
        current=here,
        open=place.level == "province" or here or inside,
        children=tuple(_node(child, chosen, day) for child in place.children),
    )


@acting.official
@require_safe
def agency(request: ActingRequest, agency_id: int) -> HttpResponse:
    """An agency: facts, units with posts and holders on the day, names it bore, lineage."""
    get_object_or_404(Agency, id=agency_id)
    day, context = _day(request)
    try:
        facts = posts.agency_on(agency_id, day)
    except LookupError:
        facts = None
    units: dict[str, list[posts.Post]] = {}
    if facts is not None:
        for post in posts.posts_of_agency(agency_id, day):
            units.setdefault(post.unit_name, []).append(post)
    versions = tree.versions_of("agency", agency_id)
    name = facts.name if facts else versions[-1].name if versions else ""
    context |= {
        "agency": facts,
        "name": name,
        "crumbs": _crumbs(facts, context["query"], name),
        "administration": _administration(request, agency_id) if facts else "",
        "facts": _facts(facts),
        "units": list(units.items()),
        "versions": versions,
        "turns": _turns(tree.turns_of("agency", agency_id), "directory:agency"),
    }
    return show(request, "directory/agency.html", context)


def _crumbs(facts: posts.AgencyFacts | None, query: str, name: str) -> list[Link]:
    way = [Link(_("Tổ chức, danh bạ"), reverse("directory:tree") + query)]
    if facts is not None:
        way.append(Link(facts.place_name, _of_place(facts.place_id, query)))
    return [*way, Link(name)]


def _of_place(place_id: int, query: str) -> str:
    return f"{reverse('directory:tree')}{query}{'&' if query else '?'}dia-ban={place_id}"


def _administration(request: ActingRequest, agency_id: int) -> str:
    """Where the agency is administered, "" for whoever does not."""
    own_id = request.act.agency_id
    if own_id is None or not permissions.may(request.act, "directory.administer"):
        return ""
    operating = queries.operating_agencies(today(request))
    if not rules.administers(own_id=own_id, operating=operating, agency_id=agency_id):
        return ""
    return f"{reverse('directory:administration')}?{CHOSEN}={agency_id}"


def _facts(facts: posts.AgencyFacts | None) -> list[Fact]:
    if facts is None:
        return []
    return [
        Fact(_("Khối"), BRANCHES[facts.branch]),
        Fact(_("Mã định danh"), facts.code or _("chưa có")),
        Fact(_("Ký hiệu"), facts.symbol),
        Fact(_("Địa bàn"), facts.place_name, url=reverse("directory:place", args=[facts.place_id])),
    ]


@acting.official
@require_safe
def place(request: ActingRequest, place_id: int) -> HttpResponse:
    """A place: its names, what it came from and what became of it, with the texts."""
    get_object_or_404(Place, id=place_id)
    _chosen, context = _day(request)
    query = context["query"]
    versions = tree.versions_of("place", place_id)
    if not versions:
        raise Http404
    name = versions[-1].name
    context |= {
        "name": name,
        "crumbs": [
            Link(_("Tổ chức, danh bạ"), _of_place(place_id, query)),
            Link(name),
        ],
        "versions": versions,
        "turns": _turns(tree.turns_of("place", place_id), "directory:place"),
    }
    return show(request, "directory/place.html", context)


_WORDS = {
    ("merge", True): gettext_lazy("Nhập vào {other}"),
    ("merge", False): gettext_lazy("Sáp nhập từ {other}"),
    ("split", True): gettext_lazy("Chia ra {other}"),
    ("split", False): gettext_lazy("Tách từ {other}"),
    ("rename", True): gettext_lazy("Đổi tên thành {other}"),
    ("rename", False): gettext_lazy("Đổi tên từ {other}"),
    ("transfer", True): gettext_lazy("Chuyển sang {other}"),
    ("transfer", False): gettext_lazy("Nhận từ {other}"),
    ("abolish", True): gettext_lazy("Kết thúc hoạt động"),
    ("abolish", False): gettext_lazy("Tiếp nhận sau khi {other} kết thúc hoạt động"),
}


def _turns(turns: list[Turn], name: str) -> list[dict[str, Any]]:
    """Each turn told in words, with the way to the other."""
    return [
        {
            "words": str(_WORDS[turn.kind, turn.forwards]).format(other=turn.other_name),
            "url": reverse(name, args=[turn.other_id]) if turn.other_id else "",
            "on": turn.effective_on,
            "basis": turn.legal_basis,
        }
        for turn in turns
    ]
