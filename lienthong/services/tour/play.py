"""File an application and do whatever its process waits for, as the people who hold the posts."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pikepdf
from django.db import connection

from lienthong.directory import acting
from lienthong.directory.models import Account
from lienthong.directory.posts import IN_FORCE
from lienthong.kernel import clock, deadlines, jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import Staged, stage
from lienthong.services.actions import paying, receiving, returning, supplementing, working
from lienthong.services.actions.submitting import Filed, Handed, Owner, must_hand_in, submit
from lienthong.services.models import Application, Payment, Step, Version
from lienthong.services.models.applications import ONLINE
from lienthong.services.models.payments import WAITING
from lienthong.services.packages.package import Package
from lienthong.services.packages.trying import tests_of
from lienthong.services.queries.offices import offices_of
from lienthong.services.shelf import package_of

CITIZEN = "binh"
STEPS_MOST = 40
MINUTES = timedelta(minutes=5)


def invented_paper(number: int = 0) -> bytes:
    """One empty page: what a demo's citizen hands in. Another number is another file."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842 + number))
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@dataclass
class Stage:
    """Who plays and what time it is. `at` moves on a few minutes with every step."""

    at: datetime
    citizen: Act
    progress: Callable[[str], None]
    paper: Staged
    acts: dict[int, Act] = field(default_factory=dict)

    def now(self) -> datetime:
        """The next moment at which somebody is at work."""
        calendar = deadlines.current()
        self.at = calendar.add_working_hours(self.at + MINUTES, 0.01)
        return self.at

    def act(self, position_id: int) -> Act:
        """The act of whoever holds a post."""
        if position_id not in self.acts:
            self.acts[position_id] = acting.act_in(position_id, self.at, door="cli")
        return self.acts[position_id].later(self.now())


def examined_paper() -> Staged:
    """The same, examined and on the disk."""
    return stage(io.BytesIO(invented_paper()), "giay-to-gia-dinh.pdf")


def stage_at(at: datetime, progress: Callable[[str], None], paper: Staged) -> Stage:
    """A stage with the demo's citizen on it."""
    account = Account.objects.select_related("person").get(username=CITIZEN)
    citizen, _hats = acting.act_of(account, at)
    return Stage(at, citizen, progress, paper)


def play(stage_: Stage) -> list[Filed]:
    """File, work on and return one application of every procedure that can be filed by itself;
    parts of bundles are worked on as they are opened.
    """
    day = clock.local(stage_.at).date()
    filed = []
    parts = _codes_of_parts(day)
    for version in Version.objects.on(day).select_related("procedure").order_by("procedure__code"):
        package = package_of(version)
        if package.code in parts and not package.code_confirmed:
            continue
        stage_.progress(package.name)
        one = file_one(stage_, version, package)
        filed.append(one)
        finish_all(stage_, one.application_id)
    return filed


def _codes_of_parts(day: date) -> set[str]:
    return {
        child.code for version in Version.objects.on(day) for child in package_of(version).children
    }


def file_one(stage_: Stage, version: Version, package: Package, example: int = 0) -> Filed:
    """The citizen files one of the package's own examples, online where that is possible."""
    given = [one for _sheet, one in tests_of(package, [])][example]
    channel = ONLINE if ONLINE in package.channels else package.channels[0]
    act = stage_.citizen.later(stage_.now())
    facts = {"channel": channel, "filed_on": clock.local(act.at).date()}
    case = package.case_of(given.answers, facts)
    papers = [
        Handed(one.code, f"{one.name}.pdf", staged=stage_.paper)
        for one in package.needed(case, given.answers, facts)
        if must_hand_in(one, channel)
    ]
    office = offices_of(package, clock.local(act.at).date(), near=HOME)[0]
    return submit(
        act, version=version, agency_id=office.agency_id, channel=channel, answers=given.answers,
        papers=papers, owner=Owner("Sơn Văn Bình", "094090000123", person_id=act.person_id),
        key=uuid.uuid4(),
    )  # fmt: skip


HOME = "xa-nhon-my.ke-sach"


def finish_all(stage_: Stage, application_id: int) -> None:
    """Do what waits until the application, and every part of it, has ended."""
    for _step in range(STEPS_MOST):
        jobs.drain()
        waiting = _waiting(application_id)
        if waiting is None:
            return
        do_step(stage_, *waiting)
    raise AssertionError(f"application {application_id} does not come to its end")


