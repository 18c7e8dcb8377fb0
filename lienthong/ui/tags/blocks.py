"""Parts that hold other things: card, notice, dialog, menu, bar, table, filters, paper, empty."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def _part(part: str, **context: object) -> SafeString:
    return render_to_string(f"ui/parts/{part}.html", context)


@register.simple_block_tag
def card(content: str, title: str = "", note: str = "", level: int = 2, id: str = "") -> str:  # noqa: A002
    """`{% card "Luồng xử lý" %}…{% endcard %}`: a panel; `level` and `note` go with its heading."""
    return _part("card", content=content, title=title, note=note, level=level, id=id)


@register.simple_block_tag
def notice(content: str, tone: str = "", icon: str = "", title: str = "", role: str = "") -> str:
    """Something to know before going on. `tone`: "", "gold", "ok", "warn", "bad"."""
    default = {"ok": "circle-check", "warn": "alert-triangle", "bad": "alert-circle"}
    picture = icon or default.get(tone, "info-circle")
    return _part("notice", content=content, tone=tone, icon=picture, title=title, role=role)


@register.simple_block_tag
def dialog(content: str, id: str, title: str, wide: bool = False) -> str:  # noqa: A002
    """A native dialog; a link with `data-open="<id>"` opens it, its href serves without script."""
    return _part("dialog", content=content, id=id, title=title, wide=wide)


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    *,
    icon: str = "",
    kind: str = "quiet",
    size: str = "sm",
    only_icon: bool = False,
    start: bool = False,
) -> str:
    """Further things to do, on <details>: works without script; put `.pop-i` lines inside."""
    return _part(
        "menu",
        content=content,
        label=label,
        icon=icon,
        kind=kind,
        size=size,
        only_icon=only_icon,
        start=start,
    )


@register.simple_block_tag
def actions(content: str, label: str, back_url: str = "", place: str = "") -> str:
    """The bar above a thing: one main button by its state. `place` is "2/12" of `back_url`."""
    return _part("actions", content=content, label=label, back_url=back_url, place=place)


@register.simple_block_tag
def table(
    content: str,
    caption: str,
    columns: list[Any] | None = None,
    *,
    hide_caption: bool = False,
    sticky: bool = False,
    cards: bool = False,
    groups: bool = False,
    id: str = "",  # noqa: A002
) -> str:
    """Rows under sortable heads (`columns`: `shapes.Column`).

    `sticky` keeps the heads in sight; `cards` shows rows as cards on a phone (give cells
    `data-label`); `groups` when the content brings its own <tbody> elements.
    """
    return _part(
        "table",
        content=content,
        caption=caption,
        columns=columns or [],
        hide_caption=hide_caption,
        sticky=sticky,
        cards=cards,
        groups=groups,
        id=id,
    )


@register.simple_block_tag
def filters(content: str, label: str, action: str = "", target: str = "") -> str:
    """A GET form over a list; htmx swaps `target` (a CSS selector) while one types."""
    return _part("filters", content=content, label=label, action=action, target=target)


@register.simple_block_tag
def paper(
    content: str, name: str, note: str = "", download_url: str = "", print_url: str = ""
) -> str:
    """The frame of a page preview: <img> of the pages, or a `.sheet` of HTML, inside."""
    return _part(
        "paper",
        content=content,
        name=name,
        note=note,
        download_url=download_url,
        print_url=print_url,
    )


@register.simple_block_tag
def empty(content: str, title: str, icon: str = "inbox") -> str:
    """Nothing here: why, and the next step."""
    return _part("empty", content=content, title=title, icon=icon)
