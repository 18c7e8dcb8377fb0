"""An application whose fee is waited for: what tests of other rooms need to have a payment."""

from __future__ import annotations

from datetime import datetime

from lienthong.services.actions import receiving
from lienthong.services.models import Payment, Step, Version
from lienthong.services.shelf import package_of
from lienthong.services.tour import play
from lienthong.services.tour.play import Stage

APPRAISED = "1.004873"


def asked(at: datetime, stage: Stage | None = None) -> Payment:
    """Filed by the demo's citizen and received by its desk, which asks for the fee."""
    stage = stage or play.stage_at(at, lambda _name: None, play.examined_paper())
    version = Version.objects.get(procedure__code=APPRAISED)
    filed = play.file_one(stage, version, package_of(version))
    desk = Step.objects.get(application_id=filed.application_id, node="check", closed_at=None)
    receiving.receive(stage.act(desk.position_id or 0), application_id=filed.application_id)
    return Payment.objects.get(application_id=filed.application_id)
