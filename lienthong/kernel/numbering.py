"""Yearly numbers: contiguous, never reused, void with a reason (Decree 30/2020, art. 15).

Two people who take a number at once wait for each other on one row of `kernel_series_year`; a
rolled back transaction gives its number back, so there is never a gap that no `NumberEntry`
explains.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused
from lienthong.kernel.events import Obj, object_type
from lienthong.kernel.models import NumberEntry


def series_for(owner_id: int, direction: str, type_code: str) -> int:
    """The id of the owner's series for this direction that covers the type; the narrowest one wins.

    Raises Refused when the owner has none (Decree 30/2020, art. 15: the head of the agency decides
    the series).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from kernel_series where owner_id = %s and direction = %s"
            " and (%s = any(types) or '*' = any(types)) order by '*' = any(types), id limit 1",
            [owner_id, direction, type_code],
        )
        row = cursor.fetchone()
    if row is None:
        raise Refused(
            "numbering.no_series",
            _("Cơ quan chưa có sổ cho loại văn bản này. Nhờ quản trị mở sổ trong mục Sổ và số."),
        )
    return int(row[0])


def take(series_id: int, obj: Obj, *, at: datetime, year: int) -> int:
    """Take the next number of the year for `obj`; holds the series' row until the transaction ends.

    Unit: a whole number from 1. Call it late in the transaction: it is the lock others wait for.
    """
    label = object_type(obj)
    with connection.cursor() as cursor:
        cursor.execute(
            "with y as (insert into kernel_series_year (series_id, year, last) values (%s, %s, 1)"
            " on conflict (series_id, year) do update set last = kernel_series_year.last + 1"
            " returning id, last)"
            " insert into kernel_number_entry"
            " (series_year_id, ordinal, object_type, object_id, taken_at)"
            " select id, last, %s, %s, %s from y returning ordinal",
            [series_id, year, label, obj.pk, at],
        )
        return int(cursor.fetchone()[0])


def void(obj: Obj, *, reason: str) -> int | None:
    """Void the live number of `obj`, keeping the row and the reason; returns the number, None if it
    had none.
    """
    if not reason.strip():
        raise Refused("numbering.reason", _("Hủy số phải ghi lý do."), reason="input")
    entry = (
        NumberEntry.objects.select_for_update()
        .filter(object_type=object_type(obj), object_id=obj.pk, state="live")
        .first()
    )
    if entry is None:
        return None
    entry.state, entry.reason = "void", reason
    entry.save(update_fields=["state", "reason"])
    return entry.ordinal
