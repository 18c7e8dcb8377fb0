"""Forged, oversized and harmful input is refused in words, and nothing leaks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lienthong.directory.actions.citizens import welcome
from lienthong.directory.citizens import CitizenIdentity
from lienthong.kernel.acts import system_act
from lienthong.portal.pages.looking_up import TRIES
from lienthong.portal.tests.conftest import begun, example, filed, filled, flat
from lienthong.services.models import Application
from lienthong.services.rules import Status
from lienthong.services.tour.play import Stage

EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def stranger(stage: Stage) -> Client:
    """Another citizen."""
    identity = CitizenIdentity(
        issuer="https://thu.invalid", subject="s-1", verified_by="Thử", level=2,
        full_name="Lê Người Khác", personal_number="094077000009",
    )  # fmt: skip
    account = welcome(system_act(stage.now(), "Thử"), identity=identity)
    client = Client()
    client.force_login(account)
    return client


def test_anothers_draft_code_and_files_are_not_there(binh: Client, stranger: Client) -> None:
    one, draft = filed(binh), begun(binh)
    file = one.papers.earliest("id")
    for path in (
        f"/nop/{draft.key}/noi-nop/", f"/nop/{draft.key}/to-khai/1/", f"/nop/{draft.key}/giay-to/",
        f"/nop/{draft.key}/kiem-tra/", f"/ho-so/{one.id}/", f"/ho-so/{one.id}/da-nop/",
        f"/ho-so/{one.id}/giay-to/{file.id}/", f"/ho-so/{one.id}/nop-phi/",
        f"/ho-so/{one.id}/bo-sung/", f"/ho-so/{one.id}/rut/", f"/ho-so/{one.id}/danh-gia/",
    ):  # fmt: skip
        assert stranger.get(path).status_code == 404, path
        assert stranger.post(path, {"ly-do": "x", "sao": "1"}).status_code in {404, 405}, path
    assert stranger.post(f"/nop/{draft.key}/xoa/").status_code == 302  # deletes nobody's
    assert binh.get(f"/nop/{draft.key}/noi-nop/").status_code == 200
    assert one.code not in stranger.get("/ho-so/").content.decode()


def test_a_file_of_another_is_not_used_again(binh: Client, stranger: Client) -> None:
    earlier = filed(binh).papers.get(component="TP.GCS")
    draft = begun_by(stranger)
    filled(stranger, draft, example())
    answer = stranger.post(
        f"/nop/{draft.key}/giay-to/", {"giay-to": "TP.GCS", "dung-lai": str(earlier.id)}
    )
    assert answer.status_code == 422
    assert not draft.papers.exists()


def begun_by(client: Client) -> object:
    """A stranger lives nowhere that is known: he chooses."""
    import re

    from lienthong.services.models import Draft

    client.post("/thu-tuc/1.001193/nop/")
    draft = Draft.objects.latest("id")
    page = client.get(f"/nop/{draft.key}/noi-nop/").content.decode()
    first = re.search(r'<option value="(\d+)"', page)
    assert first is not None
    client.post(f"/nop/{draft.key}/noi-nop/", {"noi-nop": first[1], "nop-cho": "0"})
    return draft


def test_a_forged_status_price_identity_and_agency_change_nothing(binh: Client) -> None:
    draft = begun(binh)
    refused = binh.post(f"/nop/{draft.key}/noi-nop/", {"noi-nop": "1", "nop-cho": "0"})
    assert refused.status_code == 422
    assert binh.post(f"/nop/{draft.key}/noi-nop/", {"nop-cho": "999"}).status_code == 422
    forged = dict(flat(example())) | {"status": "9", "fees": "0", "applicant.full_name": "Ai Khác"}
    filled(binh, draft, example())
    binh.post(f"/nop/{draft.key}/to-khai/1/", forged)
    draft.refresh_from_db()
    assert draft.answers["applicant"]["full_name"] == "Sơn Văn Bình"
    assert "status" not in draft.answers
    one = filed(binh)
    binh.post(f"/ho-so/{one.id}/", {"status": "10"})
    assert Application.objects.get(id=one.id).status == Status.SUBMITTED
    early = binh.post(f"/ho-so/{one.id}/danh-gia/", {"sao": "5"})
    assert early.status_code == 422


def test_a_form_of_ten_thousand_fields_is_refused(binh: Client) -> None:
    draft = begun(binh)
    many = {f"x{number}": "1" for number in range(10_000)}
    assert binh.post(f"/nop/{draft.key}/to-khai/1/", many).status_code == 400


def test_script_in_every_field_stays_text(binh: Client) -> None:
    draft = begun(binh)
    answers = dict(flat(example()))
    texts = {
        name: SCRIPT for name in answers
        if name.endswith(("full_name", "ethnicity", "home_place", "born_at"))
    }  # fmt: skip
    for number in range(1, 7):
        answer = binh.post(f"/nop/{draft.key}/to-khai/{number}/", answers | texts)
        assert SCRIPT not in answer.content.decode()
    assert SCRIPT not in binh.get(f"/nop/{draft.key}/to-khai/2/").content.decode()
    assert "&lt;script&gt;" in binh.get(f"/nop/{draft.key}/to-khai/2/").content.decode()
    assert SCRIPT not in binh.get(f"/nop/{draft.key}/kiem-tra/").content.decode()


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<x/>")
        made.writestr("word/document.xml", b"\0" * 300_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("virus.pdf", EICAR.encode),
        ("bom.docx", _bomb),
        ("trang.html", SCRIPT.encode),
        ("anh.jpg", lambda: b"not a photo"),
        ("rong.pdf", lambda: b"%PDF-1.4 nothing"),
    ],
)
def test_a_harmful_file_is_refused_in_words(
    binh: Client, name: str, make: Callable[[], bytes]
) -> None:
    draft = begun(binh)
    filled(binh, draft, example())
    upload = SimpleUploadedFile(name, make())
    answer = binh.post(f"/nop/{draft.key}/giay-to/", {"giay-to": "TP.GCS", "tep": upload})
    assert answer.status_code == 422
    assert "Chưa nhận được tệp" in answer.content.decode()
    assert not draft.papers.exists()


def test_guessing_codes_is_slowed_down(client: Client, stage: Stage) -> None:
    cache.clear()
    for _time in range(TRIES):
        client.get("/tra-cuu/", {"ma": "H51-1"})
    answer = client.get("/tra-cuu/", {"ma": "H51-1"})
    assert "quá nhiều lần" in answer.content.decode()
    cache.clear()
