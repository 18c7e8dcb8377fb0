"""`{% load directory %}`: small shapes of the directory's pages."""

from __future__ import annotations

from django import template

from lienthong.ui.shapes import Column

register = template.Library()


@register.simple_tag
def columns(*labels: str) -> list[Column]:
    """Heads of a table that is not sorted: `{% columns _("Mã") _("Tên sổ") as heads %}`."""
    return [Column(label) for label in labels]
