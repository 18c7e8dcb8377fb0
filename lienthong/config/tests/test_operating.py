from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from lienthong.config import pages
from lienthong.directory import story
from lienthong.directory.models import Account
from lienthong.kernel.ledger import checkpoints, queries, sealing

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
JOBS = "/van-phong/quan-tri/viec-nen/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


# The operators' pages


def park(error: str = "ValueError: hỏng") -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into kernel_outbox (subscriber, event_ids, attempts, error, not_before)"
            " values ('nobody.listens', '{1}', 5, %s, '2999-01-01') returning id",
            [error],
        )
        return int(cursor.fetchone()[0])


def test_the_operator_sees_what_died_and_lets_it_try_again(client_as: ClientAs) -> None:
    row = park()
    client = client_as("dat")
    page = text(client.get(JOBS))
    assert "nobody.listens" in page
    assert "ValueError: hỏng" in page
    answer = client.post(f"{JOBS}{row}/tha/", follow=True)
    assert f"Đã thả dòng {row}" in text(answer)
    with connection.cursor() as cursor:
        cursor.execute("select attempts from kernel_outbox where id = %s", [row])
        assert cursor.fetchone()[0] == 0


def test_an_empty_queue_is_said_in_words(client_as: ClientAs) -> None:
    assert "Hàng chờ trống" in text(client_as("dat").get(JOBS))


@pytest.mark.parametrize("address", [JOBS, "/van-phong/quan-tri/so-su-kien/"])
def test_operating_needs_the_right(client_as: ClientAs, address: str) -> None:
    answer = client_as("lan").get(address)
    assert answer.status_code == 422
    assert "Quản trị hệ thống xem việc nền và sổ sự kiện" in text(answer)


def test_nobody_else_releases_a_row(client_as: ClientAs) -> None:
    assert client_as("lan").post(f"{JOBS}{park()}/tha/").status_code == 422


# The ledger, inside and for everybody


def seal() -> int:
    while sealing.seal() is not None:
        pass
    latest = queries.latest_checkpoint()
    assert latest is not None
    return latest.size


def test_the_newest_checkpoint_is_public(client_as: ClientAs) -> None:
    size = seal()
    page = text(Client().get("/so-su-kien/"))
    note = text(Client().get(f"/so-su-kien/{size}.txt"))
    assert checkpoints.parse(note)[0].size == size
    assert note.splitlines()[2] in page
    assert "lienthong ledger verify" in text(
        client_as("dat").get("/van-phong/quan-tri/so-su-kien/")
    )


def test_a_checkpoint_that_is_not_there_is_a_404() -> None:
    assert Client().get("/so-su-kien/999999999.txt").status_code == 404


# The front door and the errors


def test_the_front_page_leads_to_the_office_and_the_ledger() -> None:
    page = text(Client().get("/"))
    assert 'href="/van-phong/"' in page
    assert 'href="/so-su-kien/"' in page


def test_the_health_page_answers() -> None:
    assert Client().get("/khoe").json()["database"] == "ok"


def test_what_is_missing_is_said_and_another_post_offered(client_as: ClientAs) -> None:
    page = text(client_as("tuyet").get("/van-phong/documents/999999/"))
    assert "Không có trang này" in page
    assert "Lưu trữ viên" in page
    assert 'href="/van-phong/"' in page
    nobody = Client().get("/khong-co-trang-nay/")
    assert nobody.status_code == 404
    assert "Không có trang này" in text(nobody)


def test_a_bug_of_ours_is_said_without_the_database() -> None:
    answer = pages.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in text(answer)
    forbidden = pages.forbidden(RequestFactory().get("/"), PermissionError())
    assert forbidden.status_code == 403


def after(fault: Callable[[], object], request: HttpRequest) -> HttpResponse:
    """The answer to a request in which something failed."""
    try:
        fault()
    except Exception:  # noqa: BLE001 - as Django's handler does
        return pages.broken(request)
    raise AssertionError("nothing failed")


def no_database() -> None:
    with connection.wrap_database_errors:
        psycopg.connect(host="/nonexistent", dbname="none")


def a_long_statement() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 1; select pg_sleep(1)")


@pytest.mark.parametrize(
    ("method", "words"),
    [("GET", "tự mở lại sau 5 giây"), ("POST", "Chưa biết việc vừa gửi đã ghi xong hay chưa")],
)
def test_a_database_that_is_away_is_no_bug_of_ours(method: str, words: str) -> None:
    answer = after(no_database, RequestFactory().generic(method, "/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert words in text(answer)
    assert ("http-equiv" in text(answer)) is (method == "GET")


def test_a_statement_that_the_database_stopped_is_a_bug_of_ours() -> None:
    assert after(a_long_statement, RequestFactory().get("/")).status_code == 500


# The shell


def test_the_rail_shows_what_a_post_may_do(client_as: ClientAs) -> None:
    assert "Việc nền" in text(client_as("dat").get("/van-phong/"))
    lan = text(client_as("lan").get("/van-phong/"))
    assert "Việc nền" not in lan
    assert "Chờ ký số" not in lan
    assert "Chờ ký số" in text(client_as("minh").get("/van-phong/"))


def test_the_rail_marks_the_list_an_open_document_belongs_to(client_as: ClientAs) -> None:
    page = text(client_as("lan").get("/van-phong/documents/outgoing/"))
    assert 'href="/van-phong/documents/outgoing/" aria-current="page"' in page


def test_the_story_is_on_every_page_while_it_plays(client_as: ClientAs) -> None:
    story.tell(12, 120, "UBND huyện Kế Sách")
    page = text(client_as("lan").get("/van-phong/"))
    assert "12/120" in page
    assert "every 2s" in page
    assert "12/120" in text(client_as("lan").get("/van-phong/cau-chuyen/"))
    story.tell(120, 120, "UBND huyện Kế Sách")
    assert client_as("lan").get("/van-phong/cau-chuyen/")["HX-Refresh"] == "true"
    assert "120/120" not in text(client_as("lan").get("/van-phong/"))


def test_a_citizen_has_no_shell(client_as: ClientAs) -> None:
    from lienthong.directory.models import Appointment

    person = Account.objects.get(username="nga").person
    Appointment.objects.filter(person=person).delete()
    answer = client_as("nga").get("/van-phong/")
    assert answer.status_code == 403
    assert "không giữ chức vụ nào hôm nay" in text(answer)
