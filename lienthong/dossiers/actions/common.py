"""What the steps share: the lock, the facts for the rules, codes, who sees what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from lienthong.documents.actions.common import LENT, lend_many
from lienthong.documents.actions.common import share as share_document
from lienthong.documents.models import Document
from lienthong.dossiers import rules
from lienthong.dossiers.models import Dossier, Reader
from lienthong.kernel import clock
from lienthong.kernel.acts import KEY_SHIFT, Act, KeyKind, reader_key

_LOCK_SPACE = 7402


def locked(act: Act, dossier_id: int) -> Dossier:
    """The file, locked, if this post may see it; Dossier.DoesNotExist (a 404) otherwise."""
    return Dossier.objects.visible_to(act).select_for_update(of=("self",)).get(id=dossier_id)


def facts(dossier: Dossier) -> rules.Facts:
    """The plain values the rules look at."""
    return rules.Facts(
        state=dossier.state,
        agency_id=dossier.agency_id,
        keeper_id=dossier.keeper_id,
        retention_years=dossier.retention_years,
        held=bool(dossier.hold_reason),
        items=dossier.items.count(),
    )


def one_at_a_time(agency_id: int) -> None:
    """Two people of one agency who need the next number wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, agency_id])


def next_added(agency_id: int, year: int, unit_code: str) -> str:
    """The notation of the next file of a unit that is not in the list: `03.BS-VX`."""
    ending = f"{rules.ADDED}-{unit_code}" if unit_code else rules.ADDED
    taken = Dossier.objects.filter(
        agency_id=agency_id, year=year, entry=None, notation__endswith=f".{ending}"
    ).values_list("notation", flat=True)
    last = max((int(one.partition(".")[0]) for one in taken), default=0)
    return rules.notation(last + 1, ending)


def let_see(dossier: Dossier, holders: Iterable[tuple[KeyKind, int | None, str]]) -> int:
    """Holders (kind, id, name) see a file from now on; how many are new."""
    rows = [
        Reader(dossier=dossier, key=reader_key(kind, holder), name=name)
        for kind, holder, name in holders
        if holder is not None
    ]
    known = set(dossier.readers.filter(source="").values_list("key", flat=True))
    fresh = [row for row in rows if row.key not in known]
    Reader.objects.bulk_create(fresh)
    return len(fresh)


def show_document(dossier: Dossier, document: Document) -> None:
    """Whoever sees a file sees the documents in it; called only for a document that the one who
    acts may see himself.
    """
    mask = (1 << KEY_SHIFT) - 1
    holders = [
        (KeyKind(key >> KEY_SHIFT), key & mask)
        for key in dossier.readers.values_list("key", flat=True)
    ]
    share_document(document, holders, LENT)


_SHOWN = """
select distinct i.document_id, r.key from dossiers_item i
join dossiers_reader r on r.dossier_id = i.dossier_id
where i.dossier_id = any(%(files)s::bigint[]) and (r.until is null or r.until >= %(today)s)
"""
_HIDDEN = """
select distinct d.document_id, d.key from dossiers_item i
join documents_reader d on d.document_id = i.document_id
where i.dossier_id = any(%(files)s::bigint[]) and not exists (
  select from dossiers_item o join dossiers_reader r on r.dossier_id = o.dossier_id
  where o.document_id = d.document_id and r.key = d.key
    and (r.until is null or r.until >= %(today)s))
"""


def show_again(act: Act, dossier_ids: Sequence[int]) -> None:
    """After the readers of files changed: their documents are seen by whom a file lets, and no
    longer by whom only a file did. A right that a document itself gives stays.
    """
    today = clock.local(act.at).date()
    lend_many(_SHOWN, _HIDDEN, {"files": list(dossier_ids), "today": today})


_GROUP = """
with files as (select id from dossiers_dossier where id = any(%(files)s::bigint[])),
gone as (
  delete from dossiers_reader r using files
  where r.dossier_id = files.id and r.source = 'group' and r.key <> all(%(keys)s::bigint[])
)
insert into dossiers_reader (dossier_id, key, name, source)
select files.id, k.key, k.name, 'group'
from files, unnest(%(keys)s::bigint[], %(names)s::text[]) as k(key, name)
on conflict do nothing
"""


def follow_group(act: Act, dossier_ids: Sequence[int], holders: Sequence[tuple[int, str]]) -> None:
    """Files are seen, through their group, by exactly these (key, name) and nobody else."""
    values: dict[str, Any] = {
        "files": list(dossier_ids),
        "keys": [key for key, _name in holders],
        "names": [name for _key, name in holders],
    }
    with connection.cursor() as cursor:
        cursor.execute(_GROUP, values)
    show_again(act, dossier_ids)
