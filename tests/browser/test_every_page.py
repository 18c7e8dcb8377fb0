"""Axe over every address of the province that shows somebody a page.

The addresses come from the resolver and the reader is found by trying, so that a new page is looked
at without being named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lienthong.directory.actions import delegations
from lienthong.directory.models import Account, Appointment, CalendarDay, RightsChange, Unit
from lienthong.documents.actions import (
    amending,
    assigning,
    checking,
    consulting,
    copying,
    digitising,
    drafting,
    following,
    handling,
    receiving,
    signing,
)
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Assignment, Document
from lienthong.documents.tests import way
from lienthong.dossiers.actions import closing, granting, groups, lists, transfers
from lienthong.dossiers.tests import filed
from lienthong.exchange import actions_peers
from lienthong.kernel import clock, jobs
from lienthong.kernel.ledger import sealing
from lienthong.kernel.models import LedgerCheckpoint, Series
from lienthong.services.actions import receiving as receiving_desk
from lienthong.services.actions import supplementing
from lienthong.services.actions.supplementing import ask_supplement
from lienthong.services.models import Result, Step, Version
from lienthong.services.shelf import package_of
from lienthong.services.tests import drafted, waiting
from lienthong.services.tests import filed as applied
from lienthong.services.tour import play
from tests.access_world import waiting_draft
from tests.browser import story
from tests.browser.conftest import Seats
from tests.browser.reading import bring_axe
from tests.browser.server import Office
from tests.browser.story import COMMUNE, DISTRICT, PROVINCE, SIGNER, ActOf

pytestmark = pytest.mark.browser

DESK, PHONE = 1440, 390
DEPUTY = f"{PROVINCE}/lanh-dao/pho-chu-tich-kt"
GUEST = ""
NOT_ALLOWED = 405
FRAGMENTS = {"documents:state", "story", "portal:fee_state"}
ONWARD = {"portal:language"}
"""Addresses that only lead on to another."""
"""Parts of a page that htmx asks for; they are looked at inside it."""
PROVIDER = {"directory:citizen_sign_in", "directory:citizen_back", "directory:simulated_vneid"}
"""Steps of signing in elsewhere; they are walked in test_citizen_sign_in.py."""
FILES = {
    "health", "checkpoint", "documents:page", "documents:file", "documents:proof",
    "documents:handling_slip",
    "documents:board_xlsx", "documents:board_csv",
    "documents:register_pdf", "documents:register_xlsx", "documents:bundle",
    "documents:attached", "dossiers:dossierlist", "dossiers:contents_pdf",
    "dossiers:contents_xlsx", "dossiers:export", "dossiers:minutes", "dossiers:files_pdf",
    "dossiers:files_xlsx", "dossiers:list_pdf", "dossiers:list_xlsx",
    "portal:paper", "portal:paper_file", "portal:result",
    "work:search_xlsx", "work:search_docx", "work:search_pdf", "services:receipt",
    "services:paper", "services:result", "services:form",
    "services:register_pdf", "services:register_xlsx",
    "services:procedure_diagram", "services:procedure_package", "api:application",
}  # fmt: skip

PLACE = r"<(?:int|slug|str|uuid):(\w+)>"
WORDS = {
    "key": "incoming", "ordinal": "1", "code": "1.001193", "indicator": "ON_TIME", "verb": "refuse",
}  # fmt: skip
"""What fills the words of addresses, for every reader."""


@dataclass(frozen=True)
class Reader:
    """Somebody, in the post `hat` or in the first, with the numbers that fill addresses."""

    who: str
    numbers: dict[str, int] | dict[str, str]
    hat: str = ""


def _readers(act_of: ActOf) -> list[Reader]:
    """One reader a state of a document, then the administrator and a guest."""
    issued = story.issued(act_of, groups=(), to=[COMMUNE, DISTRICT])
    registered = story.copy_of(issued, DISTRICT)
    receiving.register(act_of("tuyet"), document_id=registered.id)
    submitted = story.copy_of(story.issued(act_of, groups=(), to=[COMMUNE]), COMMUNE)
    receiving.register(act_of("huong"), document_id=submitted.id)
    receiving.submit(act_of("huong"), document_id=submitted.id)
    story.assigned_before(act_of)
    given = Assignment.objects.filter(agency_id=act_of("hoa").agency_id).latest("id")
    led = story.copy_of(story.issued(act_of, groups=(), to=[DISTRICT]), DISTRICT)
    receiving.register(act_of("tuyet"), document_id=led.id)
    receiving.submit(act_of("tuyet"), document_id=led.id)
    unit = Receiver("lead", unit_id=Unit.objects.get(key=f"{DISTRICT}/vhtt").pk)
    beside = Receiver("support", position_id=act_of("dung").position_id)
    (part, helped) = assigning.assign(
        act_of("phuoc"), document_id=led.id, receivers=[unit, beside], days=3
    )
    Assignment.objects.filter(id=part.pk).update(due_at=act_of("thao").at)  # late by now
    following.ask_extension(act_of("dung"), assignment_id=helped.id, days=2, reason="Chờ số liệu.")
    handling.report(act_of("dung"), assignment_id=helped.id, text="Đã gửi số liệu.")
    sent = story.issued(act_of, groups=(), to=[DISTRICT])
    amending.recall(act_of("lan"), document_id=sent.id, reason="Sai số liệu, sẽ gửi lại.")
    jobs.drain()
    sealing.seal_all()
    documents = [
        ("lan", issued),
        ("huong", story.copy_of(issued, COMMUNE)),
        ("tuyet", registered),
        ("vinh", submitted),
        ("phuoc", led),
        ("tuyet", way.on_paper(act_of)),
        ("thu", _revised(act_of)),
        ("minh", story.ready(act_of)),
        ("lan", _sealed(act_of)),
        ("lan", _copied(act_of, issued)),
        ("lan", _numbered(act_of)),
        ("tuyet", story.copy_of(sent, DISTRICT)),
    ]
    return [
        *[Reader(who, {"document_id": document.id}) for who, document in documents],
        Reader("hoa", {"assignment_id": given.pk}),
        Reader("thao", {"assignment_id": part.pk}),
        Reader("phuoc", {"assignment_id": part.pk}),
        Reader("phuoc", {"assignment_id": helped.pk}),
        Reader("thao", _consulted(act_of)),
        *_filed(act_of, issued),
        Reader("minh", {"agency_id": act_of("minh").agency_id or 0}),
        *_applied(act_of),
        Reader("dat", _administered(act_of)),
        *_citizens(),
        *_procedures(act_of),
        Reader(GUEST, {"reference": waiting.asked(act_of("lan").at).reference}),
    ]


def _filed(act_of: ActOf, document: Document) -> list[Reader]:
    """Who keeps a file, open and closed, who holds it, and the list it was opened from."""
    entry = filed.listed(act_of, approved=False)
    lists.submit(act_of("lan"), year=filed.YEAR)
    listed = {"year": filed.YEAR, "entry_id": entry.pk}
    own = filed.holding(act_of, document)
    closed, held = filed.closed(act_of, document), filed.holding(act_of, document)
    offered = filed.closed(act_of, document)
    transfers.offer(act_of("thu"), dossier_id=offered.id)
    closing.hold(act_of("mai"), dossier_id=held.id, reason="Thanh tra.")
    lent = filed.archived(act_of, document)
    grant = granting.grant(
        act_of("mai"), dossier_id=lent.id, position_id=act_of("yen").position_id or 0,
        until=act_of("mai").at.date(), reason="Đối chiếu.",
    )  # fmt: skip
    group = groups.save_group(act_of("mai"), name="Phổ biến", level="agency")
    return [
        Reader("mai", {"dossier_id": lent.id, "reader_id": grant.pk, "group_id": group.pk}),
        Reader("thu", {"dossier_id": own.id, "document_id": document.id, "year": filed.YEAR}),
        Reader("thu", {"dossier_id": closed.id}),
        Reader("mai", {"dossier_id": own.id}),
        Reader("mai", {"dossier_id": offered.id}),
        Reader("mai", {"dossier_id": held.id}),
        Reader("minh", listed),
    ]


def _citizens() -> list[Reader]:
    """A citizen with a draft, an application that lacks something, and one with a result."""
    at = clock.now()
    stage = play.stage_at(at, lambda _name: None, play.examined_paper())
    version = Version.objects.get(procedure__code="1.001193", state="published")
    asked, done = (
        play.file_one(stage, version, package_of(version)).application_id for _time in range(2)
    )
    clerk = Step.objects.get(application_id=asked, closed_at=None).position_id or 0
    ask_supplement(stage.act(clerk), application_id=asked, points=["Thiếu ngày."])
    play.finish_all(stage, done)
    draft, paper = waiting_draft(stage)
    token = Result.objects.get(application_id=done).token
    return [
        Reader(
            "binh",
            {
                "draft_key": str(draft.key),
                "number": 1,
                "paper_id": paper.pk,
                "application_id": asked,
            },
        ),
        Reader("binh", {"application_id": done, "token": token}),
    ]


def _applied(act_of: ActOf) -> list[Reader]:
    """Applications at a commune's desk: fresh, waiting for what is lacking, received."""
    fresh, lacking, received = (applied.filed_with(act_of, COMMUNE) for _one in range(3))
    desk = act_of(applied.COMMUNE_DESK)
    supplementing.ask_supplement(desk, application_id=lacking.id, points=["Bản chính mờ."])
    receiving_desk.receive(desk, application_id=received.id)
    version = {"version_id": fresh.version_id, "ticket_id": 0}
    return [
        Reader("huong", {"application_id": received.id}, applied.COMMUNE_DESK),
        Reader("huong", {"application_id": fresh.id, **version}, applied.COMMUNE_DESK),
        Reader("huong", {"application_id": lacking.id}, applied.COMMUNE_DESK),
    ]


