"""A file while the work goes on: opened, filled, described, shown to others
(Decree 30/2020, art. 29).
"""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents.models import Document
from lienthong.dossiers import rules
from lienthong.dossiers.actions.common import (
    facts,
    let_see,
    locked,
    next_added,
    one_at_a_time,
    show_document,
)
from lienthong.dossiers.actions.lists import keeper_of
from lienthong.dossiers.models import Dossier, Entry, Item
from lienthong.dossiers.rules import ListState
from lienthong.kernel import clock, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind
from lienthong.kernel.errors import Refused


@action
def open_dossier(
    act: Act, *, title: str, retention_years: int | None, document_id: int | None = None
) -> Dossier:
    """Open a file that is not in the year's list, kept by whoever opens it; its code is given.

    `document_id` is its first document, of a file opened from a document's page.
    """
    rules.check_open(act)
    title = rules.check_text(
        title, name=_("Tiêu đề hồ sơ"), longest=rules.TITLE_MAX, code="dossiers.title"
    )
    rules.check_retention(retention_years)
    one_at_a_time(act.agency_id or 0)
    own = keeper_of(act, act.position_id or 0)
    year = clock.local(act.at).year
    dossier = _open(
        act, own,
        title=title, year=year, retention_years=retention_years,
        notation=next_added(own.agency_id, year, own.unit_code),
    )  # fmt: skip
    if document_id is not None:
        _put(act, dossier, document_id)
    return dossier


@action
def open_listed(act: Act, *, entry_id: int) -> Dossier:
    """Open a file that the approved list foresees; only the keeper it names may."""
    rules.check_open(act)
    entry = (
        Entry.objects.select_for_update(of=("self",))
        .select_related("heading__list")
        .get(id=entry_id, heading__list__agency_id=act.agency_id or 0)
    )
    listed = entry.heading.list
    if listed.state != ListState.APPROVED:
        raise Refused(
            "dossiers.list_state",
            _("Danh mục hồ sơ năm {year} chưa được duyệt. Mở hồ sơ sau khi lãnh đạo duyệt.").format(
                year=listed.year
            ),
        )
    if entry.keeper_id != act.position_id:
        raise Refused(
            "dossiers.not_keeper",
            _("Danh mục giao hồ sơ này cho {keeper}. Chỉ người đó mở được.").format(
                keeper=entry.keeper_title
            ),
            reason="right",
        )
    if entry.dossiers.exists():
        raise Refused("dossiers.opened", _("Hồ sơ này đã được mở. Tải lại trang để xem."))
    return _open(
        act, keeper_of(act, entry.keeper_id),
        title=entry.title, year=listed.year, retention_years=entry.retention_years,
        notation=rules.notation(entry.ordinal, entry.heading.abbreviation), entry=entry,
    )  # fmt: skip


def _open(
    act: Act,
    keeper: posts.Post,
    *,
    title: str,
    year: int,
    notation: str,
    retention_years: int | None,
    entry: Entry | None = None,
) -> Dossier:
    agency = posts.agency_on(keeper.agency_id, clock.local(act.at).date())
    dossier = Dossier.objects.create(
        agency_id=agency.agency_id,
        unit_id=keeper.unit_id,
        entry=entry,
        year=year,
        notation=notation,
        code=rules.file_code(agency.code, year, notation),
        title=title,
        keeper_id=keeper.position_id,
        keeper_name=keeper.name,
        keeper_title=keeper.title,
        retention_years=retention_years,
        opened_at=act.at,
        opened_by_account_id=act.account_id,
        opened_by=act.by_name,
    )
    let_see(
        dossier,
        [
            (KeyKind.POSITION, keeper.position_id, keeper.title),
            (KeyKind.UNIT, keeper.unit_id, keeper.unit_name),
            (KeyKind.DESK, agency.agency_id, _("Văn thư, lãnh đạo cơ quan")),
            (KeyKind.CONTROL, agency.agency_id, _("Thanh tra, lưu trữ cơ quan")),
        ],
    )
    events.record(
        act, "dossiers.opened", dossier,
        code=dossier.code, title=title, keeper=keeper.title, retention=retention_years,
    )  # fmt: skip
    return dossier


@action
def put(act: Act, *, dossier_id: int, document_id: int) -> None:
    """Put a document one may see into a file one keeps; whoever sees the file sees it from now on.

    The document itself stays where it is: a file holds links, and several files may hold one
    document (Decree 30/2020, app. VI III.4.e).
    """
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "put")
    _put(act, dossier, document_id)


def _put(act: Act, dossier: Dossier, document_id: int) -> None:
    document = Document.objects.visible_to(act).get(id=document_id, agency_id=dossier.agency_id)
    count = dossier.items.count()
    rules.check_room(count)
    if dossier.items.filter(document=document).exists():
        raise Refused("dossiers.item_twice", _("Văn bản này đã ở trong hồ sơ. Tải lại trang."))
    Item.objects.create(
        dossier=dossier,
        document=document,
        ordinal=count + 1,
        added_at=act.at,
        added_by=act.by_name,
    )
    show_document(dossier, document)
    events.record(
        act, "dossiers.document_added", dossier,
        document=document.code or document.symbol, document_id=document.id, ordinal=count + 1,
    )  # fmt: skip


@action
def take_out(act: Act, *, dossier_id: int, document_id: int, reason: str) -> None:
    """Take out what does not belong: a duplicate, a draft (Decree 30/2020, art. 29).

    The rest closes up. Who could see the document through the file still may: what has been shown
    is not hidden again in silence.
    """
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "take_out")
    reason = rules.check_text(
        reason, name=_("Lý do"), longest=rules.REASON_MAX, code="dossiers.reason"
    )
    item = dossier.items.select_related("document").get(document_id=document_id)
    item.delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "update dossiers_item set ordinal = ordinal - 1 where dossier_id = %s and ordinal > %s",
            [dossier.id, item.ordinal],
        )
    events.record(
        act, "dossiers.document_removed", dossier,
        document=item.document.code or item.document.symbol, document_id=document_id, reason=reason,
    )  # fmt: skip


@action
def annotate(act: Act, *, dossier_id: int, text: str) -> None:
    """Further facts about a file in place of the earlier ones (Decree 30/2020, app. VI III.7.c)."""
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "annotate")
    notes = rules.read_notes(text)
    if notes == dossier.notes:
        events.nothing(act, "the same facts as before")
        return
    dossier.notes = notes
    dossier.save(update_fields=["notes"])
    words = [f"{key}: {value}" for key, value in notes.items()]
    events.record(act, "dossiers.annotated", dossier, count=len(notes), notes=words)


@action
def share(act: Act, *, dossier_id: int, position_id: int) -> None:
    """Let a post of the agency see a file and the documents in it that the keeper sees himself."""
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "share")
    post = keeper_of(act, position_id)
    holder = ", ".join(part for part in (post.title, post.name) if part)
    if not let_see(dossier, [(KeyKind.POSITION, post.position_id, holder)]):
        raise Refused("dossiers.reader_twice", _("Người này đã xem được hồ sơ."), reason="input")
    held = Document.objects.visible_to(act).filter(id__in=dossier.items.values("document_id"))
    for document in held.order_by("id"):
        show_document(dossier, document)
    events.record(act, "dossiers.shared", dossier, holder=holder, position_id=post.position_id)
