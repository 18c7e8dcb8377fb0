"""Figures drawn by the server as SVG: no script, printable, one sentence for those who listen."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from lienthong.ui import charts, words

register = template.Library()

Values = dict[str, Any]


@register.inclusion_tag("ui/parts/kpi.html")
def kpi(
    label: str,
    figure: str,
    *,
    unit: str = "",
    change: str = "",
    change_tone: str = "",
    value: float | None = None,
    goal: float | None = None,
    goal_text: str = "",
    tone: str = "act",
    status: Any = None,
    level: int = 2,
    url: str = "",
) -> Values:
    """A key figure. `figure` is written out ("67,4"); `value` and `goal` (percent) draw the bar.

    `status` is a `shapes.Tag`; `tone` colours the bar; `change_tone` "ok" or "bad" the change.
    """
    return {
        "label": label,
        "figure": figure,
        "unit": unit,
        "change": change,
        "change_tone": change_tone,
        "value": value,
        "goal": goal,
        "goal_text": goal_text,
        "tone": tone,
        "status": status,
        "level": level,
        "url": url,
    }


@register.inclusion_tag("ui/parts/bullet.html")
def bullet(
    value: float, goal: float | None = None, tone: str = "act", width: int = 240, sentence: str = ""
) -> Values:
    """A bar of percent with a tick at the goal."""
    if not sentence:
        sentence = _("%(value)s phần trăm") % {"value": words.number(value, 1)}
        if goal is not None:
            more = _("mục tiêu %(goal)s phần trăm") % {"goal": words.number(goal)}
            sentence = f"{sentence}, {more}"
    return {**charts.bullet(value, goal, width), "tone": tone, "sentence": sentence}


@register.inclusion_tag("ui/parts/sparkline.html")
def sparkline(values: list[float], sentence: str) -> Values:
    """A small line without axes; `sentence` says what it shows."""
    return {**charts.sparkline(values), "sentence": sentence}


@register.inclusion_tag("ui/parts/shares.html")
def shares(parts: list[Any], sentence: str = "") -> Values:
    """One bar cut into shares (`shapes.Share`), with its legend: a board at a glance."""
    drawn, total = charts.shares(parts)
    if not sentence:
        sentence = ", ".join(f"{part.label} {words.number(part.value)}" for part in parts)
    return {"parts": drawn, "total": total, "sentence": sentence}


@register.inclusion_tag("ui/parts/progress.html")
def progress(value: float, most: float, label: str, tone: str = "", note: str = "") -> Values:
    """How far something has come: `value` of `most`; `note` stands at the right end."""
    return {"value": value, "most": most, "label": label, "tone": tone, "note": note}


@register.inclusion_tag("ui/parts/tilemap.html")
def tilemap(tiles: list[Any], label: str) -> Values:
    """Districts as hexagons (`shapes.Tile`): each a link, its name and figure printed inside."""
    return {**charts.tilemap(tiles), "label": label}