def _procedures(act_of: ActOf) -> list[Reader]:
    """The drafter at each shape of page of the editor, and whoever publishes."""
    versions = drafted.on_their_way(act_of)
    own = {"version_id": versions["drafted"].id}
    return [
        Reader("minh", {"version_id": versions["submitted"].id}),
        Reader("thu", {"version_id": versions["published"].id}),
        Reader("thu", {**own, "part": "phi-le-phi", "number": 1}),
        Reader("thu", own),
    ]


def _consulted(act_of: ActOf) -> dict[str, int]:
    """A draft of the district's clerk, about which another unit's head is asked."""
    document = drafting.draft(
        act_of("tuyet"), subject="Về việc trực Tết", body="Nội dung.",
        signer_id=act_of("phuoc").position_id or 0,
    )  # fmt: skip
    opinion = consulting.ask_opinion(
        act_of("tuyet"), document_id=document.id, question="Có trùng không?", days=2,
        unit_id=act_of("thao").unit_id or 0,
    )  # fmt: skip
    return {"document_id": document.id, "opinion_id": opinion.pk}


def _revised(act_of: ActOf) -> Document:
    document = story.drafted(act_of)
    words = {"subject": document.subject, "body": "Nội dung đã sửa."}
    drafting.revise(act_of("thu"), document_id=document.id, **words)
    return document


