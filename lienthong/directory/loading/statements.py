"""The SQL that takes each file's rows in; `%(rows)s` is a JSON array of the rows' values.

`n` is a row's place in its file: ids follow it, so that of two equal posts the first one answers.
"""

from __future__ import annotations

from collections.abc import Mapping

ROWS = "jsonb_to_recordset(%(rows)s::jsonb) as r(n int, "

_PLACES = f"""{ROWS}key text, code text, name text, type text, level text, parent_key text,
  tile_col float8, tile_row float8, valid_from date, valid_to date, legal_basis text)
join directory_place p on p.key = r.key
left join directory_place q on q.key = r.parent_key"""

_AGENCIES = f"""{ROWS}key text, branch text, kind text, name text, short_name text, symbol text,
  code_2020 text, code_2016 text, level text, place_key text, superior_key text, valid_from date,
  valid_to date, legal_basis text)
join directory_agency a on a.key = r.key
join directory_place p on p.key = r.place_key
left join directory_agency s on s.key = r.superior_key"""

_APPOINTMENTS = f"""{ROWS}person_key text, position_key text, valid_from date, valid_to date)
join directory_person pe on pe.key = r.person_key
join directory_position po on po.key = r.position_key"""


def _lineage(noun: str) -> str:
    return f"""
insert into directory_{noun}_lineage (kind, from_{noun}_id, to_{noun}_id, effective_on, legal_basis)
select r.kind, f.id, t.id, r.effective_on, r.legal_basis
from {ROWS}kind text, from_key text, to_key text, effective_on date, legal_basis text)
join directory_{noun} f on f.key = r.from_key
left join directory_{noun} t on t.key = nullif(r.to_key, '')
order by r.n
on conflict (from_{noun}_id, to_{noun}_id, effective_on)
do update set kind = excluded.kind, legal_basis = excluded.legal_basis"""


PLACES = (
    f"""
insert into directory_place (key) select r.key from {ROWS}key text)
group by r.key order by min(r.n) on conflict do nothing""",
    f"""
update directory_place_version v
set code = r.code, name = r.name, type = r.type, level = r.level, parent_id = q.id,
    tile_column = r.tile_col, tile_row = r.tile_row, valid_to = r.valid_to,
    legal_basis = r.legal_basis
from {_PLACES}
where v.place_id = p.id and v.valid_from = r.valid_from""",
    f"""
insert into directory_place_version (place_id, code, name, type, level, parent_id, tile_column,
  tile_row, valid_from, valid_to, legal_basis)
select p.id, r.code, r.name, r.type, r.level, q.id, r.tile_col, r.tile_row, r.valid_from,
  r.valid_to, r.legal_basis
from {_PLACES}
where not exists (select from directory_place_version v
  where v.place_id = p.id and v.valid_from = r.valid_from)
order by r.n""",
)

AGENCIES = (
    f"""
insert into directory_agency (key, branch) select r.key, r.branch
from {ROWS}key text, branch text) group by r.key, r.branch order by min(r.n)
on conflict do nothing""",
    f"""
update directory_agency_version v
set kind = r.kind, level = r.level, name = r.name, short_name = r.short_name, symbol = r.symbol,
    code_2020 = r.code_2020, code_2016 = r.code_2016, place_id = p.id, superior_id = s.id,
    valid_to = r.valid_to, legal_basis = r.legal_basis
from {_AGENCIES}
where v.agency_id = a.id and v.valid_from = r.valid_from""",
    f"""
insert into directory_agency_version (agency_id, kind, level, name, short_name, symbol, code_2020,
  code_2016, place_id, superior_id, valid_from, valid_to, legal_basis)
select a.id, r.kind, r.level, r.name, r.short_name, r.symbol, r.code_2020, r.code_2016, p.id, s.id,
  r.valid_from, r.valid_to, r.legal_basis
from {_AGENCIES}
where not exists (select from directory_agency_version v
  where v.agency_id = a.id and v.valid_from = r.valid_from)
order by r.n""",
)

UNITS = f"""
insert into directory_unit (key, agency_id, name, code, valid_from, valid_to)
select r.key, a.id, r.name, r.code, r.valid_from, r.valid_to
from {ROWS}key text, agency_key text, name text, code text, valid_from date, valid_to date)
join directory_agency a on a.key = r.agency_key
order by r.n
on conflict (key) do update set agency_id = excluded.agency_id, name = excluded.name,
  code = excluded.code, valid_from = excluded.valid_from, valid_to = excluded.valid_to"""

POSITIONS = f"""
insert into directory_position (key, unit_id, agency_id, title, roles, rank, valid_from, valid_to)
select r.key, u.id, u.agency_id, r.title, r.roles, r.rank, r.valid_from, r.valid_to
from {ROWS}key text, unit_key text, title text, roles text[], rank int, valid_from date,
  valid_to date)
join directory_unit u on u.key = r.unit_key
order by r.n
on conflict (key) do update set unit_id = excluded.unit_id, agency_id = excluded.agency_id,
  title = excluded.title, roles = excluded.roles, rank = excluded.rank,
  valid_from = excluded.valid_from, valid_to = excluded.valid_to"""

PEOPLE = f"""
insert into directory_person (key, full_name, is_demo)
select r.key, r.full_name, coalesce(r.demo, false)
from {ROWS}key text, full_name text, demo boolean)
order by r.n
on conflict (key) do update set full_name = excluded.full_name, is_demo = excluded.is_demo"""

