"""The session engine (settings.SESSION_ENGINE): Django's own, with whose it is in columns."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

from lienthong.directory.models import Session

SIGNED_IN_AT = "signed_in_at"
METHOD = "method"
ADDRESS = "address"
DEVICE = "device"


class SessionStore(DatabaseSessionStore):
    """Keeps in columns what the list of sessions shows; the rest stays in the signed text."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        at = data.get(SIGNED_IN_AT)
        row.signed_in_at = datetime.fromisoformat(at) if at else None
        row.address = data.get(ADDRESS, "")
        row.device = data.get(DEVICE, "")
        return row
