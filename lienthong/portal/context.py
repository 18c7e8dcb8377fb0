"""What the frame of the citizens' pages shows, on every page that is no official's."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from lienthong.directory import citizens
from lienthong.directory.models import Citizen
from lienthong.kernel.acts import Act
from lienthong.portal import languages


def frame(request: HttpRequest) -> dict[str, Any]:
    """The switch of languages, and who is signed in (read only where a page shows it)."""
    if request.path_info.startswith(languages.OFFICIALS):
        return {}
    act: Act | None = getattr(request, "act", None)
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return {
        "languages": [
            (code, name, f"{reverse('portal:language', args=[code])}?{urlencode({'tiep': here})}")
            for code, name in languages.NAMES.items()
        ],
        "language": languages.current(),
        "unreviewed": languages.current() in languages.UNREVIEWED,
        "citizen": SimpleLazyObject(lambda: _citizen(act)),
        "here": here,
    }


def _citizen(act: Act | None) -> Citizen | None:
    return citizens.citizen_of(act) if act is not None and act.position_id is None else None
