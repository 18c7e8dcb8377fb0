"""Procedures on their way: one drafted, one that waits to be published, by the demo's people."""

from __future__ import annotations

from collections.abc import Callable

from lienthong.kernel.acts import Act
from lienthong.services.actions import procedures
from lienthong.services.models import Version

DRAFTED, SUBMITTED, PUBLISHED = "1.009994", "2.000884", "2.000815"


def on_their_way(act_of: Callable[..., Act]) -> dict[str, Version]:
    """`drafted`, `submitted`, and `published` which nobody drafts."""
    drafted = procedures.begin_draft(act_of("thu"), code=DRAFTED)
    submitted = procedures.begin_draft(act_of("thu"), code=SUBMITTED)
    procedures.submit_draft(act_of("thu"), version_id=submitted.id)
    published = Version.objects.filter(procedure__code=PUBLISHED).latest("number")
    return {"drafted": drafted, "submitted": submitted, "published": published}
