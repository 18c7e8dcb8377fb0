"""The editor through its pages: an official without code adds a procedure, another publishes it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lienthong.services.editing import parts
from lienthong.services.models import Application, Version
from lienthong.services.rules import Status
from lienthong.services.shelf import package_of
from lienthong.services.tour import play
from lienthong.services.tour.play import Stage

BIRTH, NEW = "1.001193", "9.001193"
DECISION = "Quyết định số 9/QĐ-UBND ngày 21/11/2022 (minh họa)"


@pytest.fixture
def thu(client_as: Callable[..., Client]) -> Client:
    return client_as("thu")


@pytest.fixture
def draft(thu: Client) -> Version:
    return begun(thu, BIRTH)


def begun(client: Client, code: str) -> Version:
    published = Version.objects.filter(procedure__code=code).latest("number")
    answer = client.post(at(published, "begin"))
    assert answer.status_code == 302
    return Version.objects.get(procedure__code=code, state="draft")


def at(version: Version, name: str, *more: object) -> str:
    return reverse(f"services:procedure_{name}", args=[version.id, *more])


def text_of(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


INPUT = re.compile(
    r"<(input|textarea|select)\b([^>]*)>(.*?)(?=<(?:input|textarea|select|/form)\b)", re.DOTALL
)
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


def typed(answer: Any) -> dict[str, Any]:
    """What a browser would send from the page's main form, untouched."""
    page = answer.content.decode()
    main = page[page.index('id="noi-dung"') :]
    form = next(one for one in re.findall(r"<form\b.*?</form>", main, re.DOTALL) if "seen" in one)
    data: dict[str, Any] = {}
    for tag, attributes, inside in INPUT.findall(form):
        own = dict(ATTRIBUTE.findall(attributes))
        name = own.get("name")
        if not name or name == "csrfmiddlewaretoken":
            continue
        if tag == "select":
            chosen = re.findall(r'<option value="([^"]*)"[^>]*\bselected', inside)
            data[name] = unescape(chosen[0]) if chosen else first_option(inside)
        elif tag == "textarea":
            data[name] = unescape(inside.partition("</textarea>")[0]).removeprefix("\n")
        elif own.get("type") in ("checkbox", "radio"):
            if re.search(r"\bchecked\b", attributes):
                data.setdefault(name, []).append(unescape(own.get("value", "on")))
        else:
            data[name] = unescape(own.get("value", ""))
    return data


def first_option(inside: str) -> str:
    found = re.search(r'<option value="([^"]*)"', inside)
    return unescape(found[1]) if found else ""


def changed(client: Client, address: str, **given: Any) -> Any:
    """Open a page, type into it, send it."""
    page = client.get(address)
    assert page.status_code == 200, text_of(page)[:500]
    return client.post(address, typed(page) | given)


def files_of(version: Version) -> dict[str, str]:
    return dict(Version.objects.get(id=version.id).files)


def test_saving_unchanged_pages_keeps_every_letter(thu: Client) -> None:
    """As a browser sends them; all packages, without pages, are in test_editing.py."""
    version = begun(thu, "1.009994")
    before = files_of(version)
    for key in parts.TITLES:
        page = thu.get(at(version, "part", key))
        assert page.status_code == 200, key
        if key in parts.SHEETS or key in parts.LISTS:
            answer = thu.post(at(version, "part", key), typed(page))
            assert answer.status_code == 302, (key, text_of(answer)[:900])
        if key in parts.SHEETS:
            continue
        address = at(version, "item", key, 1)
        answer = thu.post(address, typed(thu.get(address)))
        assert answer.status_code == 302, (address, text_of(answer)[:900])
    assert files_of(version) == before


