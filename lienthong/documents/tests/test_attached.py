"""Further files of a document: added to a draft, shown to its readers, sent with it, never unseen
by a scanner.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lienthong.documents import keys
from lienthong.documents.actions import attaching, checking, drafting, issuing, signing
from lienthong.documents.models import AttachedFile, Document
from lienthong.documents.queries import attached
from lienthong.documents.rules import State
from lienthong.documents.rules_files import check_file
from lienthong.documents.signing.check import check
from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.verdict import Verdict
from lienthong.documents.tests import way
from lienthong.kernel import jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import stage, store
from lienthong.kernel.attachments.models import Attachment
from lienthong.kernel.errors import Refused
from lienthong.kernel.tests.hostile_files import EICAR

pytestmark = pytest.mark.django_db
ActOf = Callable[..., Act]
ClientAs = Callable[..., Client]


def _text(name: str, words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode(), content_type="text/plain")


def _post(
    client: Client, document: Document, *files: SimpleUploadedFile, role: str = "attachment"
) -> Any:
    return client.post(
        reverse("documents:files", args=[document.id]), {"role": role, "uploads": list(files)}
    )


@pytest.mark.appendix_vi("III.1.b")
def test_several_files_join_a_draft_in_order_and_are_fetched_as_they_were(
    act_of: ActOf, client_as: ClientAs
) -> None:
    made = way.drafted(act_of)
    thu = client_as("thu")
    answer = _post(thu, made, _text("Biểu 1.txt", "một"), _text("Biểu 2.txt", "hai"))
    assert answer.status_code == 302
    assert list(made.files.order_by("ordinal").values_list("name", flat=True)) == [
        "Biểu 1.txt",
        "Biểu 2.txt",
    ]
    page = thu.get(reverse("documents:document", args=[made.id])).content.decode()
    assert "Biểu 2.txt" in page
    fetched = thu.get(reverse("documents:attached", args=[made.id, 2]))
    assert b"".join(fetched.streaming_content) == b"hai"  # type: ignore[attr-defined]
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in fetched["Content-Disposition"]


def test_a_bad_file_is_named_and_the_good_ones_are_kept(act_of: ActOf, client_as: ClientAs) -> None:
    made = way.drafted(act_of)
    bad = SimpleUploadedFile("bang-luong.txt", EICAR)
    answer = _post(client_as("thu"), made, _text("Biểu 1.txt", "một"), bad)
    assert answer.status_code == 422
    assert "bang-luong.txt" in answer.content.decode()
    assert [one.name for one in made.files.all()] == ["Biểu 1.txt"]


def test_nothing_chosen_and_a_file_twice_are_told_in_words(
    act_of: ActOf, client_as: ClientAs
) -> None:
    made = way.drafted(act_of)
    thu = client_as("thu")
    assert "Chọn ít nhất một tệp." in _post(thu, made).content.decode()
    _post(thu, made, _text("a.txt", "một"))
    again = _post(thu, made, _text("b.txt", "một"))
    assert again.status_code == 422
    assert "đã kèm theo văn bản này" in again.content.decode()


def test_a_file_taken_off_leaves_its_name_in_the_log(act_of: ActOf, client_as: ClientAs) -> None:
    made = way.brought_to(act_of, State.DRAFTING, files=2)
    thu = client_as("thu")
    assert thu.post(reverse("documents:removal", args=[made.id, 1])).status_code == 302
    assert thu.post(reverse("documents:removal", args=[made.id, 1])).status_code == 404
    assert way.last_event(made, "documents.file_removed").data["name"] == "danh-sach.txt"
    assert [one.ordinal for one in made.files.all()] == [2]
    with pytest.raises(AttachedFile.DoesNotExist):
        attaching.detach(act_of("thu"), document_id=made.id, ordinal=9)


def test_what_no_scanner_answered_for_is_neither_shown_nor_sent_on(
    act_of: ActOf, client_as: ClientAs
) -> None:
    made = way.brought_to(act_of, State.DRAFTING, files=1)
    Attachment.objects.filter(sha256=made.files.get().sha256).update(
        verdict="quarantined", reason="Chưa quét được.", scanned_at=None
    )
    thu = client_as("thu")
    assert "Chưa quét được." in thu.get(reverse("documents:files", args=[made.id])).content.decode()
    assert thu.get(reverse("documents:attached", args=[made.id, 1])).status_code == 422
    drafting.submit_for_check(act_of("thu"), document_id=made.id)
    with pytest.raises(Refused, match=r"danh-sach\.txt"):
        checking.check_content(act_of("son"), document_id=made.id)


def test_a_checked_text_takes_no_more_files(act_of: ActOf) -> None:
    made = way.brought_to(act_of, State.CONTENT_CHECKED)
    with pytest.raises(Refused) as refused:
        attaching.attach(
            act_of("thu"), document_id=made.id, staged=[stage(io.BytesIO(b"x"), "x.txt")]
        )
    assert refused.value.code == "documents.wrong_state"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"known": True}, "documents.file_twice"),
        ({"count": 30}, "documents.too_many_files"),
        ({"role": "appendix", "mime": "text/plain"}, "documents.appendix_kind"),
    ],
)
def test_a_file_that_may_not_join_is_refused(facts: dict[str, object], code: str) -> None:
    usual = {"role": "attachment", "name": "a", "mime": "text/plain", "count": 29, "known": False}
    check_file(**usual)  # type: ignore[arg-type]
    check_file(**usual | {"role": "appendix", "mime": "application/pdf"})  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        check_file(**usual | facts)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_receivers_read_the_same_bytes_from_the_packet(act_of: ActOf, client_as: ClientAs) -> None:
    sent = way.sent(act_of, files=2)
    copy = way.copy_of(sent)
    tuyet = client_as("tuyet")
    page = tuyet.get(reverse("documents:document", args=[copy.id])).content.decode()
    assert page.count("danh-sach.txt") >= 2
    fetched = tuyet.get(reverse("documents:attached", args=[copy.id, 2]))
    assert b"".join(fetched.streaming_content) == "Danh sách 1.".encode()  # type: ignore[attr-defined]
    assert not copy.files.exists()
    loc = client_as("loc")
    assert loc.get(reverse("documents:attached", args=[copy.id, 2])).status_code == 404


def an_appendix() -> bytes:
    """A page of somebody else's, as a spreadsheet program would write it."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def uploaded(client: Client, document: Document, content: bytes) -> str:
    answer = client.post(
        reverse("documents:files", args=[document.id]),
        {"uploads": SimpleUploadedFile("phu-luc.pdf", content), "role": "appendix"},
        follow=True,
    )
    return str(answer.content.decode())


