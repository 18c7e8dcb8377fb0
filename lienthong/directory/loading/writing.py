"""Set-based reads and writes of a loading: a few statements a file, whatever its length."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection

from lienthong.directory.loading.statements import ROWS, STATEMENTS

Standing = dict[str, list[tuple[str, tuple[str, str | None]]]]


def lock() -> None:
    """One loading at a time: a second one waits, then finds nothing left to change."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('directory.load', 0))")


def write(file: str, rows: list[dict[str, Any]], at: datetime) -> None:
    """Write the new and changed rows of one file."""
    listed = json.dumps([{"n": n, **row} for n, row in enumerate(rows)], ensure_ascii=False)
    with connection.cursor() as cursor:
        for statement in STATEMENTS[file]:
            cursor.execute(statement, {"rows": listed, "at": at})


def digests() -> dict[tuple[str, str], str]:
    """(file, key) -> digest of every row taken in so far."""
    with connection.cursor() as cursor:
        cursor.execute("select file, key, digest from directory_loaded_row")
        return {(file, key): digest for file, key, digest in cursor.fetchall()}


def remember(rows: Iterable[tuple[str, str, str]]) -> None:
    """Keep the digests (file, key, digest) of what was taken in."""
    facts = [{"file": file, "key": key, "digest": digest} for file, key, digest in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into directory_loaded_row (file, key, digest) select r.file, r.key, r.digest"
            f" from {ROWS}file text, key text, digest text)"
            " on conflict (file, key) do update set digest = excluded.digest",
            {"rows": json.dumps(facts, ensure_ascii=False)},
        )


def keys_of(noun: str) -> set[str]:
    """The keys of a noun that are in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"select key from directory_{noun}")
        return {row[0] for row in cursor.fetchall()}


def branches() -> dict[str, str]:
    """Agency key -> branch."""
    with connection.cursor() as cursor:
        cursor.execute("select key, branch from directory_agency")
        return dict(cursor.fetchall())


def account_holders() -> dict[str, str]:
    """User name -> person key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.username, p.key from directory_account a"
            " join directory_person p on p.id = a.person_id"
        )
        return dict(cursor.fetchall())


_STANDING = {
    "places.csv": """
select p.key, p.key || '|' || v.valid_from, v.valid_from::text, v.valid_to::text
from directory_place_version v join directory_place p on p.id = v.place_id
where p.key = any(%s)""",
    "agencies.csv": """
select a.key, a.key || '|' || v.valid_from, v.valid_from::text, v.valid_to::text
from directory_agency_version v join directory_agency a on a.id = v.agency_id
where a.key = any(%s)""",
    "appointments.csv": """
select po.key, pe.key || '|' || po.key || '|' || a.valid_from, a.valid_from::text, a.valid_to::text
from directory_appointment a join directory_position po on po.id = a.position_id
join directory_person pe on pe.id = a.person_id where po.key = any(%s)""",
}


def standing(file: str, holders: list[str]) -> Standing:
    """Holder -> (identity, interval) of the dated rows already here."""
    found: Standing = {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[file], [holders])
        for holder, key, start, end in cursor.fetchall():
            found.setdefault(holder, []).append((key, (start, end)))
    return found


_ABOVE = {
    "places.csv": """
select p.key, p.key || '|' || v.valid_from, u.key, v.valid_from::text, v.valid_to::text
from directory_place_version v join directory_place p on p.id = v.place_id
join directory_place u on u.id = v.parent_id""",
    "agencies.csv": """
select a.key, a.key || '|' || v.valid_from, u.key, v.valid_from::text, v.valid_to::text
from directory_agency_version v join directory_agency a on a.id = v.agency_id
join directory_agency u on u.id = v.superior_id""",
}


def above(file: str) -> list[tuple[str, str, str, str, str | None]]:
    """(key, identity, key of what stands above it, from, to) of the dated rows already here."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE[file])
        return list(cursor.fetchall())


def matching_agencies() -> list[tuple[str, str, str, str]]:
    """(key, branch, kind, level) of every agency at any time, for expanding series.csv."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct a.key, a.branch, v.kind, v.level from directory_agency a"
            " join directory_agency_version v on v.agency_id = a.id order by a.key, v.kind, v.level"
        )
        return list(cursor.fetchall())


def notice_rights(positions: list[str], *, what: str, at: datetime, by: str) -> None:
    """A notice for each agency some of whose posts a later loading changed; `#` is their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into directory_rights_change"
            " (agency_id, what, changed_at, changed_by, confirmed_by)"
            " select p.agency_id, replace(%s, '#', count(distinct p.id)::text), %s, %s, ''"
            " from directory_position p where p.key = any(%s) group by p.agency_id",
            [what, at, by, positions],
        )
