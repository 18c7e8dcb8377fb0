"""Reads of the directory that are more than one filter: agencies by key or code, recipients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory.models.reach import OPERATING
from lienthong.directory.posts import (
    IN_FORCE,
    RECIPIENTS_OF_GROUPS,
    desk_positions,
    posts_with_role,
)
from lienthong.kernel.errors import Refused


def agency_by_key(key: str, day: date) -> int | None:
    """The id of the agency with that key, if it is in force on the day."""
    return _one(f"a.key = %(word)s and {IN_FORCE.format('v')}", key, day)


def agency_by_code(code: str, day: date) -> int | None:
    """The id of the agency that bears that code (of 2020 or of 2016) on the day."""
    return _one(
        f"%(word)s in (v.code_2020, v.code_2016) and %(word)s <> '' and {IN_FORCE.format('v')}",
        code.strip(),
        day,
    )


def _one(where: str, word: str, day: date) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.id from directory_agency a"
            " join directory_agency_version v on v.agency_id = a.id"
            f" where {where} order by a.id limit 1",
            {"word": word, "day": day},
        )
        row = cursor.fetchone()
        return int(row[0]) if row else None


def operating_agencies(day: date) -> frozenset[int]:
    """The agencies that operate the system for the whole province on a day; none where the province
    names none.
    """
    with connection.cursor() as cursor:
        cursor.execute(OPERATING, [day])
        return frozenset(row[0] for row in cursor.fetchall())


_PLACES_OF = f"""
select distinct on (a.person_id) a.person_id, pv.name
from directory_appointment a
join directory_position p on p.id = a.position_id and {IN_FORCE.format("p")}
join directory_agency_version v on v.agency_id = p.agency_id and {IN_FORCE.format("v")}
join directory_place_version pv on pv.place_id = v.place_id and {IN_FORCE.format("pv")}
where a.person_id = any(%(people)s) and {IN_FORCE.format("a")}
order by a.person_id, p.rank, p.id
"""


def places_of(person_ids: Sequence[int], day: date) -> dict[int, str]:
    """Person id -> the name of the place where the person's highest post of the day is; without a
    post that day, left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLACES_OF, {"people": list(person_ids), "day": day})
        return dict(cursor.fetchall())


class Found(NamedTuple):
    """An agency that a search has found; `place` is the district of a commune's, else empty."""

    agency_id: int
    name: str
    code: str
    place: str


_NAMED = f"""
select v.agency_id, v.name, coalesce(nullif(v.code_2020, ''), v.code_2016),
  case when v.level = 'commune' then coalesce(up.name, '') else '' end
from directory_agency_version v
left join directory_place_version p on p.place_id = v.place_id and {IN_FORCE.format("p")}
left join directory_place_version up on up.place_id = p.parent_id and {IN_FORCE.format("up")}
where {IN_FORCE.format("v")} and (
  position(vn_fold(%(words)s) in vn_fold(v.name)) > 0
  or position(vn_fold(%(words)s) in vn_fold(v.short_name)) > 0
  or upper(%(words)s) in (v.code_2020, v.code_2016))
order by upper(%(words)s) in (v.code_2020, v.code_2016) desc,
  array_position(array['province', 'district', 'commune'], v.level), v.name, v.agency_id
limit %(limit)s
"""


def agencies_named(words: str, day: date, *, limit: int) -> list[Found]:
    """Agencies in force on a day whose name holds the words, marks optional, or that bear the code.

    The bearer of the code first, then from the province down to the communes.
    """
    with connection.cursor() as cursor:
        typed = " ".join(words.split())
        cursor.execute(_NAMED, {"words": typed, "day": day, "limit": limit})
        return [Found(*row) for row in cursor.fetchall()]


def recipients_of(group_keys: Sequence[str], agency_ids: Sequence[int], day: date) -> list[int]:
    """Agency ids of the named groups and of those picked, each once, in order, in force on the day.

    Refused when a group does not exist, or a picked agency is not in force that day. Party agencies
    come in only when picked.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select key from directory_recipient_group where key = any(%s)", [list(group_keys)]
        )
        known = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            f"select agency_id from ({RECIPIENTS_OF_GROUPS}) g union"
            " select v.agency_id from directory_agency_version v"
            f" where v.agency_id = any(%(agencies)s) and {IN_FORCE.format('v')} order by 1",
            {"groups": list(group_keys), "agencies": list(agency_ids), "day": day},
        )
        found = [int(row[0]) for row in cursor.fetchall()]
    if set(group_keys) - known:
        raise Refused(
            "directory.no_group",
            _("Không có nhóm nơi nhận “{key}”. Tải lại trang rồi chọn lại.").format(
                key=min(set(group_keys) - known)
            ),
            reason="input",
        )
    if set(agency_ids) - set(found):
        words = _("Có nơi nhận không hoạt động vào ngày {day}. Bỏ nơi đó rồi gửi lại.")
        raise Refused(
            "directory.agency_not_in_force", words.format(day=f"{day:%d/%m/%Y}"), reason="input"
        )
    return found


def position_with_role(agency_id: int, role: str, day: date) -> int | None:
    """The position that answers for a role in an agency on a day: held ones first, then by rank."""
    found = posts_with_role(agency_id, role, day)
    return found[0].position_id if found else None


def desk_position(agency_id: int, day: date) -> int | None:
    """The clerk's position of an agency: where what arrives waits."""
    return desk_positions([agency_id], day).get(agency_id)
