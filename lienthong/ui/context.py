"""The context processor of the look: theme and shortcut cookies, the demo flag and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lienthong.kernel import clock

THEME_COOKIE = "giao-dien"
KEYS_COOKIE = "phim-tat"
THEMES = ("light", "dark")


@dataclass
class Look:
    """How this reader wants pages, and what every page must say about the data."""

    theme: str  # "light", "dark", or "" for the device's own choice
    keys: bool  # whether single-key shortcuts answer
    demo: bool  # whether the data are invented
    province: str = ""  # its bare name: "Sóc Trăng"

    @cached_property
    def now(self) -> datetime:
        """The province's time, asked for only by a page that shows it."""
        return clock.local(clock.now())


def look(request: HttpRequest) -> Look:
    """The reader's choices from the cookies; anything unknown counts as no choice."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return Look(
        theme=theme if theme in THEMES else "",
        keys=request.COOKIES.get(KEYS_COOKIE) != "off",
        demo=bool(getattr(settings, "DEMO", False)),
        province=str(getattr(settings, "PROVINCE_NAME", "")),
    )


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give `ui` to every template."""
    return {"ui": look(request)}
