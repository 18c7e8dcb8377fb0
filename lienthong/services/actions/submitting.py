"""An application is filed: one short transaction, the counter taken last (Decree 61/2018, art. 17).

Files come examined and on the disk already. The same key files once, however often it is sent: the
second time answers with the first code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.directory.posts import AgencyFacts, Post
from lienthong.engine.bpmn.process import Step as Waiting
from lienthong.engine.forms import answers as form_answers
from lienthong.kernel import clock, deadlines, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import Staged, keep_many
from lienthong.kernel.errors import Refused
from lienthong.services.actions.moving import KINDS, first_post, words_of
from lienthong.services.models import Application, Version
from lienthong.services.models.applications import CHANNELS, DIRECT
from lienthong.services.packages.components import Component
from lienthong.services.packages.package import Case, Package
from lienthong.services.rules import Status, check_text
from lienthong.services.shelf import package_of
from lienthong.work import actions as work

PAPERS_MOST = 60
REUSED = {"store", "earlier"}
LABEL = "services.application"


@dataclass(frozen=True)
class Handed:
    """One paper: of which component, its bytes as staged now or kept before, or the paper itself
    kept at the desk (neither). `source` as in `Paper`.
    """

    component: str
    name: str
    source: str = "upload"
    staged: Staged | None = None
    attachment_id: int | None = None
    copies: int = 1
    digitised: bool = False


@dataclass(frozen=True)
class Owner:
    """Whose application it is, as typed or as the identity provider said."""

    name: str
    number: str = ""
    kind: str = "person"
    phone: str = ""
    email: str = ""
    address: str = ""
    verified: bool = False
    person_id: int | None = None
    filed_by: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Filed:
    """What came of it. `fresh` is False when this key had filed before."""

    application_id: int
    code: str
    fresh: bool


@action
def submit(
    act: Act,
    *,
    version: Version,
    agency_id: int,
    channel: str,
    answers: Mapping[str, Any],
    papers: Sequence[Handed],
    owner: Owner,
    key: UUID,
) -> Filed:
    """File an application with an agency; its code is allotted now (status 1).

    `answers` are those of the procedure's form, `key` is made by whoever files and repeated when
    the same is sent again. Refused, with every sentence, when answers or papers are not complete.
    """
    if (known := _filed_before(act, key)) is not None:
        events.nothing(act, "the same key has filed already")
        return known
    package = package_of(version)
    day = clock.local(act.at).date()
    agency = check_agency(package, agency_id, day)
    ready = prepare(package, answers, channel=channel, day=day)
    check_papers(package, ready, papers, channel)
    check_text(owner.name, name=_("Họ tên người nộp"), longest=200)
    return take_in(act, Filing(version, package, agency, ready, papers, owner, key))


@dataclass(frozen=True)
class Ready:
    """Answers that hold, and what follows from them."""

    answers: dict[str, Any]
    facts: dict[str, Any]
    case: Case
    channel: str

    @property
    def kept_facts(self) -> dict[str, Any]:
        """Facts beside the answers, as a row keeps them."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.facts.items()
        }


def prepare(package: Package, answers: Mapping[str, Any], *, channel: str, day: date) -> Ready:
    """Answers against the form, conditions and cases of the procedure. Refused in words."""
    if channel not in CHANNELS or channel not in package.channels:
        raise Refused(
            "services.channel",
            _("Thủ tục này không nhận hồ sơ theo cách đó. Chọn cách nộp khác."),
            reason="input",
        )
    facts = {"channel": channel, "filed_on": day}
    working_days = deadlines.current().working_days_between
    seen = form_answers.check(package.form, dict(answers), known=facts, working_days=working_days)
    if seen.problems:
        first = seen.problems[0]
        raise Refused(
            "services.answers",
            _("Tờ khai còn {count} chỗ cần sửa. {first}").format(
                count=len(seen.problems), first=first.sentence
            ),
            reason="input",
        )
    if unmet := package.not_met(seen.answer, facts, working_days=working_days):
        raise Refused("services.not_eligible", " ".join(unmet), reason="input")
    case = package.case_of(seen.answer, facts, working_days=working_days)
    return Ready(seen.answer, facts, case, channel)