def _copied(act_of: ActOf, document: Document) -> Document:
    signer = story.position(SIGNER)
    return copying.copy(act_of("lan"), source_id=document.id, form="SY", signer_id=signer)


def _numbered(act_of: ActOf) -> Document:
    lan = act_of("lan")
    made = digitising.enter_paper(lan, subject="Về việc nghỉ lễ", signer_id=story.position(SIGNER))
    drafting.choose_recipients(lan, document_id=made.id, groups=["tat-ca-huyen"])
    digitising.number_paper(lan, document_id=made.id)
    return made


def _sealed(act_of: ActOf) -> Document:
    document = story.ready(act_of)
    checking.approve(act_of("minh"), document_id=document.id)
    jobs.drain()
    signing.request_seal(act_of("lan"), document_id=document.id)
    jobs.drain()
    return document


def _administered(act_of: ActOf) -> dict[str, int]:
    act = act_of("dat")
    agency_id, person_id = act.agency_id or 0, act.person_id or 0
    held = Appointment.objects.filter(position__agency_id=agency_id, valid_to__gt=act.at.date())
    other = held.exclude(person_id=person_id).select_related("position").earliest("id")
    delegation = delegations.delegate(
        act, giver_id=story.position(SIGNER), receiver_id=story.position(DEPUTY), kind="leave",
        scope="Mọi việc", types=["*"], basis="Quyết định thử", valid_from=date(2022, 12, 1),
        valid_to=date(2023, 1, 15),
    )  # fmt: skip
    peer = actions_peers.save_peer(
        act, code="qlvb-tc", name="Phần mềm khác", agency_codes=["H51.05"], active=True
    )
    return {
        "peer_id": peer.pk,
        "agency_id": agency_id,
        "delegation_id": delegation.pk,
        "place_id": act.place_id or 0,
        "account_id": Account.objects.get(person_id=other.person_id).pk,
        "position_id": other.position_id,
        "appointment_id": other.pk,
        "series_id": Series.objects.filter(owner_id=agency_id).earliest("id").pk,
        "day_id": CalendarDay.objects.earliest("id").pk,
        "change_id": RightsChange.objects.count(),
        "notice_id": 0,
        "saved_id": 0,
        "phrase_id": 0,
        "row_id": 0,
        "size": LedgerCheckpoint.objects.latest("size").size,
    }


