"""The score of every agency on a day, and what cost it points ("Điểm phục vụ")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory import posts
from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.posts import AgencyFacts
from lienthong.indicators import definitions, queries
from lienthong.indicators.facts import OBJECT
from lienthong.indicators.indicator_set import SOURCES, Group
from lienthong.indicators.queries import Figures, Period
from lienthong.indicators.scoring import Line, Score, Scored, told
from lienthong.kernel import clock
from lienthong.ui.shapes import Column, Link

ID_DIGITS = 18


@dataclass(frozen=True)
class Row:
    """An agency of the list."""

    agency: AgencyFacts
    score: Score

    @property
    def total(self) -> str:
        return told(self.score.total)

    @property
    def most(self) -> str:
        return told(self.score.most_scored)

    @property
    def groups(self) -> list[tuple[Group, str]]:
        return [(one.group, told(one.points)) for one in self.score.groups]

    @property
    def percent(self) -> float:
        """Of the points that have data, for the bar and the order."""
        return _percent(self.score.total, self.score.most_scored)


@dataclass(frozen=True)
class Told:
    """A line as the page of an agency shows it; `lost` counts what it is counted over."""

    line: Line
    figure: str
    points: str
    most: str
    lost: str
    source: str
    count: int
    opens: bool


@dataclass(frozen=True)
class Block:
    """A group with its lines."""

    scored: Scored
    points: str
    most: str
    lost: str
    percent: float
    lines: list[Told]


@with_right("indicators.see")
@require_safe
def scores(request: ActingRequest) -> HttpResponse:
    """Every agency where something was filed this year, the best first."""
    period = _period(request)
    found = queries.figures(period)
    agencies = posts.agencies_on(list(found), period.on)
    rows = [Row(one, queries.scored(found[one.agency_id], one.level)) for one in agencies.values()]
    rows.sort(key=lambda row: (-row.percent, row.agency.name))
    names = [group.name for group in definitions.national().groups]
    heads = [_("Tổng"), _("Đạt"), *names]
    context = {
        "rows": rows,
        "columns": [Column(_("Cơ quan")), *(Column(head, numeric=True) for head in heads)],
    }
    return _show(request, "indicators/scores.html", period, context)


@with_right("indicators.see")
@require_safe
def agency(request: ActingRequest, agency_id: int) -> HttpResponse:
    """One agency: six groups, where its points were lost."""
    period = _period(request)
    facts = _agency(agency_id, period)
    figures = queries.figures(period, agency_id).get(agency_id)
    score = queries.scored(figures, facts.level)
    own = request.act.agency_id == agency_id
    context = {
        "agency": facts,
        "blocks": [_block(one, figures or {}, own=own) for one in score.groups],
        "total": told(score.total),
        "most": told(score.most_scored),
        "lost": told(None if score.total is None else score.most_scored - score.total),
        "own": own,
        "of_most": f"/{told(score.most_scored)}",
        "way": [_top(), Link(facts.short_name, "")],
        "columns": [
            Column(_("Chỉ số")), Column(_("Số đếm"), numeric=True),
            Column(_("Điểm"), numeric=True), Column(_("Mất"), numeric=True), Column(_("Vì sao")),
        ],
    }  # fmt: skip
    return _show(request, "indicators/agency.html", period, context)


@with_right("indicators.see")
@require_safe
def lost(request: ActingRequest, agency_id: int, indicator: str) -> HttpResponse:
    """The applications of one's own agency that an indicator counts over and not among."""
    period = _period(request)
    facts = _agency(agency_id, period)
    known = definitions.national()
    one = next((one for one in known.indicators if one.id == indicator), None)
    if one is None or not _opens(one.id) or request.act.agency_id != agency_id:
        raise Http404
    figure = queries.figures(period, agency_id).get(agency_id, {}).get(one.id, queries.NOTHING)
    asked = request.GET.get("before", "")
    before = (
        int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < ID_DIGITS else None
    )
    rows = queries.lost(period, agency_id, one.id, before=before)
    more = len(rows) > queries.LOST_MOST
    rows = rows[: queries.LOST_MOST]
    context = {
        "agency": facts, "indicator": one, "rows": rows, "count": figure.d - figure.n,
        "figure": figure,
        "way": [
            _top(),
            Link(facts.short_name, reverse("indicators:agency", args=[agency_id])),
            Link(one.name, ""),
        ],
        "columns": [
            Column(_("Mã hồ sơ")), Column(_("Thủ tục")), Column(_("Hạn trả")),
            Column(_("Kết thúc")), Column(_("Lần bổ sung"), numeric=True),
        ],
        "next_url": f"?on={period.on.isoformat()}&before={rows[-1][OBJECT]}" if more else "",
        "first_url": f"?on={period.on.isoformat()}" if before else "",
    }  # fmt: skip
    return _show(request, "indicators/lost.html", period, context)


def _period(request: ActingRequest) -> Period:
    """The day that was asked for; today when none was, or none that can be."""
    today = clock.local(request.act.at).date()
    try:
        asked = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return Period(today)
    return Period(asked if date(2000, 1, 1) <= asked <= today else today)


def _before(text: str) -> int | None:
    asked = text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS
    return int(text) if asked else None


def _top() -> Link:
    return Link(_("Điểm phục vụ"), reverse("indicators:scores"))


def _agency(agency_id: int, period: Period) -> AgencyFacts:
    found = posts.agencies_on([agency_id], period.on).get(agency_id)
    if found is None:
        raise Http404
    return found


def _opens(indicator: str) -> bool:
    """Does it count applications, which can be shown, and not procedures?"""
    one = definitions.national().reckonings.get(indicator)
    return one is not None and one.by == OBJECT


def _block(scored: Scored, figures: Figures, *, own: bool) -> Block:
    return Block(
        scored,
        told(scored.points),
        told(scored.most_scored),
        told(scored.lost),
        _percent(scored.points, scored.most_scored),
        [_told(line, figures, own=own) for line in scored.lines],
    )


def _told(line: Line, figures: Figures, *, own: bool) -> Told:
    figure = figures.get(line.indicator.id)
    count = figure.d - figure.n if figure else 0
    return Told(
        line,
        f"{figure.n}/{figure.d}" if figure and figure.d else "—",
        told(line.points),
        told(line.indicator.rule.most),
        told(line.lost),
        SOURCES[line.indicator.source],
        count,
        opens=own and count > 0 and _opens(line.indicator.id),
    )


def _percent(points: Fraction | None, most: Fraction) -> float:
    return float(100 * points / most) if points is not None and most else 0.0


def _show(
    request: ActingRequest, template: str, period: Period, context: dict[str, object]
) -> HttpResponse:
    today = clock.local(request.act.at).date()
    shown = {"period": period, "today": today, "at": request.act.at, "set": definitions.national()}
    query = "" if period.on == today else f"?on={period.on.isoformat()}"
    return render(request, template, {**shown, "query": query, **context})
