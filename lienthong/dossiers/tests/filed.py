"""Files of the province, made through the real actions as its people."""

from __future__ import annotations

from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import ActOf
from lienthong.dossiers.actions import closing, compiling, lists, transfers
from lienthong.dossiers.models import Dossier, Entry
from lienthong.kernel.models import Event

YEAR = 2022
DRAFTER_POST = f"{way.PROVINCE}/vx/chuyen-vien"


def opened(act_of: ActOf, *, title: str = "Hồ sơ hạ tầng số", years: int | None = 10) -> Dossier:
    """A file of Thu's, opened beside the list."""
    return compiling.open_dossier(act_of("thu"), title=title, retention_years=years)


def holding(act_of: ActOf, *documents: Document) -> Dossier:
    """The same with documents in it; a draft of hers when none are named."""
    dossier = opened(act_of)
    for document in documents or (way.brought_to(act_of, State.DRAFTING),):
        compiling.put(act_of("thu"), dossier_id=dossier.id, document_id=document.id)
    return dossier


def closed(act_of: ActOf, *documents: Document, years: int | None = 10) -> Dossier:
    """The same, reviewed and closed."""
    dossier = holding(act_of, *documents)
    closing.close(act_of("thu"), dossier_id=dossier.id, retention_years=years, review="Đủ văn bản.")
    dossier.refresh_from_db()
    return dossier


def archived(act_of: ActOf, *documents: Document) -> Dossier:
    """The same, handed to the archive."""
    dossier = closed(act_of, *documents)
    transfers.offer(act_of("thu"), dossier_id=dossier.id)
    transfers.accept(act_of("mai"), dossier_id=dossier.id)
    dossier.refresh_from_db()
    return dossier


def listed(act_of: ActOf, *, approved: bool = True, year: int = YEAR) -> Entry:
    """An entry for Thu in the province's list, drawn up by the clerk, approved by the leader."""
    heading = lists.add_heading(act_of("lan"), year=year, abbreviation="cds", title="Chuyển đổi số")
    entry = lists.add_entry(
        act_of("lan"), year=year, heading_id=heading.pk, title="Hồ sơ kết nối liên thông",
        keeper_id=way.position(DRAFTER_POST), retention_years=20,
    )  # fmt: skip
    if approved:
        lists.submit(act_of("lan"), year=year)
        lists.approve(act_of("minh"), year=year)
    return entry


def kinds_of(dossier: Dossier) -> list[str]:
    """What happened to a file, in order."""
    found = Event.objects.filter(object_type="dossiers.dossier", object_id=dossier.id)
    return list(found.order_by("id").values_list("kind", flat=True))
