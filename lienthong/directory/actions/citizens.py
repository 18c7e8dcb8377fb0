"""Citizens: coming in for the first time, what a provider says anew, acting for others, erasing."""

from __future__ import annotations

import secrets
import uuid
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lienthong.directory import citizens
from lienthong.directory.actions.accounts import end_all_sessions
from lienthong.directory.citizens import CitizenIdentity
from lienthong.directory.models import Account, Citizen, Person, Representation
from lienthong.kernel import clock, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused

_SALT_BYTES = 16
_COMMITTED = {"full_name", "personal_number", "born_on"}
_TOLD = (
    "issuer", "subject", "verified_by", "level", "full_name", "personal_number", "born_on",
    "gender", "residence", "phone", "email",
)  # fmt: skip


@action
def welcome(act: Act, *, identity: CitizenIdentity) -> Account:
    """The account of whom a provider has just told who it is; opened when there is none.

    Known by the provider's subject, else, when the provider is sure enough, by the personal number:
    a provider may be replaced, a number stays. What it says anew is taken over.
    """
    citizens.check_identity(identity)
    citizen = _known(identity)
    if citizen is None:
        return _opened(act, identity).account
    if not citizen.account.is_active:
        raise Refused(
            "directory.citizen_closed",
            _("Tài khoản này đã khóa. Đến Bộ phận Một cửa để được mở lại."),
            reason="input",
        )

    changed = {name for name in _TOLD if getattr(citizen, name) != getattr(identity, name)}
    if not changed:
        events.nothing(act, "the provider says what is known already")
        return citizen.account
    _take_over(citizen, identity, act)
    citizen.save()
    events.record(
        act,
        "directory.citizen_changed",
        citizen,
        commitment=citizen.commitment,
        again=bool(changed & _COMMITTED),
    )
    return citizen.account


def _known(identity: CitizenIdentity) -> Citizen | None:
    found = Citizen.objects.select_related("account").select_for_update(of=("self",))
    same = found.filter(issuer=identity.issuer, subject=identity.subject).first()
    if same is not None:
        return same
    twin = found.filter(personal_number=identity.personal_number).first()
    if twin is not None and identity.level < citizens.LINKING_LEVEL:
        raise Refused(
            "directory.citizen_level",
            _(
                "Số định danh này đã có tài khoản. Để vào tài khoản đó,"
                " nâng tài khoản định danh của bạn lên mức độ 2 rồi đăng nhập lại."
            ),
            reason="input",
        )
    return twin


def _opened(act: Act, identity: CitizenIdentity) -> Citizen:
    person = Person.objects.create(key=f"cd-{uuid.uuid4().hex}", full_name=_("Công dân"))
    account = Account.objects.create(
        username=person.key,
        person=person,
        password=make_password(None),
        must_change_password=False,
        created_at=act.at,
    )
    citizen = Citizen(account=account)
    _take_over(citizen, identity, act)
    try:
        with transaction.atomic():
            citizen.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            "directory.citizen_twice",
            _("Bạn vừa đăng nhập ở một cửa sổ khác. Đăng nhập lại."),
            reason="input",
        ) from None
    events.record(act, "directory.citizen_registered", citizen, commitment=citizen.commitment)
    return citizen


def _take_over(citizen: Citizen, identity: CitizenIdentity, act: Act) -> None:
    """What the provider says, committed to under a new salt when it is about who it is."""
    for name in _TOLD:
        setattr(citizen, name, getattr(identity, name))
    citizen.verified_at = act.at
    citizen.salt = secrets.token_bytes(_SALT_BYTES)
    citizen.commitment = citizens.commitment(citizen)


