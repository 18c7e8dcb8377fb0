"""Icon, button, tag, deadline, person, and the ways around: tabs, crumbs, pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from lienthong.ui import words
from lienthong.ui.tags.html import asset_url, attributes, icon_html

register = template.Library()

Values = dict[str, Any]


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """`{% icon "inbox" %}`: a picture beside words, never instead of them."""
    return icon_html(name, classes)


@register.simple_tag
def asset(name: str) -> str:
    """`{% asset "ui/css/base.css" %}`: the address of a static file."""
    return asset_url(name)


@register.inclusion_tag("ui/parts/button.html")
def button(
    label: str,
    kind: str = "",
    *,
    icon: str = "",
    href: str = "",
    key: str = "",
    size: str = "",
    type: str = "submit",  # noqa: A002 - it is the attribute's name
    only_icon: bool = False,
    **attrs: object,
) -> Values:
    """A button, or a link that looks like one when `href` is given.

    `kind`: "" (the one main thing), "secondary", "quiet", "gold", "danger"; `size`: "", "sm", "lg".
    `key` is the single key that presses it. Any other argument becomes an attribute
    (`data_open="assign"`, `name="verb"`, `hx_post=url`).
    """
    classes = " ".join(c for c in ("btn", kind, size, "icon" if only_icon else "") if c)
    if key:
        attrs["data_key"] = key
    return {
        "label": label,
        "classes": classes,
        "icon": icon,
        "href": href,
        "key": key,
        "type": type,
        "only_icon": only_icon,
        "attrs": attributes(attrs),
    }


@register.inclusion_tag("ui/parts/tag.html", name="tag")
def state_tag(label: str, tone: str = "", icon: str = "") -> Values:
    """`{% tag "Khẩn" "bad" "alert-triangle" %}`: a state in words, with a tone."""
    return {"label": label, "tone": tone, "icon": icon}


@register.inclusion_tag("ui/parts/deadline.html")
def deadline(
    days: int | None, due_at: datetime | None = None, now: datetime | None = None
) -> Values:
    """`{% deadline row.days row.due_at now %}`: "Còn 2 ngày", "Hôm nay 17:00", "Quá hạn 1 ngày".

    `days` are working days left, counted by the caller; None draws nothing.
    """
    if days is None:
        return {"label": ""}
    tone, label = words.due(days, due_at, now)
    return {"label": label, "tone": tone, "due_at": due_at}


@register.inclusion_tag("ui/parts/avatar.html")
def avatar(name: str, tone: str = "", size: str = "") -> Values:
    """Two letters in a disc; the name itself stands beside it."""
    return {"letters": words.initials(name), "tone": tone, "size": size}


@register.inclusion_tag("ui/parts/person.html")
def person(name: str, title: str = "", tone: str = "") -> Values:
    """Who, and in which post."""
    return {"name": name, "title": title, "tone": tone}


@register.inclusion_tag("ui/parts/tabs.html")
def tabs(items: list[Any], label: str) -> Values:
    """Views of one list: `items` are `shapes.Link`; `label` names the set."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/parts/segmented.html")
def segmented(items: list[Any], label: str) -> Values:
    """Two or three ways to see one thing: `items` are `shapes.Link`."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/parts/chips.html")
def chips(items: list[Any], label: str) -> Values:
    """Quick filters: `items` are `shapes.Link`."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/parts/crumbs.html")
def crumbs(items: list[Any]) -> Values:
    """The way from the top: `items` are `shapes.Link`, the last one without a url."""
    return {"items": items}


@register.inclusion_tag("ui/parts/pages.html")
def pages(next_url: str = "", first_url: str = "", note: str = "") -> Values:
    """Keyset pages: only forward, and back to the first."""
    return {"next_url": next_url, "first_url": first_url, "note": note}


@register.inclusion_tag("ui/parts/copyable.html")
def copyable(text: str, label: str) -> Values:
    """A code to take away: `label` says what it is ("mã hồ sơ")."""
    return {"text": text, "label": label}


@register.inclusion_tag("ui/parts/toast.html")
def toast(
    text: str, undo_url: str = "", csrf_token: str = "", tone: str = "", undo_label: str = ""
) -> Values:
    """What has just happened, with ten seconds to take it back by a POST to `undo_url`."""
    return {
        "text": text,
        "undo_url": undo_url,
        "csrf_token": csrf_token,
        "tone": tone,
        "undo_label": undo_label,
    }


register.filter("short_name", words.short_name)
register.filter("vn_number", words.number)
register.filter("vn_size", words.size)
register.filter("vn_date", words.day)
register.filter("vn_time", words.clock)
register.filter("vn_datetime", words.instant)
register.filter("vn_when", words.recent)
register.filter("initials", words.initials)
