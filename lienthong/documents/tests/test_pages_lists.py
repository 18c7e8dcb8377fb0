from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from lienthong.documents import letters
from lienthong.documents.actions import receiving
from lienthong.documents.models import Document
from lienthong.documents.pages import bulk
from lienthong.documents.queries import lists
from lienthong.documents.queries.words import fold, folded_pattern
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import cost, text
from lienthong.documents.tests.way import ActOf
from lienthong.kernel.models import AccessNote

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
INCOMING = "/van-phong/documents/incoming/"


# What a list shows


@pytest.mark.appendix_vi("III.1.d")
@pytest.mark.parametrize(("level", "words"), [(1, "Khẩn"), (2, "Thượng khẩn"), (3, "Hỏa tốc")])
def test_how_urgent_it_is_stands_wherever_the_document_does(
    act_of: ActOf, client_as: ClientAs, level: int, words: str
) -> None:
    """In the sender's page and on his paper; in the receiver's work, list and page."""
    sent = way.sent(act_of, urgency=level)
    copy = way.copy_of(sent)
    tuyet = client_as("tuyet")
    shown = [
        client_as("lan").get(f"/van-phong/documents/{sent.id}/"),
        *[tuyet.get(address) for address in (INCOMING, "/van-phong/")],
        tuyet.get(f"/van-phong/documents/{copy.id}/"),
    ]
    for answer in shown:
        assert f">{words}</span>" in text(answer), answer.wsgi_request.path
    assert letters.letter_of(sent, act_of("lan").at.date()).urgency == words.upper()


def test_the_clerk_begins_with_what_waits_for_the_register(
    act_of: ActOf, client_as: ClientAs
) -> None:
    way.arrived(act_of, subject="Về việc kiểm tra đê điều")
    way.received(act_of, State.REGISTERED, subject="Về việc đã vào sổ")
    page = text(client_as("tuyet").get(INCOMING))
    assert "Về việc kiểm tra đê điều" in page
    assert "Về việc đã vào sổ" not in page
    assert "Vào sổ các dòng đã chọn" in page


def test_the_leader_begins_with_what_waits_for_an_assignment(
    act_of: ActOf, client_as: ClientAs
) -> None:
    way.received(act_of, State.SUBMITTED, subject="Về việc chờ phân công")
    page = text(client_as("phuoc").get(INCOMING))
    assert "Về việc chờ phân công" in page
    assert "Vào sổ các dòng đã chọn" not in page


def test_the_specialist_sees_only_what_was_given_to_him(act_of: ActOf, client_as: ClientAs) -> None:
    way.received(act_of, State.ASSIGNED, subject="Về việc đã giao")
    way.received(act_of, State.SUBMITTED, subject="Về việc chưa giao")
    page = text(client_as("dung").get(f"{INCOMING}?tab=all"))
    assert "Về việc đã giao" in page
    assert "Về việc chưa giao" not in page


@pytest.mark.parametrize("name", ["incoming", "outgoing", "drafts", "to-sign"])
def test_an_outsider_has_lists_of_his_own(act_of: ActOf, client_as: ClientAs, name: str) -> None:
    way.sent(act_of, subject="Về việc không gửi Sở Tài chính")
    page = client_as("loc").get(f"/van-phong/documents/{name}/?tab=all")
    assert page.status_code == 200
    assert "Về việc không gửi Sở Tài chính" not in text(page)


@pytest.mark.parametrize("words", ["de dieu", "ĐÊ điều", "12/UBND-TH", "noi gui"])
def test_the_filter_finds_without_marks_by_number_subject_and_sender(
    act_of: ActOf, client_as: ClientAs, words: str
) -> None:
    way.arrived(act_of, subject="Về việc kiểm tra đê điều")
    page = text(client_as("tuyet").get(INCOMING, {"q": words}))
    assert "Về việc kiểm tra đê điều" in page


def test_a_filter_that_finds_nothing_says_what_to_try(act_of: ActOf, client_as: ClientAs) -> None:
    way.arrived(act_of)
    page = text(client_as("tuyet").get(INCOMING, {"q": "không có chữ này"}))
    assert "Không có văn bản nào khớp" in page


def test_an_empty_tab_shows_the_way_to_the_whole_list(client_as: ClientAs) -> None:
    page = text(client_as("tuyet").get(INCOMING))
    assert "Không còn văn bản nào chờ vào sổ." in page
    assert f'href="{INCOMING}?tab=all"><span>Xem mục Tất cả</span>' in page
    assert "Xem mục" not in text(client_as("tuyet").get(INCOMING, {"tab": "all"}))


def test_percent_and_underscore_are_taken_as_typed(act_of: ActOf, client_as: ClientAs) -> None:
    way.arrived(act_of, subject="Về việc giảm 5% kinh phí")
    way.arrived(act_of, subject="Về việc khác")
    page = text(client_as("tuyet").get(INCOMING, {"q": "5%"}))
    assert "5% kinh phí" in page
    assert "Về việc khác" not in page


def test_folding_is_the_databases_own() -> None:
    for words in ("Đất đai", "Hỏa tốc, KHẨN", "Ủy ban nhân dân xã Nhơn Mỹ", "a_b%"):
        with connection.cursor() as cursor:
            cursor.execute("select vn_fold(%s)", [words])
            assert cursor.fetchone()[0] == fold(words)
    assert folded_pattern("") == ""


