from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lienthong.documents.models import Document, Version
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.kernel import clock
from lienthong.kernel.attachments.actions import store

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
NEW = "/van-phong/documents/new/"


def typed(**changes: Any) -> dict[str, Any]:
    """A whole form, as a drafter fills it."""
    return {
        "document_type": "",
        "subject": "Về việc chuẩn bị hội nghị trực tuyến",
        "body": "Đề nghị các cơ quan chuẩn bị:\n1. Cử người phụ trách đường truyền.",
        "urgency": "1",
        "secrecy": "none",
        "signer": str(way.position(way.SIGNER)),
        "reply_days": "",
        "reply_on_0": "",
        "reply_on_1": "",
        "reply_on_2": "",
        "codes": "",
        **changes,
    }


def made() -> Document:
    return Document.objects.outgoing().latest("id")


def recipients(document: Document) -> list[tuple[str, int]]:
    return sorted(document.recipients.values_list("group", "agency_id"))


# A new document


@pytest.mark.appendix_vi("III.1.a")
def test_a_draft_is_kept_with_its_recipients(act_of: ActOf, client_as: ClientAs) -> None:
    client = client_as("thu")
    party = way.agency("dang.huyen-ke-sach")
    answer = client.post(
        NEW, typed(groups=["tat-ca-huyen"], agencies=[str(party)], reply_days="3"), follow=True
    )
    assert "Đã lưu dự thảo." in text(answer)
    document = made()
    assert (document.state, document.urgency) == (State.DRAFTING, 1)
    assert document.reply_due_at is not None
    named = recipients(document)
    assert ("", party) in named
    assert sum(group == "tat-ca-huyen" for group, _agency in named) == 11
    assert Version.objects.get(document=document).made_by == act_of("thu").by_name


def test_recipients_are_found_by_their_codes(client_as: ClientAs) -> None:
    from lienthong.directory.models import AgencyVersion

    key = AgencyVersion.objects.filter(agency__key=way.DISTRICT).values_list("code_2020", flat=True)
    client_as("thu").post(NEW, typed(codes=f" {key[0]} ,{key[0]}\n"))
    assert recipients(made()) == [("", way.agency(way.DISTRICT))]


def test_party_agencies_belong_to_no_group(client_as: ClientAs) -> None:
    client_as("thu").post(NEW, typed(groups=["tat-ca-huyen", "tat-ca-xa", "so-ban-nganh"]))
    branches = made().recipients.values_list("agency_id", flat=True)
    from lienthong.directory.models import Agency

    kinds = set(Agency.objects.filter(id__in=list(branches)).values_list("branch", flat=True))
    assert kinds == {"state"}
    assert len(branches) > 120


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject": ""}, "Nhập trích yếu."),
        ({"subject": "x" * 501}, "Trích yếu dài quá 500 ký tự."),
        ({"body": ""}, "Nhập nội dung văn bản."),
        ({"secrecy": "secret"}, "Luật Bảo vệ bí mật nhà nước 29/2018/QH14"),
        ({"secrecy": "most_secret"}, "Luật Bảo vệ bí mật nhà nước 29/2018/QH14"),
        ({"signer": "0"}, "Chọn lại người ký."),
        ({"codes": "H99.99"}, "Không có cơ quan nào mang mã H99.99."),
        ({"reply_days": "nhiều"}, "Nhập số ngày bằng chữ số, ví dụ 5."),
        ({"reply_days": "0"}, "Hạn ít nhất 1 ngày làm việc."),
        ({"reply_on_0": "31", "reply_on_1": "2", "reply_on_2": "2023"}, "Ngày này không có"),
        ({"reply_on_0": "1", "reply_on_1": "2", "reply_on_2": "2020"}, "phải sau hôm nay"),
        ({"reply_on_0": "31", "reply_on_1": "12", "reply_on_2": "9999"}, "trong vòng hai năm"),
    ],
)
def test_what_is_wrong_is_said_twice_and_nothing_typed_is_lost(
    client_as: ClientAs, changes: dict[str, str], words: str
) -> None:
    before = Document.objects.count()
    answer = client_as("thu").post(NEW, typed(**changes, groups=["tat-ca-xa"]))
    page = text(answer)
    assert answer.status_code == 422
    assert re.search(r"<title>\s*Lỗi: ", page)
    assert page.count(words) == 2  # in the summary, and beside the field
    assert "1. Cử người phụ trách đường truyền." in page or changes.get("body") == ""
    assert 'value="tat-ca-xa" checked' in page
    assert Document.objects.count() == before


