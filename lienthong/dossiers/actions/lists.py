"""The yearly list of files: drawn up, submitted, approved (Decree 30/2020, art. 28)."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.dossiers import rules
from lienthong.dossiers.actions.common import one_at_a_time
from lienthong.dossiers.models import DossierList, Entry, Heading
from lienthong.dossiers.rules import ListState
from lienthong.kernel import clock, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work


def _locked(act: Act, year: int) -> DossierList:
    return DossierList.objects.visible_to(act).select_for_update().get(year=year)


@action
def add_heading(act: Act, *, year: int, abbreviation: str, title: str) -> Heading:
    """A heading of the agency's list of that year; the first one begins the list."""
    rules.check_year(year)
    one_at_a_time(act.agency_id or 0)
    found = DossierList.objects.visible_to(act).select_for_update().filter(year=year).first()
    rules.check_list_step(act, found.state if found else ListState.DRAFTING, "edit")
    abbreviation = rules.check_abbreviation(abbreviation)
    title = rules.check_text(
        title, name=_("Tên đề mục"), longest=rules.TITLE_MAX, code="dossiers.title"
    )
    if found is None:
        found = DossierList.objects.create(
            agency_id=act.agency_id or 0, year=year, made_at=act.at, made_by=act.by_name
        )
    elif found.headings.filter(abbreviation=abbreviation).exists():
        raise Refused(
            "dossiers.abbreviation",
            _("Ký hiệu {letters} đã có trong danh mục. Chọn ký hiệu khác.").format(
                letters=abbreviation
            ),
            reason="input",
        )
    heading = Heading.objects.create(list=found, abbreviation=abbreviation, title=title)
    events.record(
        act, "dossiers.heading_added", found, year=year, abbreviation=abbreviation, title=title
    )
    return heading


@action
def add_entry(
    act: Act,
    *,
    year: int,
    heading_id: int,
    title: str,
    keeper_id: int,
    retention_years: int | None,
) -> Entry:
    """A file that the year will need, with its keeper and how long it is kept."""
    found = _locked(act, year)
    rules.check_list_step(act, found.state, "edit")
    title = rules.check_text(
        title, name=_("Tiêu đề hồ sơ"), longest=rules.TITLE_MAX, code="dossiers.title"
    )
    rules.check_retention(retention_years)
    keeper = keeper_of(act, keeper_id)
    heading = found.headings.get(id=heading_id)
    last = heading.entries.aggregate(last=Max("ordinal"))["last"] or 0
    entry = Entry.objects.create(
        heading=heading,
        ordinal=last + 1,
        title=title,
        keeper_id=keeper.position_id,
        keeper_title=keeper.title,
        retention_years=retention_years,
    )
    events.record(
        act,
        "dossiers.entry_added",
        found,
        code=rules.notation(entry.ordinal, heading.abbreviation),
        title=title,
        keeper=keeper.title,
        retention=retention_years,
    )
    return entry


def keeper_of(act: Act, position_id: int) -> posts.Post:
    """The post that will keep a file: one of the own agency's, in force today."""
    found = posts.post(position_id, clock.local(act.at).date())
    if found is None or found.agency_id != act.agency_id:
        raise Refused(
            "dossiers.keeper",
            _("Không có chức vụ này trong cơ quan hôm nay. Chọn lại người lập hồ sơ."),
            reason="input",
        )
    return found


@action
def remove_entry(act: Act, *, year: int, entry_id: int) -> None:
    """Take a file off a list not yet submitted; its number stays free."""
    found = _locked(act, year)
    rules.check_list_step(act, found.state, "edit")
    entry = Entry.objects.select_related("heading").get(heading__list=found, id=entry_id)
    code = rules.notation(entry.ordinal, entry.heading.abbreviation)
    entry.delete()
    events.record(act, "dossiers.entry_removed", found, code=code)


@action
def submit(act: Act, *, year: int) -> None:
    """Hand the list to the head of the agency."""
    found = _locked(act, year)
    reached = rules.check_list_step(act, found.state, "submit")
    if not Entry.objects.filter(heading__list=found).exists():
        raise Refused(
            "dossiers.list_empty", _("Danh mục chưa có hồ sơ nào. Thêm hồ sơ rồi trình duyệt.")
        )
    leader = posts.post_with_role(
        found.agency_id, "leader", clock.local(act.at).date(), what=_("lãnh đạo cơ quan")
    )
    found.state = reached
    found.save(update_fields=["state"])
    work.give(
        act,
        found,
        position_id=leader.position_id,
        agency_id=found.agency_id,
        kind="dossiers.approve_list",
        title=_("Danh mục hồ sơ năm {year}").format(year=year),
        source=act.by_name,
    )
    events.record(act, "dossiers.list_submitted", found, year=year)


@action
def send_back(act: Act, *, year: int, reason: str) -> None:
    """The leader wants the list otherwise, and says what."""
    found = _locked(act, year)
    reached = rules.check_list_step(act, found.state, "send_back")
    reason = rules.check_text(
        reason, name=_("Lý do"), longest=rules.REASON_MAX, code="dossiers.reason"
    )
    found.state = reached
    found.save(update_fields=["state"])
    work.done(act, found)
    events.record(act, "dossiers.list_sent_back", found, year=year, reason=reason)


@action
def approve(act: Act, *, year: int) -> None:
    """The list is in force: files are opened from it (Decree 30/2020, art. 28)."""
    found = _locked(act, year)
    found.state = rules.check_list_step(act, found.state, "approve")
    found.approved_at, found.approved_by = act.at, act.by_name
    found.save(update_fields=["state", "approved_at", "approved_by"])
    work.done(act, found)
    count = Entry.objects.filter(heading__list=found).count()
    events.record(act, "dossiers.list_approved", found, year=year, count=count)
