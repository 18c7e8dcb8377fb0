"""What a package says, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from lienthong.engine.forms.drawing import GroupView
from lienthong.services.packages.wordings import Texts

register = template.Library()


@register.filter
def said(sentence: str, texts: Texts) -> str:
    """`{{ field.label|said:texts }}`: translated, or in Vietnamese where it is not."""
    return texts.of(sentence)


@register.filter
def ends_rows(group: GroupView, groups: Sequence[GroupView]) -> bool:
    """Is this the last row of a repeated group? After it one more can be asked for."""
    rows = [one for one in groups if one.name == group.name and one.row is not None]
    return bool(rows) and rows[-1] is group