def test_only_one_way_of_saying_the_deadline(client_as: ClientAs) -> None:
    answer = client_as("thu").post(
        NEW, typed(reply_days="3", reply_on_0="28", reply_on_1="11", reply_on_2="2030")
    )
    assert answer.status_code == 422
    assert "Chỉ đặt một cách" in text(answer)


def test_a_date_ends_with_the_office(client_as: ClientAs) -> None:
    client_as("thu").post(NEW, typed(reply_on_0="6", reply_on_1="12", reply_on_2="2022"))
    due = made().reply_due_at
    assert due is not None
    assert f"{clock.local(due):%d/%m/%Y %H:%M}" == "06/12/2022 17:00"


def test_a_post_without_the_right_is_told_so(client_as: ClientAs) -> None:
    answer = client_as("mai").get(NEW)
    assert answer.status_code == 422
    assert "Công chức được giao việc soạn dự thảo" in text(answer)


# The page before it is kept


def test_the_page_is_shown_before_anything_is_kept(client_as: ClientAs) -> None:
    before = Document.objects.count()
    answer = client_as("thu").post(f"{NEW}preview/", typed(groups=["tat-ca-huyen"]))
    page = text(answer)
    assert "data:image/png;base64," in page
    assert "1 trang, chưa lưu" in page
    assert Document.objects.count() == before


def test_without_script_the_preview_stands_in_the_form(client_as: ClientAs) -> None:
    answer = client_as("thu").post(NEW, typed(preview="1", subject=""))
    page = text(answer)
    assert answer.status_code == 200
    assert "data:image/png;base64," in page
    assert "1. Cử người phụ trách đường truyền." in page


def test_a_sign_no_font_can_show_is_said_in_words(client_as: ClientAs) -> None:
    answer = client_as("thu").post(f"{NEW}preview/", typed(body="Ký tự lạ \U0001f600"))
    assert "Chưa dàn được trang" in text(answer)


# A reply


def test_a_reply_begins_with_what_it_answers(act_of: ActOf, client_as: ClientAs) -> None:
    copy = way.received(act_of, State.IN_PROGRESS, subject="Về việc kiểm tra đê điều")
    client = client_as("dung")
    page = text(client.get(f"{NEW}?reply_to={copy.id}"))
    assert "về việc kiểm tra đê điều, Ủy ban nhân dân huyện Kế Sách báo cáo như sau:" in page
    assert f'name="agencies" value="{copy.issuer_id}" checked' in page
    signer = str(way.position(f"{way.DISTRICT}/lanh-dao/chu-tich"))
    client.post(f"{NEW}?reply_to={copy.id}", typed(signer=signer, agencies=[str(copy.issuer_id)]))
    reply = made()
    assert reply.in_reply_to_id == copy.id
    assert recipients(reply) == [("", copy.issuer_id)]
    assert "Văn bản trả lời" in text(client.get(f"/van-phong/documents/{copy.id}/"))


def test_nobody_replies_to_what_he_may_not_see(act_of: ActOf, client_as: ClientAs) -> None:
    copy = way.received(act_of, State.IN_PROGRESS)
    assert client_as("nga").get(f"{NEW}?reply_to={copy.id}").status_code == 404
    assert client_as("nga").post(f"{NEW}?reply_to={copy.id}", typed()).status_code == 404


# A draft that is kept


