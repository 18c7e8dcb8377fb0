"""What the access matrix is asked of: one document of the province's in every state, the district's
copies in every state, and what administration and operation look after.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http.cookies import SimpleCookie

from django.db import transaction
from django.test import Client

from lienthong.directory.models import (
    Account,
    Agency,
    Appointment,
    CalendarDay,
    Delegation,
    Place,
    Position,
    RightsChange,
)
from lienthong.documents.actions import (
    consulting,
    copying,
    digitising,
    drafting,
    following,
    handling,
    issuing,
    phrasing,
    signing,
)
from lienthong.documents.models import Assignment, Document
from lienthong.documents.rules import State
from lienthong.documents.tests import way
from lienthong.dossiers.actions import closing, granting, groups, lists, transfers
from lienthong.dossiers.tests import filed
from lienthong.exchange import actions_peers
from lienthong.kernel import clock, jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.ledger import sealing
from lienthong.kernel.models import Event, LedgerCheckpoint, Outbox, Series
from lienthong.services.actions import desk, drafts, supplementing
from lienthong.services.actions.supplementing import ask_supplement
from lienthong.services.models import Draft, DraftPaper, Paper, Result, Step, Version
from lienthong.services.packages.trying import tests_of
from lienthong.services.queries.offices import offices_of
from lienthong.services.shelf import package_of
from lienthong.services.tests import drafted, waiting
from lienthong.services.tests import filed as applications
from lienthong.services.tour import play
from lienthong.work import actions as work
from lienthong.work.models import Notice
from tests.access_rows import DESK_OFFICER, EVERYBODY, GUEST

CHAIR = f"{way.PROVINCE}/lanh-dao/chu-tich"


@dataclass(frozen=True)
class World:
    """Signed-in browsers, and the numbers that fill addresses."""

    cookies: dict[str, SimpleCookie]
    objects: dict[str, tuple[int | str, ...]]
    numbers: dict[str, int]

    def browser(self, who: str) -> Client:
        """A browser signed in as that person."""
        client = Client()
        client.cookies = copy.deepcopy(self.cookies[who])
        return client


def build(act_of: Callable[..., Act]) -> World:
    """Make it in the current database, on the story's Monday."""
    clock.start_at(act_of("lan").at)
    objects: dict[str, tuple[int | str, ...]] = {
        f"doc {state}": (made,) for state, made in _documents(act_of).items()
    }
    objects |= {f"{key} register": (key,) for key in ("outgoing", "incoming")}
    objects["draft's file"] = (*objects["doc drafting"], 1)
    objects["received file"] = (*objects["doc received"], 1)
    objects["numbered paper"] = (_paper(act_of("lan")),)
    objects["copy"] = (_copy(act_of, int(objects["doc issued"][0])),)
    objects |= _around(act_of, objects["doc issued"][0])
    objects |= _parts(act_of, objects["doc assigned"][0], objects["doc reported"][0])
    objects |= _files(act_of, objects["doc issued"][0])
    objects["code"] = ("H51-221121-0001",)
    for state, version in drafted.on_their_way(act_of).items():
        objects[state] = (version.id,)
    objects["drafted part"] = (*objects["drafted"], "thong-tin")
    objects["drafted row"] = (*objects["drafted"], "thanh-phan", 2)
    objects["payment"] = (waiting.asked(act_of("lan").at).reference,)
    objects |= _citizens()
    objects |= _applications(act_of)
    cookies = {who: _cookies(who) for who in (*EVERYBODY, DESK_OFFICER)}
    return World(
        cookies,
        objects,
        {
            "phuoc": act_of("phuoc").position_id or 0,
            "chair": way.position(CHAIR),
            "checker": act_of("yen").position_id or 0,
            "group": int(objects["group"][0]),
            "draft": int(objects["doc drafting"][0]),
        },
    )


def _documents(act_of: Callable[..., Act]) -> dict[str, int]:
    found: dict[str, int] = {}
    own = (
        State.DRAFTING, State.CONTENT_CHECKED, State.FORMAT_CHECKED, State.SIGNED, State.SEALED,
    )  # fmt: skip
    for state in own:
        found[state] = way.brought_to(act_of, state).id
    way.with_file(act_of, found[State.DRAFTING])
    drafting.submit_for_check(act_of("thu"), document_id=found[State.DRAFTING])
    issued = way.brought_to(act_of, State.APPROVED, files=1)
    jobs.drain()  # the real job: there is a file to show
    signing.request_seal(act_of("lan"), document_id=issued.id)
    jobs.drain()
    issuing.issue(act_of("lan"), document_id=issued.id)
    jobs.drain()
    found[State.ISSUED] = issued.id
    found["received"] = way.copy_of(issued).id
    for state in (
        State.ARRIVED, State.REGISTERED, State.SUBMITTED, State.ASSIGNED, State.IN_PROGRESS,
    ):  # fmt: skip
        found[state] = way.received(act_of, state).id
    found["reported"] = way.received(act_of, State.IN_PROGRESS).id
    asked_back = way.received(act_of, State.ARRIVED)
    Document.objects.filter(id=asked_back.id).update(recall_asked_at=act_of("lan").at)
    found["recalled"] = asked_back.id
    reply = way.received(act_of, State.REGISTERED)
    asked = way.brought_to(act_of, State.DRAFTING)
    Document.objects.filter(id=reply.id).update(in_reply_to_id=asked.id)
    found["reply"] = reply.id
    found["paper"] = way.on_paper(act_of).id
    return found


