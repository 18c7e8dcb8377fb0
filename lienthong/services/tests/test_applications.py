"""The life of an application through its actions, as the people of a commune."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from lienthong.directory import posts
from lienthong.kernel import clock, jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event
from lienthong.services import reactions, rules_clock, tasks
from lienthong.services.actions import (
    bundling,
    ending,
    paying,
    receiving,
    returning,
    submitting,
    supplementing,
    working,
)
from lienthong.services.actions.submitting import Handed, Owner
from lienthong.services.models import Application, Counter, Opinion, Paper, Payment, Result, Step
from lienthong.services.rules import Status
from lienthong.services.shelf import package_of
from lienthong.services.tests.conftest import forward
from lienthong.services.tour import play
from lienthong.services.tour.outcome import statuses_of
from lienthong.services.tour.play import Stage
from lienthong.work.models import Notice, WorkItem

APPRAISED = "1.004873"
File = Callable[..., Application]


def step(application: Application, node: str) -> Step:
    return Step.objects.get(application=application, node=node, closed_at=None)


def act_at(stage: Stage, application: Application, node: str) -> Act:
    return stage.act(step(application, node).position_id or 0)


def again(application: Application) -> Application:
    return Application.objects.select_related("version").get(id=application.id)


def received(stage: Stage, application: Application) -> Application:
    receiving.receive(act_at(stage, application, "check"), application_id=application.id)
    payment = Payment.objects.filter(application=application, state="waiting").first()
    if payment is not None:
        paying.settle(play.acting_system(stage), payment_id=payment.id, received=payment.amount)
    return again(application)


def test_filed_it_has_a_code_and_waits_at_the_desk(stage: Stage, file: File) -> None:
    application = file()
    assert application.status == Status.SUBMITTED
    assert application.due_at is None
    day = clock.local(application.submitted_at)
    assert application.code.endswith(f"-{day:%y%m%d}-0001")
    desk = step(application, "check")
    assert WorkItem.objects.get(object_id=application.id, kind="services.receive").position_id == (
        desk.position_id
    )
    event = Event.objects.get(kind="services.submitted")
    assert event.data["code"] == application.code
    assert event.agency_id == application.agency_id
    assert "Bình" not in str(event.data)
    assert application.applicant.name.endswith("Bình")
    assert Paper.objects.filter(application=application).count() == 1


def test_codes_count_on_by_agency_and_day(file: File) -> None:
    first, second = file(), file()
    assert [first.code[-4:], second.code[-4:]] == ["0001", "0002"]
    assert Counter.objects.get().last == 2


def test_the_same_key_files_once(stage: Stage, file: File) -> None:
    application = file()
    package = package_of(application.version)
    again_filed = submitting.submit(
        stage.citizen.later(stage.now()), version=application.version,
        agency_id=application.agency_id, channel="online", answers=application.answers,
        papers=[], owner=Owner("Ai khác"), key=application.key,
    )  # fmt: skip
    assert (again_filed.code, again_filed.fresh) == (application.code, False)
    assert Application.objects.count() == 1
    assert package.code == "1.001193"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"channel": "pigeon"}, "cách nộp"),
        ({"agency_id": 0}, "nơi nộp"),
        ({"papers": []}, "Còn thiếu"),
        ({"papers": [Handed("LA", "la.pdf")]}, "không cần giấy tờ"),
        ({"answers": {}}, "chỗ cần sửa"),
        ({"owner": Owner(" ")}, "Họ tên"),
    ],
)
def test_what_is_not_complete_is_refused_in_words(
    stage: Stage, file: File, change: dict[str, object], words: str
) -> None:
    good = file()
    given: dict[str, object] = {
        "version": good.version, "agency_id": good.agency_id, "channel": "online",
        "answers": good.answers, "owner": Owner("Sơn Văn Bình"), "key": uuid.uuid4(),
        "papers": [
            Handed(one.component, one.name, attachment_id=one.attachment_id)
            for one in good.papers.all()
        ],
    }  # fmt: skip
    with pytest.raises(Refused, match=words):
        submitting.submit(stage.citizen.later(stage.now()), **(given | change))  # type: ignore[arg-type]
    assert Application.objects.count() == 1


def test_from_the_desk_to_the_citizen(stage: Stage, file: File) -> None:
    application = file()
    play.finish_all(stage, application.id)
    application = again(application)
    assert statuses_of(application.id) == [1, 2, 4, 9, 10]
    kinds = list(
        Event.objects.filter(object_type="services.application", object_id=application.id)
        .order_by("id").values_list("kind", flat=True)
    )  # fmt: skip
    for kind in (
        "services.submitted", "services.received", "services.handed_over", "services.drafted",
        "services.signed", "services.numbered", "services.done", "services.returned",
    ):  # fmt: skip
        assert kind in kinds
    result = Result.objects.get(application=application)
    assert result.code
    assert len(result.sha256) == 64
    assert not Step.objects.filter(application=application, closed_at=None).exists()
    assert not WorkItem.objects.open().filter(object_id=application.id).exists()


def test_refused_with_a_reason(stage: Stage, file: File) -> None:
    application = file()
    desk = act_at(stage, application, "check")
    with pytest.raises(Refused, match="Lý do"):
        receiving.refuse(desk, application_id=application.id, reason=" ")
    receiving.refuse(desk, application_id=application.id, reason="Sai nơi đăng ký.")
    application = again(application)
    assert (application.status, application.due_at) == (Status.REFUSED, None)
    assert Event.objects.get(kind="services.refused").data["received"] is False
    assert not WorkItem.objects.open().filter(object_id=application.id).exists()
    with pytest.raises(Refused, match="Không được tiếp nhận"):
        receiving.receive(desk, application_id=application.id)


def test_a_supplement_stops_the_clock_and_moves_the_day(stage: Stage, file: File) -> None:
    application = received(stage, file(APPRAISED))
    before = application.due_at
    worker = act_at(stage, application, "appraise")
    supplementing.ask_supplement(
        worker, application_id=application.id, points=["Thiếu quyết định ly hôn", "Ảnh bị mờ"]
    )
    application = again(application)
    assert application.status == Status.SUPPLEMENT
    assert application.stands_since is not None
    forward(stage, 2)
    play.answer(stage, application, step(application, "answer"))
    application = again(application)
    assert application.status == Status.IN_PROGRESS
    assert application.stands_since is None
    assert before is not None
    assert application.due_at is not None
    assert application.due_at > before
    asked = application.supplements_asked.get()
    assert asked.points == ["Thiếu quyết định ly hôn", "Ảnh bị mờ"]
    assert (asked.due_before, asked.due_after) == (before, application.due_at)
    told = Event.objects.get(kind="services.supplement_asked")
    assert told.data["count"] == 2
    assert Event.objects.get(kind="services.supplement_answered").data["papers"] == 1
    assert statuses_of(application.id)[-2:] == [5, 4]


def test_more_requests_than_the_procedure_allows(stage: Stage, file: File) -> None:
    application = file()
    desk = act_at(stage, application, "check")
    supplementing.ask_supplement(desk, application_id=application.id, points=["Thiếu giấy"])
    with pytest.raises(Refused, match="bổ sung"):
        supplementing.answer_supplement(
            stage.citizen.later(stage.now()), application_id=application.id
        )
    play.answer(stage, application, step(application, "answer"))
    assert again(application).status == Status.SUBMITTED
    with pytest.raises(Refused, match="nhiều nhất 1"):
        supplementing.ask_supplement(
            desk.later(stage.now()), application_id=application.id, points=["Thiếu nữa"]
        )


def test_answers_changed_in_a_supplement_are_told_field_by_field(stage: Stage, file: File) -> None:
    application = file()
    supplementing.ask_supplement(
        act_at(stage, application, "check"), application_id=application.id, points=["Sai tên"]
    )
    answers = {**application.answers, "born_at": "Bệnh viện Đa khoa tỉnh"}
    supplementing.answer_supplement(
        stage.citizen.later(stage.now()), application_id=application.id, answers=answers
    )
    assert Event.objects.get(kind="services.supplement_answered").data["changed"] == ["born_at"]
    assert supplementing.differing({"a": {"b": 1}}, {"a": {"b": 2}, "c": 1}) == ["a.b", "c"]


def test_a_fee_is_asked_and_paid(stage: Stage, file: File) -> None:
    application = file(APPRAISED)
    receiving.receive(act_at(stage, application, "check"), application_id=application.id)
    payment = Payment.objects.get(application=application)
    assert again(application).status == Status.FEE
    assert Event.objects.get(kind="services.fee_asked").data["amount"] == payment.amount
    assert payment.reference.isascii()
    assert len(payment.reference) <= 25
    bank = play.acting_system(stage)
    paying.settle(bank, payment_id=payment.id, received=payment.amount + 1_000)
    payment.refresh_from_db()
    assert (payment.state, payment.refund_due, payment.receipt_number) == ("paid", 1_000, 1)
    assert again(application).status == Status.IN_PROGRESS
    assert Event.objects.get(kind="services.fee_paid").data["way"] == "bank"
    with pytest.raises(Refused):
        paying.settle(bank.later(stage.now()), payment_id=payment.id, received=payment.amount)


def test_cash_at_the_desk(stage: Stage, file: File) -> None:
    application = file(APPRAISED)
    desk = act_at(stage, application, "check")
    receiving.receive(desk, application_id=application.id)
    paying.take_cash(desk.later(stage.now()), application_id=application.id)
    assert Payment.objects.get(application=application).way == "cash"
    with pytest.raises(Refused, match="không còn khoản"):
        paying.take_cash(desk.later(stage.now()), application_id=application.id)


OTHER_PLACES = 1  # the example of a person who lived elsewhere: that place is asked


def opinion_asked(stage: Stage, file: File) -> Application:
    application = received(stage, file(APPRAISED, OTHER_PLACES))
    working.appraise(
        act_at(stage, application, "appraise"), application_id=application.id,
        conclusion="Cần hỏi nơi cư trú cũ.",
    )  # fmt: skip
    asking = act_at(stage, application, "ask")
    with pytest.raises(Refused, match="cơ quan khác"):
        working.ask_opinion(
            asking, application_id=application.id, agency_id=application.agency_id,
            question="Đề nghị xác nhận.",
        )  # fmt: skip
    working.ask_opinion(
        asking, application_id=application.id, agency_id=next(play.partners(application)),
        question="Đề nghị xác nhận.",
    )  # fmt: skip
    return again(application)


def test_another_agency_is_asked_and_answers(stage: Stage, file: File) -> None:
    application = opinion_asked(stage, file)
    opinion = Opinion.objects.get(application=application)
    partner = act_at(stage, application, "answer")
    assert partner.agency_id == opinion.agency_id
    assert Application.objects.visible_to(partner).filter(id=application.id).exists()
    with pytest.raises(Refused):
        receiving.refuse(partner, application_id=application.id, reason="Không phải việc của họ")
    working.give_opinion(
        partner.later(stage.now()), application_id=application.id, agrees=True, answer="Nhất trí."
    )
    working.gather(
        act_at(stage, application, "gather"), application_id=application.id, summary="Đủ."
    )
    opinion.refresh_from_db()
    assert (opinion.agrees, opinion.answer) == (True, "Nhất trí.")
    kinds = set(Event.objects.filter(object_id=application.id).values_list("kind", flat=True))
    assert kinds > {
        "services.appraised", "services.opinion_asked", "services.opinion_given",
        "services.gathered",
    }  # fmt: skip
    assert step(application, "draft")


def test_a_partner_who_is_silent_blocks_nobody(stage: Stage, file: File) -> None:
    application = opinion_asked(stage, file)
    worker = stage.act(
        Step.objects.filter(application=application, node="ask").get().position_id or 0
    )
    working.go_on_without(worker, application_id=application.id, reason="Quá 5 ngày chưa trả lời.")
    assert Event.objects.get(kind="services.opinion_passed").data["reason"]
    assert step(application, "gather")
    with pytest.raises(Opinion.DoesNotExist):
        working.go_on_without(
            worker.later(stage.now()), application_id=application.id, reason="Nữa"
        )


def test_drafts_go_back_and_come_again(stage: Stage, file: File) -> None:
    application = received(stage, file())
    worker = act_at(stage, application, "draft")
    working.draft_result(worker, application_id=application.id, text="Đồng ý.")
    leader = act_at(stage, application, "sign")
    with pytest.raises(Refused):
        working.sign(worker.later(stage.now()), application_id=application.id)
    working.send_back(leader, application_id=application.id, reason="Ghi rõ quê quán.")
    assert Event.objects.filter(kind="services.draft_sent_back").exists()
    assert act_at(stage, application, "draft").position_id == worker.position_id
    working.draft_result(
        act_at(stage, application, "draft"), application_id=application.id, text="Đã sửa."
    )
    working.sign(act_at(stage, application, "sign"), application_id=application.id)
    assert Result.objects.get(application=application).text == "Đã sửa."


def test_the_job_told_twice_makes_one_file(stage: Stage, file: File) -> None:
    application = received(stage, file())
    for node, doing in (("draft", working.draft_result), ("sign", working.sign)):
        doing(act_at(stage, application, node), application_id=application.id)
    number = Event.objects.get(kind="services.numbered")
    reactions.make_result([number.id])
    for _turn in range(2):
        tasks.make_result(event_id=number.id)
    assert Event.objects.filter(kind="services.done").count() == 1
    done = again(application)
    returning.finish(
        play.acting_system(stage), application_id=application.id, sha256="0" * 64, size=1
    )
    assert Result.objects.get(application=application).sha256 != "0" * 64
    assert again(application).status == done.status


def test_handed_over_to_a_colleague(stage: Stage, file: File) -> None:
    application = received(stage, file())
    worker = act_at(stage, application, "draft")
    day = clock.local(stage.at).date()
    others = [
        one for one in posts.posts_of_agency(application.agency_id, day)
        if one.position_id != worker.position_id and one.name
    ]  # fmt: skip
    working.hand_over(worker, application_id=application.id, to=others[0].position_id)
    assert step(application, "draft").position_id == others[0].position_id
    told = Event.objects.filter(kind="services.handed_over").latest("id")
    assert told.data["to_position"] == others[0].position_id
    with pytest.raises(Refused, match="không có ai giữ"):
        working.hand_over(worker.later(stage.now()), application_id=application.id, to=0)


def test_withdrawn_by_its_owner_alone(stage: Stage, file: File) -> None:
    application = received(stage, file())
    stranger = Act(at=stage.now(), door="page", by_name="Người lạ", person_id=999_999)
    with pytest.raises(Application.DoesNotExist):
        ending.withdraw(stranger, application_id=application.id, reason="Nhầm")
    ending.withdraw(
        stage.citizen.later(stage.now()), application_id=application.id, reason="Nộp nhầm nơi"
    )
    assert again(application).status == Status.WITHDRAWN
    assert Event.objects.get(kind="services.withdrawn").data["reason"] == "Nộp nhầm nơi"


def test_stopped_cancels_what_was_to_be_paid(stage: Stage, file: File) -> None:
    application = file(APPRAISED)
    desk = act_at(stage, application, "check")
    receiving.receive(desk, application_id=application.id)
    ending.stop(desk.later(stage.now()), application_id=application.id, reason="Không nộp phí.")
    assert again(application).status == Status.STOPPED
    assert Payment.objects.get(application=application).state == "cancelled"
    assert Event.objects.filter(kind="services.stopped").exists()


def test_an_apology_with_a_new_day_once(stage: Stage, file: File) -> None:
    application = received(stage, file(APPRAISED))
    worker = act_at(stage, application, "appraise")
    assert application.due_at is not None
    with pytest.raises(Refused, match="sau hạn cũ"):
        ending.apologise(
            worker, application_id=application.id, until=application.due_at, reason="Chậm"
        )
    until = application.due_at + timedelta(days=4)
    ending.apologise(worker, application_id=application.id, until=until, reason="Chờ xác minh")
    assert again(application).promised_at == until
    assert Event.objects.filter(kind="services.apologised").exists()
    with pytest.raises(Refused, match="một lần"):
        ending.apologise(
            worker, application_id=application.id, until=until + timedelta(days=9), reason="Nữa"
        )


def test_corrected_with_a_reason(stage: Stage, file: File) -> None:
    application = file()
    desk = act_at(stage, application, "check")
    answers = {**application.answers, "born_at": "Trạm Y tế"}
    assert ending.correct(
        desk, application_id=application.id, answers=answers, reason="Gõ nhầm"
    ) == ["born_at"]
    assert Event.objects.get(kind="services.corrected").data["what"] == "born_at"
    with pytest.raises(Refused, match="Không có mục nào"):
        ending.correct(desk, application_id=application.id, answers=answers, reason="Nữa")


def test_warned_at_half_and_four_fifths_twice_told_once(stage: Stage, file: File) -> None:
    application = received(stage, file(APPRAISED))
    holder = act_at(stage, application, "appraise")
    assert ending.warn(holder, application_id=application.id) == 0
    assert application.due_at is not None
    late = holder.later(application.due_at + timedelta(hours=1))
    assert ending.warn(late, application_id=application.id) == rules_clock.NEARLY
    assert ending.warn(late, application_id=application.id) == 0
    assert Notice.objects.filter(object_id=application.id).count() == 1
    assert Event.objects.get(kind="services.warned").data["percent"] == 80
    tasks.warn(timestamp=0)
    assert Event.objects.filter(kind="services.warned").count() == 1


def test_rated_by_its_owner_and_changed(stage: Stage, file: File) -> None:
    application = file()
    play.finish_all(stage, application.id)
    for stars in (3, 5):
        returning.rate(stage.citizen.later(stage.now()), application_id=application.id, stars=stars)
    assert again(application).rating.stars == 5
    assert Event.objects.filter(kind="services.rated").count() == 2


def test_who_sees_it(stage: Stage, file: File, act_of: Callable[..., Act]) -> None:
    application = file()
    assert Application.objects.visible_to(stage.citizen).filter(id=application.id).exists()
    nobody = Act(at=stage.now(), door="page", by_name="Khách")
    assert not Application.objects.visible_to(nobody).exists()
    superior = act_of("ubnd.huyen-ke-sach/lanh-dao/chu-tich")
    assert not Application.objects.visible_to(superior).exists()
    desk = act_at(stage, application, "check")
    assert Application.objects.visible_to(desk).filter(id=application.id).exists()


def test_a_part_that_is_none_concerns_nobody(stage: Stage, file: File) -> None:
    application = file()
    receiving.refuse(
        act_at(stage, application, "check"), application_id=application.id, reason="Sai nơi."
    )
    reactions.part_ended([Event.objects.get(kind="services.refused").id])
    assert not Event.objects.filter(kind="services.child_ended").exists()


def test_what_opens_nothing_goes_on(stage: Stage, file: File) -> None:
    application = file()
    assert bundling.open_parts(play.acting_system(stage), application_id=application.id) == []
    reactions.open_parts([Event.objects.get(kind="services.submitted").id])
    assert not application.children.exists()


def test_paper_is_handed_over_at_the_desk(stage: Stage, file: File) -> None:
    application = received(stage, file("2.000815"))
    for node, doing in (("draft", working.draft_result), ("sign", working.sign)):
        doing(act_at(stage, application, node), application_id=application.id)
    jobs.drain()
    assert again(application).status == Status.DONE
    desk = act_at(stage, application, "deliver")
    with pytest.raises(Refused, match="Chọn cách"):
        returning.deliver(desk, application_id=application.id, way="pigeon")
    returning.deliver(desk, application_id=application.id, way="desk", to_whom="Thạch Thị Lan")
    result = Result.objects.get(application=application)
    assert (again(application).status, result.returned_to) == (Status.RETURNED, "Thạch Thị Lan")
