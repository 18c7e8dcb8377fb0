"""What the steps share: the lock, the facts for the rules, codes, who sees what."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from lienthong.documents.actions.common import share as share_document
from lienthong.documents.models import Document
from lienthong.dossiers import rules
from lienthong.dossiers.models import Dossier, Reader
from lienthong.kernel.acts import KEY_SHIFT, Act, KeyKind, reader_key

SOURCE = "dossier"
ADDED = "BS"  # bổ sung: opened during the year, not in the list
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
    ending = f"{ADDED}-{unit_code}" if unit_code else ADDED
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
    known = set(dossier.readers.values_list("key", flat=True))
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
    share_document(document, holders, SOURCE)
