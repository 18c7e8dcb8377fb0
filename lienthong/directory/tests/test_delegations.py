"""Who signs for whom: the rules, the pages of administration, and what follows for a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lienthong.directory import authority, posts, rules
from lienthong.directory.actions import delegations
from lienthong.directory.models import Delegation, Position, RightsChange
from lienthong.directory.rules import Party
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event

ActOf = Callable[..., Act]
PROVINCE = "ubnd.tinh-soc-trang"
CHAIR, DEPUTY, OTHER = (
    f"{PROVINCE}/lanh-dao/{one}" for one in ("chu-tich", "pho-chu-tich-vx", "pho-chu-tich-kt")
)
OFFICE, OFFICE_DEPUTY = f"{PROVINCE}/vp/chanh-van-phong", f"{PROVINCE}/vp/pho-chanh-van-phong"
DAY = date(2022, 11, 21)
END = date(2023, 1, 1)
HEAD = Party(1, "Chủ tịch", frozenset({"leader"}))
SECOND = Party(2, "Phó Chủ tịch", frozenset({"leader"}))
UNIT = Party(3, "Chánh Văn phòng", frozenset({"unit_head"}))
UNIT_DEPUTY = Party(4, "Phó Chánh Văn phòng", frozenset({"unit_head"}))
BY_ORDER = Party(3, "Chánh Văn phòng", frozenset({"unit_head"}), by_order=True)
BY_DELEGATION = Party(3, "Chánh Văn phòng", frozenset({"unit_head"}), by_written_delegation=True)
PARTIES = (HEAD, SECOND, UNIT, UNIT_DEPUTY, BY_ORDER, BY_DELEGATION)
ALLOWED = {
    ("TL", HEAD, UNIT), ("TUQ", HEAD, UNIT),
    ("TL", HEAD, BY_ORDER), ("TUQ", HEAD, BY_ORDER), ("TL", HEAD, BY_DELEGATION),
    ("TUQ", HEAD, BY_DELEGATION), ("Q", HEAD, SECOND), ("leave", HEAD, SECOND),
    ("leave", SECOND, HEAD), ("KT", HEAD, SECOND), ("KT", BY_ORDER, UNIT_DEPUTY),
}  # fmt: skip
"""Decree 30/2020, art. 13, written down once more."""


def check(kind: str, giver: Party, receiver: Party, **change: Any) -> None:
    facts: dict[str, Any] = {
        "today": DAY, "valid_from": DAY, "valid_to": END, "scope": "Giấy mời", "basis": "QĐ 1",
    }  # fmt: skip
    rules.check_delegation(kind=kind, giver=giver, receiver=receiver, **facts | change)


@pytest.mark.parametrize("kind", rules.KIND_NAMES)
def test_only_what_the_decree_knows_is_delegated(kind: str) -> None:
    for giver, receiver in product(PARTIES, PARTIES):
        if (kind, giver, receiver) in ALLOWED and giver.position_id != receiver.position_id:
            check(kind, giver, receiver)
            continue
        with pytest.raises(Refused) as refused:
            check(kind, giver, receiver)
        assert refused.value.reason == "input"


@given(kind=st.sampled_from(sorted(rules.KIND_NAMES)), receiver=st.sampled_from(PARTIES))
def test_whoever_signs_by_written_delegation_hands_it_to_nobody(kind: str, receiver: Party) -> None:
    """Decree 30/2020, art. 13."""
    giver = Party(9, "Chánh Văn phòng", frozenset({"unit_head", "leader"}), True, True)
    with pytest.raises(Refused, match="không ủy quyền lại được") as refused:
        check(kind, giver, receiver)
    assert refused.value.code == "directory.delegation_again"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_from": date(2022, 11, 20)}, "trước hôm nay"),
        ({"valid_to": DAY}, "sau ngày bắt đầu"),
        ({"valid_to": None}, "phải có thời hạn"),
        ({"scope": " "}, "phạm vi"),
        ({"basis": ""}, "văn bản giao"),
    ],
)
def test_period_scope_and_basis_are_asked_for(change: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        check("TUQ", HEAD, UNIT, **change)


def position(key: str) -> int:
    return Position.objects.get(key=key).pk


def chair(act_of: ActOf) -> Act:
    """An administrator of the province's committee."""
    return replace(act_of(CHAIR), roles=frozenset({"administrator"}))


