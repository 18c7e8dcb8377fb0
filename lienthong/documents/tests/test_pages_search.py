"""The search page as people use it."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import openpyxl
import pypdfium2
import pytest
from django.test import Client

from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.kernel import jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.models import AccessNote
from lienthong.work import actions
from lienthong.work.models import SavedSearch

pytestmark = pytest.mark.django_db
ActOf = Callable[..., Act]
ClientAs = Callable[..., Client]
SEARCH = "/van-phong/search/"


def _hits(client: Client, query: str) -> str:
    return text(client.get(f"{SEARCH}?{query}"))


def test_the_page_says_what_can_be_done_before_anything_is_asked(client_as: ClientAs) -> None:
    page = _hits(client_as("lan"), "")
    assert "Không cần gõ dấu" in page
    assert "Chưa lưu tìm kiếm nào" in page


@pytest.mark.appendix_vi("III.6.d")
def test_words_without_marks_find_and_are_marked(act_of: ActOf, client_as: ClientAs) -> None:
    made = way.drafted(act_of, subject="Về việc trữ nước ngọt", body="Phòng chống xâm nhập mặn.")
    answer = client_as("thu").get(f"{SEARCH}?q=nuoc ngot xam")
    page = text(answer)
    assert "1 kết quả" in page
    html = answer.content.decode()
    assert "<mark>nước</mark>" in html
    assert "<mark>xâm</mark>" in html
    assert f"/van-phong/documents/{made.id}/" in html
    assert "Không có gì khớp" in _hits(client_as("loc"), "q=nuoc ngot")
    assert "Không có gì khớp" in _hits(client_as("thu"), 'q="ngot nuoc"')


@pytest.mark.appendix_vi("III.6.d")
def test_filters_and_tabs_narrow(act_of: ActOf, client_as: ClientAs) -> None:
    sent = way.brought_to(act_of, State.ISSUED, subject="Hạn mặn")
    jobs.drain()
    lan, tuyet = client_as("lan"), client_as("tuyet")
    own, other = sent.agency_id, way.agency(way.DISTRICT)
    for query, count in (
        ("q=hạn", 1), ("q=hạn&kind=outgoing", 1), ("q=hạn&kind=incoming", 0),
        ("q=hạn&kind=drafts", 0), ("q=hạn&type=CV", 1), ("q=hạn&type=QĐ", 0),
        (f"issuer={own}", 1), (f"q=hạn&issuer={other}", 0), ("q=hạn&state=issued", 1),
        ("q=hạn&state=signed", 0), ("q=hạn&year=2022", 1), ("q=hạn&year=2021", 0),
        ("q=hạn&since_0=21&since_1=11&since_2=2022", 1),
        ("q=hạn&until_0=20&until_1=11&until_2=2022", 0), ("q=hạn&sort=newest", 1),
        ("q=hạn&kind=strange", 1),
    ):  # fmt: skip
        found = "Không có gì khớp" not in _hits(lan, query)
        assert found == bool(count), query
    assert "1 kết quả" in _hits(tuyet, "q=hạn&kind=incoming")
    assert "Không có gì khớp" in _hits(tuyet, "q=hạn&kind=outgoing")


@pytest.mark.parametrize(
    "query",
    [
        "after=x", "after=1_2022-13-40_5", "after=999_2022-01-01_1&q=a", "year=abc&q=a",
        "since_0=31&since_1=2&since_2=2022", "issuer=9999999&q=a", "type=ZZ&q=a", "state=no&q=a",
        "q=%00%27%5C%26%21%3A*()%7C", "q=" + "a%20" * 300, "col=none&q=a", "sort=up&q=a",
        "q=%25s%20%7B0%7D",
    ],
)  # fmt: skip
def test_a_strange_address_is_answered_in_words(client_as: ClientAs, query: str) -> None:
    assert client_as("lan").get(f"{SEARCH}?{query}").status_code in {200, 400}
    assert client_as("lan").get(f"{SEARCH}results.xlsx?{query}").status_code in {200, 400, 422}


@pytest.mark.parametrize("query", ["", "kind=outgoing&sort=newest", "issuer=9999999&q=a"])
def test_only_what_was_asked_and_understood_is_exported(client_as: ClientAs, query: str) -> None:
    answer = client_as("lan").get(f"{SEARCH}results.xlsx?{query}")
    assert answer.status_code == 422
    assert "trống hoặc có ô lọc sai" in answer.content.decode()


@pytest.mark.appendix_vi("III.6.l")
def test_an_export_is_noted(client_as: ClientAs) -> None:
    answer = client_as("lan").get(f"{SEARCH}results.xlsx?q=a")
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    noted = AccessNote.objects.filter(what="download", object_type="directory.agency")
    assert noted.count() == 1


def test_a_date_that_is_none_is_said(client_as: ClientAs) -> None:
    page = _hits(client_as("lan"), "q=a&since_0=31&since_1=2&since_2=2022")
    assert "Ngày này không có trong lịch" in page


def test_pages_go_on(act_of: ActOf, client_as: ClientAs) -> None:
    for number in range(22):
        way.drafted(act_of, to=(), subject=f"Hạn mặn {number}")
    client = client_as("thu")
    first = client.get(f"{SEARCH}?q=hạn")
    assert "22 kết quả" in text(first)
    second = client.get(first.context["next_url"])
    assert len(second.context["results"]) == 2
    assert second.context["first_url"]
    both = {one.url for one in (*first.context["results"], *second.context["results"])}
    assert len(both) == 22


@pytest.mark.appendix_vi("III.6.đ")
def test_chosen_columns_make_a_table(act_of: ActOf, client_as: ClientAs) -> None:
    way.drafted(act_of, subject="Hạn mặn")
    answer = client_as("thu").get(f"{SEARCH}?q=hạn&col=signer&col=state")
    assert [column.label for column in answer.context["table"]] == [
        "Số, ký hiệu", "Người ký", "Trạng thái",
    ]  # fmt: skip
    ((_one, cells),) = answer.context["cells"]
    assert cells[1] == "Dự thảo"
    page = text(answer)
    assert "Người ký</th>" in page
    assert "<td>Dự thảo</td>" in page


@pytest.mark.appendix_vi("III.6.g")
def test_results_stand_in_the_order_one_asks_for(act_of: ActOf, client_as: ClientAs) -> None:
    """By how well they match, a word of the heading above one of the text; or the newest first."""
    heading = way.drafted(act_of, to=(), subject="Hạn mặn")
    in_the_text = way.drafted(act_of, to=(), subject="Nước ngọt", body="Phòng hạn mặn.")
    client = client_as("thu")

    def order(query: str) -> list[str]:
        return [one.url for one in client.get(f"{SEARCH}?{query}").context["results"]]

    own, other = (f"/van-phong/documents/{one.id}/" for one in (heading, in_the_text))
    assert order("q=hạn mặn") == [own, other]
    assert order("q=hạn mặn&sort=newest") == [other, own]


@pytest.mark.appendix_vi("III.6.h")
def test_results_leave_as_files_that_say_where_they_come_from(
    act_of: ActOf, client_as: ClientAs
) -> None:
    way.drafted(act_of, subject="=Hạn mặn #khẩn *1*")
    client = client_as("thu")
    query = "?q=hạn&col=subject&col=state"
    book = openpyxl.load_workbook(io.BytesIO(_file(client, f"results.xlsx{query}")))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert "In từ hệ thống Liên Thông" in cells[1][0]
    assert cells[4][1:] == ["=Hạn mặn #khẩn *1*", "Dự thảo"]
    word = docx.Document(io.BytesIO(_file(client, f"results.docx{query}")))
    assert word.tables[0].rows[1].cells[1].text == "=Hạn mặn #khẩn *1*"
    assert "In từ hệ thống" in word.sections[0].footer.paragraphs[0].text
    pdf = pypdfium2.PdfDocument(_file(client, f"results.pdf{query}"))
    words = pdf[0].get_textpage().get_text_bounded()
    assert "=Hạn mặn #khẩn *1*" in words
    assert "In từ hệ thống Liên Thông" in words
    nothing = openpyxl.load_workbook(io.BytesIO(_file(client_as("loc"), f"results.xlsx{query}")))
    assert nothing.active.max_row == 4


def _file(client: Client, path: str) -> bytes:
    answer = client.get(SEARCH + path)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]


def test_suggestions_come_while_the_last_word_is_unfinished(
    act_of: ActOf, client_as: ClientAs
) -> None:
    made = way.drafted(act_of, subject="Về việc trữ nước ngọt")
    json = {"Accept": "application/json"}
    items = client_as("thu").get(f"{SEARCH}?q=nước ng", headers=json).json()["items"]
    assert [item["url"] for item in items] == [f"/van-phong/documents/{made.id}/"]
    assert "nước ngọt" in items[0]["label"]
    assert client_as("loc").get(f"{SEARCH}?q=nước ng", headers=json).json() == {"items": []}
    assert client_as("thu").get(f"{SEARCH}?q=", headers=json).json() == {"items": []}


@pytest.mark.appendix_vi("III.6.e")
def test_a_search_is_kept_used_again_and_removed(client_as: ClientAs) -> None:
    client = client_as("lan")
    query = "q=h%E1%BA%A1n&year=2022&after=9_2022-01-01_3"
    answer = client.post(f"{SEARCH}saved/", {"name": "Hạn mặn", "query": query})
    assert answer.status_code == 302
    saved = SavedSearch.objects.get()
    assert saved.query == "q=h%E1%BA%A1n&year=2022"
    assert saved.query in answer.headers["Location"]
    page = client.get(SEARCH)
    assert "Hạn mặn" in text(page)
    assert "Hạn mặn" not in _hits(client_as("minh"), "")
    assert client_as("minh").post(f"{SEARCH}saved/{saved.id}/removal/").status_code == 404
    assert client.post(f"{SEARCH}saved/{saved.id}/removal/").status_code == 302
    assert not SavedSearch.objects.exists()


def test_a_search_without_a_name_is_refused_in_words(client_as: ClientAs) -> None:
    answer = client_as("lan").post(f"{SEARCH}saved/", {"name": " ", "query": "q=a"})
    assert answer.status_code == 422
    assert "Nhập tên để nhớ" in text(answer)


def test_the_same_name_again_is_the_new_search_and_there_is_an_end(
    act_of: ActOf, client_as: ClientAs
) -> None:
    lan = act_of("lan")
    for number in range(actions.SAVED_MAX):
        actions.save_search(lan, name=str(number), query="q=a")
    actions.save_search(lan, name="0", query="q=b")
    assert SavedSearch.objects.get(name="0").query == "q=b"
    answer = client_as("lan").post(f"{SEARCH}saved/", {"name": "Nữa", "query": "q=a"})
    assert answer.status_code == 422
    assert "Xóa bớt một tìm kiếm" in text(answer)
    actions.forget_search(lan, saved_id=SavedSearch.objects.get(name="0").id)
    assert SavedSearch.objects.count() == actions.SAVED_MAX - 1
