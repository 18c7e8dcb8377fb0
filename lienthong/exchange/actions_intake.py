"""What comes from another system: a letter joins the flow of every arrival, a status moves its
delivery; the same packet twice is one.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.directory.document_types import LETTER, types_of
from lienthong.exchange import actions, rules
from lienthong.exchange.actions_peers import agencies_by_code
from lienthong.exchange.edxml.shapes import NEW, REPLACE, Letter, Organ, Status
from lienthong.exchange.edxml.telling import sentences
from lienthong.exchange.models import Delivery, Packet, Peer, PeerMessage
from lienthong.kernel import clock, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, system_act
from lienthong.kernel.attachments.actions import Staged, keep
from lienthong.kernel.errors import Refused
from lienthong.kernel.models import Event

TEXT_MAX = 1000
_PDF = "application/pdf"


@dataclass(frozen=True)
class Came:
    """One file as it lay in the peer's folder; `digest` is the SHA-256 of its bytes, in hex."""

    peer_id: int
    name: str
    digest: str


def known(came: Came) -> bool:
    """Were these very bytes taken before? What was refused is judged anew, once mended."""
    return _before(came, "taken").exists()


def _before(came: Came, state: str) -> QuerySet[PeerMessage]:
    return PeerMessage.objects.filter(peer_id=came.peer_id, way="in", key=came.digest, state=state)


def _keep(
    act: Act, came: Came, *, state: str, kind: str, words: str, packet_id: int | None = None
) -> PeerMessage:
    """The row of what came; what was refused before and is taken now is the same row."""
    message, _made = PeerMessage.objects.update_or_create(
        peer_id=came.peer_id, way="in", key=came.digest,
        defaults={
            "state": state, "kind": kind, "name": came.name, "words": words, "at": act.at,
            "packet_id": packet_id,
        },
    )  # fmt: skip
    return message


@action
def refuse(act: Act, *, came: Came, words: str) -> None:
    """What can't be taken is kept with the reason, for whoever looks after the connection."""
    words = words[:TEXT_MAX]
    if _before(came, "refused").filter(words=words).exists() or known(came):
        events.nothing(act, "these bytes were refused for the same reason, or taken")
        return
    message = _keep(act, came, state="refused", kind="packet", words=words)
    events.record(
        act, "exchange.peer_refused", message,
        name=came.name, peer=message.peer.name, words=words,
    )  # fmt: skip


@action
def take_letter(act: Act, *, came: Came, letter: Letter, staged: Sequence[Staged]) -> None:
    """A document of an agency that works in another system, to agencies that work in this one.

    It becomes one packet and one delivery each, and goes on as if it had been sent here. The
    sender's document id names it: the same id with other bytes is refused, in words.
    """
    if known(came):
        events.nothing(act, "these bytes were taken before")
        return
    peer = Peer.objects.select_for_update().get(id=came.peer_id)
    today = clock.local(act.at).date()
    sender = _sender(peer, letter.sender, today)
    if letter.business not in {NEW, REPLACE}:
        raise Refused(
            "exchange.business",
            _("Yêu cầu thu hồi, cập nhật của hệ thống khác chưa nhận tự động. Gọi nơi nhận."),
        )
    message_id = uuid.uuid5(uuid.NAMESPACE_URL, f"edxml:{sender.agency_id}:{letter.document_id}")
    if Packet.objects.filter(message_id=message_id).exists():
        raise Refused(
            "exchange.same_id",
            _("Mã văn bản {id} đã nhận với nội dung khác: không nhận lần nữa. Hỏi nơi gửi.").format(
                id=letter.document_id
            ),
        )
    receivers, unknown = _receivers(letter, today)
    for one in staged:
        keep(act, one)
    packet_id = _send(
        system_act_of(act, sender),
        message_id,
        _manifest(letter, sender, staged),
        list(receivers),
        _answered(letter),
    )
    words = " ".join(sentences(letter)[:2])
    if unknown:
        words += " " + _("Không có nơi nhận {codes} ở đây.").format(codes=", ".join(unknown))
    words = words[:TEXT_MAX]
    message = _keep(act, came, state="taken", kind="letter", words=words, packet_id=packet_id)
    events.record(
        act, "exchange.peer_took", message, name=came.name, peer=message.peer.name, words=words
    )


