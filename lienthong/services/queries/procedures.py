"""Procedures as the office lists them, and who publishes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from lienthong.directory.models import AgencyVersion
from lienthong.engine.expressions.functions import fold
from lienthong.kernel.acts import Act
from lienthong.services.models import Version
from lienthong.services.models.procedures import PUBLISHED

LISTED = 300


@dataclass(frozen=True)
class Listed:
    """A procedure with its versions, the newest first; `draft` is the one not published yet."""

    code: str
    versions: list[Version] = field(default_factory=list)

    @property
    def newest(self) -> Version:
        """What it is called by."""
        return self.versions[0]

    @property
    def draft(self) -> Version | None:
        """The version that is drafted or waits to be published."""
        return next((one for one in self.versions if one.state != PUBLISHED), None)

    @property
    def published(self) -> Version | None:
        """The last one published."""
        return next((one for one in self.versions if one.state == PUBLISHED), None)


def procedures(act: Act, words: str = "") -> Iterator[Listed]:
    """At most 300 versions, by code; `words` are looked for without accents."""
    found = Version.objects.visible_to(act).defer("files").select_related("procedure")
    for word in fold(words).split()[:8]:
        found = found.filter(folded__contains=word)
    rows = found.order_by("procedure__code", "-number")[:LISTED]
    for code, versions in groupby(rows, key=lambda one: one.procedure.code):
        yield Listed(code, list(versions))


def versions_of(act: Act, procedure_id: int) -> list[Version]:
    """All that this post sees of one procedure, the newest first."""
    own = Version.objects.visible_to(act).filter(procedure_id=procedure_id).defer("files")
    return list(own.order_by("-number")[:50])


def before(version: Version) -> Version | None:
    """The published version that this one would take the place of."""
    earlier = Version.objects.filter(
        procedure_id=version.procedure_id, state=PUBLISHED, number__lt=version.number
    )
    return earlier.order_by("-number").first()


def publishing_agency(agency_id: int, day: date) -> bool:
    """Whether it is the People's Committee of the province."""
    own = AgencyVersion.objects.on(day).filter(agency_id=agency_id)
    return own.filter(kind="peoples_committee", level="province").exists()
