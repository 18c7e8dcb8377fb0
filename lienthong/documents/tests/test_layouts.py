"""Before the format check a draft's layout is looked at: what lacks is shown, then refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from lienthong.documents import layouts
from lienthong.documents.actions import checking, drafting
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.way import ActOf
from lienthong.kernel.errors import Refused

pytestmark = pytest.mark.django_db
ClientAs = Callable[..., Client]
WHOLE = "Căn cứ Luật Tổ chức chính quyền địa phương;\nĐiều 1. Phê duyệt Kế hoạch."


def test_a_decision_without_its_articles_is_not_agreed_to(
    act_of: ActOf, client_as: ClientAs
) -> None:
    made = way.brought_to(act_of, State.CONTENT_CHECKED, document_type="QĐ", body="Phê duyệt.")
    page = client_as("yen").get(reverse("documents:document", args=[made.id])).content.decode()
    assert "Thể thức cần xem lại" in page
    assert "chưa có Điều nào" in page
    with pytest.raises(Refused, match="chưa có Điều nào") as refused:
        checking.check_format(act_of("yen"), document_id=made.id)
    assert refused.value.code == "documents.layout"
    answer = client_as("yen").post(reverse("documents:format_check", args=[made.id]))
    assert answer.status_code == 422


def test_a_whole_one_is(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.FORMAT_CHECKED, document_type="QĐ", body=WHOLE)
    assert layouts.findings_on(made, act_of("yen").at.date()) == []


def test_files_with_a_draft_count_as_what_it_carries(act_of: ActOf) -> None:
    made = way.drafted(act_of, body="Gửi kèm theo công văn này biểu mẫu.")
    day = act_of("thu").at.date()
    assert [one.code for one in layouts.findings_on(made, day)] == ["appendix"]
    way.with_file(act_of, made.id)
    assert layouts.findings_on(made, day) == []


def test_the_preview_says_what_is_missing_before_anything_is_kept(client_as: ClientAs) -> None:
    typed = {
        "document_type": "QĐ",
        "subject": "Về việc phê duyệt Kế hoạch",
        "body": "",
        "signer": str(way.position(way.SIGNER)),
    }
    answer = client_as("thu").post(reverse("documents:preview"), typed)
    text = answer.content.decode()
    assert "Văn bản chưa có nội dung." in text
    assert "data:image/png" in text
    answer = client_as("thu").post(reverse("documents:preview"), typed | {"body": "Gửi …."})
    assert "Còn chỗ chưa điền" in answer.content.decode()


def test_files_chosen_while_composing_come_with_the_draft(client_as: ClientAs) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from lienthong.documents.models import Document

    typed = {
        "document_type": "",
        "subject": "Về việc gửi biểu mẫu",
        "body": "Gửi biểu mẫu.",
        "urgency": "0",
        "secrecy": "none",
        "signer": str(way.position(way.SIGNER)),
        "agencies": [str(way.agency(way.DISTRICT))],
        "uploads": [
            SimpleUploadedFile("bieu-1.txt", "một".encode()),
            SimpleUploadedFile("virus.exe", b"MZ" + b"\0" * 80),
        ],
    }
    thu = client_as("thu")
    page = thu.post(reverse("documents:compose"), typed, follow=True)
    made = Document.objects.get(subject="Về việc gửi biểu mẫu")
    assert [one.name for one in made.files.all()] == ["bieu-1.txt"]
    assert "virus.exe" in page.content.decode()


def test_a_revised_draft_is_looked_at_anew(act_of: ActOf) -> None:
    made = way.drafted(act_of, body="Gửi trước ngày ….")
    day = act_of("thu").at.date()
    assert [one.code for one in layouts.findings_on(made, day)] == ["unfinished"]
    drafting.revise(
        act_of("thu"), document_id=made.id, subject=made.subject, body="Gửi trước ngày 5."
    )
    assert layouts.findings_on(made, day) == []
