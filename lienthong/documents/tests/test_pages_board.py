from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.test import Client

from lienthong.directory.models import AgencyVersion
from lienthong.documents.actions import assigning, drafting, issuing, manifesting, receiving
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Document
from lienthong.documents.pages.board import harmless
from lienthong.documents.queries import BoardFilter, BoardRow, board_counts, board_rows
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import cost, text
from lienthong.documents.tests.way import ActOf
from lienthong.kernel import jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.models import AccessNote

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
FILES = {"sha256": "5e" * 32, "size": 1000, "pages": 2, "letter": {"body": "Trả lời."}}


def board(document: Document) -> str:
    return f"/van-phong/documents/{document.id}/board/"


def rows(act: Act, document: Document, at: datetime, **chosen: object) -> list[BoardRow]:
    return board_rows(
        document.id,
        at=at,
        keys=act.keys(),
        chosen=BoardFilter(**chosen),  # type: ignore[arg-type]
    )


def registered(act_of: ActOf, document: Document) -> Document:
    """The district has entered the document in its register."""
    copy = way.copy_of(document)
    receiving.register(act_of("tuyet"), document_id=copy.id)
    jobs.drain()
    return copy


def answered(act_of: ActOf, document: Document, at: datetime) -> Document:
    """The district's reply has arrived at the province; returns the incoming copy there."""
    copy = registered(act_of, document)
    receiving.submit(act_of("tuyet"), document_id=copy.id)
    person = way.position(f"{way.DISTRICT}/vhtt/chuyen-vien")
    assigning.assign(
        act_of("phuoc"),
        document_id=copy.id,
        receivers=[Receiver("lead", position_id=person)],
        days=3,
    )
    act = act_of("dung").later(at)
    reply = drafting.draft(
        act,
        subject="Trả lời",
        body="Kết quả.",
        signer_id=way.position(f"{way.DISTRICT}/lanh-dao/chu-tich"),
        in_reply_to_id=copy.id,
    )
    drafting.choose_recipients(act, document_id=reply.id, agency_ids=[document.agency_id])
    Document.objects.filter(id=reply.id).update(state=State.SEALED, number=1, code="01/UBND-VHTT")
    manifesting.write(Document.objects.get(id=reply.id))
    from lienthong.documents.actions.common import share
    from lienthong.kernel.acts import KeyKind

    share(reply, [(KeyKind.DESK, reply.agency_id)], "signed")
    issuing.issue(act_of("tuyet").later(at), document_id=reply.id)
    jobs.drain()
    return Document.objects.incoming().get(in_reply_to_id=document.id)


# Rows and counts


@pytest.mark.appendix_vi("III.1.k", "III.1.o")
def test_a_board_follows_each_recipient(act_of: ActOf) -> None:
    act = act_of("lan")
    document = way.sent(act_of, to=(way.DISTRICT, way.COMMUNE))
    assert [row.status for row in rows(act, document, act.at)] == ["01", "01"]
    registered(act_of, document)
    district, commune = rows(act, document, act.at)
    assert (district.level, district.status, commune.status) == ("district", "03", "01")
    assert district.registered_at is not None
    assert "Trần Thị Bạch Tuyết" in district.status_by
    assert board_counts(document.id, at=act.at) == [
        {"level": "district", "sent": 1, "arrived": 1, "registered": 1, "assigned": 0,
         "answered": 0, "late": 0},
        {"level": "commune", "sent": 1, "arrived": 1, "registered": 0, "assigned": 0,
         "answered": 0, "late": 0},
    ]  # fmt: skip


def test_who_does_not_register_in_time_is_late(act_of: ActOf) -> None:
    act = act_of("lan")
    document = way.sent(act_of, to=(way.DISTRICT, way.COMMUNE))
    registered(act_of, document)
    later = act.at + timedelta(days=3)
    district, commune = rows(act, document, later)
    assert (district.late_register, commune.late_register) == (False, True)
    assert [level["late"] for level in board_counts(document.id, at=later)] == [0, 1]
    assert rows(act, document, later, late=True) == [commune]


def test_who_registers_late_stays_late(act_of: ActOf) -> None:
    document = way.sent(act_of)
    copy = way.copy_of(document)
    late = way.after(act_of("tuyet"), days=4)
    receiving.register(late, document_id=copy.id)
    jobs.drain()
    (row,) = rows(act_of("lan"), document, late.at)
    assert row.late_register


def test_a_reply_in_time_is_an_answer_and_a_late_one_is_late(act_of: ActOf) -> None:
    act = act_of("lan")
    due = act.at + timedelta(days=2)
    document = way.sent(act_of, reply_due_at=due)
    (row,) = rows(act, document, due + timedelta(minutes=1))
    assert (row.reply_id, row.late_answer) == (None, True)
    reply = answered(act_of, document, act.at + timedelta(days=1))
    (row,) = rows(act, document, due + timedelta(days=9))
    assert (row.reply_id, row.reply_code, row.late_answer) == (reply.id, "01/UBND-VHTT", False)
    assert row.reply_visible
    assert board_counts(document.id, at=due)[0]["answered"] == 1
    assert rows(act, document, due, unanswered=True) == []


def test_a_reply_after_the_deadline_stays_late(act_of: ActOf) -> None:
    act = act_of("lan")
    document = way.sent(act_of, reply_due_at=act.at + timedelta(days=1))
    answered(act_of, document, act.at + timedelta(days=2))
    (row,) = rows(act, document, act.at + timedelta(days=9))
    assert row.late_answer


