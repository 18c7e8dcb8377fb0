"""The job that carries packets between this system and others, through a folder each:
`in` and `out` of EXCHANGE_DIR/<code of the connection>, what came moves on to `done` or `refused`.

A file is taken in one transaction and moved after it: whoever is killed between the two finds it
again and sees that its bytes are known. A packet is written under a name of its own and moved into
`out` whole; written again it is the same file.
"""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from lienthong.directory import posts
from lienthong.directory.document_types import types_of
from lienthong.exchange import actions_intake, actions_peers
from lienthong.exchange.actions_intake import Came
from lienthong.exchange.edxml import writing
from lienthong.exchange.edxml.reading import read
from lienthong.exchange.edxml.shapes import (
    Attached,
    Letter,
    Organ,
    Reply,
    Staff,
    Status,
    Unreadable,
)
from lienthong.exchange.edxml.xmltree import BYTES_MAX
from lienthong.exchange.models import Delivery, Packet, Peer, PeerMessage, Receipt
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import stage, store
from lienthong.kernel.attachments.reasons import printable
from lienthong.kernel.errors import Refused

log = logging.getLogger(__name__)
A_TURN = 200
NAME_MAX = 120
SETTLED_SECONDS = 5
"""A file changed more recently may still be being written."""
FOLDERS = ("in", "out", "done", "refused")


def run(act: Act) -> None:
    """Take what came and write what waits, of every active connection."""
    peers = list(Peer.objects.filter(active=True).order_by("id"))
    if not peers:
        return
    held_up = _Alone()
    for peer in peers:
        with held_up(peer.code):
            for name in FOLDERS:
                (folder(peer) / name).mkdir(parents=True, exist_ok=True)
            fetch(act, peer, held_up)
    actions_peers.queue_statuses(act.at)
    for peer in peers:
        with held_up(peer.code):
            post(act, peer, held_up)
    if held_up.errors:
        raise held_up.errors[0]  # the job is shown as failed, with its reason


class _Alone:
    """What goes wrong with one connection, file or message holds up no other, and is tried again
    next time.
    """

    def __init__(self) -> None:
        self.errors: list[Exception] = []

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            log.exception("%s is held up", what)
            self.errors.append(error)


def folder(peer: Peer) -> Path:
    """Where the packets of a connection lie; its code was checked to be a plain name."""
    return Path(settings.EXCHANGE_DIR) / peer.code


# What comes


def fetch(act: Act, peer: Peer, alone: _Alone) -> None:
    """Take each whole file of the peer's `in`, by name; hidden and fresh ones are still being
    written.
    """
    waiting = sorted(
        path for path in (folder(peer) / "in").iterdir()
        if path.is_file() and not path.is_symlink() and not path.name.startswith(".")
        and path.stat().st_mtime < time.time() - SETTLED_SECONDS
    )  # fmt: skip
    for path in waiting:
        with alone(f"{peer.code}: {printable(path.name, NAME_MAX)}"):
            _take(act, peer, path)


def _take(act: Act, peer: Peer, path: Path) -> None:
    """Take one file and move it on; what lies there under the same name stays."""
    with path.open("rb") as file:
        content = file.read(BYTES_MAX + 1)
    name = printable(path.name, NAME_MAX)
    came = Came(peer.pk, name, sha256(content).hexdigest())
    done = "done" if _taken(act, came, content) else "refused"
    target = folder(peer) / done / name
    path.replace(target.with_name(f"{came.digest[:16]}-{name}") if target.exists() else target)


def _taken(act: Act, came: Came, content: bytes) -> bool:
    if actions_intake.known(came):
        return True
    try:
        _understand(act, came, content)
    except (Unreadable, Refused) as no:
        words = no.message if isinstance(no, Refused) else str(no)
        actions_intake.refuse(act, came=came, words=str(words))
        return False
    return True


def _understand(act: Act, came: Came, content: bytes) -> None:
    packet = read(content)
    if packet.problems:
        raise Unreadable(" ".join(packet.problems))
    message = packet.message
    if isinstance(message, Status):
        actions_intake.take_status(act, came=came, status=message)
        return
    staged = [stage(io.BytesIO(one.content), one.name) for one in message.files]
    actions_intake.take_letter(act, came=came, letter=message, staged=staged)


# What goes