def give(act_of: ActOf, giver: str, receiver: str, kind: str, **change: Any) -> Delegation:
    facts: dict[str, Any] = {
        "scope": "Giấy mời", "types": ["*"], "basis": "Quyết định 5/QĐ-UBND", "valid_from": DAY,
        "valid_to": END,
    }  # fmt: skip
    return delegations.delegate(
        chair(act_of), giver_id=position(giver), receiver_id=position(receiver), kind=kind,
        **facts | change,
    )  # fmt: skip


def signs(key: str, day: date = DAY, document_type: str = "") -> tuple[str, ...] | None:
    """The lines over the name of whoever holds the post; None when it may not sign."""
    agency = posts.agency_on(Position.objects.get(key=CHAIR).agency_id, day)
    signer = authority.signer_on(agency, position(key), day, document_type)
    return (*signer.above, signer.title) if signer else None


TM = "TM. ỦY BAN NHÂN DÂN"


@pytest.mark.django_db
def test_the_head_signs_for_the_committee_and_a_deputy_for_the_head() -> None:
    assert signs(CHAIR) == (TM, "CHỦ TỊCH")
    assert signs(DEPUTY) == (TM, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert signs(OFFICE) is None


@pytest.mark.parametrize(
    ("key", "title", "lines"),
    [
        ("so-tc", "Giám đốc", ("GIÁM ĐỐC",)),
        ("so-tc", "Phó Giám đốc", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
    ],
)
@pytest.mark.django_db
def test_a_body_with_one_head_has_no_collective_to_sign_for(
    key: str, title: str, lines: tuple[str, ...]
) -> None:
    post = Position.objects.filter(agency__key=key, title=title).earliest("rank", "id")
    agency = posts.agency_on(post.agency_id, DAY)
    assert (line := authority.printed(agency, post.pk, DAY, ""))[0] == lines[-1]
    assert line[1] == lines[:-1]


@pytest.mark.django_db
def test_by_order_and_its_deputy_sign_the_named_types_until_the_day(act_of: ActOf) -> None:
    """Decree 30/2020, art. 13: who signs by order may hand it to his deputy."""
    give(act_of, CHAIR, OFFICE, "TL", types=["GM", "CV"], valid_to=None)
    give(act_of, OFFICE, OFFICE_DEPUTY, "KT")
    assert signs(OFFICE) == signs(OFFICE, document_type="GM") == ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")
    assert signs(OFFICE, document_type="QĐ") is None
    deputy = ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")
    assert signs(OFFICE_DEPUTY) == deputy
    assert signs(OFFICE_DEPUTY, END) is None
    assert signs(OFFICE, END) == ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")
    assert signs(OFFICE_DEPUTY, document_type="QĐ") is None


@pytest.mark.django_db
def test_a_written_delegation_names_whom_it_is_from(act_of: ActOf) -> None:
    give(act_of, CHAIR, OFFICE, "TUQ")
    assert signs(OFFICE) == ("TUQ. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")
    with pytest.raises(Refused, match="không ủy quyền lại"):
        give(act_of, OFFICE, OFFICE_DEPUTY, "KT")


@pytest.mark.django_db
def test_an_acting_head_and_a_stand_in(act_of: ActOf) -> None:
    give(act_of, CHAIR, OTHER, "Q")
    assert signs(OTHER) == (TM, "Q. CHỦ TỊCH")
    give(act_of, DEPUTY, CHAIR, "leave")
    assert signs(DEPUTY) is None
    assert signs(DEPUTY, END) is not None
    agency_id = Position.objects.get(key=CHAIR).agency_id
    assert authority.stand_in(agency_id, position(DEPUTY), DAY) == position(CHAIR)
    assert authority.stand_in(agency_id, position(DEPUTY), END) is None


@pytest.mark.django_db
def test_a_deputys_share_of_the_work_may_be_written_down(act_of: ActOf) -> None:
    give(act_of, CHAIR, DEPUTY, "KT", types=["CV"], valid_to=None)
    assert signs(DEPUTY) == (TM, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert signs(DEPUTY, document_type="QĐ") is None


@pytest.mark.django_db
@pytest.mark.appendix_vi("IV.2")
def test_what_overlaps_is_refused_by_the_action_and_by_the_database(act_of: ActOf) -> None:
    made = give(act_of, CHAIR, OFFICE, "TL")
    with pytest.raises(Refused, match="Kết thúc giao ký đó trước"):
        give(act_of, CHAIR, OFFICE, "TUQ", valid_from=date(2022, 12, 1))
    give(act_of, CHAIR, OFFICE, "TUQ", valid_from=END, valid_to=date(2023, 2, 1))
    give(act_of, CHAIR, OTHER, "Q")
    with pytest.raises(Refused, match="Kết thúc giao ký đó trước"):
        give(act_of, CHAIR, DEPUTY, "leave")
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


@pytest.mark.django_db
def test_nobody_outside_the_agency_is_given_anything(act_of: ActOf) -> None:
    with pytest.raises(Refused, match="trong cùng cơ quan"):
        give(act_of, CHAIR, "ubnd.huyen-ke-sach/lanh-dao/chu-tich", "leave")
    with pytest.raises(Position.DoesNotExist):
        give(act_of, "ubnd.huyen-ke-sach/lanh-dao/chu-tich", CHAIR, "leave")


# Pages, at the agency that operates the system


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}_{i}": str(part) for i, part in enumerate((day.day, day.month, day.year))}


def typed(**change: Any) -> dict[str, Any]:
    return {
        "giver": position(CHAIR), "receiver": position(OFFICE), "kind": "TL", "types": "GM TB",
        "scope": "Giấy mời, thông báo", "basis": "Quyết định 5/QĐ-UBND ngày 04/01/2022",
        **boxes("valid_from", DAY), **boxes("valid_to", END), **change,
    }  # fmt: skip


@pytest.fixture
def dat(client_as: Callable[..., Client]) -> Client:
    return client_as("dat")


def test_a_delegation_is_recorded_ended_and_stands_to_be_confirmed(dat: Client) -> None:
    query = f"?co-quan={Position.objects.get(key=CHAIR).agency_id}"
    listed = reverse("directory:delegations") + query
    assert "Chưa có giao ký nào" in dat.get(listed).content.decode()
    new = reverse("directory:delegation_new") + query
    assert "Chánh Văn phòng" in dat.get(new).content.decode()
    assert dat.post(new, typed()).status_code == 302
    made = Delegation.objects.get()
    assert (made.types, made.valid_to) == (["GM", "TB"], END)
    assert "Quyết định 5/QĐ-UBND" in dat.get(listed).content.decode()
    event = Event.objects.get(kind="directory.delegated", object_id=made.pk)
    assert event.data["receiver"] == "Chánh Văn phòng"
    assert "Thừa lệnh" in RightsChange.objects.latest("id").what

    end = reverse("directory:delegation_end", args=[made.pk])
    assert "Thừa lệnh" in dat.get(end).content.decode()
    assert dat.post(end, boxes("valid_to", END)).status_code == 422
    assert dat.post(end, boxes("valid_to", date(2022, 11, 30))).status_code == 302
    made.refresh_from_db()
    assert made.valid_to == date(2022, 11, 30)
    assert Event.objects.filter(kind="directory.delegation_ended").exists()
    assert dat.post(end, boxes("valid_to", DAY)).status_code == 302
    assert not Delegation.objects.exists()


def test_what_cannot_be_delegated_is_said_beside_what_was_typed(dat: Client) -> None:
    query = f"?co-quan={Position.objects.get(key=CHAIR).agency_id}"
    new = reverse("directory:delegation_new") + query
    answer = dat.post(new, typed(kind="TUQ", **boxes("valid_to", DAY)))
    assert answer.status_code == 422
    assert "sau ngày bắt đầu" in answer.content.decode()
    assert "Giấy mời, thông báo" in answer.content.decode()
    assert not Delegation.objects.exists()
