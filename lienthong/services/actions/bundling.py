"""Several agencies on one matter: the filed application opens others, each with its own code, clock
and result; only the filed one is counted (Decree 107/2021).

Parts are opened and their ends heard of by the outbox, each in a transaction of its own, so that a
partner's failure never blocks the officer: it is written down and the filed one goes on.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.engine.problems import Wrong
from lienthong.kernel import clock, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services.actions.common import locked_by_system, package_for
from lienthong.services.actions.moving import Course, run_on
from lienthong.services.actions.serving import SERVICES
from lienthong.services.actions.submitting import Filed, Filing, Handed, Owner, prepare, take_in
from lienthong.services.models import Application, Version
from lienthong.services.models.applications import ONLINE
from lienthong.services.packages.children import Child
from lienthong.services.queries import bundles
from lienthong.services.rules import ENDED
from lienthong.services.shelf import package_of


@action
def open_parts(act: Act, *, application_id: int) -> list[str]:
    """Open those parts whose time has come; returns their codes. One that cannot be opened is
    written down with the reason, and no longer waited for.
    """
    parent = locked_by_system(application_id)
    package = package_for(parent)
    known, failed = bundles.states(parent), list(parent.facts.get(bundles.FAILED, []))
    opened: list[str] = []
    recorded = False
    for child, answers in bundles.wanted(package, parent):
        if child.code in known or child.code in failed:
            continue
        if child.after and child.after not in failed and known.get(child.after) not in ENDED:
            continue
        recorded = True
        try:
            filed = _open(act, parent, child, answers)
        except (Refused, Wrong) as error:
            failed.append(child.code)
            parent.facts = {**parent.facts, bundles.FAILED: failed}
            events.record(
                act, "services.child_failed", parent, agency_id=parent.agency_id,
                code=parent.code, status=int(parent.status), procedure=child.code,
                reason=str(error),
            )  # fmt: skip
            continue
        opened.append(filed.code)
        events.record(
            act, "services.child_opened", parent, agency_id=parent.agency_id, code=parent.code,
            status=int(parent.status), child=filed.code, procedure=child.code,
        )  # fmt: skip
    if not recorded:
        events.nothing(act, "nothing to open yet, or all open already")
    _go_on(act, parent)
    return opened


def _open(act: Act, parent: Application, child: Child, answers: dict[str, Any]) -> Filed:
    """One part: filed with the agency of its kind that serves the same place, in the name of the
    same applicant, with those papers of the filed one that it asks for.
    """
    day = clock.local(act.at).date()
    version = Version.objects.on(day).filter(procedure__code=child.code).first()
    if version is None:
        raise Refused(
            "services.no_child",
            _("Thủ tục {code} chưa được công bố nên chưa lập được hồ sơ liên thông.").format(
                code=child.code
            ),
        )
    package = package_of(version)
    agency_id = posts.agency_near(
        parent.place_id or 0, kind=child.agency_kind, level=child.level, day=day
    )
    if agency_id is None:
        raise Refused(
            "services.no_partner",
            _("Địa bàn này chưa có cơ quan giải quyết “{name}” trên hệ thống.").format(
                name=package.name
            ),
        )
    ready = prepare(package, answers, channel=ONLINE, day=day)
    asked = {one.code for one in package.needed(ready.case, ready.answers, ready.facts)}
    papers = [
        Handed(one.component, one.name, "earlier", attachment_id=one.attachment_id)
        for one in parent.papers.all()
        if one.component in asked and one.attachment_id is not None
    ]
    who = parent.applicant
    owner = Owner(
        who.name, who.number, who.kind, who.phone, who.email, who.address, who.verified,
        parent.owner_id, who.filed_by, who.basis,
    )  # fmt: skip
    agency = posts.agency_on(agency_id, day)
    key = uuid.uuid5(parent.key, child.code)
    return take_in(act, Filing(version, package, agency, ready, papers, owner, key, parent))


@action
def part_ended(act: Act, *, application_id: int) -> Application:
    """The filed one opens what comes after this part, and goes on when this was the last."""
    child = Application.objects.get(id=application_id)
    parent = locked_by_system(child.parent_id or 0)
    events.record(
        act, "services.child_ended", parent, agency_id=parent.agency_id, code=parent.code,
        status=int(parent.status), child=child.code, child_status=int(child.status),
    )  # fmt: skip
    if parent.status not in ENDED or parent.ended_at is not None:
        open_parts(act, application_id=parent.id)
    return parent


def _go_on(act: Act, parent: Application) -> None:
    run_on(Course(act, parent, package_for(parent), SERVICES))
    parent.save()
