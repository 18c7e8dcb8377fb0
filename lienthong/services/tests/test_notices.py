"""Money for applications: what a bank tells, through the real door, and what is never told."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from lienthong.kernel import clock, jobs
from lienthong.kernel.acts import system_act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event, Outbox
from lienthong.services import banks, reactions, receipts, tasks
from lienthong.services.actions import ending, noticing, paying
from lienthong.services.models import Application, BankNotice, Payment, Step
from lienthong.services.payments import vietqr
from lienthong.services.payments.bank import SIGNATURE, Signed
from lienthong.services.payments.matching import Outcome, Verdict
from lienthong.services.payments.simulated import SimulatedBank, Way
from lienthong.services.rules import Status
from lienthong.services.tests import waiting
from lienthong.services.tour.play import Stage


@pytest.fixture
def bank(settings: Settings, tmp_path: Path) -> SimulatedBank:
    settings.DEMO, settings.BANK_BOOKS = True, tmp_path / "books.jsonl"
    return banks.simulated()


@pytest.fixture
def payment(stage: Stage, bank: SimulatedBank) -> Payment:
    """An application that waits for its fee, on the stage's clock."""
    found = waiting.asked(stage.at, stage)
    clock.start_at(stage.now())
    return found


def post(signed: Signed, **other: Any) -> HttpResponse:
    usual = {"data": signed.body, "content_type": "application/json", "headers": signed.headers}
    return Client().post(reverse("services:payment_notices"), **{**usual, **other})


def told(bank: SimulatedBank, payment: Payment, way: Way) -> list[dict[str, Any]]:
    """Pay in that way; what our door answers to each notice."""
    tellings = bank.pay(payment.reference, payment.missing or payment.amount, way, clock.now())
    answers = [post(bank.signed(one.notice, clock.now())) for one in tellings]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    jobs.drain()
    payment.refresh_from_db()
    return [answer.json() for answer in answers]


def status_of(payment: Payment) -> int:
    return Application.objects.get(id=payment.application_id).status


def test_a_notice_settles_the_fee_and_the_application_goes_on(
    bank: SimulatedBank, payment: Payment
) -> None:
    assert told(bank, payment, Way.ONCE) == [{"verdict": "paid", "missing": 0}]
    assert (payment.state, payment.way, payment.received, payment.refund_due) == (
        "paid", "bank", payment.amount, 0,
    )  # fmt: skip
    assert payment.receipt_number == 1
    assert status_of(payment) == Status.IN_PROGRESS
    came = Event.objects.get(kind="services.money_came")
    assert (came.data["settles"], came.door, came.by_name) == (True, "api", "Ngân hàng mô phỏng")
    assert Event.objects.get(kind="services.fee_paid").data["way"] == "bank"
    kept = BankNotice.objects.get()
    assert (kept.payment_id, kept.verdict, len(kept.digest)) == (payment.pk, "paid", 64)


def test_a_notice_again_changes_nothing(bank: SimulatedBank, payment: Payment) -> None:
    answers = told(bank, payment, Way.REPEATED)
    assert [answer["verdict"] for answer in answers] == ["paid", "replayed"]
    assert (payment.received, BankNotice.objects.count()) == (payment.amount, 1)


def test_who_pays_twice_is_owed_the_second(
    bank: SimulatedBank, payment: Payment, stage: Stage
) -> None:
    answers = told(bank, payment, Way.TWICE)
    assert [answer["verdict"] for answer in answers] == ["paid", "twice"]
    assert (payment.received, payment.refund_due) == (2 * payment.amount, payment.amount)
    owed = BankNotice.objects.get(verdict=Verdict.TWICE.value)
    desk = _desk(stage, payment)
    noticing.give_back(desk, application_id=payment.application_id, notice_id=owed.pk)
    payment.refresh_from_db()
    assert payment.refund_due == 0
    assert Event.objects.get(kind="services.refunded").data["amount"] == payment.amount
    with pytest.raises(Refused, match="không còn gì phải hoàn"):
        noticing.give_back(
            desk.later(stage.now()), application_id=payment.application_id, notice_id=owed.pk
        )


def _desk(stage: Stage, payment: Payment) -> Any:
    first = Step.objects.filter(application_id=payment.application_id).earliest("id")
    return stage.act(first.position_id or 0)


