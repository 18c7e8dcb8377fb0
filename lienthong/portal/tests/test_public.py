"""What a guest sees: the front page, finding, a procedure, the language."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def text_of(client: Client, path: str, status: int = 200, **data: str) -> str:
    answer = client.get(path, data)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_the_front_page_searches_and_leads_officials_in(client: Client) -> None:
    page = text_of(client, "/")
    assert "Bạn cần làm thủ tục gì?" in page
    assert 'href="/thu-tuc/?su-kien=birth"' in page
    assert "Vào văn phòng điện tử" in page
    assert 'lang="km"' in page


@pytest.mark.parametrize("query", ["làm khai sinh cho con", "lam khai sinh cho con"])
def test_everyday_words_lead_to_a_procedure(client: Client, query: str) -> None:
    page = text_of(client, "/thu-tuc/", q=query)
    assert "Đăng ký khai sinh" in page
    assert "/thu-tuc/1.001193/" in page


@pytest.mark.parametrize(
    ("by", "there", "not_there"),
    [
        ({"su-kien": "birth"}, "1.001193", "2.000815"),
        ({"linh-vuc": "Hộ tịch"}, "1.001193", "2.000815"),
        ({"cap": "commune"}, "1.001193", "/thu-tuc/none/"),
    ],
)
def test_a_list_is_narrowed(client: Client, by: dict[str, str], there: str, not_there: str) -> None:
    page = text_of(client, "/thu-tuc/", **by)
    assert f"/thu-tuc/{there}/" in page
    assert not_there not in page


def test_nothing_found_says_what_to_do(client: Client) -> None:
    page = text_of(client, "/thu-tuc/", q="<script>alert(1)</script>")
    assert "Chưa thấy thủ tục nào" in page
    assert "<script>alert" not in page


def test_a_procedure_answers_first_and_shows_what_is_not_confirmed(client: Client) -> None:
    page = text_of(client, "/thu-tuc/1.001193/")
    first, _folded, law = page.partition("Căn cứ pháp lý")
    for answer in ("Nộp trên mạng được không?", "Trong ngày làm việc", "8.000 đồng", "60 ngày"):
        assert answer in first
    assert "Nghị định 61/2018/NĐ-CP" in law
    assert "Chưa đối chiếu" in law
    assert "Số mẫu" in page


def test_a_procedure_that_is_not_there_is_a_page(client: Client) -> None:
    assert "<html" in text_of(client, "/thu-tuc/9.999999/", status=404)


@pytest.mark.parametrize("language", ["en", "km"])
def test_a_language_is_chosen_by_a_link_and_kept(client: Client, language: str) -> None:
    answer = client.get(f"/ngon-ngu/{language}/", {"tiep": "/thu-tuc/1.001193/"})
    assert answer.headers["Location"] == "/thu-tuc/1.001193/"
    page = text_of(client, "/thu-tuc/1.001193/")
    assert f'lang="{language}"' in page
    assert ("(chờ duyệt)" in page) is (language == "km")


def test_a_language_leads_nowhere_else(client: Client) -> None:
    answer = client.get("/ngon-ngu/en/", {"tiep": "//example.invalid/"})
    assert answer.headers["Location"] == "/"
    assert client.get("/ngon-ngu/xx/").status_code == 404
