"""From a request to an `Act`: which account, in which post, at what time, through which door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lienthong.kernel import clock, permissions
from lienthong.kernel.acts import Act, Door

P = ParamSpec("P")
SESSION_HAT = "position_id"


class ActingRequest(HttpRequest):
    """A request whose middleware has said who is acting: `act` for a post, `hats` for the choice of posts."""

    act: Act
    hats: list[Hat]


@dataclass(frozen=True)
class Hat:
    """A post a person holds on a day: what one can act as."""

    position_id: int
    title: str
    unit_id: int
    unit_name: str
    agency_id: int
    agency_name: str
    place_id: int
    roles: frozenset[str]


_HATS = """
select p.id, p.title, u.id, u.name, p.agency_id, v.short_name, v.place_id, p.roles
from directory_appointment a
join directory_position p on p.id = a.position_id
join directory_unit u on u.id = p.unit_id
join directory_agency_version v on v.agency_id = p.agency_id
where {holder} = %(id)s
  and a.valid_from <= %(day)s and (a.valid_to is null or a.valid_to > %(day)s)
  and p.valid_from <= %(day)s and (p.valid_to is null or p.valid_to > %(day)s)
  and v.valid_from <= %(day)s and (v.valid_to is null or v.valid_to > %(day)s)
order by p.rank, p.id
"""


def _hats(holder: str, holder_id: int, day: date) -> list[Hat]:
    with connection.cursor() as cursor:
        cursor.execute(_HATS.format(holder=holder), {"id": holder_id, "day": day})
        return [Hat(*row[:-1], roles=frozenset(row[-1])) for row in cursor.fetchall()]


def hats_of(person_id: int, day: date) -> list[Hat]:
    """The posts a person holds on a day, highest first."""
    return _hats("a.person_id", person_id, day)


def act_in(
    position_id: int, at: datetime, *, door: Door, on_behalf_of: int | None = None
) -> Act:
    """An act of whoever holds a post at that moment: for stories, tasks and the command line.

    Raises LookupError when nobody holds it.
    """
    day = clock.local(at).date()
    with connection.cursor() as cursor:
        cursor.execute(
            "select pe.id, pe.full_name, (select min(id) from directory_account where person_id = pe.id)"
            " from directory_appointment a join directory_person pe on pe.id = a.person_id"
            " where a.position_id = %s and a.valid_from <= %s and (a.valid_to is null or a.valid_to > %s)",
            [position_id, day, day],
        )
        row = cursor.fetchone()
    hats = _hats("p.id", position_id, day)
    if row is None or not hats:
        raise LookupError(f"nobody holds position {position_id} on {day}")
    return _act(hats[0], row[0], row[2], row[1], at, door, on_behalf_of)


def _act(
    hat: Hat,
    person_id: int,
    account_id: int | None,
    name: str,
    at: datetime,
    door: Door,
    on_behalf_of: int | None = None,
) -> Act:
    return Act(
        at=at,
        door=door,
        by_name=name,
        by_title=f"{hat.title}, {hat.agency_name}",
        person_id=person_id,
        account_id=account_id,
        position_id=hat.position_id,
        unit_id=hat.unit_id,
        agency_id=hat.agency_id,
        place_id=hat.place_id,
        on_behalf_of=on_behalf_of,
        roles=hat.roles,
    )


def read_request(request: HttpRequest) -> tuple[Act, list[Hat]]:
    """Who is acting in this request, and as what else the same person could act.

    Nobody signed in, or an account with no post (a citizen), gives an act without position and rights.
    """
    at = clock.now()
    account = request.user
    if not account.is_authenticated:
        return Act(at=at, door="page", by_name=_("Khách")), []
    person = account.person
    hats = hats_of(person.id, clock.local(at).date())
    if not hats:
        return Act(
            at=at, door="page", by_name=person.full_name, person_id=person.id, account_id=account.pk
        ), []
    chosen = request.session.get(SESSION_HAT)
    hat = next((hat for hat in hats if hat.position_id == chosen), hats[0])
    return _act(hat, person.id, account.pk, person.full_name, at, "page"), hats


Page = Callable[Concatenate[ActingRequest, P], HttpResponseBase]


def official(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for somebody who holds a post: others are sent to sign in, citizens are told so."""

    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        acting = cast(ActingRequest, request)
        if not request.user.is_authenticated:
            return redirect(f"/dang-nhap/?tiep={request.get_full_path()}")
        if acting.act.position_id is None:
            return HttpResponse(_no_post(request), status=403)
        return page(acting, *args, **kwargs)

    return guarded


def with_right(right: str) -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """A page for posts that carry a right; others get the refusal in words."""

    def decorate(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(page)
        def checked(request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            permissions.require(request.act, right)
            return page(request, *args, **kwargs)

        return official(checked)

    return decorate


def _no_post(request: HttpRequest) -> str:
    from django.template.loader import render_to_string

    return render_to_string(
        "ui/refused.html",
        {
            "message": _(
                "Tài khoản này không giữ chức vụ nào hôm nay nên không vào được văn phòng điện tử."
                " Đăng nhập bằng tài khoản công vụ, hoặc nhờ quản trị cơ quan xếp chức vụ."
            )
        },
        request,
    )