def post(act: Act, peer: Peer, alone: _Alone) -> None:
    """Write what waits for a peer, in order."""
    waiting = PeerMessage.objects.filter(peer=peer, state="queued").order_by("id")[:A_TURN]
    for message in waiting:
        name = f"{message.pk:010d}-{message.kind}.edxml"
        with alone(f"{peer.code}: {name}"):
            content = written(message)
            hidden = folder(peer) / "out" / f".{name}"
            hidden.write_bytes(content)
            hidden.replace(folder(peer) / "out" / name)
            actions_peers.sent(act, message_id=message.pk, name=name)


def written(message: PeerMessage) -> bytes:
    """The bytes of a packet that waits: the same however often they are asked for."""
    packet = Packet.objects.get(id=message.packet_id or 0)
    delivery = Delivery.objects.get(id=message.delivery_id or 0)
    manifest = json.loads(bytes(packet.manifest))
    if message.kind == "status":
        return writing.write_status(_status(message, delivery, packet, manifest))
    theirs = Delivery.objects.filter(packet_id=packet.pk, agency_id__in=message.peer.agencies)
    to = list(theirs.order_by("id").values_list("agency_id", flat=True))
    return writing.write_letter(_letter(to, packet, manifest))


def _organ(agency_id: int, at: Any) -> Organ:
    facts = posts.agencies_on([agency_id], clock.local(at).date()).get(agency_id)
    return Organ(facts.code, facts.name, facts.name) if facts else Organ("")


def _letter(to: list[int], packet: Packet, manifest: dict[str, Any]) -> Letter:
    told = manifest["document"]
    sender = _organ(packet.sender_id, packet.sent_at)
    issued = (told["issued_on"] or "").replace("-", "/")
    due = (told["reply_due_at"] or "")[:10].replace("-", "/")
    first, *rest = manifest["files"]
    name = f"{(told['code'] or 'van-ban').replace('/', '-')}.pdf"
    files = [
        Attached("1", name, _kept(first), first.get("mime", "application/pdf")),
        *(
            Attached(str(number), one["name"], _kept(one), one["mime"])
            for number, one in enumerate(rest, start=2)
        ),
    ]
    signer = told["signer"]
    return Letter(
        document_id=str(packet.message_id),
        sender=sender,
        to=tuple(_organ(agency_id, packet.sent_at) for agency_id in to),
        number=(told["code"] or "").partition("/")[0],
        notation=told["symbol"],
        issued=issued,
        type_name=types_of("state").name(told["type"]),
        subject=told["subject"],
        signer_authority=signer.get("authority", ""),
        signer_title=signer["title"],
        signer_name=signer["name"],
        due=due,
        priority=told["urgency"],
        pages=first.get("pages") or 0,
        replies_to=_answered(packet),
        reason="Văn bản điện tử mới",
        staff=Staff("Văn thư", sender.name),
        sent=writing.wire_instant(clock.local(packet.sent_at)),
        files=tuple(files),
    )


def _kept(file: dict[str, Any]) -> bytes:
    with store().open(file["sha256"]) as found:
        return found.read()


def _answered(packet: Packet) -> tuple[Reply, ...]:
    """What it answers, by the name its own sender gave it."""
    asked = packet.response_to and Packet.objects.filter(message_id=packet.response_to).first()
    if not asked:
        return ()
    manifest = json.loads(bytes(asked.manifest))
    theirs = manifest.get("edxml", {})
    return (
        Reply(
            manifest["document"]["code"],
            _organ(asked.sender_id, asked.sent_at).code,
            theirs.get("issued", ""),
            theirs.get("document_id", str(asked.message_id)),
        ),
    )


def _status(
    message: PeerMessage, delivery: Delivery, packet: Packet, manifest: dict[str, Any]
) -> Status:
    receipt = Receipt.objects.get(id=message.receipt_id or 0)
    theirs = manifest["edxml"]
    return Status(
        sender=_organ(delivery.agency_id, receipt.at),
        about=Reply(
            theirs["code"],
            _organ(packet.sender_id, packet.sent_at).code,
            theirs["issued"],
            theirs["document_id"],
        ),
        status=receipt.code,
        words=receipt.note,
        at=writing.wire_instant(clock.local(receipt.at)),
        staff=Staff(receipt.by_title, receipt.by_name),
    )
