"""Notices: signed, fresh, read with care; and the simulated bank that makes them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from lienthong.kernel.errors import Refused
from lienthong.services.payments import bank, references
from lienthong.services.payments.bank import NONCE, SIGNATURE, TIME, Signed
from lienthong.services.payments.matching import Expected, Verdict, judge
from lienthong.services.payments.simulated import ACCOUNT, SimulatedBank, Way

AT = datetime(2022, 11, 21, 2, 0, tzinfo=UTC)
SECRET = b"bi mat"
REF = references.of("0123456789")
NUMBER = "a1" * 8


@pytest.fixture
def simulated(tmp_path: Path) -> SimulatedBank:
    return SimulatedBank(tmp_path / "bank" / "books.jsonl", SECRET)


def body(**other: Any) -> bytes:
    usual = {
        "transaction": "FT1", "amount": 50000, "currency": "VND", "content": f"{REF} nop phi",
        "account": ACCOUNT.number, "paid_at": AT.isoformat(),
    }  # fmt: skip
    return json.dumps(usual | other).encode()


def read(signed: Signed, *, at: datetime = AT) -> Any:
    return bank.read(SECRET, ACCOUNT.number, signed.headers, signed.body, at)


def sign(text: bytes, **other: Any) -> Signed:
    return bank.sign(**{"secret": SECRET, "body": text, "nonce": NUMBER, "at": AT} | other)


def test_a_signed_notice_is_read() -> None:
    found = read(sign(body()))
    assert (found.transaction, found.reference, found.amount, found.paid_at) == (
        "FT1", REF, 50000, AT,
    )  # fmt: skip


def test_the_signature_is_the_agreed_one() -> None:
    """Made with openssl: printf '1669000000\\nabcdefabcdefabcd\\n{}' | openssl dgst -hmac key."""
    at = datetime.fromtimestamp(1669000000, UTC)
    signed = bank.sign(b"key", b"{}", nonce="abcdefabcdefabcd", at=at)
    assert signed.headers == {
        TIME: "1669000000",
        NONCE: "abcdefabcdefabcd",
        SIGNATURE: "f2479acbaa571229d9ce0873580b9b4d789989291785a91d313df01cee0025e2",
    }


@pytest.mark.parametrize(
    "forged",
    [
        Signed({}, body()),
        sign(body(), secret=b"khac"),
        sign(body(), nonce="ngan"),
        Signed({**sign(body()).headers, SIGNATURE: "ă"}, body()),
        Signed({**sign(body()).headers, TIME: "1669000001"}, body()),
        Signed({**sign(body()).headers, NONCE: "b2" * 8}, body()),
        Signed(sign(body()).headers, body(amount=1)),
        Signed(bank.sign(b"", body(), nonce=NUMBER, at=AT).headers, body()),
    ],
)
def test_a_forged_notice_is_refused_before_it_is_read(forged: Signed) -> None:
    with pytest.raises(Refused, match="Chữ ký của thông báo không đúng") as refused:
        read(forged)
    assert refused.value.reason == "right"


@pytest.mark.parametrize("apart", [timedelta(seconds=301), -timedelta(seconds=301)])
def test_an_old_notice_is_refused(apart: timedelta) -> None:
    signed = sign(body())
    read(signed, at=AT + apart * (300 / 301))
    with pytest.raises(Refused, match="quá cũ hoặc đồng hồ lệch"):
        read(signed, at=AT + apart)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[]", b"null", b"{", b"\xff", b"[" * 10_000, body(amount="50000"), body(amount=1.5),
        body(amount=True), body(amount=0), body(amount=-1), body(amount=10**13),
        body(amount=float("nan")), body().replace(b"50000", b"9" * 5000), body(currency="USD"),
        body(account="khac"), body(transaction=""), body(transaction="a b"), body(transaction=None),
        body(transaction="x" * 65), body(content=None), body(content="a\0b"),
        body(paid_at="2022-11-21T09:00:00"), body(paid_at="hom qua"), body(paid_at=5),
        b"x" * (bank.LONGEST_BODY + 1),
    ],
)  # fmt: skip
def test_what_was_not_agreed_is_refused_in_words(text: bytes) -> None:
    with pytest.raises(Refused, match="Không đọc được thông báo") as refused:
        read(sign(text))
    assert refused.value.reason == "input"


def test_a_notice_without_a_reference_is_still_money() -> None:
    assert read(sign(body(content="nop phi"))).reference == ""


WAYS = {
    Way.ONCE: [Verdict.PAID],
    Way.TWICE: [Verdict.PAID, Verdict.TWICE],
    Way.REPEATED: [Verdict.PAID, Verdict.REPLAYED],
    Way.LATE: [Verdict.PAID],
    Way.NEVER: [],
    Way.UNDER: [Verdict.UNDERPAID],
    Way.OVER: [Verdict.OVERPAID],
    Way.UNKNOWN: [Verdict.UNKNOWN],
}


@pytest.mark.parametrize("way", Way)
def test_the_simulated_bank_pays_in_every_way(simulated: SimulatedBank, way: Way) -> None:
    tellings = simulated.pay(REF, 50_000, way, AT)
    assert all(bool(one.after) is (way is Way.LATE) for one in tellings)
    received, told, verdicts = 0, set[str](), []
    for telling in tellings:
        signed = simulated.signed(telling.notice, AT)
        found = simulated.read(signed.headers, signed.body, AT)
        assert found == telling.notice
        expected = Expected(REF, 50_000, received=received) if found.reference else None
        outcome = judge(expected, found, told=told)
        received, told = received + outcome.counted, told | {found.transaction}
        verdicts.append(outcome.verdict)
    assert verdicts == WAYS[way]


def test_an_inquiry_finds_what_was_never_told(simulated: SimulatedBank) -> None:
    assert simulated.inquiry(REF) == []
    assert simulated.pay(REF, 50_000, Way.NEVER, AT) == []
    simulated.pay(references.of("9876543210"), 1, Way.ONCE, AT)
    (found,) = simulated.inquiry(REF)
    assert (found.amount, found.paid_at, found.reference) == (50_000, AT, REF)


@pytest.fixture
def door() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A door on loopback that keeps what is posted to it."""
    came: list[tuple[dict[str, str], bytes]] = []

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", came
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_tells_over_http(simulated: SimulatedBank, door: Any) -> None:
    address, came = door
    (telling,) = simulated.pay(REF, 50_000, Way.ONCE, AT)
    assert simulated.tell(address, telling.notice, AT) == 204
    ((headers, text),) = came
    assert headers["Content-Type"] == "application/json"
    assert simulated.read(headers, text, AT) == telling.notice
