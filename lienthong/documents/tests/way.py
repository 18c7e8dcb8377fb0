"""The way of a document, step by step through the real actions, as the people of the province.

Signing is done here by the actions the signing job calls, with a made-up file: what is on the page
and in the signatures is tested beside the code that makes them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from lienthong.directory.models import Agency, Position, Unit
from lienthong.documents.actions import (
    assigning,
    attaching,
    checking,
    drafting,
    handling,
    issuing,
    paper,
    receiving,
    signing,
    validating,
)
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.actions.paper import Paper
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.signing.verdict import FileVerdict
from lienthong.exchange.tests import sending
from lienthong.kernel import clock, jobs
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import stage
from lienthong.kernel.models import Event

ActOf = Callable[..., Act]

PROVINCE = "ubnd.tinh-soc-trang"
DISTRICT = "ubnd.huyen-ke-sach"
COMMUNE = "ubnd.xa-nhon-my.ke-sach"
SIGNER = f"{PROVINCE}/lanh-dao/pho-chu-tich-vx"
DRAFTER, HEAD, CHECKER, LEADER, CLERK = "thu", "son", "yen", "minh", "lan"
FILE = {"sha256": "5e" * 32, "size": 1000, "pages": 2, "letter": {"body": "Nội dung."}}
GROUPS = ("tat-ca-huyen", "tat-ca-xa")


def agency(key: str) -> int:
    return Agency.objects.get(key=key).pk


def position(key: str) -> int:
    return Position.objects.get(key=key).pk


def unit(key: str) -> int:
    return Unit.objects.get(key=key).pk


BODIES = {
    "QĐ": "Điều 1. Nội dung văn bản.",
    "NQ": "Điều 1. Nội dung văn bản.",
    "GM": "Kính mời đại diện các đơn vị dự họp lúc 8 giờ ngày 12 tại hội trường.",
}


def body_of(document_type: str) -> str:
    """A text that has what its type asks for."""
    return BODIES.get(document_type, "Nội dung văn bản.")


def drafted(
    act_of: ActOf, *, to: Sequence[str] = (DISTRICT,), groups: Sequence[str] = (), **facts: Any
) -> Document:
    """A draft of Thu's, addressed."""
    words = {
        "subject": "Về việc rà soát hạ tầng",
        "body": body_of(facts.get("document_type", "")),
        **facts,
    }
    words.setdefault("signer_id", position(SIGNER))
    made = drafting.draft(act_of(DRAFTER), **words)
    if to or groups:
        drafting.choose_recipients(
            act_of(DRAFTER),
            document_id=made.id,
            groups=groups,
            agency_ids=[agency(key) for key in to],
        )
    return made


def addressed(act: Act, document: Document, *to: str) -> None:
    """A draft of theirs, for these agencies."""
    drafting.choose_recipients(act, document_id=document.id, agency_ids=[agency(key) for key in to])


def with_file(act_of: ActOf, document_id: int, words: str = "Danh sách.") -> None:
    """A further file of Thu's draft, as her page puts it there."""
    staged = stage(io.BytesIO(words.encode()), "danh-sach.txt")
    attaching.attach(act_of(DRAFTER), document_id=document_id, staged=[staged])


def _sign(act: Act, document_id: int) -> None:
    signing.begin_signing(act, document_id=document_id)
    signing.finish_signing(act, document_id=document_id, **FILE)


def _seal(act: Act, document_id: int) -> None:
    signing.request_seal(act, document_id=document_id)
    signing.finish_seal(act, document_id=document_id, **FILE)


def _issue(act: Act, document_id: int) -> None:
    issuing.issue(act, document_id=document_id)
    found_good(act, Document.objects.get(id=document_id).packet_id or 0)


def found_good(act: Act, packet_id: int) -> None:
    """What the check says of a file that is not made up: nobody asks it of this one."""
    report = FileVerdict.because().as_json()
    validating.keep_verdict(act, packet_id=packet_id, sha256=FILE["sha256"], report=report)


STEPS: dict[State, tuple[str, Callable[..., object]]] = {
    State.CONTENT_CHECKED: (HEAD, checking.check_content),
    State.FORMAT_CHECKED: (CHECKER, checking.check_format),
    State.APPROVED: (LEADER, checking.approve),
    State.SIGNING: (LEADER, signing.begin_signing),
    State.SIGNED: (LEADER, _sign),
    State.SEALED: (CLERK, _seal),
    State.ISSUED: (CLERK, _issue),
}