@action
def erase(act: Act, *, citizen_id: int) -> None:
    """A citizen asks that what is known of him be erased: the words, the salt, the sessions.

    The rows that name his number stay, and nothing leads from it to a human being. Whoever calls
    this has seen to it that no application of his is still being worked on.
    """
    citizen = (
        Citizen.objects.visible_to(act)
        .select_related("account__person")
        .select_for_update(of=("self",))
        .get(id=citizen_id)
    )

    for name in ("full_name", "personal_number", "gender", "residence", "phone", "email"):
        setattr(citizen, name, "")
    citizen.issuer = citizen.subject = ""
    citizen.born_on, citizen.salt, citizen.erased_at = None, b"", act.at
    citizen.save()
    Representation.objects.filter(citizen=citizen).update(name="", number="", paper="")
    account = citizen.account
    account.is_active, account.demo_persona, account.email = False, "", ""
    account.save(update_fields=["is_active", "demo_persona", "email"])
    account.person.full_name = citizens.alias(citizen.pk)
    account.person.save(update_fields=["full_name"])
    end_all_sessions(account)

    events.record(act, "directory.citizen_erased", citizen)


@action
def represent(
    act: Act,
    *,
    of: str,
    name: str,
    number: str,
    basis: str,
    paper: str = "",
    valid_from: date,
    valid_to: date | None = None,
) -> Representation:
    """A citizen says that he acts for an organisation or another person, and on what basis.

    `of` is "organisation" or "person", `basis` "law" or "paper"; dates are [from, to). The desk
    looks at the paper with each application: saying so here proves nothing yet.
    """
    citizen = Citizen.objects.visible_to(act).select_for_update(of=("self",)).get()
    citizens.check_representation(
        of=of,
        number=number,
        own_number=citizen.personal_number,
        basis=basis,
        paper=paper,
        today=clock.local(act.at).date(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _check_alone(citizen, of, number, valid_from, valid_to)

    made = Representation.objects.create(
        citizen=citizen,
        of=of,
        name=name.strip(),
        number=number,
        basis=basis,
        paper=paper.strip(),
        begun_at=act.at,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    events.record(
        act,
        "directory.representation_begun",
        made,
        whom=_whom(made),
        citizen_id=citizen.pk,
        valid_from=f"{valid_from:%d/%m/%Y}",
        valid_to=valid_to,
        basis=basis,
    )
    return made


def _check_alone(
    citizen: Citizen, of: str, number: str, valid_from: date, valid_to: date | None
) -> None:
    same = Representation.objects.filter(citizen=citizen, of=of, number=number)
    for other in same:
        ends_before = other.valid_to is not None and other.valid_to <= valid_from
        begins_after = valid_to is not None and other.valid_from >= valid_to
        if not ends_before and not begins_after:
            raise Refused(
                "directory.representation_twice",
                _("Bạn đã khai đại diện này rồi. Kết thúc lần khai trước hoặc chọn ngày khác."),
                reason="input",
            )


@action
def end_representation(act: Act, *, representation_id: int) -> None:
    """A citizen no longer acts for somebody, from today on; one not begun yet is taken back."""
    held = (
        Representation.objects.visible_to(act)
        .select_for_update(of=("self",))
        .get(id=representation_id)
    )
    today = clock.local(act.at).date()
    if held.valid_to is not None and held.valid_to <= today:
        raise Refused(
            "directory.representation_ended",
            _("Việc đại diện này đã kết thúc từ trước. Tải lại trang."),
        )

    citizen_id, whom = held.citizen_id, _whom(held)
    if today <= held.valid_from:
        Representation.objects.filter(id=held.pk).delete()
    else:
        held.valid_to = today
        held.save(update_fields=["valid_to"])
    events.record(
        act,
        "directory.representation_ended",
        Citizen.objects.get(id=citizen_id),
        whom=whom,
        representation_id=representation_id,
        valid_to=f"{today:%d/%m/%Y}",
    )


def _whom(held: Representation) -> str:
    """Organisations stand in public registers; another person is not named in the log."""
    if held.of == "person":
        return _("một người khác")
    return f"{held.name} ({held.number})"
