"""Connections to other document systems, and what waits to go to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts, queries
from lienthong.exchange import rules
from lienthong.exchange.models import Delivery, Peer, PeerMessage
from lienthong.kernel import clock, events, permissions
from lienthong.kernel.actions import action, bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

AGENCIES_MAX = 500
TOLD_FOR = timedelta(days=400)
"""How long after a letter came its receiver's steps are told to the system it came from."""


def check_connect(act: Act) -> None:
    """An administrator of the agency that operates the system for the whole province."""
    permissions.require(act, "exchange.connect")
    if act.agency_id not in queries.operating_agencies(clock.local(act.at).date()):
        raise Refused(
            "exchange.not_operating",
            _("Chỉ quản trị của cơ quan vận hành hệ thống đặt kết nối liên thông."),
            reason="right",
        )


@action
def save_peer(act: Act, *, code: str, name: str, agency_codes: Sequence[str], active: bool) -> Peer:
    """Connect another system, or change a connection: its name, and the agencies of the directory
    (by their codes) that work in it. `code` names its folder and never changes
    (Decree 30/2020, app. VI IV.3).
    """
    check_connect(act)
    today = clock.local(act.at).date()
    rules.check_peer(code, name)
    found = agencies_by_code(agency_codes, today)
    _check_codes(agency_codes, found, act.agency_id)
    with connection.cursor() as cursor:  # no agency comes to belong to two systems at once
        cursor.execute("select pg_advisory_xact_lock(hashtext('exchange.peers'))")
    peer = Peer.objects.select_for_update().filter(code=code).first() or Peer(code=code)
    ids = sorted({one.agency_id for one in found.values()})
    elsewhere = Peer.objects.filter(agencies__overlap=ids).exclude(pk=peer.pk).first()
    if elsewhere is not None:
        raise Refused(
            "exchange.peer_agencies",
            _("Có cơ quan đã thuộc kết nối “{name}”. Bỏ ở đó trước.").format(name=elsewhere.name),
            reason="input",
        )
    peer.name, peer.agencies, peer.active = " ".join(name.split()), ids, active
    peer.save()
    events.record(
        act, "exchange.peer_saved", peer,
        name=peer.name, agencies=len(ids), codes=sorted(found), active=active,
    )  # fmt: skip
    return peer


def agencies_by_code(codes: Sequence[str], today: date) -> dict[str, posts.AgencyFacts]:
    """Agencies in force by either of their codes, as it was given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c, v.agency_id from unnest(%(codes)s::text[]) c join directory_agency_version v"
            " on c in (v.code_2020, v.code_2016) and " + posts.IN_FORCE.format("v"),
            {"codes": [code for code in codes if code], "day": today},
        )
        rows = cursor.fetchall()
    facts = posts.agencies_on([agency_id for _code, agency_id in rows], today)
    return {code: facts[agency_id] for code, agency_id in rows}


def _check_codes(
    codes: Sequence[str], found: dict[str, posts.AgencyFacts], own_id: int | None
) -> None:
    unknown = [code for code in codes if code not in found]
    if not codes or unknown or len(codes) > AGENCIES_MAX:
        words = (
            _("Không có cơ quan nào đang hoạt động mang mã {codes}. Xem mã trong danh bạ.").format(
                codes=", ".join(unknown[:5])
            )
            if unknown
            else _("Nhập từ 1 đến {n} mã cơ quan, mỗi dòng một mã.").format(n=AGENCIES_MAX)
        )
        raise Refused("exchange.peer_agencies", words, reason="input")
    if any(one.agency_id == own_id for one in found.values()):
        raise Refused(
            "exchange.peer_agencies",
            _("Cơ quan vận hành hệ thống này không thể làm việc ở hệ thống khác."),
            reason="input",
        )


# What waits to go


_STATUSES = """
insert into exchange_peer_message (peer_id, way, kind, key, state, at, delivery_id, receipt_id,
  packet_id, name, words)
select m.peer_id, 'out', 'status', 'receipt ' || r.id, 'queued', %(at)s, d.id, r.id, d.packet_id,
  '', ''
from exchange_peer_message m
join exchange_delivery d on d.packet_id = m.packet_id
join exchange_receipt r on r.delivery_id = d.id and r.moved
where m.way = 'in' and m.state = 'taken' and m.kind = 'letter' and m.at > %(since)s
  and not exists (select from exchange_peer_message o where o.peer_id = m.peer_id
    and o.way = 'out' and o.key = 'receipt ' || r.id)
order by r.id limit 1000
on conflict do nothing
"""


@bookkeeping
def queue_statuses(at: datetime) -> None:
    """The steps of our receivers wait to be told to the systems where their senders work."""
    with connection.cursor() as cursor:
        cursor.execute(_STATUSES, {"at": at, "since": at - TOLD_FOR})


@action
def sent(act: Act, *, message_id: int, name: str) -> None:
    """A packet lies in the peer's folder; its deliveries are handed over."""
    message = PeerMessage.objects.select_for_update().select_related("peer").get(id=message_id)
    if message.state == "sent":
        events.nothing(act, "written before")
        return
    message.state, message.name, message.at = "sent", name, act.at
    message.save(update_fields=["state", "name", "at"])
    if message.kind == "letter":
        Delivery.objects.filter(
            packet_id=message.packet_id or 0, agency_id__in=message.peer.agencies,
            state=rules.QUEUED,
        ).update(state=rules.SENT, state_at=act.at)  # fmt: skip
    events.record(act, "exchange.peer_sent", message, name=name, peer=message.peer.name)
