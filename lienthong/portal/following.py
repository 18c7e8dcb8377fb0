"""An application as its owner, or whoever knows its code, reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.kernel import deadlines
from lienthong.kernel.models import Event
from lienthong.portal import showing
from lienthong.services.actions.common import agency_name
from lienthong.services.models import Application, Payment, Rating, Result, Step, Supplement
from lienthong.services.models.payments import PAID, WAITING
from lienthong.services.rules import ENDED, Status
from lienthong.services.shelf import package_of
from lienthong.ui.shapes import Tag

LABEL = "services.application"
REASONED = ("services.refused", "services.stopped", "services.apologised", "services.withdrawn")
STATUSES = {
    Status.SUBMITTED: (gettext_lazy("Đã nộp, chờ tiếp nhận"), "act", "send"),
    Status.RECEIVED: (gettext_lazy("Đã tiếp nhận"), "act", "circle-check"),
    Status.REFUSED: (gettext_lazy("Không được tiếp nhận"), "bad", "hand-stop"),
    Status.IN_PROGRESS: (gettext_lazy("Đang xử lý"), "act", "clock"),
    Status.SUPPLEMENT: (gettext_lazy("Chờ bạn bổ sung"), "warn", "alert-triangle"),
    Status.FEE: (gettext_lazy("Chờ bạn nộp phí"), "warn", "wallet"),
    Status.WITHDRAWN: (gettext_lazy("Đã rút hồ sơ"), "", "arrow-forward-up"),
    Status.STOPPED: (gettext_lazy("Đã dừng xử lý"), "bad", "hand-stop"),
    Status.DONE: (gettext_lazy("Đã có kết quả"), "ok", "circle-check"),
    Status.RETURNED: (gettext_lazy("Đã trả kết quả"), "ok", "circle-check"),
}
NEXT = {
    Status.SUBMITTED: gettext_lazy("Cơ quan kiểm tra giấy tờ rồi hẹn ngày trả, hoặc báo thiếu."),
    Status.RECEIVED: gettext_lazy("Cơ quan đang chuyển cho người xử lý. Bạn không phải làm gì."),
    Status.REFUSED: gettext_lazy("Xem lý do ở dưới. Nộp hồ sơ mới khi đã sửa."),
    Status.IN_PROGRESS: gettext_lazy("Cơ quan đang giải quyết. Bạn không phải làm gì."),
    Status.SUPPLEMENT: gettext_lazy("Bổ sung theo yêu cầu; cơ quan xử lý tiếp khi bạn nộp."),
    Status.FEE: gettext_lazy("Nộp phí để cơ quan xử lý tiếp."),
    Status.WITHDRAWN: gettext_lazy("Hồ sơ đã kết thúc theo đề nghị của bạn."),
    Status.STOPPED: gettext_lazy("Xem lý do ở dưới. Hỏi Bộ phận Một cửa nếu chưa rõ."),
    Status.DONE: gettext_lazy("Nhận kết quả theo cách đã chọn."),
    Status.RETURNED: gettext_lazy("Tải kết quả về và cho biết bạn hài lòng đến đâu."),
}  # fmt: skip


@dataclass(frozen=True)
class StepLine:
    """A step of the way: what, who (only to the owner), since when, until when."""

    name: str
    who: str
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None

    @property
    def state(self) -> str:
        """`done` or `now`, for the drawing."""
        return "done" if self.closed_at else "now"


@dataclass(frozen=True)
class Line:
    """An application in one's own list."""

    id: int
    code: str
    name: str
    status: Tag
    next: str
    submitted_at: datetime
    due_at: datetime | None
    late: bool


@dataclass(frozen=True)
class Followed:
    """Everything that a page may say about it."""

    application: Application
    name: str
    agency: str
    status: Tag
    next: str
    steps: Sequence[StepLine]
    days: int | None
    late: bool
    reasons: Sequence[tuple[str, datetime, str]]
    supplement: Supplement | None
    payment: Payment | None
    paid: Sequence[Payment]
    result: Result | None
    rating: Rating | None

    @property
    def ended(self) -> bool:
        """Nobody works on it any more."""
        return self.application.status in ENDED


def tag_of(status: int) -> Tag:
    """A status in the citizen's words."""
    label, tone, icon = STATUSES[Status(status)]
    return Tag(str(label), tone, icon)


def is_late(application: Application, at: datetime) -> bool:
    """Past the day that was promised first, and not ended in time."""
    due = application.due_at
    return due is not None and (application.ended_at or at) > due


def line(application: Application, at: datetime) -> Line:
    """One row of the list."""
    return Line(
        id=application.pk,
        code=application.code,
        name=showing.texts_of(package_of(application.version)).of(application.version.name),
        status=tag_of(application.status),
        next=str(NEXT[Status(application.status)]),
        submitted_at=application.submitted_at,
        due_at=application.promised_at or application.due_at,
        late=is_late(application, at),
    )


def follow(application: Application, at: datetime, *, owner: bool) -> Followed:
    """`owner` False: whoever has the code sees the steps, and nobody's name."""
    package = package_of(application.version)
    said = showing.texts_of(package).of
    steps = [
        StepLine(
            name=said(one.name),
            who=one.holder if owner else "",
            opened_at=one.opened_at,
            closed_at=one.closed_at,
            due_at=one.due_at,
        )
        for one in Step.objects.filter(application=application).order_by("opened_at", "id")
    ]
    due = application.promised_at or application.due_at
    running = application.status not in ENDED and due is not None
    payments = list(Payment.objects.filter(application=application).order_by("id")) if owner else []
    return Followed(
        application=application,
        name=said(package.name),
        agency=agency_name(application.agency_id, application.submitted_at),
        status=tag_of(application.status),
        next=str(NEXT[Status(application.status)]),
        steps=steps,
        days=deadlines.current().working_days_between(at.date(), due.date())
        if running and due is not None and due >= at
        else None,
        late=is_late(application, at),
        reasons=_reasons(application) if owner else [],
        supplement=_waiting(application) if owner else None,
        payment=next((one for one in payments if one.state == WAITING), None),
        paid=[one for one in payments if one.state == PAID],
        result=_result(application) if owner else None,
        rating=Rating.objects.filter(application=application).first() if owner else None,
    )


def _waiting(application: Application) -> Supplement | None:
    return Supplement.objects.filter(application=application, answered_at=None).first()


def _result(application: Application) -> Result | None:
    return Result.objects.filter(application=application).exclude(sha256="").first()


def _reasons(application: Application) -> list[tuple[str, datetime, str]]:
    """(what happened, when, why) where the agency or the applicant gave a reason."""
    words = {
        "services.refused": _("Lý do không tiếp nhận"),
        "services.stopped": _("Lý do dừng xử lý"),
        "services.apologised": _("Cơ quan xin lỗi và hẹn lại"),
        "services.withdrawn": _("Lý do rút hồ sơ"),
    }
    told = Event.objects.filter(
        object_type=LABEL, object_id=application.pk, kind__in=REASONED
    ).order_by("id")
    return [(words[one.kind], one.occurred_at, str(one.data.get("reason", ""))) for one in told]
