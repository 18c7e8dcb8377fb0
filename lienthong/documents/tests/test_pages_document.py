from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client

from lienthong.documents.actions import assigning, checking
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import cost, text
from lienthong.documents.tests.way import ActOf
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.models import AccessNote

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]


def url(document: Document, *parts: str) -> str:
    return "/".join(["/van-phong/documents", str(document.id), *parts]) + "/"


def steps(answer: object) -> list[str]:
    """The words on the action bar's buttons, in order."""
    bar = re.search(r'<div class="bar".*?</div>', text(answer), re.DOTALL)
    assert bar is not None
    found = re.findall(r'class="btn[^"]*"[^>]*>(?:<svg.*?</svg>)?<span>([^<]+)</span>', bar[0])
    return [words.strip() for words in found]


# Buttons: exactly what the rules allow this post


@pytest.mark.parametrize(
    ("state", "who", "expected"),
    [
        (State.ARRIVED, "tuyet", ["Vào sổ", "Trả lại nơi gửi"]),
        (State.ARRIVED, "phuoc", []),
        (State.REGISTERED, "tuyet", ["Trình lãnh đạo", "Sao văn bản"]),
        (State.REGISTERED, "phuoc", ["Phân công"]),
        (State.SUBMITTED, "phuoc", ["Phân công", "Chuyển lãnh đạo khác"]),
        (State.SUBMITTED, "tuyet", ["Sao văn bản"]),
        (State.ASSIGNED, "dung", ["Bắt đầu xử lý", "Soạn trả lời"]),
        (State.ASSIGNED, "phuoc", ["Phân công lại", "Soạn trả lời"]),
        (State.IN_PROGRESS, "dung", ["Soạn trả lời", "Kết thúc xử lý"]),
        (State.RESOLVED, "dung", []),
        (State.RETURNED, "tuyet", []),
    ],
)
def test_an_incoming_document_offers_the_steps_of_this_post(
    act_of: ActOf, client_as: ClientAs, state: State, who: str, expected: list[str]
) -> None:
    document = way.received(act_of, state)
    assert steps(client_as(who).get(url(document))) == expected


@pytest.mark.parametrize(
    ("state", "who", "expected"),
    [
        (State.DRAFTING, "thu", ["Trình kiểm tra", "Sửa dự thảo", "Đổi người ký"]),
        (State.CONTENT_CHECKED, "yen", ["Đồng ý thể thức", "Trả lại dự thảo"]),
        (State.CONTENT_CHECKED, "thu", ["Đổi người ký"]),
        (State.FORMAT_CHECKED, "minh", ["Ký số", "Trả lại dự thảo"]),
        (State.FORMAT_CHECKED, "son", ["Đổi người ký", "Trả lại dự thảo"]),
        (State.APPROVED, "minh", []),
        (State.SIGNED, "lan", ["Đóng dấu"]),
        (State.SEALED, "lan", ["Phát hành"]),
        (
            State.ISSUED,
            "lan",
            ["Theo dõi nơi nhận", "Thay thế", "Đính chính", "Thu hồi", "Sao văn bản"],
        ),
    ],
)
def test_an_outgoing_document_offers_the_steps_of_this_post(
    act_of: ActOf, client_as: ClientAs, state: State, who: str, expected: list[str]
) -> None:
    document = way.brought_to(act_of, state)
    assert steps(client_as(who).get(url(document))) == expected


