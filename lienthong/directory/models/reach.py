"""How far administration reaches: the own agency; from the agency that operates the system, every
agency of the province. The same as `rules.administers`, said in SQL.
"""

from __future__ import annotations

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from lienthong.kernel import clock
from lienthong.kernel.acts import Act

OPERATING = """
with recursive operating (id) as (
  select a.id from directory_province_setting s
  join directory_agency a on a.key = s.value ->> 'agency_key' where s.name = 'administration'
  union
  select l.to_agency_id from operating o join directory_agency_lineage l on l.from_agency_id = o.id
  where l.to_agency_id is not null and l.effective_on <= %s
) select id from operating"""
"""The agency of [administration] in province.toml, and whoever took over from it by a day."""


def operates(act: Act) -> RawSQL:
    """Whether the act's agency operates the system: a condition for filters."""
    values = [act.agency_id, clock.local(act.at).date()]
    return RawSQL(f"%s in ({OPERATING})", values, BooleanField())  # noqa: S611 - a text of ours


def reached_by(act: Act, agency: str) -> Q:
    """Rows whose column `agency` is an agency that the act's administration reaches."""
    return Q(**{agency: act.agency_id}) | Q(operates(act))
