"""The end of the way: the signed file is there, the result is handed over, the applicant rates it
(Decree 61/2018, art. 20; Decree 45/2020: an electronic result holds like one on paper).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.kernel import events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services import rules
from lienthong.services.actions.common import check, locked, locked_by_system, package_for, tick
from lienthong.services.actions.handing_over import WAYS, give, return_if_online
from lienthong.services.actions.moving import Course, run_on
from lienthong.services.actions.paying import take_at_return
from lienthong.services.actions.serving import SERVICES, due_at_return
from lienthong.services.models import Application, Rating, Result
from lienthong.services.rules import Status
from lienthong.services.rules_clock import Tick


@action
def finish(act: Act, *, application_id: int, sha256: str, size: int) -> Application:
    """The job has made and signed the file: processing ends now (status 9). An applicant who filed
    online gets an electronic result at once, unless the procedure hands out paper.
    """
    application = locked_by_system(application_id)
    result = Result.objects.select_for_update().get(application=application)
    if result.sha256 or application.status in rules.ENDED:
        events.nothing(act, "another run of the job was first, or the application has ended")
        return application
    check(act, application, "finish")
    result.sha256, result.size = sha256, size
    result.save(update_fields=["sha256", "size"])
    package = package_for(application)
    application.status, application.done_at = Status.DONE, act.at
    now = tick(application, package, Tick("ended", act.at))
    events.record(
        act, "services.done", application, agency_id=application.agency_id,
        code=application.code, status=int(Status.DONE), sha256=sha256,
        on_time=now.on_time, due_at=now.due_at,
    )  # fmt: skip
    course = Course(act, application, package, SERVICES)
    run_on(course)
    return_if_online(course)
    application.save()
    return application


@action
def deliver(
    act: Act, *, application_id: int, way: str, to_whom: str = "", paid: bool = False
) -> Application:
    """The desk hands the result over, or to the post. What is due at the return must be `paid`."""
    application = locked(act, application_id)
    check(act, application, "deliver")
    if way not in WAYS:
        raise Refused("services.way", _("Chọn cách trả kết quả."), reason="input")
    result = Result.objects.select_for_update().get(application=application)
    course = Course(act, application, package_for(application), SERVICES)
    due = due_at_return(course)
    if due and not paid:
        raise Refused(
            "services.pay_first",
            _("Thu {amount} đồng trước khi trả kết quả, rồi đánh dấu đã thu.").format(amount=due),
            reason="input",
        )
    if due:
        take_at_return(course)
    give(course, result, to_whom.strip()[:200] or application.applicant.name)
    events.record(
        act, "services.returned", application, code=application.code,
        status=int(Status.RETURNED), way=WAYS[way],
    )  # fmt: skip
    application.save()
    return application


@action
def rate(act: Act, *, application_id: int, stars: int, words: str = "") -> Rating:
    """What the applicant thinks of it; may be changed."""
    application = locked(act, application_id)
    check(act, application, "rate")
    stars = rules.check_rating(stars)
    words = words.strip()[: rules.REASON_MAX]
    rating, _new = Rating.objects.update_or_create(
        application=application, defaults={"stars": stars, "words": words, "rated_at": act.at}
    )
    events.record(
        act, "services.rated", application, agency_id=application.agency_id,
        code=application.code, status=int(application.status), stars=stars,
    )  # fmt: skip
    return rating