def _waiting(application_id: int) -> tuple[Application, Step] | None:
    steps = Step.objects.filter(closed_at=None).select_related("application__version")
    mine = steps.filter(application_id=application_id).order_by("id").first()
    part = steps.filter(application__parent_id=application_id).order_by("id").first()
    first = mine or part
    return (first.application, first) if first else None


def do_step(stage_: Stage, application: Application, step: Step) -> None:
    """What a person does when this step waits: the way of an application without trouble."""
    STEPS[step.node](stage_, application, step)


def _holder(stage_: Stage, step: Step) -> Act:
    return stage_.act(step.position_id or 0)


def _receive(stage_: Stage, application: Application, step: Step) -> None:
    receiving.receive(_holder(stage_, step), application_id=application.id)


def _pay(stage_: Stage, application: Application, _step: Step) -> None:
    payment = Payment.objects.get(application=application, state=WAITING)
    bank = acting_system(stage_)
    paying.settle(bank, payment_id=payment.id, received=payment.amount)


def acting_system(stage_: Stage) -> Act:
    """The bank's word."""
    return Act(at=stage_.now(), door="api", by_name="Ngân hàng mô phỏng")


def _appraise(stage_: Stage, application: Application, step: Step) -> None:
    working.appraise(
        _holder(stage_, step), application_id=application.id,
        conclusion="Hồ sơ đủ điều kiện giải quyết.", opinion_needed=True,
        asked=_asked(application, step),
    )  # fmt: skip


def _asked(application: Application, step: Step) -> dict[str, Any]:
    """Something for everything that the procedure wants to know from this step."""
    asks = package_of(application.version).asks(step.process, step.node)
    return {one.name: _answer(one.kind) for one in asks}


def _answer(kind: str) -> Any:
    return {"text": "Không có", "số nguyên": 1, "có/không": True}.get(str(kind), True)


def _ask(stage_: Stage, application: Application, step: Step) -> None:
    partner = next(partners(application))
    working.ask_opinion(
        _holder(stage_, step), application_id=application.id, agency_id=partner,
        question="Đề nghị cho ý kiến về hồ sơ này.",
    )  # fmt: skip


def partners(application: Application) -> Iterator[int]:
    """Agencies with somebody to answer, of the province first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct v.agency_id, v.level = 'province' from directory_agency_version v"
            " join directory_agency a on a.id = v.agency_id and a.branch = 'state'"
            " join directory_position p on p.agency_id = v.agency_id"
            " and 'specialist' = any(p.roles)"
            f" where {IN_FORCE.format('v')} and v.agency_id <> %(own)s order by 2 desc, 1",
            {"day": clock.local(application.submitted_at).date(), "own": application.agency_id},
        )
        yield from (row[0] for row in cursor.fetchall())


def _give(stage_: Stage, application: Application, step: Step) -> None:
    working.give_opinion(
        _holder(stage_, step),
        application_id=application.id,
        agrees=True,
        answer="Nhất trí.",
        asked=_asked(application, step),
    )


def _gather(stage_: Stage, application: Application, step: Step) -> None:
    working.gather(
        _holder(stage_, step),
        application_id=application.id,
        summary="Các cơ quan nhất trí.",
        asked=_asked(application, step),
    )


def _draft(stage_: Stage, application: Application, step: Step) -> None:
    working.draft_result(
        _holder(stage_, step), application_id=application.id, text="Đồng ý giải quyết hồ sơ."
    )


def _sign(stage_: Stage, application: Application, step: Step) -> None:
    working.sign(_holder(stage_, step), application_id=application.id)


def _deliver(stage_: Stage, application: Application, step: Step) -> None:
    returning.deliver(_holder(stage_, step), application_id=application.id, way="desk", paid=True)


def answer(stage_: Stage, application: Application, _step: Step) -> None:
    """The applicant hands in what was asked for."""
    package = package_of(application.version)
    wanted = next(one for one in package.components.all if one.source == "upload")
    supplementing.answer_supplement(
        stage_.citizen.later(stage_.now()), application_id=application.id,
        papers=[Handed(wanted.code, "bo-sung.pdf", staged=stage_.paper)],
    )  # fmt: skip


STEPS: dict[str, Callable[[Stage, Application, Step], None]] = {
    "check": _receive,
    "pay": _pay,
    "appraise": _appraise,
    "ask": _ask,
    "answer": _give,
    "gather": _gather,
    "draft": _draft,
    "sign": _sign,
    "deliver": _deliver,
}
