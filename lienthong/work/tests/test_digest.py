from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import Message
from typing import Any, cast

import pytest
from django.test import Client

from lienthong.directory.models import Account, Position
from lienthong.kernel import clock, jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.models import Event
from lienthong.work import actions, mailing, queries, tasks
from lienthong.work.models import Digest

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
ActOf = Callable[..., Act]
ACCOUNT, JOBS = "/van-phong/tai-khoan/", "/van-phong/quan-tri/viec-nen/"
ADDRESS = "tuyet@kesach.example"


class Post(socketserver.ThreadingTCPServer):
    """A mail server on this machine: takes letters, or does as it is told."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters: list[Message] = []
        self.mood = "takes"


class Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        post = cast("Post", self.server)
        self.say("220 here")
        while line := self.rfile.readline():
            match line.split()[0].upper():
                case b"DATA" if post.mood == "refuses":
                    self.say("451 too busy")
                case b"DATA":
                    self.say("354 go on")
                    letter = b""
                    while (row := self.rfile.readline()) not in {b".\r\n", b""}:
                        letter += row
                    post.letters.append(email.message_from_bytes(letter))
                    if post.mood == "breaks":
                        return
                    self.say("250 taken")
                case b"QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 fine")


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    with Post() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        settings.MAIL, settings.EMAIL_USE_TLS = True, False
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        yield server
        server.shutdown()
        thread.join()


def wanted() -> Account:
    """Tuyết has the daily mail."""
    Account.objects.filter(username="tuyet").update(email=ADDRESS, daily_mail=True)
    return Account.objects.get(username="tuyet")


def give(act_of: ActOf, title: str, hours: int, created: int = 0) -> None:
    act = act_of("tuyet", at=clock.now() - timedelta(hours=created))
    actions.give(
        act,
        Position.objects.earliest("id"),
        position_id=act.position_id or 0,
        agency_id=act.agency_id or 0,
        kind="documents.register",
        title=title,
        code="12/UBND-VX",
        due_at=clock.now() + timedelta(hours=hours),
    )


def parts(letter: Message) -> list[str]:
    return [
        cast("bytes", part.get_payload(decode=True)).decode()
        for part in letter.walk()
        if not part.is_multipart()
    ]


def test_a_mail_says_what_waits_what_is_late_and_what_is_new(act_of: ActOf, post: Post) -> None:
    wanted()
    give(act_of, "Việc cũ đã trễ", -30, created=60)
    give(act_of, "Việc <mới>", 30)
    assert actions.plan_digests(clock.now()) == 1
    jobs.drain()
    (letter,) = post.letters
    plain, rich = parts(letter)
    assert letter["To"] == ADDRESS
    assert "2 việc chờ bạn" in plain
    assert "- QUÁ HẠN: 12/UBND-VX, Việc cũ đã trễ" in plain
    assert "- MỚI: 12/UBND-VX, Việc <mới>" in plain
    assert "Việc &lt;mới&gt;" in rich
    assert Digest.objects.get().state == "sent"


def test_asked_for_twice_the_day_is_mailed_once(act_of: ActOf, post: Post) -> None:
    wanted()
    give(act_of, "Một việc", 30)
    for _again in range(2):
        tasks.digests(0)
        jobs.drain()
    actions.plan_digests(clock.now())
    tasks.digest(digest_id=Digest.objects.get().pk)
    tasks.digest(digest_id=Digest.objects.get().pk)
    assert len(post.letters) == 1


def test_killed_while_sending_is_told_and_never_mailed_again(
    act_of: ActOf, client_as: ClientAs, post: Post
) -> None:
    wanted()
    give(act_of, "Một việc", 30)
    actions.plan_digests(clock.now())
    number = Digest.objects.get().pk
    assert actions.claim_digest(number, clock.now()) is not None  # and then the process died
    for _again in range(2):
        tasks.digest(digest_id=number)
    assert post.letters == []
    assert Digest.objects.get().state == "unknown"
    page = client_as("dat").get(JOBS).content.decode()
    assert "Đứt giữa chừng, không gửi lại" in page
    assert "Tiến trình nền dừng khi đang gửi." in page


def test_a_broken_conversation_may_have_arrived(act_of: ActOf, post: Post) -> None:
    wanted()
    give(act_of, "Một việc", 30)
    actions.plan_digests(clock.now())
    post.mood = "breaks"
    jobs.drain()
    post.mood = "takes"
    tasks.digest(digest_id=Digest.objects.get().pk)
    assert len(post.letters) == 1
    assert Digest.objects.get().state == "unknown"


@pytest.mark.parametrize("trouble", ["refuses", "away"])
def test_what_the_server_refused_is_tried_again(
    act_of: ActOf, client_as: ClientAs, post: Post, settings: Any, trouble: str
) -> None:
    wanted()
    give(act_of, "Một việc", 30)
    actions.plan_digests(clock.now())
    number, port = Digest.objects.get().pk, settings.EMAIL_PORT
    post.mood = trouble
    settings.EMAIL_PORT = 1 if trouble == "away" else port
    with pytest.raises(Exception, match=r"too busy|refused"):
        tasks.digest(digest_id=number)
    assert [mail.pk for mail in queries.troubled_mail()] == [number]
    assert "Máy chủ thư từ chối, sẽ thử lại" in client_as("dat").get(JOBS).content.decode()
    post.mood, settings.EMAIL_PORT = "takes", port
    tasks.digest(digest_id=number)
    assert len(post.letters) == 1
    assert Digest.objects.get().state == "sent"


def test_nothing_to_say_is_no_mail(post: Post) -> None:
    wanted()
    actions.plan_digests(clock.now())
    jobs.drain()
    assert post.letters == []
    assert Digest.objects.get().state == "empty"


def test_days_off_and_a_system_without_mail_ask_for_nothing(settings: Any) -> None:
    wanted()
    monday = clock.now()
    settings.MAIL = True
    sunday = next(
        day for n in range(7) if clock.local(day := monday + timedelta(days=n)).weekday() == 6
    )
    assert mailing.plan(sunday) == 0
    settings.MAIL = False
    assert mailing.plan(monday) == 0
    assert not Digest.objects.exists()


def test_the_account_page_switches_the_mail(client_as: ClientAs, settings: Any) -> None:
    client = client_as("tuyet")
    assert "chưa nối với máy chủ thư" in client.get(ACCOUNT).content.decode()
    settings.MAIL = True
    assert "Đang tắt" in client.get(ACCOUNT).content.decode()
    for wrong, told in (("", "Nhập địa chỉ thư điện tử"), ("không phải", "chưa đúng dạng")):
        answer = client.post(ACCOUNT, {"email": wrong, "daily": "1"})
        assert answer.status_code == 422
        assert told in answer.content.decode()
    page = client.post(ACCOUNT, {"email": ADDRESS, "daily": "1"}, follow=True).content.decode()
    assert "Đang bật" in page
    assert ADDRESS in page
    client.post(ACCOUNT, {"email": ADDRESS})
    found = Account.objects.get(username="tuyet")
    assert (found.email, found.daily_mail) == (ADDRESS, False)
    said = Event.objects.filter(kind="directory.mail_chosen").order_by("id")
    assert [event.data["what"] for event in said] == ["bật", "tắt"]
    assert ADDRESS not in str([event.data for event in said])