def system_act_of(act: Act, sender: posts.AgencyFacts) -> Act:
    """The arriving packet acts for its sender's agency, with nobody behind it."""
    packet = system_act(act.at, sender.name, door="packet")
    return replace(packet, agency_id=sender.agency_id, place_id=sender.place_id)


def _sender(peer: Peer, organ: Organ, today: Any) -> posts.AgencyFacts:
    found = agencies_by_code([organ.code], today).get(organ.code)
    if found is None or found.agency_id not in peer.agencies:
        raise Refused(
            "exchange.sender",
            _("Cơ quan gửi {code} không thuộc kết nối này. Xem lại danh sách cơ quan.").format(
                code=organ.code
            ),
        )
    return found


def _receivers(letter: Letter, today: Any) -> tuple[dict[int, None], list[str]]:
    """The ids of those who work here, and the codes of the others."""
    elsewhere = {one for peer in Peer.objects.all() for one in peer.agencies}
    facts = agencies_by_code([one.code for one in letter.to], today)
    ours = {one.agency_id: None for one in facts.values() if one.agency_id not in elsewhere}
    unknown = [
        one.code for one in letter.to
        if one.code not in facts or facts[one.code].agency_id in elsewhere
    ]  # fmt: skip
    if not ours:
        raise Refused(
            "exchange.receivers",
            _("Không nơi nhận nào làm việc ở hệ thống này: {codes}.").format(
                codes=", ".join(unknown[:5])
            ),
        )
    return ours, unknown


def _answered(letter: Letter) -> uuid.UUID | None:
    """The message of ours that it answers, when it says so by our own id."""
    for reply in letter.replies_to:
        try:
            return uuid.UUID(reply.document_id)
        except ValueError:
            continue
    return None


def _manifest(
    letter: Letter, sender: posts.AgencyFacts, staged: Sequence[Staged]
) -> dict[str, Any]:
    """As an issue of our own would have made it, and what the sender's system calls it."""
    letters = [one for one in staged if one.report.mime == _PDF] or list(staged)
    first = letters[0]
    rest = [one for one in staged if one is not first]
    names = types_of("state").names
    kinds = {name.casefold(): short for short, name in names.items() if short != LETTER}
    due = letter.due_on and datetime.combine(letter.due_on, time(17), tzinfo=clock.zone())
    number = letter.number if letter.number.isascii() and letter.number.isdecimal() else ""
    return {
        "version": 1,
        "sender": {"agency_id": sender.agency_id, "name": sender.name},
        "document": {
            "code": letter.code[:TEXT_MAX],
            "number": int(number) if 0 < len(number) <= 9 else None,  # noqa: PLR2004 - an int
            "symbol": letter.notation[:TEXT_MAX],
            "type": kinds.get(letter.type_name.casefold(), ""),
            "subject": (letter.subject or letter.summary or letter.code)[:TEXT_MAX],
            "issued_on": letter.issued_on.isoformat() if letter.issued_on else None,
            "signer": {
                "name": letter.signer_name[:TEXT_MAX],
                "title": letter.signer_title[:TEXT_MAX],
                "authority": letter.signer_authority[:TEXT_MAX],
            },
            "urgency": min(letter.priority, 3),
            "reply_due_at": due.isoformat() if due else None,
        },
        "files": [
            {
                "sha256": first.sha256, "size": first.report.size, "pages": letter.pages or 1,
                "mime": first.report.mime,
            },
            *(
                {
                    "role": "attachment", "name": one.name, "mime": one.report.mime,
                    "examined": one.sha256, "sha256": one.sha256, "size": one.report.size,
                }
                for one in rest
            ),
        ],
        "edxml": {"document_id": letter.document_id, "code": letter.code, "issued": letter.issued},
    }  # fmt: skip


