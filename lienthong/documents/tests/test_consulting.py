"""What is said about a draft: comments, opinions of other units, two versions compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lienthong.documents.actions import checking, consulting, drafting
from lienthong.documents.models import Comment, Document, Opinion, Version
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import PROVINCE, ActOf
from lienthong.kernel.errors import Refused
from lienthong.work.models import Notice, WorkItem

ClientAs = Callable[..., Client]
ECONOMY, ECONOMY_HEAD = f"{PROVINCE}/kt", f"{PROVINCE}/kt/truong-phong"

pytestmark = pytest.mark.django_db


def asked(act_of: ActOf, document: Document, unit: str = ECONOMY) -> Opinion:
    return consulting.ask_opinion(
        act_of("thu"), document_id=document.id, unit_id=way.unit(unit),
        question="Có trùng nhiệm vụ không?", days=2,
    )  # fmt: skip


def waits(document: Document) -> set[str]:
    open_items = WorkItem.objects.filter(object_id=document.id, done_at=None)
    return set(open_items.values_list("kind", flat=True))


def test_another_unit_reads_the_draft_and_gives_its_opinion(act_of: ActOf) -> None:
    """Decree 30/2020, app. VI III.5.a."""
    made = way.drafted(act_of)
    head = act_of(ECONOMY_HEAD)
    assert not Document.objects.visible_to(head).filter(id=made.id).exists()
    opinion = asked(act_of, made)
    assert Document.objects.visible_to(head).filter(id=made.id).exists()
    assert waits(made) == {"documents.give_opinion"}
    with pytest.raises(Refused, match="Chỉ đơn vị được hỏi"):
        consulting.give_opinion(
            act_of("son"), document_id=made.id, opinion_id=opinion.pk, text="Đồng ý."
        )
    consulting.give_opinion(head, document_id=made.id, opinion_id=opinion.pk, text="Không trùng.")
    opinion.refresh_from_db()
    assert (opinion.state, opinion.text, opinion.given_by) == (
        "given",
        "Không trùng.",
        head.by_name,
    )
    assert waits(made) == set()
    assert Notice.objects.filter(position_id=opinion.asker_id).exists()
    with pytest.raises(Refused, match="đã trả lời rồi"):
        consulting.decline_opinion(
            head, document_id=made.id, opinion_id=opinion.pk, reason="Nhầm nơi."
        )
    assert way.kinds_of(made)[-2:] == ["documents.opinion_asked", "documents.opinion_given"]


def test_a_unit_may_decline_with_its_reason_and_be_asked_again(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    first = asked(act_of, made)
    with pytest.raises(Refused, match="đang được hỏi ý kiến"):
        asked(act_of, made)
    with pytest.raises(Refused, match="còn trống"):
        consulting.decline_opinion(
            act_of(ECONOMY_HEAD), document_id=made.id, opinion_id=first.pk, reason=" "
        )
    consulting.decline_opinion(
        act_of(ECONOMY_HEAD), document_id=made.id, opinion_id=first.pk, reason="Không thuộc việc."
    )
    assert way.last_event(made, "documents.opinion_declined").data["reason"] == "Không thuộc việc."
    assert asked(act_of, made).pk != first.pk


@pytest.mark.parametrize("unit", [f"{PROVINCE}/vx", f"{way.DISTRICT}/vp", f"{PROVINCE}/lanh-dao"])
def test_the_drafting_unit_strangers_and_units_without_a_head_are_not_asked(
    act_of: ActOf, unit: str
) -> None:
    made = way.drafted(act_of)
    with pytest.raises(Refused, match="Chọn đơn vị khác"):
        asked(act_of, made, unit)
    assert not Opinion.objects.exists()


def test_an_opinion_stays_asked_while_the_draft_is_checked_and_ends_with_approval(
    act_of: ActOf,
) -> None:
    made = way.drafted(act_of)
    opinion = asked(act_of, made)
    way.checked(act_of, made)
    assert waits(made) == {"documents.give_opinion", "documents.approve"}
    checking.approve(act_of(way.LEADER), document_id=made.id)
    assert waits(made) == set()
    with pytest.raises(Refused, match="chưa duyệt"):
        consulting.give_opinion(
            act_of(ECONOMY_HEAD), document_id=made.id, opinion_id=opinion.pk, text="Muộn."
        )
    with pytest.raises(Refused, match="chưa duyệt"):
        consulting.comment(act_of("thu"), document_id=made.id, text="Muộn.")


def test_a_comment_is_told_to_the_drafter_and_kept(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.CONTENT_CHECKED)
    consulting.comment(act_of("yen"), document_id=made.id, text="Thiếu căn cứ pháp lý.")
    assert Notice.objects.get(position_id=made.drafter_id).text.startswith(act_of("yen").by_name)
    assert way.last_event(made, "documents.commented").data["text"] == "Thiếu căn cứ pháp lý."


# Pages


def test_the_thread_stands_beside_the_draft(act_of: ActOf, client_as: ClientAs) -> None:
    made = way.drafted(act_of)
    thu = client_as("thu")
    ask = reverse("documents:opinions", args=[made.id])
    assert "Phòng Kinh tế" in thu.get(ask).content.decode()
    assert thu.post(ask, {"unit": way.unit(ECONOMY), "days": "0"}).status_code == 422
    typed = {"unit": way.unit(ECONOMY), "question": "Ý kiến về phụ lục?", "days": "2"}
    assert thu.post(ask, typed).status_code == 302
    answer = thu.post(ask, typed)
    assert (answer.status_code, "đang được hỏi" in answer.content.decode()) == (422, True)

    says = reverse("documents:comments", args=[made.id])
    assert thu.post(says, {"text": ""}).status_code == 422
    assert thu.post(says, {"text": "Xem lại mục 2."}).status_code == 302
    page = thu.get(reverse("documents:document", args=[made.id])).content.decode()
    for words in ("Ý kiến về phụ lục?", "Xem lại mục 2.", "Đang hỏi", "Gửi nhận xét"):
        assert words in page
    assert Comment.objects.count() == 1


def test_the_asked_unit_answers_on_its_page(act_of: ActOf, client_as: ClientAs) -> None:
    from lienthong.directory.models import Account, Appointment

    made = way.drafted(act_of)
    opinion = asked(act_of, made)
    held = Appointment.objects.get(position_id=way.position(ECONOMY_HEAD))
    username = Account.objects.get(person_id=held.person_id).username
    head = client_as(username, hat=ECONOMY_HEAD)
    address = reverse("documents:opinion", args=[made.id, opinion.pk])
    assert "Có trùng nhiệm vụ không?" in head.get(address).content.decode()
    assert head.post(address, {"answer": "give", "text": ""}).status_code == 422
    assert head.post(address, {"answer": "decline", "text": "Không thuộc."}).status_code == 302
    opinion.refresh_from_db()
    assert opinion.state == "declined"
    assert client_as("thu").get(address).status_code == 422


def test_two_versions_are_compared_in_words(act_of: ActOf, client_as: ClientAs) -> None:
    made = way.drafted(act_of, body="Điều 1.\nTrước ngày 25 tháng 11.")
    drafting.revise(
        act_of("thu"), document_id=made.id, subject="Về việc khác",
        body="Điều 1.\nTrước ngày 28 tháng 11.",
    )  # fmt: skip
    old, new = Version.objects.filter(document=made).order_by("id")
    thu = client_as("thu")
    listed = thu.get(reverse("documents:versions", args=[made.id])).content.decode()
    assert f"old={old.pk}&amp;new={new.pk}" in listed
    address = reverse("documents:compared", args=[made.id])
    page = " ".join(thu.get(f"{address}?old={old.pk}&new={new.pk}").content.decode().split())
    assert "Bỏ: </span>25 </del>" in page
    assert "Thêm: </span>28 </ins>" in page
    assert "2 đoạn khác nhau." in page
    other = Version.objects.filter(document=way.drafted(act_of)).get()
    for query in (f"?old={old.pk}", f"?old={old.pk}&new={other.pk}", "?old=x&new=y"):
        assert thu.get(address + query).status_code == 404
