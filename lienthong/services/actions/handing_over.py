"""The result leaves the agency: what the desk, the job and a last step of a process share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.kernel import events
from lienthong.kernel.actions import bookkeeping
from lienthong.services.actions.moving import Course, advance
from lienthong.services.models import Result
from lienthong.services.models.applications import ONLINE
from lienthong.services.rules import Status

WAYS = {"online": "trực tuyến", "desk": "tại quầy", "post": "qua bưu chính"}


def return_if_online(course: Course) -> None:
    """Whoever filed online has the electronic result at once, unless paper is handed out, or the
    process wants something else first.
    """
    application = course.application
    if application.channel != ONLINE or course.package.result.paper_returned:
        return
    result = Result.objects.filter(application=application).exclude(sha256="").first()
    if result is not None and application.status == Status.DONE and course.is_at("deliver"):
        give(course, result, application.applicant.name)
        events.record(
            course.act, "services.returned", application, agency_id=application.agency_id,
            code=application.code, status=int(Status.RETURNED), way=WAYS["online"],
        )  # fmt: skip


@bookkeeping
def give(course: Course, result: Result, to_whom: str) -> None:
    """Handed over to that person; the action that calls it records how."""
    act = course.act
    result.returned_at, result.returned_by, result.returned_to = act.at, act.by_name, to_whom
    result.save(update_fields=["returned_at", "returned_by", "returned_to"])
    course.application.status = Status.RETURNED
    advance(course, "deliver", outcome=_("Đã trả kết quả"))