def _send(
    act: Act,
    message_id: uuid.UUID,
    manifest: dict[str, Any],
    receivers: list[int],
    answered: uuid.UUID | None,
) -> int:
    (rows, values), told = actions.send(
        act,
        message_id=message_id,
        manifest=actions.letter(manifest, answered),
        recipients=("select unnest(%s::bigint[]) as agency_id", [receivers]),
    )
    event, event_values = events.clause(act, told)
    with connection.cursor() as cursor:
        cursor.execute(f"with {rows}, {event} select id from packet", [*values, *event_values])
        return int(cursor.fetchone()[0])


@action
def take_status(act: Act, *, came: Came, status: Status) -> None:
    """A receiver in another system tells of its step (01 to 06): one receipt, as from our own."""
    if known(came):
        events.nothing(act, "these bytes were taken before")
        return
    peer = Peer.objects.select_for_update().get(id=came.peer_id)
    agency = _sender(peer, status.sender, clock.local(act.at).date())
    if status.status not in rules.STATUS_NAMES:
        raise Refused(
            "exchange.business",
            _("Trạng thái {code} về thu hồi, cập nhật chưa nhận tự động. Gọi nơi báo.").format(
                code=status.status
            ),
        )
    delivery = _delivery(status, agency)
    words = " ".join(sentences(status)[:2])[:TEXT_MAX]
    message = _keep(
        act, came, state="taken", kind="status", words=words, packet_id=delivery.packet_id
    )
    event_id = events.record(
        act, "exchange.peer_took", message, name=came.name, peer=message.peer.name, words=words
    )
    title = ", ".join(filter(None, (status.staff.department, agency.name)))
    steps = _steps(status.status, peer, delivery, event_id)
    actions.report(
        act,
        select="select %s::bigint as delivery_id, s.code, %s::timestamptz as at,"
        " %s::text as by_name, %s::text as by_title, %s::text as note, s.event_id"
        " from unnest(%s::text[], %s::bigint[]) as s(code, event_id)",
        params=[
            delivery.pk, act.at, (status.staff.name or agency.name)[:TEXT_MAX], title[:TEXT_MAX],
            status.words[:TEXT_MAX], list(steps), list(steps.values()),
        ],
    )  # fmt: skip


def _steps(code: str, peer: Peer, delivery: Delivery, event_id: int) -> dict[str, int]:
    """What a status says, each with the event it comes from: whoever has registered a document has
    it, though nothing told that it had arrived.
    """
    steps = {code: event_id}
    if not delivery.status and code != rules.ARRIVED:
        handed = PeerMessage.objects.filter(
            packet_id=delivery.packet_id, way="out", kind="letter", peer=peer
        ).first()
        if handed is None:
            raise Refused(
                "exchange.unknown_document",
                _("Văn bản này không gửi qua kết nối {name} nên không nhận trạng thái.").format(
                    name=peer.name
                ),
            )
        steps = {rules.ARRIVED: _newest_event(handed), **steps}
    return steps


def _delivery(status: Status, agency: posts.AgencyFacts) -> Delivery:
    try:
        message_id: uuid.UUID | None = uuid.UUID(status.about.document_id)
    except ValueError:
        message_id = None
    packet = Packet.objects.filter(message_id=message_id).first() if message_id else None
    found = (
        packet and Delivery.objects.filter(packet_id=packet.pk, agency_id=agency.agency_id).first()
    )
    if not found:
        raise Refused(
            "exchange.unknown_document",
            _("Không có văn bản nào mã {id} đã gửi đến {name}.").format(
                id=status.about.document_id[:80], name=agency.name
            ),
        )
    return found


def _newest_event(message: PeerMessage) -> int:
    about = Event.objects.filter(object_type=events.object_type(message), object_id=message.pk)
    return about.latest("id").id
