"""Who is offered as a signer, who signs on the day, and in whose name the page says it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lienthong.directory.models import Delegation
from lienthong.documents import letters
from lienthong.documents.actions import checking, signing
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import PROVINCE, SIGNER, ActOf
from lienthong.kernel.errors import Refused
from lienthong.work.models import WorkItem

CHAIR, OTHER = f"{PROVINCE}/lanh-dao/chu-tich", f"{PROVINCE}/lanh-dao/pho-chu-tich-kt"
OFFICE = f"{PROVINCE}/vp/chanh-van-phong"
DAY, NEXT = date(2022, 11, 21), date(2022, 11, 22)

pytestmark = pytest.mark.django_db


def given(giver: str, receiver: str, kind: str, **change: Any) -> Delegation:
    facts: dict[str, Any] = {
        "scope": "Giấy mời", "types": ["*"], "basis": "Quyết định 5/QĐ-UBND", "valid_from": DAY,
        "valid_to": date(2023, 1, 1),
    }  # fmt: skip
    return Delegation.objects.create(
        agency_id=way.agency(PROVINCE), giver_id=way.position(giver),
        receiver_id=way.position(receiver), kind=kind, **facts | change,
    )  # fmt: skip


def waits_for(document: Document) -> set[int]:
    open_items = WorkItem.objects.filter(object_id=document.id, done_at=None)
    return set(open_items.filter(kind="documents.approve").values_list("position_id", flat=True))


def test_a_head_of_office_signs_by_order_to_the_end(act_of: ActOf) -> None:
    """Decree 30/2020, art. 13: TL., within the named types."""
    given(CHAIR, OFFICE, "TL", types=["GM"])
    with pytest.raises(Refused, match="không có thẩm quyền ký loại văn bản này"):
        way.drafted(act_of, signer_id=way.position(OFFICE))
    made = way.drafted(act_of, signer_id=way.position(OFFICE), document_type="GM")
    letter = letters.letter_of(made, DAY)
    assert (letter.authority, letter.signer_title) == (("TL. CHỦ TỊCH",), "CHÁNH VĂN PHÒNG")

    way.checked(act_of, made)
    checking.approve(act_of(OFFICE), document_id=made.id)
    signing.begin_signing(act_of(OFFICE), document_id=made.id)
    made.refresh_from_db()
    assert (made.authority_prefix, made.signer_title) == ("TL. CHỦ TỊCH", "Chánh Văn phòng")
    numbered = way.last_event(made, "documents.numbered").data
    assert (numbered["authority"], numbered["basis"]) == ("TL. CHỦ TỊCH", "Quyết định 5/QĐ-UBND")


def test_authority_that_ended_meanwhile_neither_approves_nor_signs(act_of: ActOf) -> None:
    own = given(CHAIR, OFFICE, "TL")
    made = way.drafted(act_of, signer_id=way.position(OFFICE))
    way.checked(act_of, made)
    checking.approve(act_of(OFFICE), document_id=made.id)
    own.delete()
    with pytest.raises(Refused, match="Chọn người ký khác"):
        signing.begin_signing(act_of(OFFICE), document_id=made.id)
    signing.fail_signing(act_of(OFFICE), document_id=made.id, reason="Hết thẩm quyền.")
    with pytest.raises(Refused) as refused:
        checking.approve(act_of(OFFICE), document_id=made.id)
    assert refused.value.code == "documents.signer"


def test_who_is_on_leave_is_not_offered_and_the_stand_in_is_asked(
    act_of: ActOf, client_as: Callable[..., Client]
) -> None:
    made = way.drafted(act_of)
    given(SIGNER, OTHER, "leave")
    page = client_as("thu").get(reverse("documents:compose")).content.decode()
    assert "Thạch Quang Minh" not in page
    assert "Đoàn Trung Xuân" in page
    way.checked(act_of, made)
    assert waits_for(made) == {way.position(OTHER)}
    assert way.last_event(made, "documents.signer_changed").data["basis"] == "Quyết định 5/QĐ-UBND"
    checking.approve(act_of(OTHER), document_id=made.id)


def test_a_draft_that_waits_is_laid_before_another_signer(
    act_of: ActOf, client_as: Callable[..., Client]
) -> None:
    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    address = reverse("documents:signer", args=[made.id])
    thu = client_as("thu")
    assert "Thạch Quang Minh" in thu.get(address).content.decode()
    answer = thu.post(address, {"signer": way.position(SIGNER)})
    assert (answer.status_code, "Chọn người khác" in answer.content.decode()) == (422, True)
    assert thu.post(address, {"signer": way.position(CHAIR)}).status_code == 302
    made.refresh_from_db()
    assert made.signer_id == way.position(CHAIR)
    assert made.state == State.FORMAT_CHECKED
    assert waits_for(made) == {way.position(CHAIR)}
    with pytest.raises(Refused, match="trình người khác ký"):
        checking.approve(act_of(way.LEADER), document_id=made.id)
    checking.approve(act_of(CHAIR), document_id=made.id)
    with pytest.raises(Refused, match="đổi người ký"):
        checking.change_signer(act_of("thu"), document_id=made.id, signer_id=way.position(SIGNER))


def test_who_saw_the_draft_with_another_signer_reads_it_anew(act_of: ActOf) -> None:
    from lienthong.documents.actions.common import content_mark

    made = way.brought_to(act_of, State.FORMAT_CHECKED)
    seen = content_mark(made.id)
    checking.change_signer(act_of("thu"), document_id=made.id, signer_id=way.position(CHAIR))
    with pytest.raises(Refused, match="đã được sửa"):
        checking.approve(act_of(CHAIR), document_id=made.id, seen=seen)
