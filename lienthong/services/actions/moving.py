"""The process moves on: a step is done, what the system does by itself follows, and whoever is
waited for next is told. Called inside other actions; the rows of `Step` follow the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from lienthong.directory import posts
from lienthong.directory.posts import Post
from lienthong.engine.bpmn.process import State
from lienthong.engine.bpmn.process import Step as Waiting
from lienthong.kernel import clock, deadlines, events
from lienthong.kernel.actions import bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services.actions.common import deadline_of
from lienthong.services.models import Application, Step
from lienthong.services.packages.deadlines import due_at
from lienthong.services.packages.package import Package
from lienthong.services.packages.processes import Lane
from lienthong.services.rules import Status
from lienthong.work import actions as work

KINDS = {"Một cửa": "services.receive", "Thụ lý": "services.handle", "Lãnh đạo": "services.sign"}
PARTNER = "Cơ quan phối hợp"
APPLICANT = "applicant"
WHAT = {
    "one_stop_officer": gettext_lazy("công chức một cửa"),
    "specialist": gettext_lazy("chuyên viên"),
    "unit_head": gettext_lazy("lãnh đạo đơn vị"),
    "leader": gettext_lazy("lãnh đạo"),
    "clerk": gettext_lazy("văn thư"),
}

Answer = Mapping[str, Any] | None
"""What a service gives the process; None while it cannot be done yet."""
Service = Callable[["Course", Waiting], Answer]


@dataclass
class Course:
    """An application on its way through its process, locked by the caller, who saves it."""

    act: Act
    application: Application
    package: Package
    services: Mapping[str, Service] = field(default_factory=dict)
    to: int | None = None

    @property
    def state(self) -> State:
        """Where its process stands."""
        return State.from_json(self.application.process)

    def waiting(self) -> list[Waiting]:
        """The steps that wait for somebody or something."""
        return self.package.definition.waiting(self.state)

    def at(self, *nodes: str) -> Waiting:
        """The step of that name that waits. Refused when the process is elsewhere."""
        for one in self.waiting():
            if one.node in nodes:
                return one
        raise Refused(
            "services.elsewhere",
            "Quy trình của hồ sơ này không ở bước đó. Tải lại trang để xem hồ sơ đang ở đâu.",
        )

    def is_at(self, *nodes: str) -> bool:
        """Does one of these steps wait?"""
        return any(one.node in nodes for one in self.waiting())

    def complete(self, step: Waiting, data: Mapping[str, Any]) -> None:
        """A step is done with these facts."""
        kept = self.package.definition.complete(
            self.state, step.id, data, self.act.at,
            working_days=deadlines.current().working_days_between,
        )  # fmt: skip
        self.application.process = kept.as_json()


def advance(
    course: Course, node: str, *, outcome: str, data: Mapping[str, Any] | None = None
) -> None:
    """Complete the waiting step of that name, let the system do its own, tell who is next."""
    step = course.at(node)
    course.complete(step, data or {})
    run_on(course, {step.id: outcome or step.name})


def run_on(course: Course, outcomes: Mapping[str, str] | None = None) -> None:
    """Do what the system does until only people are waited for; then the rows of steps follow."""
    blocked: set[str] = set()
    while True:
        service = next(
            (one for one in course.waiting() if one.service and one.id not in blocked), None
        )
        if service is None:
            break
        answer = course.services[service.service](course, service)
        if answer is None:
            blocked.add(service.id)
        else:
            course.complete(service, answer)
    _follow(course, outcomes or {})


@bookkeeping
def _follow(course: Course, outcomes: Mapping[str, str]) -> None:
    """Rows of steps as the engine has them: some closed, some opened, each with its holder."""
    act, application = course.act, course.application
    waiting = {one.id: one for one in course.waiting() if not one.service}
    left: Step | None = None
    for row in Step.objects.filter(application=application, closed_at=None):
        if row.engine_id in waiting:
            waiting.pop(row.engine_id)
            continue
        row.closed_at, row.outcome = act.at, outcomes.get(row.engine_id, "")
        row.save(update_fields=["closed_at", "outcome"])
        left = row
        if row.position_id is not None:
            work.done(act, application, position_id=row.position_id)
    for one in waiting.values():
        _open(course, one, left)


def _open(course: Course, one: Waiting, left: Step | None) -> None:
    act, application = course.act, course.application
    day = clock.local(act.at).date()
    post = holder_of(course, one, day)
    limit = deadline_of(course.package, application).step_limit(one.process, one.node)
    due = due_at(limit, act.at, deadlines.current()) if limit else application.due_at
    row = Step.objects.create(
        application=application, engine_id=one.id, process=one.process, node=one.node,
        name=one.name, lane=one.lane, agency_id=post.agency_id if post else None,
        position_id=post.position_id if post else None, holder=words_of(post), opened_at=act.at,
        due_at=due,
    )  # fmt: skip
    if post is None:
        return
    work.give(
        act, application, position_id=post.position_id, agency_id=post.agency_id,
        kind="services.deliver" if one.node == "deliver" else KINDS.get(one.lane, KINDS["Thụ lý"]),
        title=f"{one.name}: {course.package.name}", code=application.code, due_at=due,
    )  # fmt: skip
    if post.position_id != act.position_id or (left and left.position_id != post.position_id):
        _hand_over(course, row, left, post)


def _hand_over(course: Course, row: Step, left: Step | None, post: Post) -> None:
    """One line of the control slip: from whom to whom, and whether before or after its time."""
    act, application = course.act, course.application
    status = course.package.status_of(row.process, row.node)
    if Status(application.status) is Status.RECEIVED and status == Status.IN_PROGRESS:
        application.status = Status.IN_PROGRESS
    events.record(
        act, "services.handed_over", application, agency_id=application.agency_id,
        code=application.code, status=int(application.status), step=row.name,
        from_holder=left.holder if left and left.holder else act.by_name,
        to_holder=row.holder, to_position=post.position_id, due_at=row.due_at,
        left_late=bool(left and left.due_at and act.at > left.due_at),
    )  # fmt: skip


def holder_of(course: Course, one: Waiting, day: date) -> Post | None:
    """Whose the step is: the one the last person named, whoever had that lane before, or the first
    post of the lane's role in its agency. None for the applicant, and for a partner (whom the one
    who asks names).
    """
    lane, agency_id = course.package.lane(one.lane), course.application.agency_id
    if lane.role == APPLICANT or one.lane == PARTNER:
        return None
    if course.to is not None:
        chosen = posts.post(course.to, day)
        course.to = None
        if chosen is not None and chosen.agency_id == agency_id:
            return chosen
    before = (
        Step.objects.filter(
            application=course.application, lane=one.lane, position_id__isnull=False
        )
        .order_by("-id")
        .values_list("position_id", flat=True)
        .first()
    )
    known = posts.post(before, day) if before is not None else None
    return known if known is not None and known.name else first_post(lane, agency_id, day)


def first_post(lane: Lane, agency_id: int, day: date) -> Post:
    """The first post of the lane's role, of its unit where the agency has one such. Refused when
    the agency has nobody to do it.
    """
    found = posts.posts_with_role(agency_id, lane.role, day)
    of_unit = [one for one in found if lane.unit and one.unit_code.lower() == lane.unit.lower()]
    if of_unit or found:
        return (of_unit or found)[0]
    return posts.post_with_role(agency_id, lane.role, day, what=str(WHAT[lane.role]))


def words_of(post: Post | None) -> str:
    """`Trần Thị Lan, Chuyên viên`."""
    return f"{post.name}, {post.title}" if post and post.name else (post.title if post else "")


def end_steps(act: Act, application: Application, outcome: str) -> None:
    """Nobody is waited for any more: withdrawn, stopped, refused."""
    open_steps = Step.objects.filter(application=application, closed_at=None)
    open_steps.update(closed_at=act.at, outcome=outcome)
    work.done(act, application)