def check_papers(package: Package, ready: Ready, papers: Sequence[Handed], channel: str) -> None:
    """Every required component is there, and nothing that was never asked for."""
    if len(papers) > PAPERS_MOST:
        raise Refused(
            "services.papers",
            _("Hồ sơ có hơn {most} tệp. Ghép các trang của một giấy tờ thành một tệp.").format(
                most=PAPERS_MOST
            ),
            reason="input",
        )
    needed = package.needed(ready.case, ready.answers, ready.facts)
    known = {one.code for one in needed}
    if strange := next((one for one in papers if one.component not in known), None):
        raise Refused(
            "services.papers",
            _("Hồ sơ này không cần giấy tờ “{name}”. Bỏ tệp ấy rồi nộp lại.").format(
                name=strange.name[:80]
            ),
            reason="input",
        )
    handed = {one.component for one in papers}
    lacking = [one.name for one in needed if must_hand_in(one, channel) and one.code not in handed]
    if lacking:
        raise Refused(
            "services.papers",
            _("Còn thiếu: {names}. Thêm các giấy tờ này rồi nộp lại.").format(
                names="; ".join(lacking)
            ),
            reason="input",
        )


def must_hand_in(component: Component, channel: str) -> bool:
    """Does the applicant have to hand it in, or is it filled in, looked at, or ours to find?"""
    if not component.required or component.source != "upload":
        return False
    return not (component.shown_only and channel == DIRECT)


def check_agency(package: Package, agency_id: int, day: date) -> AgencyFacts:
    """The agency as of that day, if this procedure is among its duties."""
    agency = posts.agencies_on([agency_id], day).get(agency_id)
    if agency is None or not handles(package, agency):
        raise Refused(
            "services.agency",
            _("Cơ quan đã chọn không giải quyết thủ tục này. Chọn lại nơi nộp."),
            reason="input",
        )
    return agency


def handles(package: Package, agency: AgencyFacts) -> bool:
    """Is this procedure among the agency's duties?"""
    if package.agencies:
        return agency.key in package.agencies
    return agency.kind in package.agency_kinds and agency.level in package.levels


def files_among(papers: Sequence[Handed]) -> int:
    """How many papers came as files: the scores ask."""
    return sum(1 for one in papers if one.staged is not None or one.attachment_id is not None)


def reused_among(papers: Sequence[Handed]) -> int:
    """How many were not asked for again (Decree 107/2021)."""
    return sum(1 for one in papers if one.source in REUSED)


def _filed_before(act: Act, key: UUID) -> Filed | None:
    rows = Application.objects.filter(key=key)
    if act.position_id is None:
        rows = rows.filter(filed_by_id=act.person_id)
    found = rows.values_list("id", "code").first()
    return Filed(*found, fresh=False) if found else None


@dataclass(frozen=True)
class Filing:
    """Everything that is filed, checked; `parent` is the application that opened this one."""

    version: Version
    package: Package
    agency: AgencyFacts
    ready: Ready
    papers: Sequence[Handed]
    owner: Owner
    key: UUID
    parent: Application | None = None


