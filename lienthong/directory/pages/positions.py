"""Administration: the posts of an agency, their roles and who holds them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.directory.acting import ActingRequest, with_right
from lienthong.directory.actions import appointments as actions
from lienthong.directory.forms import AppointForm, DismissForm, RolesForm
from lienthong.directory.models import Appointment, Position
from lienthong.directory.pages.chosen import chosen, chosen_for
from lienthong.directory.pages.common import done, show, today
from lienthong.kernel import permissions

LIMIT = 300


@with_right("directory.administer")
@require_safe
def index(request: ActingRequest) -> HttpResponse:
    """Every post of the agency today, with its roles and holder; the unit of the highest first."""
    agency, day = chosen(request), today(request)
    found = Position.objects.administered_by(request.act).on(day).select_related("unit")
    found = found.filter(agency_id=agency.agency_id)
    posts = list(found.order_by("rank", "id")[:LIMIT])
    units = list(dict.fromkeys(post.unit_id for post in posts))
    posts.sort(key=lambda post: units.index(post.unit_id))
    held = Appointment.objects.on(day).filter(position__in=posts).select_related("person")
    holders = {appointment.position_id: appointment.person.full_name for appointment in held}
    rows = [(post, role_names(post), holders.get(post.pk, "")) for post in posts]
    context = {"agency": agency, "tabs": agency.tabs("positions"), "rows": rows}
    return show(request, "directory/positions.html", context)


def role_names(post: Position) -> list[str]:
    """The roles of a post in words, in the order of the table of roles."""
    return [str(name) for role, name in permissions.ROLES.items() if role in post.roles]


@with_right("directory.administer")
@require_safe
def detail(request: ActingRequest, position_id: int) -> HttpResponse:
    """A post: roles, holders past and to come, and the forms that change them."""
    return _page(request, _post(request, position_id))


@with_right("directory.administer")
@require_http_methods(["POST"])
def roles(request: ActingRequest, position_id: int) -> HttpResponse:
    """Change the roles."""
    post = _post(request, position_id)
    form = RolesForm(request.POST)

    def act(given: dict[str, Any]) -> None:
        actions.change_roles(request.act, position_id=position_id, roles=given["roles"])

    if done(form, act):
        messages.success(request, _("Đã đổi vai trò. Thay đổi chờ người khác xác nhận."))
        return redirect("directory:position", position_id)
    return _page(request, post, roles_form=form)


@with_right("directory.administer")
@require_http_methods(["POST"])
def appoint(request: ActingRequest, position_id: int) -> HttpResponse:
    """Give the post."""
    post = _post(request, position_id)
    form = AppointForm(request.POST)

    def act(given: dict[str, Any]) -> None:
        actions.appoint(
            request.act,
            position_id=position_id,
            username=given["username"].strip().lower(),
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
        )

    if done(form, act):
        messages.success(request, _("Đã giao chức vụ. Thay đổi chờ người khác xác nhận."))
        return redirect("directory:position", position_id)
    return _page(request, post, appoint_form=form)


@with_right("directory.administer")
@require_http_methods(["GET", "POST"])
def dismiss(request: ActingRequest, appointment_id: int) -> HttpResponse:
    """End an appointment on a day."""
    appointment = get_object_or_404(
        Appointment.objects.administered_by(request.act).select_related("person", "position__unit"),
        id=appointment_id,
    )
    form = DismissForm(request.POST or None, initial={"valid_to": today(request)})

    def act(given: dict[str, Any]) -> None:
        actions.dismiss(request.act, appointment_id=appointment_id, valid_to=given["valid_to"])

    if request.method == "POST" and done(form, act):
        messages.success(request, _("Đã ghi ngày thôi giữ chức vụ."))
        return redirect("directory:position", appointment.position_id)
    post = appointment.position
    agency = chosen_for(request, post.agency_id)
    context = {
        "agency": agency,
        "crumbs": agency.crumbs("positions", post.title),
        "appointment": appointment,
        "form": form,
    }
    return show(request, "directory/appointment_end.html", context, form)


def _post(request: ActingRequest, position_id: int) -> Position:
    found = Position.objects.administered_by(request.act).select_related("unit")
    return get_object_or_404(found, id=position_id)


def _page(
    request: ActingRequest,
    post: Position,
    *,
    roles_form: RolesForm | None = None,
    appoint_form: AppointForm | None = None,
) -> HttpResponse:
    day = today(request)
    held = post.appointments.select_related("person").order_by("-valid_from", "id")[:50]
    roles_form = roles_form or RolesForm(initial={"roles": post.roles})
    appoint_form = appoint_form or AppointForm(initial={"valid_from": day})
    agency = chosen_for(request, post.agency_id)
    context = {
        "agency": agency,
        "crumbs": agency.crumbs("positions", post.title),
        "post": post,
        "role_names": role_names(post),
        "rows": [(row, row.valid_to is None or row.valid_to > day) for row in held],
        "roles_form": roles_form,
        "appoint_form": appoint_form,
    }
    return show(request, "directory/position.html", context, roles_form, appoint_form)
