"""What a package says, in the reader's language."""

from __future__ import annotations

from django import template

from lienthong.services.packages.wordings import Texts

register = template.Library()


@register.filter
def said(sentence: str, texts: Texts) -> str:
    """`{{ field.label|said:texts }}`: translated, or in Vietnamese where it is not."""
    return texts.of(sentence)


@register.filter
def foreign(sentence: str, texts: Texts) -> bool:
    """Is this sentence left in Vietnamese on a page in another language?"""
    return texts.language != "vi" and texts.of(sentence) == sentence