APPOINTMENTS = (
    f"""
update directory_appointment a set valid_to = r.valid_to from {_APPOINTMENTS}
where a.person_id = pe.id and a.position_id = po.id and a.valid_from = r.valid_from""",
    f"""
insert into directory_appointment (person_id, position_id, valid_from, valid_to)
select pe.id, po.id, r.valid_from, r.valid_to from {_APPOINTMENTS}
where not exists (select from directory_appointment a
  where a.person_id = pe.id and a.position_id = po.id and a.valid_from = r.valid_from)
order by r.n""",
)

# No password opens a loaded account: an administrator gives a one-time code, or, in a demo, a card
# of a persona signs in. Nothing but the card's words ever changes.
ACCOUNTS = f"""
insert into directory_account (username, person_id, demo_persona, password, is_active,
  must_change_password, created_at)
select r.username, p.id, r.demo_persona, '!' || replace(gen_random_uuid()::text, '-', ''), true,
  false, %(at)s
from {ROWS}username text, person_key text, demo_persona text)
join directory_person p on p.key = r.person_key
order by r.n
on conflict (username) do update set demo_persona = excluded.demo_persona"""

# Who a card of the demonstration is as a citizen; a row without a person only the simulated VNeID
# knows. The commitment is that of `directory.citizens.committed`.
CITIZENS = (
    f"""
insert into directory_citizen (account_id, issuer, subject, full_name, personal_number, born_on,
  gender, residence, phone, email, level, verified_by, verified_at, salt, commitment)
select a.id, '', '', r.full_name, r.personal_number, r.born_on, coalesce(r.gender, ''),
  coalesce(r.residence, ''), coalesce(r.phone, ''), coalesce(r.email, ''), r.level, 'demo', %(at)s,
  uuid_send(gen_random_uuid()), ''
from {ROWS}person_key text, personal_number text, full_name text, born_on date, gender text,
  residence text, phone text, email text, level int)
join directory_person p on p.key = r.person_key
join directory_account a
  on a.id = (select min(own.id) from directory_account own where own.person_id = p.id)
where not exists (select from directory_citizen c
  where c.personal_number = r.personal_number and c.account_id <> a.id)
order by r.n
on conflict (account_id) do update set full_name = excluded.full_name,
  personal_number = excluded.personal_number, born_on = excluded.born_on,
  gender = excluded.gender, residence = excluded.residence, phone = excluded.phone,
  email = excluded.email, level = excluded.level, commitment = ''
where directory_citizen.erased_at is null""",
    """
update directory_citizen
set commitment = encode(sha256(salt || convert_to(
  personal_number || E'\\n' || full_name || E'\\n' || coalesce(born_on::text, ''), 'UTF8')), 'hex')
where commitment = ''""",
)

GROUPS = f"""
insert into directory_recipient_group (key, name, branch, kind, level)
select r.key, r.name, r.branch, r.kind, r.level
from {ROWS}key text, name text, branch text, kind text, level text)
order by r.n
on conflict (key) do update set name = excluded.name, branch = excluded.branch,
  kind = excluded.kind, level = excluded.level"""

DOCUMENT_TYPES = f"""
insert into directory_document_type (system, abbreviation, name, has_symbol, is_copy, ordinal,
  legal_basis)
select r.system, r.abbreviation, r.name, r.has_symbol, r.is_copy, r.ordinal, r.legal_basis
from {ROWS}system text, abbreviation text, name text, has_symbol boolean, is_copy boolean,
  ordinal int, legal_basis text)
order by r.n
on conflict (system, abbreviation) do update set name = excluded.name,
  has_symbol = excluded.has_symbol, is_copy = excluded.is_copy, ordinal = excluded.ordinal,
  legal_basis = excluded.legal_basis"""

SERIES = f"""
insert into kernel_series (owner_id, code, name, direction, types)
select a.id, r.code, r.name, r.direction, r.types
from {ROWS}agency_key text, code text, name text, direction text, types text[])
join directory_agency a on a.key = r.agency_key
order by r.n
on conflict (owner_id, code) do update set name = excluded.name, direction = excluded.direction,
  types = excluded.types"""

CALENDAR = f"""
insert into directory_calendar_day (day, kind, name, legal_basis)
select r.date, r.kind, r.name, r.legal_basis
from {ROWS}date date, kind text, name text, legal_basis text)
order by r.n
on conflict (day) do update set kind = excluded.kind, name = excluded.name,
  legal_basis = excluded.legal_basis"""

SETTINGS = f"""
insert into directory_province_setting (name, value)
select r.name, r.value from {ROWS}name text, value jsonb)
order by r.n
on conflict (name) do update set value = excluded.value"""

# In the order they are written: what is referred to comes first.
STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "places.csv": PLACES,
    "place_lineage.csv": (_lineage("place"),),
    "agencies.csv": AGENCIES,
    "agency_lineage.csv": (_lineage("agency"),),
    "units.csv": (UNITS,),
    "positions.csv": (POSITIONS,),
    "people.csv": (PEOPLE,),
    "appointments.csv": APPOINTMENTS,
    "accounts.csv": (ACCOUNTS,),
    "citizens.csv": CITIZENS,
    "groups.csv": (GROUPS,),
    "document_types.csv": (DOCUMENT_TYPES,),
    "series.csv": (SERIES,),
    "calendar.csv": (CALENDAR,),
    "province.toml": (SETTINGS,),
}