def take_in(act: Act, filing: Filing) -> Filed:
    """Start the process and write everything; called inside an action."""
    package, ready = filing.package, filing.ready
    working_days = deadlines.current().working_days_between
    decided = package.decided(ready.case, ready.answers, ready.facts, working_days=working_days)
    known = package.known(ready.case, ready.answers, ready.kept_facts)
    state = package.definition.start({**known, **decided}, act.at, working_days=working_days)
    (first,) = package.definition.waiting(state)
    day = clock.local(act.at).date()
    post = first_post(package.lane(first.lane), filing.agency.agency_id, day)
    values = {
        **_values(act, filing),
        "process": state.as_json(),
        "engine_id": first.id, "diagram": first.process, "node": first.node,
        "step": first.name, "lane": first.lane, "position": post.position_id,
        "holder": words_of(post),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(*_statement(act, filing, first, post, values))
        row = cursor.fetchone()
    if row is None:  # the same key was filed at this very moment through another request
        again = _filed_before(act, filing.key)
        if again is None:
            raise Refused("services.key", _("Mã lần nộp này đã được dùng. Mở lại tờ khai rồi nộp."))
        return again
    return Filed(int(row[0]), str(row[1]), fresh=True)


def _paper(one: Handed, files: Mapping[str, int]) -> dict[str, Any]:
    kept = files[one.staged.sha256] if one.staged is not None else one.attachment_id
    return {
        "component": one.component, "name": one.name[:200], "source": one.source,
        "attachment_id": kept, "copies": one.copies, "digitised": one.digitised,
    }  # fmt: skip


def _values(act: Act, filing: Filing) -> dict[str, Any]:
    """What is written of a filing, by the names of `_NAMES`."""
    day, ready, owner, agency = (
        clock.local(act.at).date(), filing.ready, filing.owner, filing.agency,
    )  # fmt: skip
    files = keep_many(act, [one.staged for one in filing.papers if one.staged is not None])
    papers = [_paper(one, files) for one in filing.papers]
    return {
        "agency": agency.agency_id, "day": day, "prefix": f"{agency.code}-{day:%y%m%d}-",
        "version": filing.version.id, "case": ready.case.code, "place": agency.place_id,
        "parent": filing.parent.id if filing.parent else None, "channel": ready.channel,
        "owner": owner.person_id, "filed_by": act.person_id if act.position_id is None else None,
        "key": filing.key, "answers": json.dumps(ready.answers, ensure_ascii=False),
        "facts": json.dumps(ready.kept_facts, ensure_ascii=False),
        "status": int(Status.SUBMITTED), "at": act.at,
        "kind": owner.kind, "name": owner.name.strip(), "number": owner.number,
        "phone": owner.phone, "email": owner.email, "address": owner.address,
        "verified": owner.verified, "by": owner.filed_by, "basis": owner.basis,
        "papers": json.dumps(papers, ensure_ascii=False),
    }  # fmt: skip


_ROWS = """
c as (
  insert into services_counter (agency_id, day, last) values (%s, %s, 1)
  on conflict (agency_id, day) do update set last = services_counter.last + 1
  returning last
),
a as (
  insert into services_application (
    code, version_id, "case", agency_id, place_id, parent_id, channel, owner_id, filed_by_id, key,
    answers, facts, process, clock, status, submitted_at, supplements, warned)
  select %s || lpad(c.last::text, 4, '0'), %s::bigint, %s, %s::bigint, %s::bigint, %s::bigint, %s,
    %s::bigint, %s::bigint, %s::uuid, %s::jsonb, %s::jsonb, %s, '[]', %s::smallint,
    %s::timestamptz, 0, 0
  from c
  on conflict (key) do nothing
  returning id, code
),
applicant as (
  insert into services_applicant (
    application_id, kind, name, number, phone, email, address, verified, filed_by, basis)
  select a.id, %s, %s, %s, %s, %s, %s, %s::bool, %s, %s from a
),
papers as (
  insert into services_paper (
    application_id, component, name, source, attachment_id, copies, digitised, round, added_at)
  select a.id, p.component, p.name, p.source, p.attachment_id, p.copies, p.digitised, 0,
    %s::timestamptz
  from a, jsonb_to_recordset(%s::jsonb) as p(component text, name text, source text,
    attachment_id bigint, copies smallint, digitised bool)
),
step as (
  insert into services_step (
    application_id, engine_id, process, node, name, lane, agency_id, position_id, holder,
    opened_at, outcome)
  select a.id, %s, %s, %s, %s, %s, %s::bigint, %s::bigint, %s, %s::timestamptz, '' from a
)
"""
_NAMES = (
    "agency", "day",
    "prefix", "version", "case", "agency", "place", "parent", "channel", "owner", "filed_by",
    "key", "answers", "facts", "process", "status", "at",
    "kind", "name", "number", "phone", "email", "address", "verified", "by", "basis",
    "at", "papers",
    "engine_id", "diagram", "node", "step", "lane", "agency", "position", "holder", "at",
)  # fmt: skip


def _statement(
    act: Act, filing: Filing, first: Waiting, post: Post, values: Mapping[str, Any]
) -> tuple[str, list[Any]]:
    """Everything that is written, in one statement; the counter's row is locked last of all."""
    package, agency = filing.package, filing.agency
    told, told_values = events.clause(
        act,
        events.part(
            "services.submitted", LABEL, "a", data_sql="jsonb_build_object('code', a.code)",
            status=values["status"], procedure=package.code, procedure_name=package.name,
            case=values["case"], channel=values["channel"], level=package.level,
            online=package.online, parent=values["parent"],
            paper_returned=package.result.paper_returned,
            files=files_among(filing.papers), reused=reused_among(filing.papers),
        ),
        agency_id=agency.agency_id,
        place_id=agency.place_id,
    )  # fmt: skip
    item, item_values = work.give_clause(
        act, LABEL, "a", position_id=post.position_id, agency_id=agency.agency_id,
        kind=KINDS[first.lane], title=f"{first.name}: {package.name}",
    )  # fmt: skip
    text = f"with {_ROWS}, {told}, {item} select id, code from a"
    return text, [*(values[name] for name in _NAMES), *told_values, *item_values]
