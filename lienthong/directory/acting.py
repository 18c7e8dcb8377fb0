"""From a request to an `Act`: which account, in which post, at what time, through which door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from lienthong.directory import citizens
from lienthong.directory.models import Account
from lienthong.directory.sessions import METHOD
from lienthong.kernel import clock, permissions, statements
from lienthong.kernel.acts import Act, Door
from lienthong.kernel.events import Obj

P = ParamSpec("P")
SESSION_HAT = "position_id"
FROM_PROVIDER = "dang-nhap/dinh-danh/"
"""Addresses that wait for another's server, and where a browser comes back by GET to be let in."""


class ActingRequest(HttpRequest):
    """A request whose middleware has said who is acting: `act`, and `hats`, the choice of posts.

    `looked` is what a page notes as opened or printed, (what, object), kept after the answer.
    `open_counts` is what waits for the post, when a page has read it before the shell asks.
    """

    act: Act
    hats: list[Hat]
    looked: list[tuple[str, Obj]]
    open_counts: dict[str, int]


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
    roles: Sequence[str]


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
order by p.rank, 'clerk' = any(p.roles) desc, p.id
"""


def _hats(holder: str, holder_id: int, day: date) -> list[Hat]:
    with statements.prepared() as cursor:  # every request asks
        cursor.execute(_HATS.format(holder=holder), {"id": holder_id, "day": day})
        return [Hat(*row) for row in cursor.fetchall()]


def hats_of(person_id: int, day: date) -> list[Hat]:
    """The posts a person holds on a day, highest first; of equals the registry's, the busiest."""
    return _hats("a.person_id", person_id, day)


def act_in(position_id: int, at: datetime, *, door: Door, on_behalf_of: int | None = None) -> Act:
    """An act of whoever holds a post at that moment: for stories, tasks and the command line.

    Raises LookupError when nobody holds it.
    """
    day = clock.local(at).date()
    with statements.prepared() as cursor:
        cursor.execute(_HOLDER, {"position": position_id, "day": day})
        row = cursor.fetchone()
    hats = _hats("p.id", position_id, day)
    if row is None or not hats:
        raise LookupError(f"nobody holds position {position_id} on {day}")
    act = _act(hats[0], Who(*row), at)
    return replace(act, door=door, on_behalf_of=on_behalf_of)


class Who(NamedTuple):
    """The human being behind an act, with the name of that day."""

    person_id: int
    name: str
    account_id: int | None


_HOLDER = """
select pe.id, pe.full_name, (select min(id) from directory_account where person_id = pe.id)
from directory_appointment a join directory_person pe on pe.id = a.person_id
where a.position_id = %(position)s and a.valid_from <= %(day)s
  and (a.valid_to is null or a.valid_to > %(day)s)
"""


def _act(hat: Hat, who: Who, at: datetime) -> Act:
    return Act(
        at=at,
        door="page",
        by_name=who.name,
        by_title=f"{hat.title}, {hat.agency_name}",
        person_id=who.person_id,
        account_id=who.account_id,
        position_id=hat.position_id,
        unit_id=hat.unit_id,
        agency_id=hat.agency_id,
        place_id=hat.place_id,
        roles=frozenset(hat.roles),
    )


def act_of(account: Account, at: datetime, wanted: int | None = None) -> tuple[Act, list[Hat]]:
    """An account's act at the page door: in the wanted post if it holds it, else in its highest.

    An account with no post that day (a citizen) acts without position and rights; the log calls a
    citizen by number, and who it is stands where it can be erased (`directory.citizens`).
    """
    name, number = citizens.names_in_log(account)
    who = Who(account.person_id, name, account.pk)
    hats = hats_of(who.person_id, clock.local(at).date())
    hat = next((hat for hat in hats if hat.position_id == wanted), hats[0] if hats else None)
    if hat is not None:
        return _act(hat, who, at), hats
    if number is not None:
        name = citizens.alias(number)
    act = Act(at=at, door="page", by_name=name, person_id=who.person_id, account_id=account.pk)
    return act, hats


def read_request(request: HttpRequest) -> tuple[Act, list[Hat]]:
    """Who is acting in this request, and as what else the same person could act."""
    at = clock.now()
    if request.session.get(METHOD) == "persona" and not settings.DEMO:
        request.user = AnonymousUser()  # came in without a secret; the demonstration is over
    if not request.user.is_authenticated:
        return Act(at=at, door="page", by_name=_("Khách")), []
    return act_of(request.user, at, request.session.get(SESSION_HAT))


Page = Callable[Concatenate[ActingRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def signed_in(page: Page[P]) -> View[P]:
    """A page for any account; whoever came in with a one-time code first sets a password."""

    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if request.user.must_change_password and request.session.get(METHOD) != "persona":
            return redirect("directory:password")
        return page(cast("ActingRequest", request), *args, **kwargs)

    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To sign in, and then to the page one was at: a form that was sent, or a part of a page that
    htmx asked for, has no page of its own.
    """
    part = "HX-Request" in request.headers
    if request.method in {"GET", "HEAD"} and not part:
        back = request.get_full_path()
    else:
        back = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    address = reverse("directory:sign_in") + (f"?{urlencode({'tiep': back})}" if back else "")
    return HttpResponse(headers={"HX-Redirect": address}) if part else redirect(address)


def official(page: Page[P]) -> View[P]:
    """A page for somebody who holds a post: others are sent to sign in, citizens are told so."""

    @wraps(page)
    def checked(request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.act.position_id is None:
            return HttpResponse(_no_post(request), status=403)
        return page(request, *args, **kwargs)

    return signed_in(checked)


def citizen(page: Page[P]) -> View[P]:
    """A page for a citizen: others are sent to sign in, officials told that it is not for a post.

    The same human being's post is another session.
    """

    @wraps(page)
    def checked(request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if citizens.citizen_of(request.act) is None:
            return HttpResponse(_not_as_official(request), status=403)
        return page(request, *args, **kwargs)

    return signed_in(checked)


def with_right(right: str) -> Callable[[Page[P]], View[P]]:
    """A page for posts that carry a right; others get the refusal in words."""

    def decorate(page: Page[P]) -> View[P]:
        @wraps(page)
        def checked(
            request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
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


def _not_as_official(request: HttpRequest) -> str:
    from django.template.loader import render_to_string

    return render_to_string(
        "ui/refused.html",
        {
            "message": _(
                "Trang này dành cho công dân. Đăng xuất tài khoản công vụ rồi đăng nhập lại với"
                " tư cách công dân, hoặc dùng cửa sổ khác."
            )
        },
        request,
    )
