"""What the steps share: the lock, the facts for the rules, the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lienthong.directory import posts
from lienthong.engine.bpmn.process import State
from lienthong.kernel import clock, deadlines
from lienthong.kernel.acts import Act
from lienthong.services import rules, rules_clock
from lienthong.services.models import Application, Opinion, Step
from lienthong.services.packages.deadlines import Deadline
from lienthong.services.packages.package import Case, Package
from lienthong.services.rules import Status
from lienthong.services.rules_clock import Reckoning, Tick
from lienthong.services.shelf import package_of


def locked(act: Act, application_id: int) -> Application:
    """The application, locked, if this act may see it; Application.DoesNotExist (404) otherwise."""
    seen = Application.objects.visible_to(act).select_related("version")
    return seen.select_for_update(of=("self",)).get(id=application_id)


def locked_by_system(application_id: int) -> Application:
    """The same for a job, the bank or another application of a bundle: nobody looks."""
    rows = Application.objects.select_related("version")
    return rows.select_for_update(of=("self",)).get(id=application_id)


def facts(application: Application, *, waiting_for: str = "") -> rules.Facts:
    """The plain values the rules look at; `waiting_for` is the node whose holder counts."""
    steps = Step.objects.filter(application=application, closed_at=None)
    if waiting_for:
        steps = steps.filter(node=waiting_for)
    held = frozenset(filter(None, steps.values_list("position_id", flat=True)))
    asked = Opinion.objects.filter(application=application, answered_at=None).order_by("-id")
    return rules.Facts(
        status=application.status,
        agency_id=application.agency_id,
        owner_ids=frozenset(
            one for one in (application.owner_id, application.filed_by_id) if one is not None
        ),
        holders=held,
        holder_agency_id=asked.values_list("agency_id", flat=True).first(),
    )


def check(act: Act, application: Application, verb: str, *, node: str = "") -> frozenset[Status]:
    """The statuses that may follow this step, or Refused."""
    return rules.check_step(act, facts(application, waiting_for=node), verb)


def deadline_of(package: Package, application: Application) -> Deadline:
    """How long its case may take."""
    return package.deadline(case_of(package, application), application.channel)


def case_of(package: Package, application: Application) -> Case:
    """Its case: decided at submission, kept since."""
    return next(one for one in package.cases if one.code == application.case)


def facts_of(application: Application) -> dict[str, Any]:
    """What expressions know of it beside the answers: the channel, the day of filing, what steps
    added.
    """
    steps = State.from_json(application.process).facts
    filed_on = clock.local(application.submitted_at).date()
    return {**steps, "channel": application.channel, "filed_on": filed_on}


def ticks_of(application: Application) -> list[Tick]:
    """What has moved its clock so far."""
    return [
        Tick(
            one["what"],
            datetime.fromisoformat(one["at"]),
            datetime.fromisoformat(one["until"]) if one.get("until") else None,
            one.get("supplement", False),
        )
        for one in application.clock
    ]


def tick(application: Application, package: Package, *new: Tick) -> Reckoning:
    """Move the clock of an application that is locked; its columns follow. The caller saves."""
    ticks = [*ticks_of(application), *new]
    now = rules_clock.reckon(deadlines.current(), deadline_of(package, application), ticks)
    application.clock = [plain(one) for one in ticks]
    application.received_at = now.received_at
    application.due_at = now.due_at
    application.promised_at = now.promised_at
    application.stands_since = now.pauses[-1][0] if now.stands else None
    application.supplements = now.supplements
    application.ended_at = now.ended_at
    return now


def plain(one: Tick) -> dict[str, str | bool]:
    """A tick as a row keeps it."""
    found: dict[str, str | bool] = {"what": one.what, "at": one.at.isoformat()}
    if one.until is not None:
        found["until"] = one.until.isoformat()
    if one.supplement:
        found["supplement"] = True
    return found


def package_for(application: Application) -> Package:
    """The package of its version: running applications keep theirs."""
    return package_of(application.version)


def agency_name(agency_id: int, at: datetime) -> str:
    """An agency's short name that day."""
    return posts.agency_on(agency_id, clock.local(at).date()).short_name


def words_of(at: datetime | None) -> str:
    """A moment as people read it: `17:00 ngày 24/11/2022`."""
    return f"{clock.local(at):%H:%M ngày %d/%m/%Y}" if at is not None else "…"
