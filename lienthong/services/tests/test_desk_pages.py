"""The officials' pages of applications, through HTTP, as the people of a commune."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lienthong.directory.models import Account, Appointment
from lienthong.kernel.attachments.models import Attachment
from lienthong.services.models import Application, Correction, Payment, Step
from lienthong.services.rules import Status
from lienthong.services.tour import play
from lienthong.services.tour.play import Stage

File = Callable[..., Application]
APPRAISED = "1.004873"


@pytest.fixture
def at(client_as: Callable[..., Client]) -> Callable[[Step], Client]:
    """The browser of whoever holds a step's post, in that post."""

    def sign_in(step: Step) -> Client:
        held = Appointment.objects.filter(position_id=step.position_id, valid_to__year=2025)
        person_id = held.values_list("person_id", flat=True)[0]
        account = Account.objects.get(person_id=person_id)
        client = client_as(account.username)
        session: Any = client.session
        session["position_id"] = step.position_id
        session.save()
        return client

    return sign_in


def waiting(application: Application) -> Step:
    return Step.objects.filter(application=application, closed_at=None).latest("id")


def address(application: Application, *more: str) -> str:
    return "/".join([f"/van-phong/applications/{application.id}", *more, ""])


def again(application: Application) -> Application:
    return Application.objects.get(id=application.id)


def take(client: Client, application: Application, verb: str, **data: Any) -> None:
    answer = client.post(address(application, "steps", verb), data)
    assert answer.status_code == 302, answer.content.decode()


def checked(application: Application) -> list[str]:
    return list(application.papers.values_list("component", flat=True))


def test_the_way_of_an_application_through_the_pages(
    stage: Stage, file: File, at: Callable[[Step], Client]
) -> None:
    application = file(APPRAISED, 0)
    desk = at(waiting(application))
    listed = desk.get("/van-phong/applications/").content.decode()
    assert application.code in listed
    page = desk.get(address(application)).content.decode()
    assert "Tiếp nhận" in page
    assert "Sơn Văn Bình" in page
    assert "Thời hạn tính từ lúc tiếp nhận" in page
    take(desk, application, "receive", checked=checked(application))
    assert again(application).received_at is not None
    if Payment.objects.filter(application=application, state="waiting").exists():
        assert "Thu tiền mặt" in desk.get(address(application)).content.decode()
        take(desk, application, "pay")
    worker = at(waiting(application))
    take(worker, application, "appraise", reason="Đủ điều kiện.")
    take(worker, application, "draft_result", reason="Xác nhận.")
    leader = at(waiting(application))
    signing = leader.get("/van-phong/applications/?tab=signing").content.decode()
    assert f"{address(application)}steps/sign/" in signing
    take(leader, application, "send_back", reason="Sửa câu cuối.")
    assert "Sửa câu cuối." in worker.get(address(application)).content.decode()
    take(worker, application, "draft_result", reason="Xác nhận, đã sửa.")
    take(leader, application, "sign")
    play.jobs.drain()
    done = leader.get(address(application)).content.decode()
    assert "Mở bản đã ký" in done
    assert "Phiếu kiểm soát" in done
    made = leader.get(f"{address(application)}result.pdf")
    assert made.getvalue().startswith(b"%PDF")  # type: ignore[attr-defined]


def test_a_supplement_is_asked_once_with_every_point_and_brought_to_the_desk(
    stage: Stage, file: File, at: Callable[[Step], Client]
) -> None:
    application = file()
    desk = at(waiting(application))
    asked = desk.get(address(application, "steps", "ask_supplement")).content.decode()
    assert "Nêu hết trong một lần" in asked
    empty = desk.post(address(application, "steps", "ask_supplement"), {"days": "30"})
    assert empty.status_code == 422
    part = checked(application)[0]
    take(
        desk, application, "ask_supplement", days="10", lacking=[part],
        points="Ghi rõ nơi sinh\n\nKý tên vào tờ khai",
    )  # fmt: skip
    assert again(application).status == Status.SUPPLEMENT
    page = desk.get(address(application)).content.decode()
    assert "Ghi rõ nơi sinh" in page
    nothing = desk.post(address(application, "supplement"))
    assert nothing.status_code == 422
    assert "Chưa có giấy tờ" in nothing.content.decode()
    kept = desk.post(address(application, "supplement"), {f"kept_{part}": "on"})
    assert kept.status_code == 302
    assert again(application).status == Status.SUBMITTED
    assert application.papers.get(round=1).source == "paper"


