"""The people's steps: a letter of the province's, and what its receivers do with it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from lienthong.directory import acting
from lienthong.directory.models import Agency, Position
from lienthong.documents import signing_job
from lienthong.documents.actions import (
    assigning,
    checking,
    drafting,
    handling,
    issuing,
    receiving,
    signing,
    validating,
)
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Document
from lienthong.documents.signing.verdict import FileVerdict
from lienthong.kernel.acts import Act

MORNING = datetime(2022, 11, 21, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PROVINCE = "ubnd.tinh-soc-trang"
DRAFTER = f"{PROVINCE}/vx/chuyen-vien"
HEAD = f"{PROVINCE}/vx/truong-phong"
CHECKER = f"{PROVINCE}/hc/kiem-tra-the-thuc"
SIGNER = f"{PROVINCE}/lanh-dao/pho-chu-tich-vx"
CLERK = f"{PROVINCE}/hc/van-thu"
DISTRICTS = ("ubnd.huyen-ke-sach", "ubnd.huyen-my-xuyen", "ubnd.huyen-my-tu")
EVERYBODY = ("tat-ca-huyen", "tat-ca-xa")

EVERYBODY_COUNTS = 120

DESK, LEADER, SPECIALIST = "vp/van-thu", "lanh-dao/chu-tich", "vhtt/chuyen-vien"


def position(key: str) -> int:
    """A post's id."""
    return Position.objects.get(key=key).pk


def act(post: str, at: datetime = MORNING) -> Act:
    """The act of whoever holds a post."""
    return acting.act_in(position(post), at, door="page")


@dataclass(frozen=True)
class Office:
    """Who takes which step of an outgoing document in an agency."""

    drafter: str
    head: str
    checker: str
    signer: str
    clerk: str


PROVINCE_OFFICE = Office(DRAFTER, HEAD, CHECKER, SIGNER, CLERK)


def office_of(district: str) -> Office:
    """The people of a district who write a reply."""
    posts = (SPECIALIST, "vhtt/truong-phong", "vp/pho-chanh-van-phong",
             "lanh-dao/pho-chu-tich-vx", DESK)  # fmt: skip
    return Office(*(f"{district}/{post}" for post in posts))


def drafted(
    at: datetime = MORNING,
    *,
    to: Sequence[str] = DISTRICTS,
    groups: Sequence[str] = (),
    office: Office = PROVINCE_OFFICE,
    answers: int | None = None,
) -> int:
    """A letter with its recipients; `answers` is the incoming document it replies to."""
    document = drafting.draft(
        act(office.drafter, at),
        subject="Về việc rà soát hạ tầng công nghệ thông tin",
        body="Yêu cầu các địa phương rà soát, báo cáo đúng hạn.",
        signer_id=position(office.signer),
        in_reply_to_id=answers,
    )
    drafting.choose_recipients(
        act(office.drafter, at),
        document_id=document.id,
        groups=groups,
        agency_ids=list(Agency.objects.filter(key__in=to).values_list("id", flat=True)),
    )
    return document.id


def checked(at: datetime = MORNING, **whom: Any) -> int:
    """A letter that waits for the leader's tap."""
    office: Office = whom.get("office", PROVINCE_OFFICE)
    document_id = drafted(at, **whom)
    drafting.submit_for_check(act(office.drafter, at), document_id=document_id)
    checking.check_content(act(office.head, at), document_id=document_id)
    checking.check_format(act(office.checker, at), document_id=document_id)
    return document_id


def approved(at: datetime = MORNING, **whom: Any) -> int:
    """A letter that waits for the signing job."""
    document_id = checked(at, **whom)
    signer = whom.get("office", PROVINCE_OFFICE).signer
    checking.approve(act(signer, at), document_id=document_id)
    return document_id


def sealed(at: datetime = MORNING, **whom: Any) -> int:
    """A letter that waits to be issued, with made-up files: for tests that are not about signing.

    The jobs that were asked for meanwhile find nothing left to do.
    """
    office: Office = whom.get("office", PROVINCE_OFFICE)
    document_id = approved(at, **whom)
    signer, clerk = act(office.signer, at), act(office.clerk, at)
    signing.begin_signing(signer, document_id=document_id)
    signing.finish_signing(signer, document_id=document_id, **_file("signed"))
    signing.request_seal(clerk, document_id=document_id)
    signing.finish_seal(clerk, document_id=document_id, **_file("sealed"))
    return document_id


def _file(stage: str) -> dict[str, Any]:
    kept = signing_job._keep(f"{stage} {secrets.token_hex(20)}".encode())
    return {"sha256": kept.sha256, "size": kept.size, "pages": 1, "letter": {}}


def ask_to_seal(document_id: int, at: datetime = MORNING) -> None:
    """The clerk asks for the agency's signature."""
    signing.request_seal(act(CLERK, at), document_id=document_id)


def issue(document_id: int, at: datetime = MORNING, clerk: str = CLERK) -> int:
    """The clerk issues; returns the number of deliveries."""
    return issuing.issue(act(clerk, at), document_id=document_id)


def found_good(document_id: int, at: datetime = MORNING) -> None:
    """What the check would say of the signatures if the files of `sealed` were real ones."""
    letter = Document.objects.get(id=document_id)
    validating.keep_verdict(
        act(CLERK, at),
        packet_id=letter.packet_id or 0,
        sha256=letter.file_sha256,
        report=FileVerdict.because().as_json(),
    )


def copy_of(document_id: int, agency: str) -> int:
    """What arrived at an agency."""
    packet_id = Document.objects.values_list("packet_id", flat=True).get(id=document_id)
    agency_id = Agency.objects.get(key=agency).pk
    return Document.objects.incoming().get(packet_id=packet_id, agency_id=agency_id).id


def handled(document_id: int, agency: str) -> None:
    """A receiver takes all its steps, one right after the other."""
    for step in steps_of(document_id, agency):
        step()


def steps_of(document_id: int, agency: str) -> list[Callable[[], Any]]:
    """The steps of a receiver, each ready to be taken."""
    copy_id = copy_of(document_id, agency)
    return [
        partial(
            action,
            act(f"{agency}/{post}", MORNING + timedelta(minutes=minutes + 1)),
            document_id=copy_id,
            **facts,
        )
        for minutes, (action, post, facts) in enumerate(receiver_steps(agency))
    ]


NO_FILE = "Tệp của bài thử không có thật."
"""What the clerk notes of a packet whose signed file is nowhere: these stories sign nothing."""


def receiver_steps(agency: str) -> list[tuple[Any, str, dict[str, Any]]]:
    """What a district's people do with a letter: (step, post, facts)."""
    lead = Receiver("lead", position_id=position(f"{agency}/{SPECIALIST}"))
    return [
        (receiving.register, DESK, {"anyway": NO_FILE}),
        (receiving.submit, DESK, {}),
        (assigning.assign, LEADER, {"receivers": [lead], "days": 3}),
        (handling.start, SPECIALIST, {}),
        (handling.resolve, SPECIALIST, {}),
    ]
