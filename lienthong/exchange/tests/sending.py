"""A packet as a peer sends one, without a document behind it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import connection

from lienthong.exchange import actions
from lienthong.kernel import events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act


@action
def send(
    act: Act, *, to: Sequence[int], manifest: dict[str, Any], message_id: uuid.UUID | None = None
) -> tuple[int, int]:
    """Put one packet to these agencies; returns (packet id, number of deliveries)."""
    (rows, values), sent = actions.send(
        act,
        message_id=message_id or uuid.uuid4(),
        manifest=actions.letter(manifest),
        recipients=("select unnest(%s::bigint[]) as agency_id", [list(to)]),
    )
    event, event_values = events.clause(act, sent)
    with connection.cursor() as cursor:
        cursor.execute(
            f"with {rows}, {event} select id, recipients from packet, sent",
            [*values, *event_values],
        )
        packet_id, count = cursor.fetchone()
    return int(packet_id), int(count)
