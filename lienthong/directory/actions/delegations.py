"""Letting one post sign for another, and ending it (Decree 30/2020, art. 13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from lienthong.directory import rules
from lienthong.directory.actions import rights
from lienthong.directory.actions.appointments import locked_post
from lienthong.directory.models import Delegation, Position
from lienthong.directory.models.delegations import STAND_INS
from lienthong.kernel import clock, events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused


@action
def delegate(
    act: Act,
    *,
    giver_id: int,
    receiver_id: int,
    kind: str,
    scope: str,
    types: Sequence[str],
    basis: str,
    valid_from: date,
    valid_to: date | None = None,
) -> Delegation:
    """Record that a post within reach lets another of its agency sign, as `basis` says.

    `types` are abbreviations of documents ("CV" for letters), or "*"; dates are [from, to).
    """
    giver = locked_post(act, giver_id)
    permissions.require(act, "directory.administer")
    _lock(giver.agency_id)
    receiver = _of_the_same(giver, receiver_id)
    rules.check_delegation(
        kind=kind,
        giver=_party(giver, valid_from, valid_to),
        receiver=_party(receiver, valid_from, valid_to),
        today=clock.local(act.at).date(),
        valid_from=valid_from,
        valid_to=valid_to,
        scope=scope,
        basis=basis,
    )
    _check_alone(giver, receiver, kind, valid_from, valid_to)

    made = Delegation.objects.create(
        agency_id=giver.agency_id,
        giver=giver,
        receiver=receiver,
        kind=kind,
        scope=scope.strip(),
        types=list(types) or [rules.EVERY_TYPE],
        basis=basis.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )

    way, start = str(rules.KIND_NAMES[kind]), f"{valid_from:%d/%m/%Y}"
    what = _("{giver} giao {receiver} ký: {way}, từ {valid_from}.").format(
        giver=giver.title, receiver=receiver.title, way=way, valid_from=start
    )
    rights.notice(act, giver.agency_id, what)
    events.record(
        act,
        "directory.delegated",
        made,
        agency_id=giver.agency_id,
        giver=giver.title,
        receiver=receiver.title,
        way=way,
        valid_from=start,
        valid_to=valid_to,
        giver_id=giver.pk,
        receiver_id=receiver.pk,
        scope=made.scope,
        types=made.types,
        basis=made.basis,
    )
    return made


@action
def end_delegation(act: Act, *, delegation_id: int, valid_to: date) -> None:
    """End a delegation on a day; one that has not begun by then is taken back altogether."""
    delegation = (
        Delegation.objects.administered_by(act)
        .select_related("giver", "receiver")
        .select_for_update(of=("self",))
        .get(id=delegation_id)
    )
    permissions.require(act, "directory.administer")
    rules.check_end(today=clock.local(act.at).date(), valid_to=valid_to, ends=delegation.valid_to)

    agency_id, end = delegation.agency_id, f"{valid_to:%d/%m/%Y}"
    giver, receiver = delegation.giver, delegation.receiver
    if valid_to <= delegation.valid_from:
        Delegation.objects.filter(id=delegation_id).delete()
    else:
        delegation.valid_to = valid_to
        delegation.save(update_fields=["valid_to"])

    what = _("{giver} thôi giao {receiver} ký từ {valid_to}.").format(
        giver=giver.title, receiver=receiver.title, valid_to=end
    )
    rights.notice(act, agency_id, what)
    events.record(
        act,
        "directory.delegation_ended",
        receiver,
        agency_id=agency_id,
        delegation_id=delegation_id,
        giver=giver.title,
        receiver=receiver.title,
        valid_to=end,
    )


def _of_the_same(giver: Position, receiver_id: int) -> Position:
    found = Position.objects.filter(id=receiver_id, agency_id=giver.agency_id).first()
    if found is None:
        raise Refused(
            "directory.delegation_receiver",
            _("Người được giao phải giữ chức vụ trong cùng cơ quan. Chọn lại."),
            reason="input",
        )
    return found


def _meeting(valid_from: date, valid_to: date | None) -> Q:
    """Delegations that share a day with this interval."""
    found = Q(valid_to=None) | Q(valid_to__gt=valid_from)
    return found if valid_to is None else found & Q(valid_from__lt=valid_to)


def _party(post: Position, valid_from: date, valid_to: date | None) -> rules.Party:
    received = Delegation.objects.filter(_meeting(valid_from, valid_to), receiver=post)
    kinds = set(received.values_list("kind", flat=True))
    return rules.Party(
        position_id=post.pk,
        title=post.title,
        roles=post.roles,
        by_order="TL" in kinds,
        by_written_delegation="TUQ" in kinds,
    )


def _check_alone(
    giver: Position, receiver: Position, kind: str, valid_from: date, valid_to: date | None
) -> None:
    """One way of signing between two posts at a time, and one stand-in for a post at a time."""
    standing = Delegation.objects.filter(_meeting(valid_from, valid_to), giver=giver)
    clash = Q(receiver=receiver)
    if kind in STAND_INS:
        clash |= Q(kind__in=STAND_INS)
    met = standing.filter(clash).select_related("receiver").order_by("id").first()
    if met is not None:
        raise Refused(
            "directory.delegation_twice",
            _(
                "{giver} đã giao {receiver} ký từ {start} trong khoảng ngày này."
                " Kết thúc giao ký đó trước."
            ).format(
                giver=giver.title, receiver=met.receiver.title, start=f"{met.valid_from:%d/%m/%Y}"
            ),
        )


def _lock(agency_id: int) -> None:
    """Two delegations of one agency at once follow each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended('directory.delegation', %s))",
            [agency_id],
        )
