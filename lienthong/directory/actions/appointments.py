"""Giving and ending posts, and what a post carries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from lienthong.directory import queries, rules
from lienthong.directory.actions import rights
from lienthong.directory.models import Account, Appointment, Person, Position
from lienthong.kernel import clock, events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused


@action
def appoint(
    act: Act, *, position_id: int, username: str, valid_from: date, valid_to: date | None = None
) -> Appointment:
    """Give a post within reach to a person, named by user name, from a day on."""
    position = locked_post(act, position_id)
    permissions.require(act, "directory.administer")
    account = Account.objects.select_related("person").filter(username=username).first()
    if account is None:
        raise Refused(
            "directory.no_account",
            _("Không có tài khoản “{username}”. Kiểm tra lại, hoặc mở tài khoản mới trước.").format(
                username=username
            ),
            reason="input",
        )
    return give(act, position, account.person, valid_from, valid_to)


def give(
    act: Act, position: Position, person: Person, valid_from: date, valid_to: date | None
) -> Appointment:
    """Give a locked post, inside an action that has checked the right."""
    rules.check_appointment(
        today=clock.local(act.at).date(),
        valid_from=valid_from,
        valid_to=valid_to,
        post_to=position.valid_to,
    )
    meeting = Q(valid_to=None) | Q(valid_to__gt=valid_from)
    if valid_to is not None:
        meeting &= Q(valid_from__lt=valid_to)
    held = position.appointments.select_related("person").filter(meeting).order_by("id").first()
    if held is not None:
        raise Refused(
            "directory.post_held",
            _(
                "{name} đang giữ chức vụ {title} trong khoảng ngày này."
                " Kết thúc trước rồi mới giao cho người khác."
            ).format(name=held.person.full_name, title=position.title),
        )

    appointment = Appointment.objects.create(
        person=person, position=position, valid_from=valid_from, valid_to=valid_to
    )

    name, title, start = person.full_name, position.title, f"{valid_from:%d/%m/%Y}"
    what = _("Giao {name} giữ chức vụ {title} từ {valid_from}.").format(
        name=name, title=title, valid_from=start
    )
    rights.notice(act, position.agency_id, what)
    events.record(
        act,
        "directory.appointed",
        appointment,
        agency_id=position.agency_id,
        position_id=position.pk,
        person_id=person.pk,
        name=name,
        title=title,
        valid_from=start,
    )
    return appointment


@action
def dismiss(act: Act, *, appointment_id: int, valid_to: date) -> None:
    """End an appointment on a day; one that has not begun by then is taken back altogether."""
    appointment = (
        Appointment.objects.administered_by(act)
        .select_related("person", "position")
        .select_for_update(of=("self",))
        .get(id=appointment_id)
    )
    permissions.require(act, "directory.administer")
    position, person = appointment.position, appointment.person
    rules.check_dismissal(
        today=clock.local(act.at).date(), valid_to=valid_to, ends=appointment.valid_to
    )
    if "administrator" in position.roles:
        _check_administrator_left(act, position)

    if valid_to <= appointment.valid_from:
        Appointment.objects.filter(id=appointment.pk).delete()
    else:
        appointment.valid_to = valid_to
        appointment.save(update_fields=["valid_to"])

    name, title, end = person.full_name, position.title, f"{valid_to:%d/%m/%Y}"
    what = _("{name} thôi giữ chức vụ {title} từ {valid_to}.").format(
        name=name, title=title, valid_to=end
    )
    rights.notice(act, position.agency_id, what)
    events.record(
        act,
        "directory.dismissed",
        position,
        agency_id=position.agency_id,
        appointment_id=appointment_id,
        person_id=person.pk,
        name=name,
        title=title,
        valid_to=end,
    )


@action
def change_roles(act: Act, *, position_id: int, roles: Collection[str]) -> Position:
    """Set the roles of a post within reach: whoever holds it has their rights at once."""
    position = locked_post(act, position_id)
    permissions.require(act, "directory.administer")
    rules.check_roles(before=position.roles, after=roles)
    if "administrator" in position.roles and "administrator" not in roles:
        _check_administrator_left(act, position)

    before, position.roles = position.roles, [role for role in permissions.ROLES if role in roles]
    position.save(update_fields=["roles"])

    names = ", ".join(str(permissions.ROLES[role]) for role in position.roles) or _("không có")
    what = _("Đổi vai trò của chức vụ {title}: {roles}.").format(title=position.title, roles=names)
    rights.notice(act, position.agency_id, what)
    events.record(
        act,
        "directory.roles_changed",
        position,
        agency_id=position.agency_id,
        title=position.title,
        roles=names,
        before=list(before),
        after=list(position.roles),
    )
    return position


def locked_post(act: Act, position_id: int) -> Position:
    """A post within reach, locked so that two appointments cannot cross."""
    return Position.objects.administered_by(act).select_for_update().get(id=position_id)


def _check_administrator_left(act: Act, position: Position) -> None:
    """Refuse to take the last administrator from an agency that nobody else looks after."""
    day = clock.local(act.at).date()
    posts = Position.objects.on(day).filter(agency_id=position.agency_id).exclude(id=position.pk)
    held = Appointment.objects.on(day).values("position_id")
    operating = queries.operating_agencies(day)
    rules.check_administrator_left(
        others=posts.filter(roles__contains=["administrator"], id__in=held).count(),
        looked_after=bool(operating) and position.agency_id not in operating,
    )