def brought_to(act_of: ActOf, state: State, *, files: int = 0, **facts: Any) -> Document:
    """A document of the province's in that state, with so many further files."""
    made = drafted(act_of, **facts)
    for number in range(files):
        with_file(act_of, made.id, f"Danh sách {number}.")
    if state == State.DRAFTING:
        return made
    drafting.submit_for_check(act_of(DRAFTER), document_id=made.id)
    for reached, (who, step) in STEPS.items():
        if reached == State.SIGNING and state != State.SIGNING:
            continue  # the step after takes the number and signs in one
        step(act_of(who), document_id=made.id)
        if reached == state:
            break
    made.refresh_from_db()
    assert made.state == state
    return made


def on_paper(act_of: ActOf) -> Document:
    """What the district's clerk has entered from paper today."""
    day = clock.local(act_of("tuyet").at).date()
    letter = Paper("Công ty Điện lực", "Về việc ngừng cung cấp điện", day, 7, "ĐLST-KD")
    return paper.register_paper(act_of("tuyet"), paper=letter)


def checked(act_of: ActOf, made: Document) -> None:
    """A draft handed to its two checkers, who agree: it waits for its signer."""
    drafting.submit_for_check(act_of(DRAFTER), document_id=made.id)
    checking.check_content(act_of(HEAD), document_id=made.id)
    checking.check_format(act_of(CHECKER), document_id=made.id)
    made.refresh_from_db()


def sent(act_of: ActOf, **facts: Any) -> Document:
    """An issued document, with everything that follows from it inside the database."""
    made = brought_to(act_of, State.ISSUED, **facts)
    jobs.drain()
    return made


def issue(act_of: ActOf, document: Document) -> None:
    """A sealed document goes out, with everything that follows inside the database."""
    _issue(act_of(CLERK), document.id)
    jobs.drain()


def copy_of(document: Document, key: str = DISTRICT) -> Document:
    """What arrived at an agency."""
    packet_id = Document.objects.values_list("packet_id", flat=True).get(id=document.id)
    return Document.objects.incoming().get(packet_id=packet_id, agency_id=agency(key))


def arrived(act_of: ActOf, *, to: str = DISTRICT, **facts: Any) -> Document:
    """A copy of a document that another agency sent straight into exchange."""
    act = act_of(CLERK)
    document = {
        "code": "12/UBND-TH", "number": 12, "symbol": "UBND-TH", "type": "",
        "subject": "Về việc kiểm tra",
        "issued_on": act.at.date().isoformat(), "signer": {"name": "Người ký", "title": "Chủ tịch"},
        "urgency": 0, "reply_due_at": None, **facts,
    }  # fmt: skip
    manifest = {
        "version": 1,
        "sender": {"name": "Nơi gửi"},
        "document": document,
        "files": [{"sha256": FILE["sha256"], "size": 1000, "pages": 2}],
    }
    packet_id, _count = sending.send(act, to=[agency(to)], manifest=manifest)
    found_good(act, packet_id)
    jobs.drain()
    return Document.objects.incoming().get(packet_id=packet_id)


def received(act_of: ActOf, state: State, **facts: Any) -> Document:
    """The district's copy of another agency's document, in that state."""
    copy = arrived(act_of, **facts)
    if state == State.RETURNED:
        receiving.turn_back(act_of("tuyet"), document_id=copy.id, reason="Gửi nhầm nơi nhận.")
        copy.refresh_from_db()
        return copy
    return take_on(act_of, copy, state)


def take_on(act_of: ActOf, copy: Document, state: State) -> Document:
    """The district's people bring their copy to that state, step by step."""
    specialist = Receiver("lead", position_id=position(f"{DISTRICT}/vhtt/chuyen-vien"))
    steps: dict[State, Callable[[], object]] = {
        State.ARRIVED: lambda: None,
        State.REGISTERED: lambda: receiving.register(act_of("tuyet"), document_id=copy.id),
        State.SUBMITTED: lambda: receiving.submit(act_of("tuyet"), document_id=copy.id),
        State.ASSIGNED: lambda: assigning.assign(
            act_of("phuoc"), document_id=copy.id, receivers=[specialist], days=3
        ),
        State.IN_PROGRESS: lambda: handling.start(act_of("dung"), document_id=copy.id),
        State.RESOLVED: lambda: handling.resolve(act_of("dung"), document_id=copy.id),
    }
    copy.refresh_from_db()
    order = list(steps)
    for reached in order[order.index(State(copy.state)) + 1 : order.index(state) + 1]:
        steps[reached]()
    copy.refresh_from_db()
    assert copy.state == state
    return copy


def after(act: Act, **late: int) -> Act:
    """The same actor some time later: `after(act, minutes=5)`."""
    return act.later(act.at + timedelta(**late))


def kinds_of(document: Document) -> list[str]:
    """What happened to a document, in order."""
    found = Event.objects.filter(object_type="documents.document", object_id=document.id)
    return list(found.order_by("id").values_list("kind", flat=True))


def last_event(document: Document, kind: str) -> Event:
    found = Event.objects.filter(object_type="documents.document", object_id=document.id, kind=kind)
    return found.latest("id")