def _addresses(
    patterns: list[Any] | None = None, space: str = "", before: str = ""
) -> Iterator[tuple[str, str]]:
    """(name, route) of every address."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            named = f"{one.namespace}:" if one.namespace else ""
            yield from _addresses(one.url_patterns, space + named, route)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", route


def _filled(route: str, numbers: dict[str, int] | dict[str, str]) -> str | None:
    """The address with this reader's numbers; None when one is lacking."""
    facts = {**numbers, **WORDS}
    if not set(re.findall(PLACE, route)) <= facts.keys():
        return None
    return "/" + re.sub(PLACE, lambda found: str(facts[found[1]]), route)


Seat = tuple[str, str]
"""Who, in which post ("" the first)."""


def _opened_by(readers: list[Reader], clients: dict[Seat, Client], route: str) -> tuple[Seat, str]:
    """The first reader for whom there is a page, and its address; "" for a POST address."""
    tried: list[str] = []
    for reader in readers:
        address = _filled(route, reader.numbers)
        if address is None:
            continue
        answer: Any = clients[reader.who, reader.hat].get(address)
        if answer.status_code == NOT_ALLOWED:
            return (GUEST, ""), ""
        if _is_page(answer):
            return (reader.who, reader.hat), address
        tried.append(f"{reader.who or 'guest'}={answer.status_code}")
    pytest.fail(f"/{route} showed nobody a page: {' '.join(tried) or 'no reader has its numbers'}")


def _is_page(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def _signed_in(who: str, hat: str) -> Client:
    client = Client()
    if who:
        client.force_login(Account.objects.get(username=who))
    if hat:
        session: Any = client.session
        session["position_id"] = story.position(hat)
        session.save()
    return client


@pytest.fixture
def pages(office: Office, act_of: ActOf) -> list[tuple[Seat, str, str]]:
    """(seat, address, name) of every page, by reader."""
    readers = _readers(act_of)
    clients = {(one.who, one.hat): _signed_in(one.who, one.hat) for one in readers}
    opened = partial(_opened_by, readers, clients)
    skipped = FRAGMENTS | FILES | PROVIDER | ONWARD
    found = [(*opened(route), name) for name, route in _addresses() if name not in skipped]
    return sorted(page for page in found if page[1])


def test_axe_finds_nothing_on_any_page(
    office: Office, seats: Seats, pages: list[tuple[Seat, str, str]]
) -> None:
    assert len(pages) > 40
    for (who, hat), found in groupby(pages, key=lambda page: page[0]):
        desk = seats(office, who, hat=str(story.position(hat)) if hat else "")
        bring_axe(desk.context)
        for _seat, address, name in found:
            desk.turn(width=DESK, dark=False)
            desk.go(address)
            desk.look(f"page-{name.replace(':', '-')}")
            desk.turn(width=PHONE, dark=True)
            desk.look(f"page-{name.replace(':', '-')}")