def _copy(act_of: Callable[..., Act], issued: int) -> int:
    lan = act_of("lan")
    made = copying.copy(lan, source_id=issued, form="SY", signer_id=way.position(way.SIGNER))
    way.addressed(lan, made, way.DISTRICT)
    return made.id


def _paper(lan: Act) -> int:
    made = digitising.enter_paper(lan, subject="Giấy", signer_id=way.position(way.SIGNER))
    way.addressed(lan, made, way.DISTRICT)
    digitising.number_paper(lan, document_id=made.id)
    return made.id


def _parts(act_of: Callable[..., Act], fresh: int, reported: int) -> dict[str, tuple[int, ...]]:
    """The specialist's part of a document just assigned; and one on which he has reported."""
    given, told = (Assignment.objects.get(document_id=one).id for one in (fresh, reported))
    reasons = {"days": 2, "reason": "Chờ số liệu."}
    following.ask_extension(act_of("dung"), assignment_id=told, **reasons)
    handling.report(act_of("dung"), assignment_id=told, text="Đã xong.")
    return {"part": (given,), "part reported": (told,)}


def _files(act_of: Callable[..., Act], issued: int) -> dict[str, tuple[int | str, ...]]:
    """Files of Thu's: open with a document, closed, held; and lists of three years."""
    document = Document.objects.get(id=issued)
    entry = filed.listed(act_of)
    drafted = filed.listed(act_of, approved=False, year=filed.YEAR + 1)
    filed.listed(act_of, approved=False, year=filed.YEAR + 2)
    lists.submit(act_of("lan"), year=filed.YEAR + 2)
    held = filed.holding(act_of, document)
    closing.hold(act_of("mai"), dossier_id=held.id, reason="Thanh tra.")
    file, offered = filed.holding(act_of, document), filed.closed(act_of, document)
    transfers.offer(act_of("thu"), dossier_id=offered.id)
    archived = filed.archived(act_of, document)
    lent = filed.archived(act_of, document)
    lan = act_of("lan")
    grant = granting.grant(
        act_of("mai"), dossier_id=lent.id, position_id=act_of("yen").position_id or 0,
        until=lan.at.date(), reason="Đối chiếu.",
    )  # fmt: skip
    group = groups.save_group(act_of("mai"), name="Phổ biến", level="agency")
    return {
        "file": (file.id,),
        "archived file": (archived.id,),
        "grant": (lent.id, grant.pk),
        "group": (group.pk,),
        "year": (filed.YEAR,),
        "filed document": (file.id, issued),
        "closed file": (filed.closed(act_of, document).id,),
        "offered file": (offered.id,),
        "held file": (held.id,),
        "entry": (entry.pk,),
        "drafted year": (filed.YEAR + 1,),
        "drafted entry": (filed.YEAR + 1, drafted.pk),
        "drafted list": (drafted.heading.list_id,),
        "submitted year": (filed.YEAR + 2,),
    }


def _citizens() -> dict[str, tuple[int | str, ...]]:
    """What the citizen has filed, in four states, and is writing."""
    filed_by = play.stage_at(clock.now(), lambda _name: None, play.examined_paper())
    version = Version.objects.get(procedure__code="1.001193", state="published")
    package = package_of(version)
    one, asked, done = (
        play.file_one(filed_by, version, package).application_id for _time in range(3)
    )
    clerk = Step.objects.get(application_id=asked, closed_at=None).position_id or 0
    ask_supplement(filed_by.act(clerk), application_id=asked, points=["Thiếu ngày."])
    play.finish_all(filed_by, done)
    draft, paper = waiting_draft(filed_by)
    return {
        "application": (one,),
        "application file": (one, Paper.objects.filter(application_id=one).latest("id").pk),
        "supplemented": (asked,),
        "returned": (done,),
        "result token": (Result.objects.get(application_id=done).token,),
        "own draft": (str(draft.key),),
        "own draft page": (str(draft.key), 1),
        "own draft file": (str(draft.key), paper.pk),
    }


