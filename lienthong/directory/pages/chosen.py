"""Whose affairs an administration page shows: the own agency, or the one its address names."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthong.directory import posts, queries, rules, tree
from lienthong.directory.acting import ActingRequest
from lienthong.directory.actions.rights import own_agency
from lienthong.directory.pages.common import today, whole_number
from lienthong.ui.shapes import Link

CHOSEN = "co-quan"


@dataclass(frozen=True)
class Chosen:
    """The agency a page is about. `query` is what links to the pages beside it carry on."""

    agency_id: int
    name: str
    code: str
    query: str
    is_own: bool
    may_choose: bool

    def url(self, page: str) -> str:
        """The address of a page of lists for the same agency."""
        return reverse(f"directory:{page}") + self.query

    @property
    def ways(self) -> list[tuple[str, str, str]]:
        """The pages about an agency: (name of the page, label, address)."""
        return [
            ("accounts", _("Tài khoản"), self.url("accounts")),
            ("positions", _("Chức vụ và vai trò"), self.url("positions")),
            ("delegations", _("Giao ký"), self.url("delegations")),
            ("series", _("Sổ và số"), self.url("series")),
            ("accesses", _("Lượt truy cập"), self.url("accesses")),
            ("seal_image", _("Ảnh con dấu"), self.url("seal_image")),
        ]

    def tabs(self, current: str) -> list[Link]:
        """The pages about an agency, as tabs."""
        return [Link(label, url, current=page == current) for page, label, url in self.ways]

    def crumbs(self, page: str, here: str) -> list[Link]:
        """The way from the list `page` to something of that list."""
        label, url = next((label, url) for name, label, url in self.ways if name == page)
        return [Link(_("Quản trị"), self.url("administration")), Link(label, url), Link(here)]


def chosen(request: ActingRequest) -> Chosen:
    """The agency named in the address, one's own by default; 404 when it is out of reach."""
    wanted = request.GET.get(CHOSEN, "")
    if not wanted:
        return chosen_for(request, own_agency(request.act))
    agency_id = whole_number(wanted)
    if agency_id is None:
        raise Http404
    return chosen_for(request, agency_id)


def chosen_for(request: ActingRequest, agency_id: int) -> Chosen:
    """The same for the agency of something that is shown; an ended one goes by its last name."""
    own_id, day = own_agency(request.act), today(request)
    operating = queries.operating_agencies(day)
    if not rules.administers(own_id=own_id, operating=operating, agency_id=agency_id):
        raise Http404
    facts = posts.agencies_on([agency_id, own_id], day).get(agency_id)
    versions = [] if facts else tree.versions_of("agency", agency_id)
    if facts is None and not versions:
        raise Http404
    return Chosen(
        agency_id=agency_id,
        name=facts.name if facts else versions[-1].name,
        code=facts.code if facts else versions[-1].code,
        query="" if agency_id == own_id else f"?{CHOSEN}={agency_id}",
        is_own=agency_id == own_id,
        may_choose=own_id in operating,
    )
