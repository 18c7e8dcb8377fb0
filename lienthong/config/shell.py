"""What the officials' shell shows on every page: who acts, the other hats, navigation, notices, the
story.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def office(request: HttpRequest) -> dict[str, Any]:
    """Context of the shell; empty for people without a post."""
    act = getattr(request, "act", None)
    if act is None or act.position_id is None:
        return {}
    return {"act": act, "hats": getattr(request, "hats", [])}
