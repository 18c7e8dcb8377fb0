"""Agencies that are not there on a day: what became of them, in words that say what to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.directory.posts import IN_FORCE
from lienthong.kernel.errors import Refused

TOLD = 3  # agencies that one refusal speaks of; the others are counted


@dataclass(frozen=True)
class Absent:
    """An agency that is not in force on a day.

    `ended_on` is the first day without it, `begins_on` the first with it: past and future, None
    where there is none. `heirs` are the short names, with the codes, of those in force that took
    over from it, directly or in turn. An id that no agency bears has no name.
    """

    agency_id: int
    name: str
    ended_on: date | None
    begins_on: date | None
    heirs: Sequence[str]

    @property
    def words(self) -> str:
        """What happened to it, and what to do."""
        if not self.name:
            return _("Không có cơ quan số {id}. Tải lại trang rồi chọn lại.").format(
                id=self.agency_id
            )
        if self.begins_on is not None:
            return _("{agency} đến ngày {day} mới hoạt động. Bỏ nơi nhận này.").format(
                agency=self.name, day=f"{self.begins_on:%d/%m/%Y}"
            )
        told = {"agency": self.name, "day": f"{self.ended_on:%d/%m/%Y}"}
        if not self.heirs:
            return _(
                "{agency} đã kết thúc hoạt động ngày {day}, không có cơ quan kế thừa."
                " Bỏ nơi nhận này."
            ).format(**told)
        return _(
            "{agency} đã kết thúc hoạt động ngày {day}; cơ quan kế thừa: {heirs}."
            " Chọn cơ quan kế thừa."
        ).format(heirs=", ".join(self.heirs), **told)


_ABSENT = f"""
with recursive absent as (
  select a.id, a.turn from unnest(%(agencies)s::bigint[]) with ordinality as a(id, turn)
  where not exists (select from directory_agency_version v
    where v.agency_id = a.id and {IN_FORCE.format("v")})
), heir (id, of_id) as (
  select id, id from absent
  union
  select l.to_agency_id, h.of_id from heir h
  join directory_agency_lineage l on l.from_agency_id = h.id
  where l.to_agency_id is not null and l.effective_on <= %(day)s
    and not exists (select from directory_agency_version v
      where v.agency_id = h.id and {IN_FORCE.format("v")})
)
select a.id, coalesce(last.short_name, next.short_name, ''), last.valid_to,
  case when last.short_name is null then next.valid_from end,
  array(select concat(v.short_name,
      ' (' || coalesce(nullif(v.code_2020, ''), nullif(v.code_2016, '')) || ')')
    from heir h join directory_agency_version v on v.agency_id = h.id and {IN_FORCE.format("v")}
    where h.of_id = a.id order by v.short_name)
from absent a
left join lateral (select v.short_name, v.valid_to from directory_agency_version v
  where v.agency_id = a.id and v.valid_from <= %(day)s order by v.valid_from desc limit 1) last
  on true
left join lateral (select v.short_name, v.valid_from from directory_agency_version v
  where v.agency_id = a.id and v.valid_from > %(day)s order by v.valid_from limit 1) next on true
order by a.turn
"""


def absent(agency_ids: Sequence[int], day: date) -> list[Absent]:
    """Those of these agencies that are not in force on the day, in the order given: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ABSENT, {"agencies": list(agency_ids), "day": day})
        return [Absent(*row) for row in cursor.fetchall()]


def in_words(missing: Sequence[Absent]) -> str:
    """The words of the first few, and how many there are beside them."""
    told = " ".join(one.words for one in missing[:TOLD])
    if len(missing) <= TOLD:
        return told
    more = _("Còn {n} nơi nhận khác không hoạt động ngày này.").format(n=len(missing) - TOLD)
    return f"{told} {more}"


_BEARERS = f"""
select c, (select min(v.agency_id) from directory_agency_version v
    where c in (v.code_2020, v.code_2016) and {IN_FORCE.format("v")}),
  (select v.agency_id from directory_agency_version v where c in (v.code_2020, v.code_2016)
    order by v.valid_from <= %(day)s desc, v.valid_from desc, v.agency_id limit 1)
from unnest(%(codes)s::text[]) with ordinality as t(c, turn) order by turn
"""


def agencies_with_codes(codes: Sequence[str], day: date) -> list[int]:
    """The agencies that bear these codes (of 2020 or of 2016) on the day, in the order given.

    Refused in words: a code that nobody ever bore, one whose agency has ended (which took over),
    one that its agency does not bear that day.
    """
    if not codes:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BEARERS, {"codes": list(codes), "day": day})
        rows = cursor.fetchall()
    unknown = [code for code, now, ever in rows if now is None and ever is None]
    former = {code: ever for code, now, ever in rows if now is None and ever is not None}
    if unknown:
        words = _("Không có cơ quan nào mang mã {codes}. Kiểm tra lại mã định danh.")
        raise Refused("directory.code", words.format(codes=", ".join(unknown)), reason="input")
    if former:
        raise Refused("directory.code", _of_codes(former, day), reason="input")
    return [now for _code, now, _ever in rows]


def _of_codes(former: Mapping[str, int], day: date) -> str:
    """What became of the agencies that bore these codes; one that goes on bears another now."""
    missing = absent(list(former.values()), day)
    if missing:
        return in_words(missing)
    borne = {one.agency_id: one for one in posts.agencies_on(list(former.values()), day).values()}
    return " ".join(
        _("Mã {code} không còn dùng: {agency} nay mang mã {now}.").format(
            code=code, agency=borne[agency_id].short_name, now=borne[agency_id].code
        )
        for code, agency_id in former.items()
    )