def test_an_official_without_code_adds_a_procedure(
    thu: Client, client_as: Callable[..., Client], stage: Stage
) -> None:
    """From another one: components, form, fee, term and process are changed on pages, its tests
    run, a leader publishes it, a citizen files it and gets the result.
    """
    birth = Version.objects.filter(procedure__code=BIRTH).latest("number")
    assert thu.post(at(birth, "new"), {"code": BIRTH, "name": "Trùng"}).status_code == 422
    new_name = {"code": NEW, "name": "Đăng ký khai sinh lưu động"}
    assert thu.post(at(birth, "new"), new_name).status_code == 302
    version = Version.objects.get(procedure__code=NEW)
    page = thu.get(at(version, "part", "thanh-phan"))
    number = page.content.decode().count("/cho/") + 1
    paper = {
        "code": "TP.SOHK", "name": "Giấy xác nhận nơi ở", "source": "upload", "needed": "sometimes",
        "needed_when": "born_in == 'nowhere_else' && copies > 0", "kinds": ["copy"],
    }  # fmt: skip
    address = at(version, "item", "thanh-phan", number)
    assert changed(thu, address, **paper).status_code == 302
    wrong = changed(thu, address, needed_when="born_inn == 'home'")
    assert wrong.status_code == 422
    assert "Không có trường “born_inn”" in text_of(wrong)

    spot = {"title": "Nơi đặt bàn lưu động", "kind": "text", "page": "2"}
    rows = thu.get(at(version, "part", "to-khai")).content.decode().count("/cho/")
    assert changed(thu, at(version, "item", "to-khai", rows + 1), **spot).status_code == 302
    fee = {
        "code": "LP.LUUDONG", "name": "Lệ phí lưu động", "kind": "le_phi", "moment": "reception",
        "amount": "10000", "when": "copies > 5",
    }  # fmt: skip
    assert changed(thu, at(version, "item", "phi-le-phi", 3), **fee).status_code == 302
    term = {"totals-0-unit": "working_days", "totals-0-amount": "2", "cutoff": ""}
    assert changed(thu, at(version, "part", "thoi-han"), **term).status_code == 302
    answer = changed(thu, at(version, "part", "quy-trinh"), pattern="tham-dinh-truoc")
    assert answer.status_code == 302

    tried = text_of(thu.get(at(version, "trial")))
    assert "kiểm thử viết" in tried  # its tests still tell of the old term and the old way
    assert thu.post(at(version, "submission")).status_code == 302
    assert Version.objects.get(id=version.id).state == "draft"
    mend_tests(thu, version)
    assert "Không còn chỗ sai nào" in text_of(thu.get(at(version, "trial")))
    assert "Trình công bố" in text_of(thu.get(at(version, "version")))
    thu.post(at(version, "submission"))
    assert Version.objects.get(id=version.id).state == "submitted"

    decide(client_as("minh"), version)
    filed = play.file_one(stage, Version.objects.get(id=version.id), package_of(version))
    play.finish_all(stage, filed.application_id)
    application = Application.objects.get(id=filed.application_id)
    assert application.status == Status.RETURNED
    assert application.version_id == version.id


def mend_tests(client: Client, version: Version) -> None:
    """As text, the way they are written: other days, other steps."""
    names = sorted(files_of(version))
    address = at(version, "item", "tep", names.index("tests/cases.yaml") + 1)
    text = """base:
  applicant:
    {full_name: Bình, born_on: "1990-04-12", id_number: "094090000123", phone: "0912345678"}
  relation: father
  child:
    {full_name: Anh, born_on: "2022-10-03", gender: female, ethnicity: Khmer, home_place: Kế Sách}
  born_in: facility
  born_at: Trung tâm Y tế huyện Kế Sách
  mother: {full_name: Thạch Thị Lan, born_on: "1992-08-20"}
  parents_married: true
  father: {full_name: Sơn Văn Bình, born_on: "1990-04-12"}
  copies: 0
tests:
  - {name: đúng hạn, case: in_time, required: [TP.TK-KS, TP.GCS]}
  - {name: quá hạn, filed_on: 2022-12-03, case: late}
  - {name: hẹn hai ngày làm việc, received_at: 2022-11-21 08:00, due: 2022-11-23 17:00}
"""
    answer = changed(client, address, text=text)
    assert answer.status_code == 302, text_of(answer)[:600]


