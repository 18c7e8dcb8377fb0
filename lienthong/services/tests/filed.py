"""An application before an agency, for tests that look at pages from outside the room."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from lienthong.directory.models import Agency
from lienthong.kernel.acts import Act
from lienthong.services.actions.submitting import Handed, Owner, must_hand_in, submit
from lienthong.services.models import Application, Version
from lienthong.services.packages.trying import tests_of
from lienthong.services.shelf import package_of
from lienthong.services.tour import play

DISTRICT = "ubnd.huyen-ke-sach"
COMMUNE = "ubnd.xa-nhon-my.ke-sach"
COMMUNE_DESK = f"{COMMUNE}/vptk/mot-cua"
CODE = "2.000815"


def filed_with(act_of: Callable[..., Act], agency: str = DISTRICT) -> Application:
    """Filed online by the demo's citizen, with one paper; waits at the desk."""
    version = Version.objects.get(procedure__code=CODE)
    package = package_of(version)
    paper = play.examined_paper()
    act = play.stage_at(act_of("lan").at, lambda _name: None, paper).citizen
    given = next(one for _sheet, one in tests_of(package, []))
    facts = {"channel": "online", "filed_on": act.at.date()}
    case = package.case_of(given.answers, facts)
    filed = submit(
        act, version=version, agency_id=Agency.objects.get(key=agency).id, channel="online",
        answers=given.answers, key=uuid.uuid4(),
        owner=Owner("Sơn Văn Bình", "094090000123", person_id=act.person_id),
        papers=[
            Handed(one.code, f"{one.name}.pdf", staged=paper)
            for one in package.needed(case, given.answers, facts)
            if must_hand_in(one, "online")
        ],
    )  # fmt: skip
    return Application.objects.get(id=filed.application_id)
