"""Who looked: notes written after the response, folded into events in batches
(Decree 30/2020, app. VI III.5.a).
"""

from __future__ import annotations

from django.db import connection

from lienthong.kernel import events
from lienthong.kernel.actions import action, bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.events import Obj, object_type
from lienthong.kernel.models import AccessNote

BATCH = 5000


@bookkeeping
def note(act: Act, what: str, obj: Obj) -> None:
    """Note that somebody opened ("view") or printed ("print") an object."""
    AccessNote.objects.create(
        at=act.at,
        what=what,
        object_type=object_type(obj),
        object_id=obj.pk,
        account_id=act.account_id,
        position_id=act.position_id,
        agency_id=act.agency_id,
        by_name=act.by_name,
        by_title=act.by_title,
    )


@action
def fold(act: Act) -> int:
    """Turn the waiting notes into one `kernel.viewed` event per object; returns the notes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with taken as (delete from kernel_access_note where id in"
            " (select id from kernel_access_note order by id limit %s for update skip locked)"
            " returning *)"
            " select object_type, object_id, agency_id, count(*), json_agg(json_build_object("
            "'at', at, 'what', what, 'account_id', account_id, 'position_id', position_id,"
            " 'name', by_name, 'title', by_title) order by at)::text from taken"
            " group by object_type, object_id, agency_id",
            [BATCH],
        )
        groups = cursor.fetchall()
    for label, object_id, agency_id, count, readers in groups:
        events.record_many(
            act,
            "kernel.viewed",
            label,
            "select %s::bigint as object_id, %s::int as agency_id, null::int as place_id,"
            " jsonb_build_object('count', %s::int, 'readers', %s::jsonb) as data",
            [object_id, agency_id, count, readers],
        )
    if not groups:
        events.nothing(act, "nobody has looked at anything since the last fold")
    return sum(group[3] for group in groups)
