"""Lists of things: summary, facts, rows, flow, trail, files, tree, people to pick."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template

from lienthong.ui import words

register = template.Library()

Values = dict[str, Any]

STEP_ICONS = {"done": "check", "now": "clock", "late": "alert-triangle", "todo": "minus"}


@register.inclusion_tag("ui/parts/summary.html")
def summary(
    rows: list[Any], title: str = "", change_url: str = "", change: str = "", level: int = 2
) -> Values:
    """Answers to check: `rows` are `shapes.Fact`; `change` names the section for "Sửa"."""
    return {
        "rows": rows,
        "title": title,
        "change_url": change_url,
        "change": change or title,
        "level": level,
    }


@register.inclusion_tag("ui/parts/facts.html")
def facts(rows: list[Any]) -> Values:
    """The few facts above a document: `rows` are `shapes.Fact`."""
    return {"rows": rows}


@register.inclusion_tag("ui/parts/inbox_row.html")
def inbox_row(row: Any, now: datetime | None = None, target: str = "") -> Values:
    """One line of an inbox (`shapes.Row`); `target` (a CSS selector) opens it beside the list."""
    at_text = getattr(row, "at_text", "")
    if not at_text and now is not None:
        at_text = words.recent(row.at, now)
    return {"row": row, "now": now, "at_text": at_text or words.instant(row.at), "target": target}


@register.inclusion_tag("ui/parts/flow.html")
def flow(steps: list[Any], label: str = "") -> Values:
    """Where a matter is: `steps` are `shapes.Step`."""
    drawn = [
        (step, step.icon or STEP_ICONS[step.state], step.state if step.state != "done" else "")
        for step in steps
    ]
    return {"steps": drawn, "label": label}


@register.inclusion_tag("ui/parts/trail.html")
def trail(entries: list[Any], label: str = "") -> Values:
    """What happened to an object, newest last or first as given: `entries` are `shapes.Entry`."""
    return {"entries": entries, "label": label}


@register.inclusion_tag("ui/parts/directive.html")
def directive(remark: Any) -> Values:
    """A leader's instruction (`shapes.Remark`) on gold."""
    return {"remark": remark}


@register.inclusion_tag("ui/parts/files.html")
def files(items: list[Any]) -> Values:
    """Files with name, size and a way to fetch: `items` are `shapes.File`."""
    return {"items": items}


@register.inclusion_tag("ui/parts/tree.html")
def tree(nodes: list[Any], label: str = "") -> Values:
    """Nested lines that open and close: `nodes` are `shapes.Node`."""
    return {"nodes": nodes, "label": label}


@register.inclusion_tag("ui/parts/picker.html")
def picker(
    groups: list[Any],
    name: str,
    label: str,
    *,
    group_name: str = "groups",
    hint: str = "",
    error: str = "",
) -> Values:
    """Pick many of many: `groups` are `shapes.OptionGroup`.

    Boxes are sent as `name`, "the whole group" as `group_name`. Without script the filter box is
    not shown and every box works.
    """
    return {
        "groups": groups,
        "name": name,
        "label": label,
        "group_name": group_name,
        "hint": hint,
        "error": error,
        "total": sum(len(group.options) for group in groups),
        "picked": sum(group.picked for group in groups),
    }


@register.inclusion_tag("ui/parts/persona.html")
def persona(
    name: str, title: str, agency: str, value: str, *, field: str = "persona", tone: str = ""
) -> Values:
    """A person as a button: pressing it sends `field=value` of the form around it."""
    return {
        "name": name,
        "title": title,
        "agency": agency,
        "value": value,
        "field": field,
        "tone": tone,
    }
