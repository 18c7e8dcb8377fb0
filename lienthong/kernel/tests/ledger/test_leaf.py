"""The canonical text: frozen vectors, and Python against PostgreSQL on whatever can be stored."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lienthong.kernel.ledger import jsontext, leaf
from lienthong.kernel.models import Event
from lienthong.kernel.tests.ledger.vectors import FULL, PLAIN, VECTORS

TYPES = {
    "id": "bigint", "occurred_at": "timestamptz", "recorded_at": "timestamptz", "kind": "text",
    "object_type": "text", "object_id": "bigint", "agency_id": "int", "place_id": "int",
    "by_person_id": "bigint", "by_account_id": "bigint", "by_position_id": "int",
    "by_unit_id": "int", "by_agency_id": "int", "on_behalf_of": "bigint", "by_name": "text",
    "by_title": "text", "door": "text", "request_id": "uuid", "data": "jsonb",
}  # fmt: skip

letters = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=12)
numbers = st.one_of(
    st.integers(-(10**30), 10**30).map(Decimal),
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9
    ),
    st.tuples(st.integers(-(10**6), 10**6), st.integers(-30, 30)).map(
        lambda pair: Decimal(pair[0]).scaleb(pair[1])
    ),
)
values = st.recursive(
    st.none() | st.booleans() | numbers | letters,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=5),
    max_leaves=20,
)
bigints = st.integers(-(2**63), 2**63 - 1)
ints = st.none() | st.integers(-(2**31), 2**31 - 1)
instants = st.datetimes(timezones=st.just(UTC))
rows = st.fixed_dictionaries(
    {
        name: {
            "bigint": bigints if name in ("id", "object_id") else st.none() | bigints,
            "int": ints,
            "text": letters,
            "timestamptz": instants,
            "uuid": st.uuids(),
            "jsonb": st.dictionaries(letters, values, max_size=6),
        }[kind]
        for name, kind in TYPES.items()
    }
)


def spelled(value: Any) -> str:
    """JSON as somebody else might write it: exponents, escapes, another order of keys."""
    match value:
        case Decimal():
            return f"{value:E}" if value else "-0.00"
        case list():
            return "[" + ",".join(spelled(item) for item in value) + "]"
        case dict():
            pairs = reversed(list(value.items()))
            return "{" + " , ".join(f"{json.dumps(k)} :{spelled(v)}" for k, v in pairs) + "}"
    return json.dumps(value)


def by_postgres(row: dict[str, Any], data: str) -> tuple[str, bytes, str]:
    """The text, the hash and the stored form of `data`, as PostgreSQL has them."""
    fields = ", ".join(f"cast(%s as {kind}) as {name}" for name, kind in TYPES.items())
    as_jsonb = leaf.TEXT_SQL.replace("json_build_array", "jsonb_build_array")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"select {leaf.TEXT_SQL}, {leaf.HASH_SQL}, e.data::text, {as_jsonb}"
            f" from (select {fields}) e",
            [data if name == "data" else row[name] for name in TYPES],
        )
        text, digest, stored, slower = cursor.fetchone()
    assert text == slower
    return text, bytes(digest), stored


@pytest.mark.parametrize(("row", "text", "digest"), VECTORS)
def test_the_rule_is_frozen(row: dict[str, Any], text: str, digest: str) -> None:
    assert leaf.text_of(row) == text
    assert leaf.hash_of(text).hex() == digest == sha256(b"\x00" + text.encode()).hexdigest()


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "text", "digest"), VECTORS)
def test_postgresql_keeps_the_rule(row: dict[str, Any], text: str, digest: str) -> None:
    told, hashed, _ = by_postgres(row, spelled(row["data"]).replace("-0.00", "-0.0"))
    assert told == text
    assert hashed.hex() == digest


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(row=rows)
def test_python_writes_what_postgresql_writes(row: dict[str, Any]) -> None:
    text, digest, stored = by_postgres(row, spelled(row["data"]))
    mine = leaf.text_of(row | {"data": jsontext.parse(stored)})
    assert mine == text
    assert leaf.hash_of(mine) == digest


@pytest.mark.django_db
@pytest.mark.parametrize("name", TYPES)
def test_every_column_counts(name: str) -> None:
    other = FULL | {name: PLAIN[name]}
    assert (
        by_postgres(FULL, "{}")[1] != by_postgres(other, '{"a": 1}' if name == "data" else "{}")[1]
    )


def test_no_column_of_the_event_is_left_out() -> None:
    assert set(leaf.COLUMNS) == {field.column for field in Event._meta.concrete_fields}
    assert len(set(leaf.COLUMNS)) == len(leaf.COLUMNS)


@pytest.mark.django_db
@pytest.mark.parametrize("setting", ["timezone = 'Asia/Ho_Chi_Minh'", "datestyle = 'SQL, DMY'"])
def test_the_session_does_not_change_the_text(setting: str) -> None:
    before = by_postgres(FULL, "{}")
    with connection.cursor() as cursor:
        cursor.execute(f"set local {setting}")
    assert by_postgres(FULL, "{}") == before


@pytest.mark.django_db
@pytest.mark.parametrize("moved", ["2022-11-21 01:30:00.12+00 BC", "infinity", "-infinity"])
def test_a_time_moved_out_of_the_calendar_shows(moved: str) -> None:
    """`to_char` tells 2022 before Christ as 2022: without the guard the text would be the same."""
    assert by_postgres(FULL | {"occurred_at": moved}, "{}")[1] != by_postgres(FULL, "{}")[1]


def test_a_float_has_no_canonical_text() -> None:
    with pytest.raises(TypeError, match="float"):
        jsontext.write({"a": 1.5})  # type: ignore[dict-item]


def test_times_have_six_decimals_and_utc() -> None:
    assert leaf.time_text(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000000Z"
    assert leaf.time_text(FULL["occurred_at"]) == "2022-11-21T01:30:00.120000Z"
