"""What a document is found by, by whom, from draft to directive."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lienthong.documents import tasks
from lienthong.documents.actions import amending, assigning, attaching, drafting, paper, receiving
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Document
from lienthong.documents.queries import searching
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.test_paper import LETTER
from lienthong.kernel import jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import stage
from lienthong.kernel.models import FileText, SearchHolding, SearchText
from lienthong.kernel.search import finding, question

pytestmark = pytest.mark.django_db
ActOf = Callable[..., Act]


def found(act: Act, typed: str, **more: object) -> list[int]:
    """The ids this person finds."""
    wanted = finding.Wanted(act.agency_id or 0, question.read(typed))
    return [hit.object_id for hit in finding.find(wanted, searching.rights(act)).hits]


def test_a_draft_is_found_by_its_people_at_once_and_by_nobody_else(act_of: ActOf) -> None:
    made = way.drafted(act_of, subject="Về việc rà soát hạ tầng số", body="Kính gửi các huyện.")
    for typed in ("ra soat", "hạ tầng số", '"các huyện"', "UBND"):
        assert found(act_of("thu"), typed) == [made.id], typed
    assert found(act_of("thu"), act_of("thu").by_name) == [made.id]
    assert found(act_of("son"), "rà soát") == [made.id]
    for who in ("lan", "minh", "tuyet", "loc"):
        assert found(act_of(who), "rà soát") == [], who
    drafting.revise(act_of("thu"), document_id=made.id, subject="Về việc đất đai", body="Khác.")
    assert found(act_of("thu"), "hạ tầng") == []
    assert found(act_of("thu"), "dat dai") == [made.id]


def test_a_number_is_found_once_it_is_taken(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.SIGNED)
    for typed in (made.code, str(made.number), made.code.lower().replace("/", " ")):
        assert found(act_of("lan"), typed) == [made.id], typed


def test_an_arrived_copy_is_found_at_once_by_the_desk_of_its_agency(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.ISSUED, subject="Hạn mặn", body="Trữ nước ngọt.")
    jobs.drain()
    copy = way.copy_of(made)
    for typed in ("hạn mặn", made.code, "tru nuoc ngot", "Ủy ban nhân dân tỉnh"):
        assert found(act_of("tuyet"), typed) == [copy.id], typed
    assert found(act_of("dung"), "hạn mặn") == []
    assert found(act_of("loc"), "hạn mặn") == []
    assert found(act_of("lan"), "hạn mặn") == [made.id]
    assert found(act_of("tuyet"), act_of("thu").by_name) == [], "who drafted it is not theirs"


def test_a_fan_out_is_one_text_and_few_statements(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.ISSUED, groups=("tat-ca-huyen",), to=())
    before = SearchText.objects.count()
    with CaptureQueriesContext(connection) as asked:
        jobs.drain()
    arrived = Document.objects.incoming().filter(packet_id=made.packet_id)
    assert arrived.count() > 5
    assert SearchText.objects.count() == before + 1
    texts = [str(one["sql"]) for one in asked if "kernel_search" in str(one["sql"])]
    assert len(texts) == 2, "heading on receiving, the body by the job"


def test_arrival_number_and_directive_are_found_by_the_agency_only(act_of: ActOf) -> None:
    made = way.received(act_of, State.SUBMITTED)
    receiver = act_of("dung")
    assigning.assign(
        act_of("phuoc"),
        document_id=made.id,
        receivers=[Receiver("lead", position_id=receiver.position_id)],
        directive="Khẩn trương khảo sát kênh rạch",
    )
    made.refresh_from_db()
    for typed in (f"số đến {made.arrival_number}", "khao sat kenh rach", receiver.by_name):
        assert found(act_of("tuyet"), typed) == [made.id], typed
        assert found(receiver, typed) == [made.id], typed
        assert found(act_of("lan"), typed) == [], typed


def test_a_file_that_has_no_text_says_why(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    way.with_file(act_of, made.id)
    jobs.drain()
    (read,) = FileText.objects.all()
    assert "PDF, DOCX" in read.reason


@pytest.mark.appendix_vi("III.6.d")
def test_the_words_of_an_attached_file_are_found_also_when_read_twice(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    document = docx.Document()
    document.add_paragraph("Danh sách trạm bơm")
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    attaching.attach(act_of("thu"), document_id=made.id, staged=[stage(out, "danh-sach.docx")])
    assert found(act_of("thu"), "trạm bơm") == []
    tasks.read_files(documents=str(made.id))
    tasks.read_files(documents=str(made.id))
    assert found(act_of("thu"), '"tram bom"') == [made.id]
    assert SearchText.objects.get().folded.count("tram bom") == 1
    assert found(act_of("lan"), "trạm bơm") == []


def test_registering_finds_again_what_was_put_back(act_of: ActOf) -> None:
    made = way.received(act_of, State.ARRIVED)
    receiving.register(act_of("tuyet"), document_id=made.id)
    (hit,) = finding.find(
        finding.Wanted(act_of("tuyet").agency_id or 0, question.read(made.subject)),
        searching.rights(act_of("tuyet")),
    ).hits
    assert (hit.object_id, len(hit.texts)) == (made.id, 2)


def test_states_narrow_what_is_found(act_of: ActOf) -> None:
    made = way.received(act_of, State.ARRIVED)
    tuyet = act_of("tuyet")
    wanted = finding.Wanted(tuyet.agency_id or 0)
    for states, expected in ((["arrived"], [made.id]), (["resolved"], [])):
        page = finding.find(wanted, searching.rights(tuyet, states))
        assert [hit.object_id for hit in page.hits] == expected


def test_what_is_found_is_shown_only_to_whom_may_see_it(act_of: ActOf) -> None:
    made = way.drafted(act_of)
    assert set(searching.found(act_of("thu"), [made.id])) == {made.id}
    assert searching.found(act_of("loc"), [made.id]) == {}


def test_an_agency_that_gave_a_recalled_copy_back_finds_its_words_no_longer(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.ISSUED, subject="Hạn mặn", body="Trữ nước ngọt.")
    jobs.drain()
    copy = way.copy_of(made)
    amending.recall(act_of("lan"), document_id=made.id, reason="Ban hành nhầm.")
    jobs.drain()
    assert found(act_of("tuyet"), "nước ngọt") == [copy.id]
    amending.agree_recall(act_of("tuyet"), document_id=copy.id)
    assert found(act_of("tuyet"), "hạn mặn") == []
    assert found(act_of("tuyet"), "nước ngọt") == []
    assert found(act_of("tuyet"), "thu hồi") == [copy.id]


def test_what_came_on_paper_is_found_once_it_is_entered(act_of: ActOf) -> None:
    made = paper.register_paper(act_of("tuyet"), paper=LETTER)
    for typed in (LETTER.subject, f"số đến {made.arrival_number}"):
        assert made.id in found(act_of("tuyet"), typed), typed
        assert found(act_of("loc"), typed) == []


def test_the_index_made_anew_finds_the_same(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.ISSUED, subject="Hạn mặn", body="Trữ nước ngọt.")
    jobs.drain()
    copy = way.copy_of(made)
    receiving.register(act_of("tuyet"), document_id=copy.id)
    jobs.drain()

    def state() -> list[object]:
        return list(
            SearchText.objects.order_by("key").values_list(
                "key", "title", "body", "day", "files", "head", "exact", "folded", "words"
            )
        ) + list(
            SearchHolding.objects.order_by("object_id", "agency_id").values_list(
                "agency_id", "object_type", "object_id"
            )
        )

    before = state()
    SearchText.objects.filter(key=searching.packet_key(made.packet_id or 0)).update(title="cũ")
    SearchHolding.objects.filter(object_id=copy.id).delete()
    assert found(act_of("tuyet"), "nước ngọt") == []
    call_command("search", "rebuild", stdout=io.StringIO())
    jobs.drain()
    assert state() == before
    assert found(act_of("tuyet"), "nước ngọt") == [copy.id]
