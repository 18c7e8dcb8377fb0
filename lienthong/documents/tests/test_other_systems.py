"""Documents to and from agencies that work in another system, by edXML through a folder."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lienthong.directory import posts
from lienthong.documents.actions import amending, issuing, receiving, signing
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.exchange import actions_peers, peers_job, tasks
from lienthong.exchange.edxml.reading import read
from lienthong.exchange.edxml.shapes import Attached, Letter, Organ, Reply, Status
from lienthong.exchange.edxml.writing import write_letter, write_status
from lienthong.exchange.models import Delivery, Packet, Peer, PeerMessage, Receipt
from lienthong.exchange.tests.packets import LETTER, STATUS
from lienthong.kernel import jobs
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
ELSEWHERE = "so-tc"
ADDRESS = "/van-phong/quan-tri/lien-thong/"


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Path:
    settings.EXCHANGE_DIR = tmp_path / "exchange"
    return tmp_path / "exchange" / "qlvb-tc"


def code(key: str, act_of: ActOf) -> str:
    return posts.agency_on(way.agency(key), act_of("lan").at.date()).code


def connect(act_of: ActOf, **facts: Any) -> Peer:
    """The department of finance works in a system of its own."""
    told = {
        "code": "qlvb-tc", "name": "Phần mềm Sở Tài chính", "active": True,
        "agency_codes": [code(ELSEWHERE, act_of)], **facts,
    }  # fmt: skip
    return actions_peers.save_peer(act_of("dat"), **told)


def put(folder: Path, name: str, content: bytes) -> Path:
    """A packet as the other system leaves it, some time ago."""
    (folder / "in").mkdir(parents=True, exist_ok=True)
    path = folder / "in" / name
    path.write_bytes(content)
    os.utime(path, (1, 1))
    return path


def letter(act_of: ActOf, **facts: Any) -> Letter:
    """A letter of finance's to the province and the district."""
    to = tuple(Organ(code(key, act_of)) for key in (way.PROVINCE, way.DISTRICT))
    sender = Organ(code(ELSEWHERE, act_of), "Sở Tài chính")
    files = (Attached("1", "cong-van.txt", b"Noi dung van ban.", "text/plain"),)
    return replace(LETTER, sender=sender, to=to, files=files, replies_to=(), **facts)


def run(act_of: ActOf) -> None:
    peers_job.run(act_of("lan"))
    jobs.drain(leave=["documents.check_signatures"])


def issued(act_of: ActOf, *to: str) -> Document:
    """A really signed letter of the province's to the district and to finance, or others."""
    made = way.brought_to(act_of, State.APPROVED, files=1, to=(way.DISTRICT, *(to or (ELSEWHERE,))))
    jobs.drain()
    signing.request_seal(act_of("lan"), document_id=made.id)
    jobs.drain()
    issuing.issue(act_of("lan"), document_id=made.id)
    jobs.drain()
    made.refresh_from_db()
    return made


