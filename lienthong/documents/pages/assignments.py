"""Handing a document out: who leads, who supports, who is told, by when, and with which
directive.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.directory import posts
from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules
from lienthong.documents.actions import assigning
from lienthong.documents.actions.assigning import Receiver
from lienthong.documents.actions.common import facts
from lienthong.documents.actions.tree import holds
from lienthong.documents.forms_handling import AssignForm
from lienthong.documents.models import Assignment
from lienthong.documents.pages.opened import back, opened
from lienthong.documents.pages.shelves import whole_number
from lienthong.documents.queries import phrases, receivers
from lienthong.documents.rules_assignments import check_holder
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.ui import toasts
from lienthong.ui.shapes import Option, OptionGroup

UNIT, POSITION = "unit", "position"
ONE_TAP = 12
"""How many may be given the lead by one tap: about all of a commune."""


@require_http_methods(["GET", "HEAD", "POST"])
@official
def assignments(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """The form of an assignment, and the assignment itself."""
    one = opened(request, document_id)
    rules.check_step(request.act, facts(one.document), "assign")
    units, people = receivers_of(request.act)
    form = form_of(request.act, units, people, _given(request))
    if request.method == "POST" and form.is_valid():
        try:
            _assign(request, document_id, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return back(request, document_id)
    usual = [one for one in _usual(request.act) if one[0] in dict([*units, *people])][:ONE_TAP]
    return page(request, form, units, people, one=one, usual=usual, document=one.document)


@require_http_methods(["GET", "HEAD", "POST"])
@official
def parts(request: ActingRequest, assignment_id: int) -> HttpResponseBase:
    """The head of a unit gives its part on to his own people."""
    node = Assignment.objects.visible_to(request.act).get(id=assignment_id)
    check_holder(holds=holds(request.act, node))
    rules.check_right(request.act, "assign")
    _units, people = receivers_of(request.act, own_unit=True)
    form = form_of(request.act, [], people, _given(request))
    if request.method == "POST" and form.is_valid():
        try:
            assigning.hand_on(request.act, assignment_id=node.id, **wanted(request, form))
        except Refused as refused:
            form.refuse(refused)
        else:
            toasts.say(request, _("Đã giao người trong đơn vị."))
            return redirect("documents:assignment", node.id)
    return page(request, form, [], people, node=node, document=node.document)


def form_of(
    act: Act,
    units: list[tuple[str, str]],
    people: list[tuple[str, str]],
    given: QueryDict | None,
) -> AssignForm:
    """The form, with whom it may go to and the phrases it may be given with."""
    groups = [(_("Đơn vị"), units), (_("Người"), people)]
    choices = [("", _("Chọn nơi chủ trì")), *[group for group in groups if group[1]]]
    return AssignForm(choices, phrases.offered(act)[phrases.DIRECTIVE], given)


def page(
    request: ActingRequest,
    form: AssignForm,
    units: list[tuple[str, str]],
    people: list[tuple[str, str]],
    **more: Any,
) -> HttpResponseBase:
    """The page of the form, for one document, one part of it, or several documents."""
    return render(
        request,
        "documents/assignments.html",
        {
            "form": form,
            "support": _groups(units, people, request.POST.getlist("support")),
            "information": _groups(units, people, request.POST.getlist("information")),
            **more,
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
    """One tap each: those who usually take the lead and hold their post today, then the heads of
    units and, in an agency of a few people, the others by rank.
    """
    day = clock.local(act.at).date()
    held = {
        one.position_id: one for one in posts.posts_of_agency(act.agency_id or 0, day) if one.name
    }
    heads = posts.posts_with_role(act.agency_id or 0, "unit_head", day)
    in_charge = {one.unit_id: one for one in reversed(heads) if one.name}
    found: dict[str, posts.Post] = {}
    for unit_id, position_id in receivers.usual_leads(act.agency_id or 0):
        if unit_id in in_charge:
            found[f"{UNIT}:{unit_id}"] = in_charge[unit_id]
        elif position_id in held and position_id != act.position_id:
            found[f"{POSITION}:{position_id}"] = held[position_id]
    for unit_id, head in in_charge.items():
        found.setdefault(f"{UNIT}:{unit_id}", head)
    listed = {head.position_id for head in in_charge.values()} | {act.position_id}
    for position_id, one in held.items():
        if position_id not in listed:
            found.setdefault(f"{POSITION}:{position_id}", one)
    return list(found.items())


def _assign(request: ActingRequest, document_id: int, form: AssignForm) -> None:
    given = assigning.assign(request.act, document_id=document_id, **wanted(request, form))
    lead = next(one for one in given if one.role == "lead")
    toasts.say(
        request,
        _("Đã phân công {name} chủ trì.").format(name=lead.receiver_name),
        undo_url=opened(request, document_id).url("assignment_undoing"),
    )


def wanted(request: ActingRequest, form: AssignForm) -> dict[str, Any]:
    """What the actions take, from the form and its pickers."""
    data = form.cleaned_data
    return {
        "receivers": [
            _receiver("lead", data["lead"]),
            *[_receiver("support", value) for value in request.POST.getlist("support")],
            *[_receiver("for_information", value) for value in request.POST.getlist("information")],
        ],
        "directive": data["directive"].strip(),
        "days": data["days"],
        "report_back": data["report_back"],
    }


@require_POST
@official
def undoing(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Hoàn tác phân công: within the ten seconds of the toast, or while nobody has begun."""
    assigning.take_back(request.act, document_id=document_id)
    toasts.say(request, _("Đã hoàn tác phân công. Văn bản chờ phân công lại."))
    return back(request, document_id)


def _receiver(role: str, value: str) -> Receiver:
    """`unit:12` or `position:34` as a receiver; anything else names nobody and is refused below."""
    kind, _sign, text = value.partition(":")
    number = whole_number(text) or 0
    if kind == UNIT:
        return Receiver(role, unit_id=number)
    return Receiver(role, position_id=number)


def receivers_of(
    act: Act, *, own_unit: bool = False
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Units with a head in office, and the people of the agency but oneself; for the head of a unit
    his own people.
    """
    everybody = rules.directs(act) and not own_unit
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
        if post.position_id != act.position_id and (everybody or post.unit_id == act.unit_id)
    ]
    return list(units.items()) if everybody else [], people


def _groups(
    units: list[tuple[str, str]], people: list[tuple[str, str]], checked: list[str]
) -> list[OptionGroup]:
    def options(choices: list[tuple[str, str]]) -> tuple[Any, ...]:
        return tuple(Option(value, label, checked=value in checked) for value, label in choices)

    return [OptionGroup(_("Đơn vị"), options(units)), OptionGroup(_("Người"), options(people))]