def test_a_submitted_draft_waits_for_its_check(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.drafted(act_of)
    client_as("thu").post(url(document, "check-request"))
    assert steps(client_as("thu").get(url(document))) == ["Sửa dự thảo", "Đổi người ký"]
    assert steps(client_as("son").get(url(document))) == [
        "Đồng ý nội dung",
        "Sửa dự thảo",
        "Đổi người ký",
        "Trả lại dự thảo",
    ]


# Steps through HTTP


def test_a_document_is_registered_and_the_clerk_sees_its_number(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.arrived(act_of)
    answer = client_as("tuyet").post(url(document, "registration"), follow=True)
    document.refresh_from_db()
    assert document.state == State.REGISTERED
    assert f"Đã vào sổ, số đến {document.arrival_number}." in text(answer)


def test_a_step_goes_back_to_the_list_it_was_taken_from(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.arrived(act_of)
    answer = client_as("tuyet").post(
        f"{url(document, 'registration')}?list=incoming&tab=all&q=kiem"
    )
    assert answer["Location"] == f"{url(document)}?list=incoming&tab=all&q=kiem"


@pytest.mark.parametrize(
    "case",
    [
        (State.ASSIGNED, "dung", "start", State.IN_PROGRESS),
        (State.IN_PROGRESS, "dung", "resolution", State.RESOLVED),
    ],
)
def test_the_lead_starts_and_ends_the_work(
    act_of: ActOf, client_as: ClientAs, case: tuple[State, str, str, State]
) -> None:
    state, who, resource, reached = case
    document = way.received(act_of, state)
    assert client_as(who).post(url(document, resource)).status_code == 302
    document.refresh_from_db()
    assert document.state == reached


@pytest.mark.parametrize(
    "case",
    [
        (State.CONTENT_CHECKED, "yen", ("checks", "format"), State.FORMAT_CHECKED),
        (State.FORMAT_CHECKED, "minh", ("approval",), State.APPROVED),
        (State.SEALED, "lan", ("issue",), State.ISSUED),
    ],
)
def test_a_draft_goes_on_step_by_step(
    act_of: ActOf, client_as: ClientAs, case: tuple[State, str, tuple[str, ...], State]
) -> None:
    state, who, resource, reached = case
    document = way.brought_to(act_of, state)
    assert client_as(who).post(url(document, *resource)).status_code == 302
    document.refresh_from_db()
    assert document.state == reached


def test_content_is_checked_by_the_head_of_the_drafting_unit(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.drafted(act_of)
    client_as("thu").post(url(document, "check-request"))
    assert client_as("son").post(url(document, "checks", "content")).status_code == 302
    document.refresh_from_db()
    assert document.state == State.CONTENT_CHECKED


@pytest.mark.parametrize(
    ("state", "who", "resource"),
    [
        (State.SUBMITTED, "phuoc", "registration"),
        (State.SUBMITTED, "tuyet", "assignments"),
        (State.ARRIVED, "tuyet", "submission"),
        (State.SUBMITTED, "tuyet", "returns"),
        (State.SUBMITTED, "phuoc", "start"),
        (State.SUBMITTED, "phuoc", "resolution"),
    ],
)
def test_a_step_that_may_not_be_taken_is_refused_in_words(
    act_of: ActOf, client_as: ClientAs, state: State, who: str, resource: str
) -> None:
    document = way.received(act_of, state)
    answer = client_as(who).post(url(document, resource))
    assert answer.status_code == 422
    assert "Chưa làm được việc này" in text(answer)
    document.refresh_from_db()
    assert document.state == state


@pytest.mark.parametrize("resource", ["registration", "start", "resolution", "approval", "seal"])
def test_a_step_is_never_taken_by_looking(
    act_of: ActOf, client_as: ClientAs, resource: str
) -> None:
    document = way.arrived(act_of)
    assert client_as("tuyet").get(url(document, resource)).status_code == 405


# Steps that ask first


def test_going_back_needs_a_reason_and_keeps_what_was_typed(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.arrived(act_of)
    client = client_as("tuyet")
    assert "viết lý do khác" in text(client.get(url(document, "returns")))
    empty = client.post(url(document, "returns"), {"reason": ""})
    assert empty.status_code == 422
    assert "Chọn một câu mẫu hoặc nhập lý do." in text(empty)
    long = client.post(url(document, "returns"), {"reason": "x" * 1001})
    assert long.status_code == 422
    assert "x" * 1001 in text(long)
    done = client.post(url(document, "returns"), {"reason": "Gửi nhầm nơi nhận."})
    assert done.status_code == 302
    document.refresh_from_db()
    assert document.state == State.RETURNED


def test_a_draft_goes_back_with_its_reason_in_sight(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.brought_to(act_of, State.FORMAT_CHECKED)
    reason = "Thiếu số điện thoại liên hệ."
    client_as("minh").post(url(document, "draft-returns"), {"reason": reason})
    document.refresh_from_db()
    assert document.state == State.DRAFTING
    page = text(client_as("thu").get(url(document)))
    assert reason in page
    assert "trả lại dự thảo" in page


def test_the_clerk_chooses_the_leader(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.received(act_of, State.REGISTERED)
    client = client_as("tuyet")
    deputy = way.position(f"{way.DISTRICT}/lanh-dao/pho-chu-tich-vx")
    assert f'value="{deputy}"' in text(client.get(url(document, "submission")))
    assert client.post(url(document, "submission"), {"leader": "0"}).status_code == 422
    assert client.post(url(document, "submission"), {"leader": deputy}).status_code == 302
    document.refresh_from_db()
    assert document.state == State.SUBMITTED
    assert way.last_event(document, "documents.submitted").data["title"] == "Phó Chủ tịch"


def test_a_leader_hands_out_lead_support_and_information(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.received(act_of, State.SUBMITTED)
    client = client_as("phuoc")
    assert "Chủ trì" in text(client.get(url(document, "assignments")))
    person = way.position(f"{way.DISTRICT}/vhtt/chuyen-vien")
    answer = client.post(
        url(document, "assignments"),
        {
            "lead": f"position:{person}",
            "support": [f"unit:{way.unit(f'{way.DISTRICT}/nv')}"],
            "information": [f"unit:{way.unit(f'{way.DISTRICT}/vp')}"],
            "directive": "Tổng hợp số liệu, trình trước thứ Sáu.",
            "days": "2",
        },
        follow=True,
    )
    page = text(answer)
    assert "chủ trì." in page
    assert "Tổng hợp số liệu, trình trước thứ Sáu." in page
    roles = document.assignments.order_by("id").values_list("role", flat=True)
    assert list(roles) == ["lead", "support", "for_information"]


def test_issuing_is_asked_once_more_with_the_number_of_recipients(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.brought_to(act_of, State.SEALED)
    assert "Phát hành đến 1 nơi nhận" in text(client_as("lan").get(url(document, "issue")))


# What the page tells


@pytest.mark.appendix_vi("III.7.b")
def test_the_page_tells_facts_flow_and_directive(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.received(act_of, State.SUBMITTED, subject="Về việc kiểm tra đê điều")
    assigning.assign(
        act_of("phuoc"),
        document_id=document.id,
        receivers=[Receiver("lead", position_id=way.position(f"{way.DISTRICT}/vhtt/chuyen-vien"))],
        directive="Kiểm tra trước mùa mưa.",
        days=3,
    )
    page = text(client_as("dung").get(url(document)))
    for words in (
        "Về việc kiểm tra đê điều",
        "12/UBND-TH",
        "Kiểm tra trước mùa mưa.",
        "Ý kiến chỉ đạo của Chủ tịch",
        "Luồng xử lý",
        "Bắt đầu xử lý",
        "Nhật ký và bằng chứng",
    ):
        assert words in page


def test_htmx_gets_the_document_without_the_list(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.arrived(act_of)
    answer = client_as("tuyet").get(
        url(document), headers={"HX-Request": "true", "HX-Target": "doc"}
    )
    page = text(answer)
    assert page.lstrip().startswith("<title>")
    assert 'id="doc"' in page
    assert 'id="rows"' not in page


def test_while_a_job_is_at_work_the_page_asks_again_and_then_is_renewed(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.brought_to(act_of, State.APPROVED)
    client = client_as("minh")
    assert "every 2s" in text(client.get(url(document)))
    assert "đang cấp số" in text(client.get(url(document, "state")))
    signed = way.brought_to(act_of, State.SIGNED)
    assert client.get(url(signed, "state"))["HX-Refresh"] == "true"
    client_as("lan").post(url(signed, "seal"))
    assert "ký số của cơ quan" in text(client_as("lan").get(url(signed)))


def test_the_signer_is_told_what_comes_with_the_signature(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.brought_to(act_of, State.FORMAT_CHECKED)
    assert "Văn bản chờ bạn ký" in text(client_as("minh").get(url(document)))
    assert "Văn bản chờ bạn ký" not in text(client_as("son").get(url(document)))


def test_a_document_costs_a_fixed_number_of_statements(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.received(act_of, State.SUBMITTED)
    client = client_as("phuoc")
    client.get(url(document))
    with cost() as first:
        client.get(url(document))
    for _ in range(5):
        way.received(act_of, State.SUBMITTED)
    with cost() as second:
        client.get(url(document))
    assert len(second.statements) == len(first.statements)
    assert len(second.statements) <= 30


# Who may see


RESOURCES = (
    (), ("state",), ("trail",), ("versions",), ("board",), ("returns",), ("submission",),
    ("assignments",), ("draft",), ("draft-returns",), ("issue",),
)  # fmt: skip


@pytest.mark.parametrize("who", ["loc", "nga", "khanh"])
@pytest.mark.parametrize("resource", RESOURCES)
def test_an_outsider_finds_nothing_there(
    act_of: ActOf, client_as: ClientAs, who: str, resource: tuple[str, ...]
) -> None:
    document = way.brought_to(act_of, State.FORMAT_CHECKED)
    answer = client_as(who).get(url(document, *resource))
    assert answer.status_code == 404
    assert AccessNote.objects.count() == 0


def test_nobody_signed_in_is_sent_to_sign_in(act_of: ActOf) -> None:
    document = way.arrived(act_of)
    answer = Client().get(url(document))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/")


# Notes of who looked


@pytest.mark.appendix_vi("III.6.a", "III.6.l")
def test_opening_is_noted_once_a_look_and_polling_is_not(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.brought_to(act_of, State.APPROVED)
    client = client_as("minh")
    client.get(url(document))
    client.get(url(document, "state"))
    client.get(url(document, "trail"))
    note = AccessNote.objects.get()
    assert (note.what, note.object_id, note.by_name) == ("view", document.id, "Thạch Quang Minh")


# Pages and files


def kept(pdf: bytes) -> tuple[str, int]:
    with store().receive(io.BytesIO(pdf), len(pdf)) as written:
        store().place(written)
        return written.sha256, written.size


def test_a_draft_is_seen_as_it_would_be_laid_out(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.drafted(act_of)
    client = client_as("thu")
    found = re.search(r'src="([^"]+pages/1\.png\?v=[0-9a-f]{16})"', text(client.get(url(document))))
    assert found is not None
    picture = client.get(found[1])
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert picture["Cache-Control"] == "private, max-age=31536000, immutable"
    again = client.get(found[1], headers={"If-None-Match": picture["ETag"]})
    assert again.status_code == 304
    assert client.get(url(document, "pages").removesuffix("/") + "/9.png").status_code == 404
    outside = client_as("loc").get(found[1])
    assert outside.status_code == 404


@pytest.mark.appendix_vi("III.6.i", "III.5.đ")
def test_the_signed_file_is_given_byte_for_byte_and_noted(
    act_of: ActOf, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lienthong.documents import letters, previews

    draft = way.drafted(act_of)
    laid = previews.of_draft(
        letters.template_of(draft), letters.letter_of(draft, act_of("thu").at.date())
    )
    sha256, size = kept(laid.pdf)
    monkeypatch.setitem(way.FILE, "sha256", sha256)
    monkeypatch.setitem(way.FILE, "size", size)
    document = way.sent(act_of)
    copy = way.copy_of(document)
    client = client_as("tuyet")
    file = f"/van-phong/documents/{copy.id}/file.pdf"
    answer = client.get(file)
    assert b"".join(answer.streaming_content) == laid.pdf  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    printed = client.get(f"{file}?print=1")
    assert "attachment" not in printed["Content-Disposition"]
    assert b"".join(printed.streaming_content) == laid.pdf  # type: ignore[attr-defined]
    assert client.get(url(copy, "pages").removesuffix("/") + "/1.png").status_code == 200
    whats = AccessNote.objects.order_by("id").values_list("what", flat=True)
    assert list(whats) == ["download", "print"]
    assert client_as("loc").get(file).status_code == 404


def test_a_file_that_is_lost_is_said_in_words(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.brought_to(act_of, State.SIGNED)
    for part in ("file.pdf", "pages/1.png"):
        answer = client_as("lan").get(f"/van-phong/documents/{document.id}/{part}")
        assert answer.status_code == 422
        assert "Không tìm thấy tệp trên máy chủ" in text(answer)


def test_there_is_no_file_before_a_signature(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.drafted(act_of)
    assert client_as("thu").get(f"/van-phong/documents/{document.id}/file.pdf").status_code == 404


# Trouble that is told


def test_a_draft_sent_back_begins_its_flow_again(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.brought_to(act_of, State.FORMAT_CHECKED)
    checking.return_draft(act_of("minh"), document_id=document.id, reason="Sai thể thức.")
    page = text(client_as("thu").get(url(document)))
    flow = page[page.index("Luồng xử lý") :]
    assert 'aria-current="step"' in flow
    assert flow.index("Trình kiểm tra") > flow.index("Soạn dự thảo")
    assert "Kim Hải Yến" not in flow