def decide(leader: Client, version: Version) -> None:
    assert "Công bố" in text_of(leader.get(at(version, "version")))
    given = {"decision": DECISION, "starts_0": "21", "starts_1": "11", "starts_2": "2022"}
    assert leader.post(at(version, "publishing"), given).status_code == 302
    assert Version.objects.get(id=version.id).state == "published"


def zipped(**files: bytes) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return SimpleUploadedFile("goi.zip", out.getvalue(), "application/zip")


def uploaded(client: Client, version: Version, file: SimpleUploadedFile) -> Any:
    return client.post(at(version, "upload"), {"package": file})


def test_a_package_is_taken_away_and_brought_back(thu: Client, draft: Version) -> None:
    before = files_of(draft)
    taken = thu.get(at(draft, "package"))
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert {name: text.decode() for name, text in inside.items()} == before
    deadlines = inside["deadlines.yaml"].replace(b"supplements_most: 1", b"supplements_most: 2")
    folder = {f"1.001193/{name}": text for name, text in inside.items()}
    folder["1.001193/deadlines.yaml"] = deadlines
    assert uploaded(thu, draft, zipped(**folder)).status_code == 302
    assert files_of(draft) == before | {"deadlines.yaml": deadlines.decode()}
    shown = text_of(thu.get(at(draft, "differences")))
    assert "Bỏ: supplements_most: 1 Thêm: supplements_most: 2" in shown


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.zip", b"khong phai zip"), "không phải tệp zip"),
        (SimpleUploadedFile("a.zip", b"PK\x03\x04" + b"\0" * 40), "không phải tệp zip"),
        (zipped(**{"../../etc/passwd": b"x"}), "không dùng được trong gói"),
        (zipped(**{"/etc/passwd": b"x"}), "không dùng được trong gói"),
        (zipped(**{"a.py": b"print()"}), "không dùng được trong gói"),
        (zipped(**{"procedure.yaml": b"0" * 4_000_000}), "lớn quá 3 MB"),
        (zipped(**{f"t/{n}.md": b"" for n in range(300)}), "hơn 240 tệp"),
        (zipped(**{"procedure.yaml": b"a: \0"}), "không phải văn bản"),
        (zipped(**{"procedure.yaml": b"\xff\xfe"}), "không phải văn bản"),
    ],
    ids=["text", "torn", "outside", "absolute", "program", "bomb", "many", "nul", "binary"],
)
def test_a_hostile_zip_is_refused_in_words(
    thu: Client, draft: Version, file: SimpleUploadedFile, said: str
) -> None:
    before = files_of(draft)
    file.seek(0)
    answer = uploaded(thu, draft, file)
    assert (answer.status_code, said in text_of(answer)) == (422, True), text_of(answer)[:900]
    assert files_of(draft) == before


def test_a_package_that_cannot_be_read_is_kept_and_mended_as_text(
    thu: Client, draft: Version
) -> None:
    broken = zipped(**{"procedure.yaml": b"code: [", "forms__main.schema.json": b"{"})
    assert uploaded(thu, draft, broken).status_code == 302
    for key in parts.TITLES:
        page = thu.get(at(draft, "part", key))
        assert page.status_code == 200, key
    assert thu.get(at(draft, "item", "to-khai", 1)).status_code == 200
    assert "YAML viết sai" in text_of(thu.get(at(draft, "version")))
    assert thu.get(at(draft, "trial")).status_code == 200
    assert thu.get(at(draft, "diagram")).status_code == 404
    code = 'code: "9.9"\n'
    answer = changed(thu, at(draft, "item", "tep", 2), text=code)
    assert answer.status_code == 302
    assert files_of(draft)["procedure.yaml"] == code