def test_a_reply_is_linked_only_for_who_may_see_it(act_of: ActOf) -> None:
    document = way.sent(act_of)
    answered(act_of, document, act_of("lan").at)
    (row,) = rows(act_of("thu"), document, act_of("lan").at)
    assert row.reply_id is not None
    assert not row.reply_visible


def test_rows_are_filtered_by_level_state_and_words(act_of: ActOf) -> None:
    act = act_of("lan")
    document = way.sent(act_of, to=(way.DISTRICT, way.COMMUNE))
    assert [row.level for row in rows(act, document, act.at, level="commune")] == ["commune"]
    assert rows(act, document, act.at, status="06") == []
    found = rows(act, document, act.at, words="ke sach")
    assert [row.level for row in found] == ["district", "commune"], "a commune is named with it"
    assert len(rows(act, document, act.at, words="NHƠN MỸ")) == 1
    assert len(rows(act, document, act.at, words="uy ban nhan dan huyen")) == 1


def test_pages_of_a_board_follow_in_a_total_order(act_of: ActOf) -> None:
    act = act_of("lan")
    document = way.sent(act_of, groups=("tat-ca-huyen",), to=())
    every = [row.agency_id for row in rows(act, document, act.at)]
    seen: list[int] = []
    after = None
    while True:
        page = board_rows(
            document.id, at=act.at, keys=act.keys(), chosen=BoardFilter(after=after), limit=4
        )
        if not page:
            break
        seen += [row.agency_id for row in page]
        last = page[-1]
        after = (last.level_rank, last.agency_name, last.agency_id)
    assert seen == every
    assert len(set(seen)) == 11


def test_nothing_is_counted_before_a_document_is_issued(act_of: ActOf) -> None:
    document = way.brought_to(act_of, State.SEALED)
    assert board_counts(document.id, at=act_of("lan").at) == []
    assert rows(act_of("lan"), document, act_of("lan").at) == []


# The page


def test_the_title_is_the_finding(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.sent(
        act_of, groups=("tat-ca-huyen",), to=(), reply_due_at=act_of("lan").at + timedelta(days=2)
    )
    answered(act_of, document, act_of("lan").at)
    page = text(client_as("lan").get(board(document)))
    assert "1 trên 11 nơi nhận đã trả lời" in page
    assert "every 5s" in page
    assert "01/UBND-VHTT" in page


def test_a_filter_keeps_its_own_address_for_the_refresh(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.sent(act_of, groups=("tat-ca-huyen",), to=())
    page = text(client_as("lan").get(board(document), {"q": "ke sach", "level": "district"}))
    assert "UBND huyện Kế Sách" in page
    assert "UBND huyện Mỹ Xuyên" not in page
    assert 'hx-get="/van-phong/documents/' in page
    assert "q=ke+sach" in page


def test_the_refresh_brings_the_board_and_the_finding_alone(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.sent(act_of, groups=("tat-ca-huyen",), to=())
    client = client_as("lan")
    with cost() as whole:
        client.get(board(document))
    with cost() as part:
        answer = client.get(board(document), headers={"HX-Request": "true", "HX-Target": "board"})
    page = text(answer)
    assert '<h1 id="finding">' in page
    assert 'id="board"' in page
    assert "topbar" not in page
    assert len(part.statements) < len(whole.statements)


def test_an_outsider_and_a_draft_have_no_board(act_of: ActOf, client_as: ClientAs) -> None:
    issued = way.sent(act_of)
    for part in ("board/", "board.xlsx", "board.csv"):
        address = f"/van-phong/documents/{issued.id}/{part}"
        assert client_as("loc").get(address).status_code == 404
        assert client_as("tuyet").get(address).status_code == 404
    draft = way.brought_to(act_of, State.SEALED)
    assert client_as("lan").get(board(draft)).status_code == 404
    copy = way.copy_of(issued)
    assert client_as("tuyet").get(board(copy)).status_code == 404


def test_a_board_costs_the_same_for_one_and_for_many(act_of: ActOf, client_as: ClientAs) -> None:
    client = client_as("lan")
    one = way.sent(act_of)
    many = way.sent(act_of, groups=("tat-ca-huyen", "tat-ca-xa"), to=())
    client.get(board(one))
    with cost() as little:
        client.get(board(one))
    with cost() as much:
        client.get(board(many))
    assert len(much.statements) == len(little.statements)
    assert len(much.statements) <= 20


# Exports


def test_the_workbook_holds_plain_text_only(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.sent(act_of, to=(way.DISTRICT, way.COMMUNE))
    district = way.agency(way.DISTRICT)
    AgencyVersion.objects.filter(agency_id=district).update(short_name="=cmd|' /C calc'!A0")
    answer = client_as("lan").get(f"/van-phong/documents/{document.id}/board.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]  # type: ignore[union-attr]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=cmd|' /C calc'!A0" in {cell.value for cell in cells}
    assert AccessNote.objects.filter(object_id=document.id, what="export").count() == 1


def test_the_csv_disarms_what_begins_like_a_formula(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.sent(act_of)
    AgencyVersion.objects.filter(agency_id=way.agency(way.DISTRICT)).update(short_name="@SUM(1)")
    answer = client_as("lan").get(f"/van-phong/documents/{document.id}/board.csv?level=district")
    body = answer.content.decode().removeprefix("\ufeff")
    found = list(csv.reader(io.StringIO(body)))
    assert found[0][:2] == ["Cấp", "Cơ quan"]
    assert found[1][1] == "'@SUM(1)"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_every_sign_that_starts_a_formula_is_disarmed(sign: str) -> None:
    assert harmless(f"{sign}1") == f"'{sign}1"


def test_ordinary_words_are_left_alone() -> None:
    assert harmless("UBND huyện Kế Sách") == "UBND huyện Kế Sách"