def test_an_appendix_of_its_own_gets_the_agencys_signature_at_its_corner(
    act_of: ActOf, client_as: ClientAs
) -> None:
    made = way.drafted(act_of)
    assert "Đã kèm tệp vào dự thảo." in uploaded(client_as("thu"), made, an_appendix())
    drafting.submit_for_check(act_of("thu"), document_id=made.id)
    checking.check_content(act_of("son"), document_id=made.id)
    checking.check_format(act_of("yen"), document_id=made.id)
    checking.approve(act_of("minh"), document_id=made.id)
    jobs.drain()
    signing.request_seal(act_of("lan"), document_id=made.id)
    jobs.drain()
    made.refresh_from_db()
    (file,) = made.files.all()
    assert file.sealed_sha256 not in {"", file.sha256}
    with store().open(file.sealed_sha256) as sealed:
        content = sealed.read()
    assert content.startswith(an_appendix()[:200])
    verdict = check(content, trust=keys.trusted())
    assert [(one.role, one.verdict) for one in verdict.signatures] == [(Role.AGENCY, Verdict.VALID)]
    read = pikepdf.open(io.BytesIO(content))
    (field,) = read.Root.AcroForm.Fields
    left, bottom, right, top = (float(side) for side in field.Rect)
    assert (right, top) == (567, 814)
    assert left > 595 / 2
    assert top - bottom < 40
    sealed_event = way.last_event(made, "documents.sealed")
    assert sealed_event.data["appendices"] == [file.sealed_sha256]
    issuing.issue(act_of("lan"), document_id=made.id)
    jobs.drain()
    (got,) = attached.files_of(way.copy_of(made))
    assert got.sha256 == file.sealed_sha256


def test_an_appendix_that_cannot_be_signed_is_told_while_one_can_choose_another(
    act_of: ActOf, client_as: ClientAs
) -> None:
    made = way.drafted(act_of)
    form = pikepdf.open(io.BytesIO(an_appendix()))
    form.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array())
    out = io.BytesIO()
    form.save(out)
    assert "không ký số được" in uploaded(client_as("thu"), made, out.getvalue())
    assert not made.files.exists()
