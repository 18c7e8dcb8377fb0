"""The language of the citizens' pages: a cookie; officials' pages are in Vietnamese.

Vietnamese sentences are the message ids; `locale/` holds English and Khmer, compiled at set-up.
What an action writes is Vietnamese whatever the reader's language: `writing()`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from django.http import HttpRequest
from django.utils import translation

COOKIE = "ngon-ngu"
VIETNAMESE = "vi"
NAMES = {"vi": "Tiếng Việt", "km": "ខ្មែរ", "en": "English"}
UNREVIEWED = frozenset({"km"})
"""No native reader has signed these off: every page in them says so."""
OFFICIALS = ("/van-phong/", "/dieu-hanh/")


def of_request(request: HttpRequest) -> str:
    """The reader's choice; officials' pages have none."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen not in NAMES or request.path_info.startswith(OFFICIALS):
        return VIETNAMESE
    return chosen


def current() -> str:
    """The language of what is being drawn."""
    language = translation.get_language() or VIETNAMESE
    return language if language in NAMES else VIETNAMESE


def writing() -> AbstractContextManager[Any]:
    """Around an action: names of steps, sentences of events and refusals are kept in Vietnamese."""
    return translation.override(VIETNAMESE)
