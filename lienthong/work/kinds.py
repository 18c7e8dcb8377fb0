"""The kinds of work there are, in words: each higher room declares its own at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """What has to be done: the words of the tab, an icon, and the group of the rail it counts
    in.
    """

    label: Promise
    icon: str
    group: str


KINDS: dict[str, Kind] = {}
OTHER = Kind(_("Việc khác"), "clipboard-list", "")


def register(kinds: Mapping[str, Kind]) -> None:
    """A room declares the kinds of work it gives."""
    KINDS.update(kinds)


def kind_of(code: str) -> Kind:
    """The kind in words; one that nobody declared is "other"."""
    return KINDS.get(code, OTHER)