HOSTILE = ("<script>alert(1)</script>'\"><img src=x>{{ 7 * 7 }}", "x" * 3_000, "a\x07b")


@pytest.mark.parametrize("value", HOSTILE, ids=["script", "long", "bell"])
@pytest.mark.parametrize("place", ["thong-tin", "thoi-han", "thanh-phan", "phi-le-phi", "to-khai"])
def test_hostile_text_is_refused_in_words_or_only_ever_shown(
    thu: Client, draft: Version, place: str, value: str
) -> None:
    name = "part" if place in parts.SHEETS else "item"
    address = at(draft, name, place, *([] if name == "part" else [1]))
    data = typed(thu.get(address))
    texts = [key for key, one in data.items() if isinstance(one, str) and key != "seen"]
    bad = {key: value for key in texts if not key.endswith(("_FORMS", "-ORDER"))}
    answer = thu.post(address, data | bad)
    assert answer.status_code == 422
    assert "Chưa lưu" in text_of(answer) or "Lỗi" in text_of(answer)
    assert "<script>alert" not in answer.content.decode()
    assert "<img src=x>" not in answer.content.decode()
    assert draft.files == files_of(draft)


def test_forged_numbers_and_old_pages_are_refused(thu: Client, draft: Version) -> None:
    address = at(draft, "part", "truong-hop")
    page = typed(thu.get(address))
    for forged in ("99999", "-1", "x", ""):
        assert thu.post(address, page | {"cases-TOTAL_FORMS": forged}).status_code == 422
    assert thu.get(at(draft, "item", "thanh-phan", 999)).status_code == 404
    assert thu.get(at(draft, "part", "khong-co")).status_code == 404
    assert thu.post(at(draft, "place", "thanh-phan", 1), {"verb": "eat"}).status_code == 404
    first = typed(thu.get(at(draft, "item", "thanh-phan", 1)))
    moved = thu.post(at(draft, "place", "thanh-phan", 1), {"verb": "down"})
    assert moved.status_code == 302
    answer = thu.post(at(draft, "item", "thanh-phan", 1), first)
    assert answer.status_code == 422
    assert "vừa được sửa ở nơi khác" in text_of(answer)


def test_rows_are_moved_and_taken_away(thu: Client, draft: Version) -> None:
    for key in ("thanh-phan", "phi-le-phi", "to-khai", "tep"):
        for verb in ("up", "down", "remove"):
            assert thu.post(at(draft, "place", key, 2), {"verb": verb}).status_code == 302
    left = files_of(draft)
    assert "TP.XN-SINH" not in left["components.yaml"]
    assert "LP.KS" not in left["fees.yaml"]
    assert "urn:lienthong:applicant" not in left["forms/main.schema.json"]
    assert "deadlines.yaml" not in left
    shown = text_of(thu.get(at(draft, "version")))
    assert "Còn phải sửa" in shown


def test_pages_of_the_form_lose_no_field(thu: Client, draft: Version) -> None:
    before = package_of(draft)
    page = {"pages-1-DELETE": "on", "pages-6-title": "Trang mới", "pages-6-ORDER": "0"}
    assert changed(thu, at(draft, "part", "trang"), **page).status_code == 302
    saved = package_of(Version.objects.get(id=draft.id))
    assert [one.title for one in saved.form.pages][:2] == ["Trang mới", "Người đi khai sinh"]
    assert saved.fields == before.fields


def test_others_neither_draft_nor_publish(client_as: Callable[..., Client], draft: Version) -> None:
    district = client_as("dung")
    published = Version.objects.filter(procedure__code="2.000815").latest("number")
    assert district.get(at(draft, "version")).status_code == 404
    answer = district.post(at(published, "begin"))
    assert "Chỉ Ủy ban nhân dân tỉnh" in text_of(answer)
    assert client_as("phuoc").get(at(draft, "publishing")).status_code == 404