def waiting_draft(stage: play.Stage) -> tuple[Draft, DraftPaper]:
    """Everything is filled in but the declaration."""
    version = Version.objects.get(procedure__code="1.001193", state="published")
    package = package_of(version)
    example = next(one for _sheet, one in tests_of(package, []))
    draft = drafts.begin(stage.citizen, version=version)
    office = offices_of(package, clock.local(stage.at).date(), near=play.HOME)[0]
    change = drafts.Change(agency_id=office.agency_id, answers=example.answers)
    drafts.change(stage.citizen, key=draft.key, to=change)
    paper = drafts.add_paper(
        stage.citizen, key=draft.key, component="TP.GCS", name="chung-sinh.pdf",
        file=stage.paper, source="upload",
    )  # fmt: skip
    return draft, paper


def _applications(act_of: Callable[..., Act]) -> dict[str, tuple[int | str, ...]]:
    """One before the district, and one that waits for what is lacking."""
    one, other = applications.filed_with(act_of), applications.filed_with(act_of)
    supplementing.ask_supplement(
        act_of(DESK_OFFICER), application_id=other.id, points=["Bản chính mờ."]
    )
    return {
        "handled": (one.id,),
        "handled supplemented": (other.id,),
        "handled paper": (one.id, one.papers.latest("id").id),
        "handled receipt": (one.id, "receipt"),
        "version": (one.version_id,),
        "ticket": (desk.take_ticket(act_of(DESK_OFFICER)).pk,),
        **{f"handled {verb}": (one.id, verb) for verb in ("receive", "refuse", "sign", "dance")},
    }


def _around(act_of: Callable[..., Act], issued: int) -> dict[str, tuple[int, ...]]:
    lan = act_of("lan")
    work.tell(lan, position_id=lan.position_id or 0, text="Một tin.")
    while sealing.seal() is not None:
        pass
    event = Event.objects.filter(object_type="documents.document", object_id=issued).earliest("id")
    row = Outbox.objects.create(subscriber="tests.nobody", event_ids=[event.id], attempts=5)
    change = RightsChange.objects.create(
        agency_id=way.agency(way.PROVINCE), what="Đổi vai trò.", changed_at=lan.at, changed_by="Thử"
    )
    office = Position.objects.get(key=f"{way.PROVINCE}/hc/van-thu-2")
    held = Appointment.objects.filter(position=office).latest("id")
    delegation = Delegation.objects.create(
        agency_id=way.agency(way.PROVINCE), giver_id=way.position(way.SIGNER),
        receiver_id=way.position(f"{way.PROVINCE}/lanh-dao/pho-chu-tich-kt"), kind="leave",
        scope="Mọi việc", types=["*"], basis="Quyết định thử", valid_from=date(2022, 12, 1),
        valid_to=date(2023, 1, 15),
    )  # fmt: skip
    asked_of = way.drafted(act_of)
    opinion = consulting.ask_opinion(
        act_of("thu"), document_id=asked_of.id, unit_id=way.unit(f"{way.PROVINCE}/kt"),
        question="Có trùng không?", days=2,
    )  # fmt: skip
    peer = actions_peers.save_peer(
        act_of("dat"), code="qlvb-tc", name="Phần mềm khác", agency_codes=["H51.05"], active=True
    )
    day = CalendarDay.objects.filter(day__gt=date(2023, 1, 1)).earliest("day")
    return {
        "page": (issued, 1),
        "event": (issued, event.id),
        "notice": (Notice.objects.get().id,),
        "phrase": (phrasing.keep_phrase(lan, kind="return_incoming", text="Sai.").pk,),
        "search": (work.save_search(lan, name="Hạn", query="q=h%E1%BA%A1n").pk,),
        "row": (row.id,),
        "checkpoint": (LedgerCheckpoint.objects.latest("size").size,),
        "change": (change.id,),
        "account": (Account.objects.get(person=held.person_id).id,),
        "closed account": (_closed_account().id,),
        "position": (office.id,),
        "appointment": (held.id,),
        "opinion": (asked_of.id, opinion.pk),
        "delegation": (delegation.pk,),
        "series": (Series.objects.filter(owner_id=way.agency(way.PROVINCE)).earliest("id").id,),
        "day": (day.id,),
        "peer": (peer.pk,),
        "agency": (Agency.objects.get(key=way.DISTRICT).id,),
        "own score": (Agency.objects.get(key=way.PROVINCE).id, "ON_TIME"),
        "place": (Place.objects.get(key="huyen-ke-sach").id,),
        "language": ("en",),
        "procedure": ("1.001193",),
        "": (),
    }


def _closed_account() -> Account:
    account = Account.objects.exclude(username__in=EVERYBODY).latest("id")
    account.is_active = False
    account.save(update_fields=["is_active"])
    return account


def _cookies(who: str) -> SimpleCookie:
    client = Client()
    if who != GUEST:
        client.force_login(Account.objects.get(username=who))
    return client.cookies


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back; actions inside think they are on their own."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's own TestCase does
    with block:
        yield
        transaction.set_rollback(True)
