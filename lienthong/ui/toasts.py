"""Saying on the next page what has just happened, with a way back where there is one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def say(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Show `text` once on the next page: what happened, not that it went well.

    With `undo_url` (an address of ours that takes a POST) a button stands there for ten seconds;
    the rule that still allows the way back belongs to the action behind it.
    """
    messages.add_message(request, messages.INFO, text, extra_tags=undo_url)
