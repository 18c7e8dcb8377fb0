"""`{% load directory %}`: what the frame shows of the directory, and small shapes of its pages."""

from __future__ import annotations

from typing import Any

from django import template

from lienthong.directory import notices
from lienthong.ui.shapes import Column

register = template.Library()


@register.simple_tag(takes_context=True)
def open_rights_changes(context: dict[str, Any]) -> notices.OpenChanges | None:
    """The changes of rights that this act may confirm; None where there are none."""
    act = getattr(context.get("request"), "act", None)
    return notices.open_changes(act) if act is not None else None


@register.simple_tag
def columns(*labels: str) -> list[Column]:
    """Heads of a table that is not sorted: `{% columns _("Mã") _("Tên sổ") as heads %}`."""
    return [Column(label) for label in labels]