def test_what_is_not_complete_is_not_received(
    stage: Stage, file: File, at: Callable[[Step], Client]
) -> None:
    application = file()
    desk = at(waiting(application))
    answer = desk.post(address(application, "steps", "receive"), {})
    assert answer.status_code == 422
    assert "Chưa đánh dấu" in answer.content.decode()
    take(desk, application, "refuse", reason="Không đúng thẩm quyền.")
    page = desk.get(address(application)).content.decode()
    assert "Không đúng thẩm quyền." in page
    assert "Không có việc nào của bạn" in page


def test_a_correction_shows_each_field_before_and_after(
    stage: Stage, file: File, at: Callable[[Step], Client]
) -> None:
    application = file()
    desk = at(waiting(application))
    page = desk.get(address(application, "correction")).content.decode()
    before = application.answers["born_at"]
    assert before in page
    typed = posted(application.answers)
    same = desk.post(address(application, "correction"), {**typed, "desk-reason": "Gõ sai."})
    assert same.status_code == 422
    typed["born_at"] = "Trạm y tế xã Nhơn Mỹ"
    wrong = desk.post(
        address(application, "correction"),
        {**typed, "applicant.id_number": "12", "desk-reason": "Gõ sai."},
    )
    assert wrong.status_code == 422
    saved = desk.post(address(application, "correction"), {**typed, "desk-reason": "Gõ sai."})
    assert saved.status_code == 302, saved.content.decode()
    (name, was, now) = Correction.objects.get(application=application).changes[0]
    assert (name, was, now) == ("born_at", before, "Trạm y tế xã Nhơn Mỹ")
    shown = desk.get(address(application)).content.decode()
    assert before in shown
    assert "Gõ sai." in shown


def posted(answers: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """An answer as a browser sends it."""
    found: dict[str, str] = {}
    for name, value in answers.items():
        if isinstance(value, dict):
            found |= posted(value, f"{prefix}{name}.")
        elif value is True:
            found[f"{prefix}{name}"] = "on"
        elif value is not False and value is not None:
            found[f"{prefix}{name}"] = str(value)
    return found


def test_a_paper_is_shown_only_when_it_is_clean_and_only_to_its_agency(
    stage: Stage, file: File, at: Callable[[Step], Client], client_as: Callable[..., Client]
) -> None:
    application = file()
    desk = at(waiting(application))
    paper = application.papers.latest("id")
    shown = desk.get(f"{address(application, 'papers', str(paper.id))}?view=1")
    assert shown.getvalue().startswith(b"%PDF")  # type: ignore[attr-defined]
    assert client_as("nga").get(address(application)).status_code == 404
    Attachment.objects.filter(id=paper.attachment_id).update(verdict="quarantined", scanned_at=None)
    assert "đang chờ quét" in desk.get(address(application)).content.decode()
    assert desk.get(address(application, "papers", str(paper.id))).status_code == 422


def test_one_is_found_by_code_number_and_name(
    stage: Stage, file: File, at: Callable[[Step], Client]
) -> None:
    application = file()
    desk = at(waiting(application))
    for words in (application.code, application.code[-4:], "văn bình", "094090000123"):
        found = desk.get("/van-phong/applications/", {"q": words}).content.decode()
        assert application.code in found, words
    none = desk.get("/van-phong/applications/", {"q": "Nguyễn Thị Không Có"}).content.decode()
    assert "Không tìm thấy" in none
