"""Handing a document out: who leads, who supports, who is told, by when, and with which
directive.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lienthong.directory import posts
from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules
from lienthong.documents.actions import assigning
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.actions.common import facts
from lienthong.documents.forms import AssignForm
from lienthong.documents.pages.opened import back, opened
from lienthong.documents.pages.shelves import whole_number
from lienthong.documents.queries import receivers
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.ui.shapes import Option, OptionGroup

UNIT, POSITION = "unit", "position"


@require_http_methods(["GET", "HEAD", "POST"])
@official
def assignments(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """The form of an assignment, and the assignment itself."""
    one = opened(request, document_id)
    rules.check_step(request.act, facts(one.document), "assign")
    units, people = _receivers(request.act)
    groups = [(_("Đơn vị"), units), (_("Người"), people)]
    choices = [("", _("Chọn nơi chủ trì")), *[group for group in groups if group[1]]]
    form = AssignForm(choices, _given(request))
    if request.method == "POST" and form.is_valid():
        try:
            _assign(request, document_id, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return back(request, document_id)
    return render(
        request,
        "documents/assignments.html",
        {
            "one": one,
            "document": one.document,
            "form": form,
            "usual": [one for one in _usual(request.act) if one[0] in dict([*units, *people])],
            "support": _groups(units, people, request.POST.getlist("support")),
            "information": _groups(units, people, request.POST.getlist("information")),
        },
        status=422 if form.errors else 200,
    )


def _given(request: ActingRequest) -> QueryDict | None:
    """What was sent: the whole form, or one tap on somebody who usually takes the lead."""
    if request.method != "POST":
        return None
    given = request.POST.copy()
    if now := request.POST.get("lead_now"):
        given["lead"] = now
    return given


def _usual(act: Act) -> list[tuple[str, posts.Post]]:
    """Those who usually take the lead and hold their post today: one tap each."""
    day = clock.local(act.at).date()
    held = {
        one.position_id: one for one in posts.posts_of_agency(act.agency_id or 0, day) if one.name
    }
    heads = posts.posts_with_role(act.agency_id or 0, "unit_head", day)
    in_charge = {one.unit_id: one for one in reversed(heads) if one.name}
    found: list[tuple[str, posts.Post]] = []
    for unit_id, position_id in receivers.usual_leads(act.agency_id or 0):
        if unit_id in in_charge:
            found.append((f"{UNIT}:{unit_id}", in_charge[unit_id]))
        elif position_id in held and position_id != act.position_id:
            found.append((f"{POSITION}:{position_id}", held[position_id]))
    return found


def _assign(request: ActingRequest, document_id: int, form: AssignForm) -> None:
    data = form.cleaned_data
    wanted = [
        _receiver("lead", data["lead"]),
        *[_receiver("support", value) for value in request.POST.getlist("support")],
        *[_receiver("for_information", value) for value in request.POST.getlist("information")],
    ]
    given = assigning.assign(
        request.act,
        document_id=document_id,
        receivers=wanted,
        directive=data["directive"].strip(),
        days=data["days"],
    )
    lead = next(one for one in given if one.role == "lead")
    messages.info(request, _("Đã phân công {name} chủ trì.").format(name=lead.receiver_name))


def _receiver(role: str, value: str) -> Receiver:
    """`unit:12` or `position:34` as a receiver; anything else names nobody and is refused below."""
    kind, _sign, text = value.partition(":")
    number = whole_number(text) or 0
    if kind == UNIT:
        return Receiver(role, unit_id=number)
    return Receiver(role, position_id=number)


def _receivers(act: Act) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Units with a head in office, and the people of the agency but oneself; for the head of a unit
    his own people.
    """
    held = [
        post
        for post in posts.posts_of_agency(act.agency_id or 0, clock.local(act.at).date())
        if post.name
    ]
    heads = posts.posts_with_role(act.agency_id or 0, "unit_head", clock.local(act.at).date())
    units: dict[str, str] = {}
    for head in heads:
        if head.name:
            units.setdefault(f"{UNIT}:{head.unit_id}", f"{head.unit_name} ({head.name})")
    people = [
        (f"{POSITION}:{post.position_id}", f"{post.name}, {post.title}, {post.unit_name}")
        for post in held
        if post.position_id != act.position_id
        and (rules.directs(act) or post.unit_id == act.unit_id)
    ]
    return list(units.items()) if rules.directs(act) else [], people


def _groups(
    units: list[tuple[str, str]], people: list[tuple[str, str]], checked: list[str]
) -> list[OptionGroup]:
    def options(choices: list[tuple[str, str]]) -> tuple[Any, ...]:
        return tuple(Option(value, label, checked=value in checked) for value, label in choices)

    return [OptionGroup(_("Đơn vị"), options(units)), OptionGroup(_("Người"), options(people))]
