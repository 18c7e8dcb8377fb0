"""The province's time: real time plus the shift kept in the database (none outside a demo)."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from lienthong.kernel.actions import bookkeeping

_CACHE_SECONDS = 1.0
_cache: dict[str, tuple[float, timedelta]] = {}


def zone() -> ZoneInfo:
    """The province's time zone."""
    return ZoneInfo(settings.TIME_ZONE)


def shift() -> timedelta:
    """How far the province's time is from real time; read at most once a second per database."""
    name = str(connection.settings_dict["NAME"])
    known = _cache.get(name)
    if known is not None and time.monotonic() - known[0] < _CACHE_SECONDS:
        return known[1]
    with connection.cursor() as cursor:
        cursor.execute("select extract(epoch from shift)::float8 from kernel_clock")
        row = cursor.fetchone()
    value = timedelta(seconds=row[0]) if row else timedelta(0)
    _cache[name] = (time.monotonic(), value)
    return value


def forget() -> None:
    """Read the shift again: this process works in another database now."""
    _cache.clear()


def now() -> datetime:
    """The instant an `Act` is built with: read at the doors only, never inside an action."""
    return datetime.now(UTC) + shift()


def local(at: datetime) -> datetime:
    """The same instant on the province's wall."""
    return at.astimezone(zone())


@bookkeeping
def start_at(at: datetime) -> None:
    """Make the province live from `at` on (demo only): set the one row of `kernel_clock`."""
    seconds = (at - datetime.now(UTC)).total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into kernel_clock (id, shift) values (1, make_interval(secs => %s))"
            " on conflict (id) do update set shift = excluded.shift",
            [seconds],
        )
    forget()