def test_too_little_is_waited_for(bank: SimulatedBank, payment: Payment) -> None:
    (answer,) = told(bank, payment, Way.UNDER)
    half = payment.amount // 2
    assert answer == {"verdict": "underpaid", "missing": payment.amount - half}
    assert (payment.state, status_of(payment)) == ("waiting", Status.FEE)
    assert vietqr.read(banks.code_of(bank, payment)).amount == payment.amount - half
    assert told(bank, payment, Way.ONCE) == [{"verdict": "paid", "missing": 0}]
    assert (payment.state, payment.refund_due) == ("paid", 0)


def test_what_is_too_much_is_owed_back(bank: SimulatedBank, payment: Payment) -> None:
    (answer,) = told(bank, payment, Way.OVER)
    assert (answer["verdict"], payment.state, payment.refund_due) == ("overpaid", "paid", 10_000)


def test_cash_completes_what_came_by_the_bank(
    bank: SimulatedBank, payment: Payment, stage: Stage
) -> None:
    told(bank, payment, Way.UNDER)
    paying.take_cash(_desk(stage, payment), application_id=payment.application_id)
    payment.refresh_from_db()
    assert (payment.received, payment.refund_due, payment.way) == (payment.amount, 0, "cash")


def test_money_for_a_withdrawn_application_goes_back(
    bank: SimulatedBank, payment: Payment, stage: Stage
) -> None:
    told(bank, payment, Way.UNDER)
    half = payment.received
    citizen = stage.citizen.later(stage.now())
    ending.withdraw(citizen, application_id=payment.application_id, reason="Không cần nữa.")
    payment.refresh_from_db()
    assert (payment.state, payment.refund_due) == ("cancelled", half)
    (answer,) = told(bank, payment, Way.ONCE)
    assert answer["verdict"] == "cancelled"
    assert payment.refund_due == payment.received
    assert status_of(payment) == Status.WITHDRAWN


def test_money_of_nobody_is_kept_until_staff_find_whose_it_is(
    bank: SimulatedBank, payment: Payment, stage: Stage
) -> None:
    (answer,) = told(bank, payment, Way.UNKNOWN)
    assert answer["verdict"] == "unknown"
    assert Event.objects.get(kind="services.money_unknown").data["amount"] == payment.amount
    kept = BankNotice.objects.get()
    desk = _desk(stage, payment)
    outcome = noticing.assign_notice(desk, notice_id=kept.pk, application_id=payment.application_id)
    jobs.drain()
    payment.refresh_from_db()
    assert (outcome.verdict, payment.state) == (Verdict.PAID, "paid")
    with pytest.raises(Refused, match="đã có hồ sơ"):
        noticing.assign_notice(
            desk.later(stage.now()), notice_id=kept.pk, application_id=payment.application_id
        )


def test_a_notice_that_never_came_is_asked_for(bank: SimulatedBank, payment: Payment) -> None:
    clock.start_at(payment.asked_at + timedelta(minutes=1))
    assert told(bank, payment, Way.NEVER) == []
    tasks.reconcile(timestamp=0)
    assert not BankNotice.objects.exists()  # it may still come
    clock.start_at(clock.now() + banks.TOLD_BY + timedelta(minutes=1))
    tasks.reconcile(timestamp=0)
    jobs.drain()
    payment.refresh_from_db()
    assert payment.state == "paid"


def test_asking_twice_takes_a_notice_once(bank: SimulatedBank, payment: Payment) -> None:
    told(bank, payment, Way.NEVER)
    clock.start_at(payment.asked_at + banks.TOLD_BY + timedelta(minutes=1))
    for _time in range(2):
        tasks.reconcile(timestamp=0)
    assert BankNotice.objects.get().digest == ""
    assert Event.objects.filter(kind="services.money_came").count() == 1


def test_a_job_may_take_it_too(bank: SimulatedBank, payment: Payment) -> None:
    (telling,) = bank.pay(payment.reference, payment.amount, Way.ONCE, clock.now())
    act = system_act(clock.now(), "Đối soát")
    outcome = noticing.take_notice(act, bank=bank.name, notice=telling.notice)
    assert outcome == Outcome(Verdict.PAID, counted=payment.amount)


def test_settling_told_twice_settles_once(bank: SimulatedBank, payment: Payment) -> None:
    told(bank, payment, Way.ONCE)
    came = Event.objects.get(kind="services.money_came")
    events = Event.objects.count()
    reactions.settle_paid([came.pk, came.pk])
    assert Event.objects.count() == events


# What nobody should be able to do


