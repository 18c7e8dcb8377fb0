"""The canonical text of an event, the thing a leaf hashes: one rule, in SQL and again in Python.

The rule is frozen by tests/ledger/vectors.json and told to outsiders in FORMAT.md. It never
changes for events already sealed: a new column means a new tag, and `verify` then knows both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lienthong.kernel.ledger import jsontext
from lienthong.kernel.ledger.merkle import leaf_hash

TAG = "lienthong/event/1"
COLUMNS = (
    "id", "occurred_at", "recorded_at", "kind", "object_type", "object_id", "agency_id", "place_id",
    "by_person_id", "by_account_id", "by_position_id", "by_unit_id", "by_agency_id",
    "on_behalf_of", "by_name", "by_title", "door", "request_id", "data",
)  # fmt: skip
TIMES = ("occurred_at", "recorded_at")


def _time_sql(column: str) -> str:
    """Never a cast to text, which follows the session's settings.

    A year that to_char tells as another one (before Christ) and infinity are null: moving an event
    there shows.
    """
    return (
        f"case when {column} >= '0001-01-01 00:00:00+00' and {column} < '10000-01-01 00:00:00+00'"
        f" then to_char({column} at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') end"
    )


TEXT_SQL = (
    f"json_build_array('{TAG}'::text, "
    + ", ".join(_time_sql(f"e.{name}") if name in TIMES else f"e.{name}" for name in COLUMNS)
    + ")::text"
)
"""SQL for the canonical text of the row `e` of kernel_event.

The text is that of jsonb_build_array(...)::text, a quarter faster: `data` is jsonb already.
"""

HASH_SQL = f"sha256('\\x00'::bytea || convert_to({TEXT_SQL}, 'UTF8'))"
"""SQL for the leaf hash of the row `e` of kernel_event."""


def text_of(row: Mapping[str, Any]) -> str:
    """The canonical text from a row's values, without PostgreSQL: what another verifier writes too.

    Times are aware datetimes, `request_id` anything whose text is the UUID, and `data` a value as
    `jsontext.parse` reads it (no floats: the text `1.50` must stay `1.50`).
    """
    return jsontext.write([TAG, *(_value(name, row[name]) for name in COLUMNS)])


def hash_of(text: str) -> bytes:
    """The leaf hash of a canonical text."""
    return leaf_hash(text.encode())


def _value(name: str, value: Any) -> jsontext.Json:
    if name in TIMES:
        return time_text(value)
    return str(value) if name == "request_id" else value


def time_text(at: datetime) -> str:
    """An instant as it is hashed and signed: `2022-11-21T01:02:03.000004Z`, always six decimals."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
