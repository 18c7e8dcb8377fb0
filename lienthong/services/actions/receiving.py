"""The desk decides about what was filed: received with a day to come back, or refused with a reason
(Decree 61/2018, art. 17).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.kernel import events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.services import rules
from lienthong.services.actions.common import check, locked, package_for, tick
from lienthong.services.actions.moving import Course, advance, end_steps
from lienthong.services.actions.serving import SERVICES
from lienthong.services.models import Application
from lienthong.services.rules import Status
from lienthong.services.rules_clock import Tick


@action
def receive(act: Act, *, application_id: int, to: int | None = None) -> Application:
    """Everything is there: the clock starts, the applicant is told when to come back, and whoever
    handles it gets it (`to`, a position, or the procedure's own).
    """
    application = locked(act, application_id)
    check(act, application, "receive")
    course = Course(act, application, package_for(application), SERVICES, to)
    now = tick(application, course.package, Tick("received", act.at))
    application.status = Status.RECEIVED
    events.record(
        act, "services.received", application, code=application.code,
        status=int(Status.RECEIVED), due_at=now.due_at, case=application.case,
    )  # fmt: skip
    advance(course, "check", outcome=_("Tiếp nhận"), data={"reception": "accepted"})
    application.save()
    return application


@action
def refuse(act: Act, *, application_id: int, reason: str) -> Application:
    """It is not received, or not granted after appraisal: always with a reason in writing."""
    application = locked(act, application_id)
    check(act, application, "refuse")
    reason = rules.check_text(reason, name=_("Lý do từ chối"))
    course = Course(act, application, package_for(application), SERVICES)
    if course.is_at("check"):
        course.complete(course.at("check"), {"reception": "refused"})
    elif course.is_at("appraise"):
        course.complete(course.at("appraise"), {"appraisal": "rejected"})
    tick(application, course.package, Tick("ended", act.at))
    application.status = Status.REFUSED
    end_steps(act, application, _("Từ chối"))
    events.record(
        act, "services.refused", application, code=application.code, status=int(Status.REFUSED),
        reason=reason, received=application.received_at is not None, due_at=application.due_at,
    )  # fmt: skip
    application.save()
    return application
