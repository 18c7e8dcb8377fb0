"""Reads of files: what a post sees, who made how many, what is in one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lienthong.documents.models import Document
from lienthong.documents.queries import lists
from lienthong.dossiers.models import Dossier, Item
from lienthong.kernel.acts import Act

PAGE = 50
MAKERS_MAX = 200


@dataclass(frozen=True)
class Wanted:
    """Which files: `whose` is "kept", "made" or "all"; `maker_id` an account; `before` an id."""

    whose: str = "kept"
    maker_id: int | None = None
    before: int | None = None


def dossiers(act: Act, wanted: Wanted) -> QuerySet[Dossier]:
    """The files this post may see, the newest first."""
    found = Dossier.objects.visible_to(act).annotate(count=Count("items"))
    if wanted.whose == "kept":
        found = found.kept_by(act)
    elif wanted.whose == "made":
        found = found.filter(opened_by_account_id=act.account_id or 0)
    if wanted.maker_id is not None:
        found = found.filter(opened_by_account_id=wanted.maker_id)
    if wanted.before is not None:
        found = found.filter(id__lt=wanted.before)
    return found.order_by("-id")


@dataclass(frozen=True)
class Maker:
    """An account that opened files, and how many of those one may see."""

    account_id: int
    name: str
    count: int


def makers(act: Act) -> list[Maker]:
    """Who made how many of the files one may see (Decree 30/2020, app. VI III.4)."""
    rows = (
        Dossier.objects.visible_to(act)
        .exclude(opened_by_account_id=None)
        .values_list("opened_by_account_id", "opened_by")
        .annotate(count=Count("id"))
        .order_by("-count", "opened_by_account_id")[:MAKERS_MAX]
    )
    return [Maker(account or 0, name, count) for account, name, count in rows]


@dataclass(frozen=True)
class Held:
    """A place in a file and its document; None when this post may not see it (any more)."""

    ordinal: int
    document: Document | None


def contents(act: Act, dossier: Dossier) -> list[Held]:
    """What is in a file, in order."""
    items = list(Item.objects.filter(dossier=dossier).order_by("ordinal"))
    seen = Document.objects.visible_to(act).in_bulk([item.document_id for item in items])
    return [Held(item.ordinal, seen.get(item.document_id)) for item in items]


def holding(act: Act, document_id: int) -> list[Dossier]:
    """The files one may see that hold a document."""
    found = Dossier.objects.visible_to(act).filter(items__document_id=document_id)
    return list(found.order_by("id"))


FOUND_MAX = 20


def to_put(act: Act, words: str) -> list[Document]:
    """Documents one sees, of either direction, that match what was typed, the newest first."""
    ways = (Document.INCOMING, Document.OUTGOING)
    pages = [lists.page_for(act, lists.Wanted(way, words=words), limit=FOUND_MAX) for way in ways]
    every = [document for page in pages for document in page.documents]
    return sorted(every, key=lambda document: -document.id)[:FOUND_MAX]