def told(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


def status_of(document: Document, key: str) -> tuple[str, str]:
    delivery = Delivery.objects.get(packet_id=document.packet_id, agency_id=way.agency(key))
    return delivery.state, delivery.status


def test_two_receivers_in_one_system_get_one_packet_and_are_told_of_no_recall(
    act_of: ActOf, folders: Path
) -> None:
    connect(act_of, agency_codes=[code(ELSEWHERE, act_of), code("so-nv", act_of)])
    made = issued(act_of, ELSEWHERE, "so-nv")
    run(act_of)
    (path,) = (folders / "out").iterdir()
    message = read(path.read_bytes()).message
    assert isinstance(message, Letter)
    assert {one.code for one in message.to} == {code(ELSEWHERE, act_of), code("so-nv", act_of)}
    assert {status_of(made, key) for key in (ELSEWHERE, "so-nv")} == {("sent", "")}
    amending.recall(act_of("lan"), document_id=made.id, reason="Sai số liệu, sẽ gửi lại.")
    asked = Packet.objects.get(about_id=made.packet_id)
    told = Delivery.objects.filter(packet_id=asked.pk).values_list("agency_id", flat=True)
    assert list(told) == [way.agency(way.DISTRICT)], "the others work elsewhere"


def test_one_bad_file_holds_up_no_other(act_of: ActOf, folders: Path) -> None:
    connect(act_of)
    os.rename(put(folders, "a.edxml", b"x"), os.fsencode(folders / "in") + b"/\xff.edxml")  # noqa: PTH104 - no text
    put(folders, "b.edxml", write_letter(letter(act_of)))
    run(act_of)
    assert (folders / "done" / "b.edxml").exists()
    assert not list((folders / "in").iterdir())
    put(folders, "b.edxml", write_letter(letter(act_of, document_id="another")))
    run(act_of)
    assert len(list((folders / "done").iterdir())) == 2, "none was written over"


@pytest.mark.appendix_vi("III.2.a")
def test_what_is_issued_goes_to_the_system_where_its_receiver_works(
    act_of: ActOf, folders: Path
) -> None:
    connect(act_of)
    made = issued(act_of)
    assert status_of(made, way.DISTRICT) == ("held", "01")
    assert status_of(made, ELSEWHERE) == ("queued", "")
    run(act_of)
    run(act_of)
    (path,) = (folders / "out").iterdir()
    packet = read(path.read_bytes())
    message = packet.message
    assert isinstance(message, Letter)
    assert (packet.problems, packet.notes) == ([], [])
    assert (message.code, message.subject) == (made.code, made.subject)
    assert (message.sender.code, message.to[0].code) == (
        code(way.PROVINCE, act_of), code(ELSEWHERE, act_of),
    )  # fmt: skip
    assert [one.name for one in message.files] == ["01-UBND-VX.pdf", "danh-sach.txt"]
    assert message.files[0].content.startswith(b"%PDF-")
    assert status_of(made, ELSEWHERE) == ("sent", "")
    back = Status(
        Organ(code(ELSEWHERE, act_of)), Reply(document_id=message.document_id), "03", "Đã vào sổ",
        STATUS.at,
    )  # fmt: skip
    for name in ("1.edxml", "2.edxml"):
        put(folders, name, write_status(back))
    run(act_of)
    assert status_of(made, ELSEWHERE) == ("sent", "03")
    delivery = Delivery.objects.get(packet_id=made.packet_id, agency_id=way.agency(ELSEWHERE))
    receipts = Receipt.objects.filter(delivery_id=delivery.pk).order_by("id")
    assert [one.code for one in receipts] == ["01", "03"], "whoever registered it has it"
    assert sorted(path.name for path in (folders / "done").iterdir()) == ["1.edxml", "2.edxml"]


@pytest.mark.appendix_vi("III.2.a", "III.2.c")
def test_what_comes_joins_the_flow_of_every_arrival(act_of: ActOf, folders: Path) -> None:
    connect(act_of)
    sent = letter(act_of, document_id="H51.TC,2022/11/21,15/STC")
    put(folders, "a.edxml", write_letter(sent))
    run(act_of)
    copies = Document.objects.incoming().filter(issuer_id=way.agency(ELSEWHERE))
    assert copies.count() == 2
    copy = copies.get(agency_id=way.agency(way.DISTRICT))
    assert (copy.code, copy.subject, copy.urgency) == (sent.code, sent.subject, sent.priority)
    assert (copy.state, copy.issued_on) == (State.ARRIVED, act_of("lan").at.date())
    receiving.register(act_of("tuyet"), document_id=copy.id)
    jobs.drain(leave=["documents.check_signatures"])
    run(act_of)
    answers = [read(path.read_bytes()).message for path in sorted((folders / "out").iterdir())]
    district = code(way.DISTRICT, act_of)
    steps = [one for one in answers if isinstance(one, Status)]
    assert [one.status for one in steps if one.sender.code == district] == ["01", "03"]
    assert {one.about.document_id for one in steps} == {sent.document_id}
    run(act_of)
    assert len(list((folders / "out").iterdir())) == 3


@pytest.mark.appendix_vi("III.1.h")
def test_the_same_packet_twice_is_one_document(act_of: ActOf, folders: Path) -> None:
    connect(act_of)
    for name in ("a.edxml", "b.edxml"):
        put(folders, name, write_letter(letter(act_of)))
    run(act_of)
    put(folders, "a.edxml", write_letter(letter(act_of)))
    run(act_of)
    assert Document.objects.incoming().filter(issuer_id=way.agency(ELSEWHERE)).count() == 2
    changed = letter(act_of, subject="Nội dung khác")
    put(folders, "c.edxml", write_letter(changed))
    run(act_of)
    assert Document.objects.incoming().filter(issuer_id=way.agency(ELSEWHERE)).count() == 2
    assert told("exchange.peer_took") == 1, "a file with the same bytes is no second one"
    refused = PeerMessage.objects.get(state="refused")
    assert "đã nhận với nội dung khác" in refused.words
    assert [path.name for path in (folders / "refused").iterdir()] == ["c.edxml"]


def test_whoever_is_killed_between_taking_and_moving_finds_the_file_again(
    act_of: ActOf, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(act_of)
    put(folders, "a.edxml", write_letter(letter(act_of)))

    def killed(_path: Path, _to: Path) -> Path:
        raise OSError("killed")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "replace", killed)
        with pytest.raises(OSError, match="killed"):
            run(act_of)
    assert (folders / "in" / "a.edxml").exists()
    run(act_of)
    assert Document.objects.incoming().filter(issuer_id=way.agency(ELSEWHERE)).count() == 2
    assert (folders / "done" / "a.edxml").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _one: b"%PDF-1.7", "Đây là tệp PDF"),
        (lambda one: write_letter(one)[:-30], "cắt cụt"),
        (lambda one: write_letter(replace(one, to=())), "Thiếu nơi nhận"),
        (lambda one: write_letter(replace(one, sender=Organ("H99"))), "H99 không thuộc kết nối"),
        (lambda one: write_letter(replace(one, to=(Organ("H98"),))), "H98"),
        (lambda one: write_letter(replace(one, business="1")), "chưa nhận tự động"),
        (
            lambda one: write_letter(
                replace(one, files=(Attached("1", "a.exe", b"MZ" + b"\0" * 90),))
            ),
            "a.exe",
        ),
        (
            lambda one: write_status(
                replace(STATUS, sender=one.sender, about=Reply(document_id=str(uuid.UUID(int=7))))
            ),
            "Không có văn bản nào mã",
        ),
        (lambda one: write_status(replace(STATUS, sender=one.sender)), "Không có văn bản nào mã"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_kept_with_its_reason(
    act_of: ActOf, folders: Path, change: Callable[[Letter], bytes], words: str
) -> None:
    connect(act_of)
    put(folders, "x.edxml", change(letter(act_of)))
    run(act_of)
    refused = PeerMessage.objects.get()
    assert refused.state == "refused"
    assert words in refused.words or words == "a.exe", refused.words
    assert (folders / "refused" / "x.edxml").exists()
    assert told("exchange.peer_refused") == 1
    assert not Document.objects.incoming().filter(issuer_id=way.agency(ELSEWHERE)).exists()


def test_what_was_refused_is_taken_once_its_cause_is_mended(act_of: ActOf, folders: Path) -> None:
    connect(act_of, agency_codes=[code("so-nv", act_of)])
    for _turn in range(2):
        put(folders, "a.edxml", write_letter(letter(act_of)))
        run(act_of)
    assert told("exchange.peer_refused") == 1
    connect(act_of)
    put(folders, "a.edxml", write_letter(letter(act_of)))
    run(act_of)
    assert PeerMessage.objects.get().state == "taken"
    assert Document.objects.incoming().filter(issuer_id=way.agency(ELSEWHERE)).count() == 2


def test_a_stopped_connection_keeps_what_waits(act_of: ActOf, folders: Path) -> None:
    connect(act_of, active=False)
    made = issued(act_of)
    put(folders, "a.edxml", write_letter(letter(act_of)))
    run(act_of)
    assert status_of(made, ELSEWHERE) == ("queued", "")
    assert (folders / "in" / "a.edxml").exists()
    connect(act_of)
    run(act_of)
    assert status_of(made, ELSEWHERE) == ("sent", "")
    assert (folders / "done" / "a.edxml").exists()


def test_the_task_told_twice_sends_once(act_of: ActOf, folders: Path) -> None:
    connect(act_of)
    issued(act_of)
    tasks.with_peers(0)
    tasks.with_peers(0)
    assert len(list((folders / "out").iterdir())) == 1
    assert told("exchange.peer_sent") == 1


@pytest.mark.appendix_vi("IV.3")
def test_connections_are_set_up_on_a_page(
    act_of: ActOf, client_as: ClientAs, folders: Path
) -> None:
    dat = client_as("dat")
    assert "Chưa kết nối" in text(dat.get(ADDRESS))
    typed = {
        "code": "qlvb-tc", "name": "Phần mềm Sở Tài chính", "active": "on",
        "agencies": f"{code(ELSEWHERE, act_of)}\n",
    }  # fmt: skip
    for wrong, words in (
        ({"code": "../x"}, "Mã kết nối gồm chữ thường"), ({"agencies": "H99.9"}, "mang mã H99.9"),
        ({"agencies": code("so-tttt", act_of)}, "không thể làm việc ở hệ thống khác"),
    ):  # fmt: skip
        answer = dat.post(f"{ADDRESS}moi/", typed | wrong)
        assert answer.status_code == 422
        assert words in text(answer), words
    assert dat.post(f"{ADDRESS}moi/", typed).status_code == 302
    assert "Đã có kết nối" in text(dat.post(f"{ADDRESS}moi/", typed))
    again = typed | {"code": "khac"}
    assert "đã thuộc kết nối" in text(dat.post(f"{ADDRESS}moi/", again))
    put(folders, "x.edxml", b"<a/>")
    run(act_of)
    page = text(dat.get(f"{ADDRESS}{Peer.objects.get().pk}/"))
    for words in ("x.edxml", "Không nhận", "không phải gói tin edXML"):
        assert words in page, words
    dat.post(f"{ADDRESS}{Peer.objects.get().pk}/", {**typed, "active": ""})
    assert "Tạm dừng" in text(dat.get(ADDRESS))
    with pytest.raises(Refused, match="Quản trị cơ quan vận hành"):
        actions_peers.save_peer(act_of("lan"), code="a", name="b", agency_codes=["c"], active=True)
