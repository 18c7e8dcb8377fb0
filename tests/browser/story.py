"""The province's side of the story, played by the real actions and the real signing jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings

from lienthong.directory.models import Agency, Position
from lienthong.documents.actions import (
    assigning,
    checking,
    drafting,
    handling,
    issuing,
    receiving,
    signing,
)
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.models import Document
from lienthong.documents.tour import script
from lienthong.kernel import deadlines, jobs
from lienthong.kernel.acts import Act

ActOf = Callable[..., Act]

PROVINCE, DISTRICT = "ubnd.tinh-soc-trang", "ubnd.huyen-ke-sach"
COMMUNE = "ubnd.xa-nhon-my.ke-sach"
SIGNER = f"{PROVINCE}/lanh-dao/pho-chu-tich-vx"
GROUPS = ("tat-ca-huyen", "tat-ca-xa")


def position(key: str) -> int:
    return Position.objects.get(key=key).pk


def agency(key: str) -> int:
    return Agency.objects.get(key=key).pk


def subject() -> str:
    """What the story's document is about."""
    return str(script.read(settings.PROVINCE_DIR).facts["document"]["subject"])


def drafted(
    act_of: ActOf, *, groups: Sequence[str] = GROUPS, to: Sequence[str] = (), **facts: Any
) -> Document:
    """The story's document as Thu's draft, with its recipients."""
    told = script.read(settings.PROVINCE_DIR)
    act = act_of("thu")
    words = {"subject": told.facts["document"]["subject"], "body": told.body("document"), **facts}
    made = drafting.draft(
        act,
        signer_id=position(SIGNER),
        urgency=1,
        reply_due_at=deadlines.working_days_after(act.at, 5),
        **words,
    )
    drafting.choose_recipients(
        act, document_id=made.id, groups=groups, agency_ids=[agency(key) for key in to]
    )
    return made


def ready(act_of: ActOf, **facts: Any) -> Document:
    """Checked by Sơn and Yến, waiting for Minh."""
    made = drafted(act_of, **facts)
    drafting.submit_for_check(act_of("thu"), document_id=made.id)
    checking.check_content(act_of("son"), document_id=made.id)
    checking.check_format(act_of("yen"), document_id=made.id)
    return made


def issued(act_of: ActOf, **facts: Any) -> Document:
    """Signed by Minh, sealed and issued by Lan, arrived at its recipients."""
    made = ready(act_of, **facts)
    checking.approve(act_of("minh"), document_id=made.id)
    jobs.drain()
    signing.request_seal(act_of("lan"), document_id=made.id)
    jobs.drain()
    issuing.issue(act_of("lan"), document_id=made.id)
    jobs.drain()
    made.refresh_from_db()
    return made


def assigned_before(act_of: ActOf) -> None:
    """An older document of the commune's: its leader gave Hòa the lead."""
    old = copy_of(
        issued(act_of, groups=(), to=[COMMUNE], subject="Về việc kiểm tra chữ ký số"), COMMUNE
    )
    receiving.register(act_of("huong"), document_id=old.id)
    receiving.submit(act_of("huong"), document_id=old.id)
    hoa = Receiver("lead", position_id=position(f"{COMMUNE}/vhxh/cong-chuc"))
    assigning.assign(act_of("vinh"), document_id=old.id, receivers=[hoa], days=2)
    handling.start(act_of("hoa"), document_id=old.id)
    handling.resolve(act_of("hoa"), document_id=old.id)
    jobs.drain()


def copy_of(document: Document, key: str) -> Document:
    """What arrived at an agency."""
    return Document.objects.incoming().get(packet_id=document.packet_id, agency_id=agency(key))
