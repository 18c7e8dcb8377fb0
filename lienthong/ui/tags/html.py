"""Small pieces of HTML that several tags need."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString


@lru_cache(maxsize=256)
def _unhashed(name: str) -> str:
    found = finders.find(name)
    mark = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if found else "0"
    return f"{settings.STATIC_URL}{name}?v={mark}"


def asset_url(name: str) -> str:
    """The address of a static file with its hash, also where `collectstatic` has not been run."""
    try:
        return staticfiles_storage.url(name)
    except ValueError:  # the manifest does not know it: a test, or a page before set-up
        return _unhashed(name)


def icon_html(name: str, classes: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers; "" draws nothing."""
    if not name:
        return SafeString("")
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f"ic {classes}".strip(),
        asset_url("icons.svg"),
        name,
    )


def attributes(attrs: dict[str, object]) -> SafeString:
    """Further HTML attributes: `data_open="x"` -> ` data-open="x"`; True is bare, None nothing."""
    pairs = [
        (name.replace("_", "-"), value)
        for name, value in attrs.items()
        if value is not None and value is not False
    ]
    return SafeString(
        "".join(
            format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
            for name, value in pairs
        )
    )