def test_pages_follow_by_the_last_id_and_lose_nothing(act_of: ActOf) -> None:
    made = [way.arrived(act_of).id for _ in range(5)]
    act = act_of("tuyet")
    seen: list[int] = []
    before = None
    while True:
        page = lists.page_for(act, lists.Wanted("incoming", before=before), limit=2)
        seen += page.ids
        if not page.more:
            break
        before = page.ids[-1]
    assert seen == sorted(made, reverse=True)


def test_the_overdue_tab_counts_from_the_clock_of_registration(act_of: ActOf) -> None:
    document = way.arrived(act_of)
    wanted = lists.Wanted("incoming", states=("arrived",), overdue=True)
    act = act_of("tuyet")
    assert lists.page_for(act, wanted).ids == []
    late = act.later(document.register_due_at)  # type: ignore[arg-type]
    assert lists.page_for(way.after(late, minutes=1), wanted).ids == [document.id]
    assert lists.counts(way.after(late, minutes=1), {"overdue": wanted}) == {"overdue": 1}


# How much it costs


def test_the_number_of_statements_does_not_grow_with_the_rows(
    act_of: ActOf, client_as: ClientAs
) -> None:
    client = client_as("tuyet")
    way.arrived(act_of)
    client.get(INCOMING)
    with cost() as few:
        client.get(INCOMING)
    for _ in range(6):
        way.arrived(act_of)
    with cost() as many:
        client.get(INCOMING)
    assert len(many.statements) == len(few.statements)
    assert len(many.statements) <= 18


# Unread


def test_a_line_is_unread_until_this_post_opens_the_document(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.arrived(act_of)
    client = client_as("tuyet")
    assert "row unread" in text(client.get(INCOMING))
    client.get(f"/van-phong/documents/{document.id}/")
    assert AccessNote.objects.filter(object_id=document.id, what="view").count() == 1
    assert "row unread" not in text(client.get(INCOMING))
    assert lists.unread(act_of("phuoc"), [document.id]) == {document.id}


# Registering several at once


def test_several_documents_are_registered_each_on_its_own(
    act_of: ActOf, client_as: ClientAs
) -> None:
    first, second = way.arrived(act_of), way.arrived(act_of)
    done_before = way.arrived(act_of)
    receiving.register(act_of("tuyet"), document_id=done_before.id)
    answer = client_as("tuyet").post(
        f"{INCOMING}registrations/", {"document": [first.id, second.id, done_before.id]}
    )
    page = text(answer)
    assert "Đã vào sổ 2 trên 3 văn bản" in page
    assert "Không thể vào sổ" in page
    for document in (first, second):
        document.refresh_from_db()
        assert document.state == State.REGISTERED
    assert first.arrival_number != second.arrival_number


def test_nothing_chosen_is_said_in_words(client_as: ClientAs) -> None:
    answer = client_as("tuyet").post(f"{INCOMING}registrations/", {})
    assert answer.status_code == 422
    assert "Chưa chọn văn bản nào" in text(answer)


def test_each_line_says_what_became_of_it(act_of: ActOf, client_as: ClientAs) -> None:
    """Done, refused, gone meanwhile, changed meanwhile: a row each, and never an error page."""
    mine = way.received(act_of, State.REGISTERED)
    ready, refused = way.arrived(act_of), way.received(act_of, State.ASSIGNED)
    foreign = way.sent(act_of, to=(way.COMMUNE,))
    asked = {"document": [ready.id, refused.id, way.copy_of(foreign, way.COMMUNE).id, 2**40]}
    answer = client_as("tuyet").post(f"{INCOMING}registrations/", asked)
    page = text(answer)
    assert answer.status_code == 200
    assert "Đã vào sổ 1 trên 4 văn bản" in page
    assert page.count("Không tìm thấy: văn bản đã chuyển nơi khác") == 2
    assert "Không thể vào sổ khi văn bản ở trạng thái" in page
    leader = str(way.position(f"{way.DISTRICT}/lanh-dao/chu-tich"))
    form = {"document": [mine.id, 2**40], "leader": leader}
    page = text(client_as("tuyet").post(f"{INCOMING}submissions/", form))
    assert "Đã trình 1 trên 2 văn bản" in page


def test_what_changes_between_reading_and_doing_is_told_in_its_row(act_of: ActOf) -> None:
    first, second = way.arrived(act_of), way.arrived(act_of)

    def step(document: Document) -> None:
        if document.id == first.id:
            Document.objects.get(id=0)  # what an action says of what it may not see any more
        raise IntegrityError

    outcomes = bulk.one_each(bulk.Chosen([first, second], []), step, "")
    assert [one.done for one in outcomes] == [None, None]
    assert outcomes[0].refusal.startswith("Không tìm thấy")
    assert outcomes[1].refusal.startswith("Người khác vừa thay đổi")


def test_an_outsiders_choice_registers_nothing(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.arrived(act_of)
    answer = client_as("loc").post(f"{INCOMING}registrations/", {"document": [document.id]})
    assert answer.status_code == 404
    document.refresh_from_db()
    assert document.state == State.ARRIVED
