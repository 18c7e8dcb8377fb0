from __future__ import annotations

import pytest

from lienthong.directory.document_types import types_of
from lienthong.documents.actions import checking, drafting, signing
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import ActOf
from lienthong.kernel.models import NumberEntry

PARTY = "dang.tinh-soc-trang"
OFFICE = f"{PARTY}/vp"

pytestmark = pytest.mark.django_db


def numbered(act_of: ActOf, document_type: str) -> Document:
    """A document of the province's Party committee, brought as far as its number."""
    drafter, head = f"{OFFICE}/chuyen-vien", f"{OFFICE}/chanh-van-phong"
    leader = f"{PARTY}/lanh-dao/bi-thu"
    made = drafting.draft(
        act_of(drafter), subject="Về công tác cán bộ", body="Nội dung.",
        signer_id=way.position(leader), document_type=document_type,
    )  # fmt: skip
    drafting.choose_recipients(
        act_of(drafter), document_id=made.id, agency_ids=[way.agency("vp-tinh-uy")]
    )
    drafting.submit_for_check(act_of(drafter), document_id=made.id)
    checking.check_content(act_of(head), document_id=made.id)
    checking.check_format(act_of(f"{OFFICE}/pho-chanh-van-phong"), document_id=made.id)
    checking.approve(act_of(leader), document_id=made.id)
    signing.begin_signing(act_of(leader), document_id=made.id)
    made.refresh_from_db()
    return made


def test_the_party_numbers_in_its_own_books_and_its_own_way(act_of: ActOf) -> None:
    """Guidance 36-HD/VPTW: the dash stands before the type."""
    way.brought_to(act_of, State.SIGNING, document_type="NQ")  # the State's, in its own series
    resolution, letter = numbered(act_of, "NQ"), numbered(act_of, "")
    assert (resolution.code, letter.code) == ("01-NQ/TU", "02-CV/TU")
    entries = NumberEntry.objects.filter(object_id__in=[resolution.id, letter.id])
    owners = set(entries.values_list("series_year__series__owner_id", flat=True))
    assert owners == {way.agency(PARTY)}


def test_each_system_has_its_types_and_the_front_writes_as_the_state() -> None:
    state, party, front = (types_of(branch) for branch in ("state", "party", "front"))
    assert len(state.names) == 29  # Decree 30/2020, art. 7
    assert list(state.copies) == ["SY", "TrS", "SL"]
    assert state == front
    assert (state.name(""), state.name("QĐ"), state.name("??")) == ("Công văn", "Quyết định", "??")
    assert "KL" in party.names
    assert party.copies == {}