def test_each_saving_is_a_version_and_the_earlier_ones_stay(
    act_of: ActOf, client_as: ClientAs
) -> None:
    document = way.drafted(act_of, groups=("tat-ca-huyen",), to=())
    client = client_as("thu")
    address = f"/van-phong/documents/{document.id}/draft/"
    assert 'value="tat-ca-huyen" checked' in text(client.get(address))
    answer = client.post(
        address,
        {"subject": "Về việc khác", "body": "Bản thứ hai.", "codes": "", "groups": "tat-ca-xa"},
    )
    assert answer.status_code == 302
    document.refresh_from_db()
    assert document.subject == "Về việc khác"
    assert {group for group, _agency in recipients(document)} == {"tat-ca-xa"}
    page = text(client.get(f"/van-phong/documents/{document.id}/versions/"))
    assert "Bản thứ hai." in page
    assert "Nội dung văn bản." in page


def test_recipients_that_did_not_change_are_left_alone(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.drafted(act_of)
    client_as("thu").post(
        f"/van-phong/documents/{document.id}/draft/",
        {
            "subject": "Về việc khác",
            "body": "Bản thứ hai.",
            "codes": "",
            "agencies": str(way.agency(way.DISTRICT)),
        },
    )
    assert way.kinds_of(document).count("documents.recipients_chosen") == 1


def test_a_draft_that_left_its_drafter_is_not_changed(act_of: ActOf, client_as: ClientAs) -> None:
    document = way.brought_to(act_of, State.FORMAT_CHECKED)
    answer = client_as("thu").get(f"/van-phong/documents/{document.id}/draft/")
    assert answer.status_code == 422
    assert "Không thể sửa dự thảo" in text(answer)


# Files that were chosen stay with a form that is refused


def upload(name: str = "danh-sach.txt", content: bytes = b"Danh sach.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def tokens(answer: Any) -> list[str]:
    return re.findall(r'name="held" value="([^"]+)"', text(answer))


def test_files_stay_with_a_form_that_is_refused(act_of: ActOf, client_as: ClientAs) -> None:
    client = client_as("thu")
    lacking = client.post(NEW, typed(subject="", uploads=[upload(), upload("b.txt", b"B.")]))
    assert lacking.status_code == 422
    assert "danh-sach.txt" in text(lacking)
    held = tokens(lacking)
    assert len(held) == 2
    client.post(NEW, typed(held=held, uploads=[upload("c.txt", b"C.")]))
    names = made().files.order_by("ordinal").values_list("name", flat=True)
    assert list(names) == ["danh-sach.txt", "b.txt", "c.txt"]


def test_a_held_file_can_be_let_go_and_comes_once(act_of: ActOf, client_as: ClientAs) -> None:
    client = client_as("thu")
    shown = client.post(NEW, typed(preview="1", uploads=[upload(), upload("same.txt")]))
    (held,) = tokens(shown)
    again = client.post(NEW, typed(subject="", held=[held], uploads=[upload()]))
    assert len(tokens(again)) == 1
    gone = client.post(NEW, typed(subject="", held=[held], let_go=held))
    assert tokens(gone) == []
    assert "Nhập trích yếu." not in text(gone)  # nothing was asked to be kept
    assert not Document.objects.exists()


def test_nobody_takes_what_another_brought(act_of: ActOf, client_as: ClientAs) -> None:
    held = tokens(client_as("thu").post(NEW, typed(subject="", uploads=[upload()])))
    client_as("son").post(NEW, typed(held=[*held, "x:y:z"]))
    assert not made().files.exists()


def test_a_file_that_may_not_be_kept_is_named_and_the_others_stay(
    act_of: ActOf, client_as: ClientAs
) -> None:
    bad = upload("virus.exe", b"MZ" + bytes(100))
    answer = client_as("thu").post(NEW, typed(subject="", uploads=[bad, upload()]))
    assert "Không nhận tệp “virus.exe”" in text(answer)
    assert len(tokens(answer)) == 1


def test_a_held_file_that_is_gone_is_named(act_of: ActOf, client_as: ClientAs) -> None:
    client = client_as("thu")
    held = tokens(client.post(NEW, typed(subject="", uploads=[upload()])))
    store().path(sha256(b"Danh sach.").hexdigest()).unlink()
    answer = client.post(NEW, typed(held=held), follow=True)
    assert "Máy chủ không còn giữ tệp “danh-sach.txt”." in text(answer)