def test_a_forged_notice_pays_nothing_and_forgers_must_wait(
    bank: SimulatedBank, payment: Payment
) -> None:
    (telling,) = bank.pay(payment.reference, payment.amount, Way.ONCE, clock.now())
    signed = bank.signed(telling.notice, clock.now())
    forged = Signed({**signed.headers, SIGNATURE: "0" * 64}, signed.body)
    answer = post(forged)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "services.notice_forged"
    assert "Chữ ký của thông báo không đúng" in answer.json()["detail"]
    last = [post(forged).status_code for _time in range(62)][-1]
    assert last == 429
    assert not BankNotice.objects.exists()
    assert post(signed).status_code == 200  # the bank itself is not kept out


def test_yesterdays_notice_is_refused(bank: SimulatedBank, payment: Payment) -> None:
    (telling,) = bank.pay(payment.reference, payment.amount, Way.ONCE, clock.now())
    answer = post(bank.signed(telling.notice, clock.now() - timedelta(days=1)))
    assert (answer.status_code, answer.json()["code"]) == (403, "services.notice_stale")


def _body(**other: Any) -> bytes:
    return json.dumps({"transaction": "FT1", "amount": 1, "currency": "VND"} | other).encode()


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"nope", 422), (_body(amount="1"), 422), (_body(account="khac"), 422), (b" " * 70_000, 422)],
)
def test_what_cannot_be_read_is_refused_in_words(
    bank: SimulatedBank, payment: Payment, body: bytes, status: int
) -> None:
    from lienthong.services.payments import bank as interface

    signed = interface.sign(bank._secret, body, nonce="a1" * 8, at=clock.now())
    answer = post(signed)
    assert (answer.status_code, answer.json()["code"]) == (status, "services.notice_unreadable")
    assert not BankNotice.objects.exists()


def test_the_door_takes_json_by_post_and_only_where_there_is_a_bank(
    bank: SimulatedBank, db: None, settings: Settings
) -> None:
    door = reverse("services:payment_notices")
    assert Client().get(door).status_code == 405
    assert Client().post(door, {"a": "b"}).status_code == 415
    settings.DEMO = False
    assert Client().post(door, data="{}", content_type="application/json").status_code == 404


# The page of the simulated bank


def test_the_simulated_bank_is_a_page_of_demonstrations(
    bank: SimulatedBank, payment: Payment, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = reverse("services:simulated_bank", args=[payment.reference])
    client = Client()
    shown = client.get(page, {"tiep": "/so-su-kien/"}).content.decode()
    assert "Ngân hàng mô phỏng - dữ liệu giả định" in shown
    assert payment.reference in shown
    answer = client.post(page, {"way": "late", "tiep": "/so-su-kien/"})
    assert answer.headers["Location"] == "/so-su-kien/"
    assert jobs.drain() == 0  # in two minutes
    client.post(page, {"way": "never", "tiep": "https://elsewhere.example/"})
    assert len(bank.inquiry(payment.reference)) == 2
    assert client.get(page.replace("LT", "LX")).status_code == 404
    settings.DEMO = False
    assert client.get(page).status_code == 404


def test_the_simulated_bank_tells_twice_when_the_door_was_shut(
    bank: SimulatedBank, payment: Payment
) -> None:
    (telling,) = bank.pay(payment.reference, payment.amount, Way.ONCE, clock.now())
    for _time in range(2):
        with pytest.raises(OSError, match="refused"):
            tasks.bank_tells(address="http://127.0.0.1:9/", transaction=telling.notice.transaction)
    tasks.bank_tells(address="http://127.0.0.1:9/", transaction="MP-none")
    assert not Outbox.objects.exists()


# Receipts


def test_whoever_sees_the_application_has_its_receipt(
    bank: SimulatedBank, payment: Payment, client_as: Callable[..., Client]
) -> None:
    page = reverse("services:receipt", args=[payment.reference])
    binh = client_as("binh")
    early = binh.get(page)
    assert early.status_code == 422
    assert "chưa nộp đủ nên chưa có biên lai" in early.content.decode()
    told(bank, payment, Way.OVER)
    answer = binh.get(page)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    with pikepdf.open(io.BytesIO(answer.content)) as made:
        assert len(made.pages) == 1
    assert client_as("loc").get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_a_receipt_says_what_was_paid_for(
    bank: SimulatedBank, payment: Payment, stage: Stage
) -> None:
    told(bank, payment, Way.OVER)
    said = receipts.receipt(stage.citizen, payment)
    assert said["number"] == "Số 00001/2022"
    assert said["total"] == ["Cộng", f"{payment.amount:,} đồng".replace(",", ".")]
    assert ("Người nộp", "Sơn Văn Bình") in said["facts"]
    assert said["notes"] == ["Nộp thừa 10.000 đồng, sẽ được hoàn lại."]
    assert len(said["lines"]) == len(payment.lines)
