"""One document through the browser, from the drafter to the reply, signed for real by the jobs."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.kernel import jobs

pytestmark = pytest.mark.django_db

ClientAs = Callable[..., Client]
NEW = "/van-phong/documents/new/"


def one(document_id: int, *parts: str) -> str:
    return "/".join(["/van-phong/documents", str(document_id), *parts]) + "/"


def form(signer: str, **more: object) -> dict[str, object]:
    return {
        "subject": "Về việc báo cáo hạ tầng số",
        "body": "Đề nghị báo cáo:\n1. Số máy tính.\n2. Số người được cấp chứng thư số.",
        "urgency": "0",
        "secrecy": "none",
        "signer": way.position(signer),
        **more,
    }


def drafted_by(client: Client, query: str = "", **fields: object) -> int:
    answer = client.post(f"{NEW}{query}", fields)
    assert answer.status_code == 302, text(answer)
    found = re.search(r"/documents/(\d+)/", answer["Location"])
    assert found is not None
    return int(found[1])


def signed_and_issued(
    client_as: ClientAs, document_id: int, *, hats: dict[str, tuple[str, str]]
) -> None:
    """Checks, one tap, seal, issue: each by its person through the browser, the jobs drained."""
    for step, resource in (
        ("drafter", ("check-request",)),
        ("head", ("checks", "content")),
        ("checker", ("checks", "format")),
        ("leader", ("approval",)),
        ("clerk", ("seal",)),
        ("clerk", ("issue",)),
    ):
        who, hat = hats[step]
        answer = client_as(who, hat=hat).post(one(document_id, *resource))
        assert answer.status_code == 302, text(answer)
        jobs.drain()


def test_a_document_goes_out_and_its_answer_comes_back(client_as: ClientAs) -> None:
    thu, lan = client_as("thu"), client_as("lan")
    sent = drafted_by(thu, **form(way.SIGNER, agencies=[way.agency(way.COMMUNE)], reply_days="5"))
    signed_and_issued(
        client_as,
        sent,
        hats={
            "drafter": ("thu", ""), "head": ("son", ""), "checker": ("yen", ""),
            "leader": ("minh", ""), "clerk": ("lan", ""),
        },
    )  # fmt: skip
    assert "0 trên 1 nơi nhận đã trả lời" in text(lan.get(one(sent, "board")))
    picture = lan.get(one(sent, "pages").removesuffix("/") + "/1.png")
    assert picture.content.startswith(b"\x89PNG")

    commune = f"{way.COMMUNE}/"
    huong = client_as("huong", hat=f"{commune}vptk/van-thu")
    vinh = client_as("vinh", hat=f"{commune}lanh-dao/chu-tich")
    hoa = client_as("hoa", hat=f"{commune}vhxh/cong-chuc")
    copy = way.copy_of(Document.objects.get(id=sent), way.COMMUNE).id
    huong.post(one(copy, "registration"))
    huong.post(one(copy, "submission"), {"leader": way.position(f"{commune}lanh-dao/chu-tich")})
    specialist = way.position(f"{commune}vhxh/cong-chuc")
    vinh.post(
        one(copy, "assignments"),
        {"lead": f"position:{specialist}", "directive": "Làm trong tuần.", "days": "2"},
    )
    hoa.post(one(copy, "start"))
    jobs.drain()
    assert "Đang xử lý" in text(lan.get(one(sent, "board")))

    reply = drafted_by(
        hoa,
        f"?reply_to={copy}",
        **form(f"{commune}lanh-dao/chu-tich", agencies=[way.agency(way.PROVINCE)]),
    )
    signed_and_issued(
        client_as,
        reply,
        hats={
            "drafter": ("hoa", f"{commune}vhxh/cong-chuc"),
            "head": ("hieu", f"{commune}vhxh/phu-trach"),
            "checker": ("huong", f"{commune}vptk/van-thu"),
            "leader": ("vinh", f"{commune}lanh-dao/chu-tich"),
            "clerk": ("huong", f"{commune}vptk/van-thu"),
        },
    )
    hoa.post(one(copy, "resolution"))
    jobs.drain()

    board = text(lan.get(one(sent, "board")))
    assert "Cả 1 nơi nhận đã trả lời" in board
    arrived = Document.objects.incoming().get(in_reply_to_id=sent)
    assert f'href="/van-phong/documents/{arrived.id}/"' in board
    assert arrived.state == State.ARRIVED
    assert "Trả lời cho" in text(lan.get(one(arrived.id)))
    assert client_as("loc").get(one(arrived.id)).status_code == 404

    lan.post(one(arrived.id, "registration"))
    assert "Chuyển người soạn" in text(lan.get(one(arrived.id)))
    lan.post(one(arrived.id, "forwarding"))
    assert "trả lời văn bản" in text(thu.get("/van-phong/"))
    page = text(thu.get(one(arrived.id)))
    assert "Trần Ngọc Thu" in page
    assert "Trình lãnh đạo" not in page
