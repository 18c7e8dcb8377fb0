"""Who must do what by when: lead, support, for information (Decree 30/2020, art. 23, 24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import rules
from lienthong.documents.actions.common import facts, locked, share
from lienthong.documents.models import Assignment, Document
from lienthong.kernel import clock, deadlines, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work


@dataclass(frozen=True)
class Receiver:
    """Whom an assignment goes to: a unit or a position of the agency, and its part in the work."""

    role: str
    unit_id: int | None = None
    position_id: int | None = None


@action
def assign(
    act: Act,
    *,
    document_id: int,
    receivers: Sequence[Receiver],
    directive: str = "",
    days: int | None = None,
) -> list[Assignment]:
    """A leader hands a document to one lead, and any number for support or information
    (Decree 30/2020, art. 23).

    `days` are working days from now; without them the sender's own deadline stands. A second
    assignment takes the place of the first, which is withdrawn. Only posts and units of the agency
    can receive. The head of a unit that leads hands it on to his own people, not later than he was
    told himself; the parts of other units stay.
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "assign")
    _check_receivers(receivers)
    due = deadlines.working_days_after(act.at, days) if days is not None else None
    if rules.directs(act):
        due = due or document.reply_due_at
    else:
        rules.check_handing_on(leads=may_hand_on(act, _lead(document)))
        due = due or document.due_at
        rules.check_own_due(due, document.due_at)
    if directive:
        directive = rules.check_text(
            directive,
            name=_("Ý kiến chỉ đạo"),
            longest=rules.DIRECTIVE_MAX,
            code="documents.directive",
        )

    _withdraw(act, document)
    given = [_give(act, document, receiver, directive, due) for receiver in receivers]
    document.state, document.due_at = reached, due
    document.save(update_fields=["state", "due_at"])

    lead = next(one for one in given if one.role == "lead")
    events.record(
        act, "documents.assigned", document,
        receiver=lead.receiver_name, directive=directive, due_at=due,
        delivery_id=document.delivery_id,
        others=[f"{one.receiver_name} ({one.role})" for one in given if one is not lead],
    )  # fmt: skip
    return given


def _check_receivers(receivers: Sequence[Receiver]) -> None:
    leads = [one for one in receivers if one.role == "lead"]
    if len(leads) != 1:
        raise Refused(
            "documents.one_lead",
            _("Mỗi văn bản có đúng một nơi chủ trì. Chọn một đơn vị hoặc một người chủ trì."),
            reason="input",
        )
    named = [(one.unit_id, one.position_id) for one in receivers]
    if len(set(named)) != len(named):
        raise Refused(
            "documents.receiver_twice",
            _(
                "Một nơi được chọn hai lần. Mỗi nơi chỉ giữ một vai:"
                " chủ trì, phối hợp hoặc để biết."
            ),
            reason="input",
        )


def _withdraw(act: Act, document: Document) -> None:
    """All parts when a leader assigns anew; the lead and what he gave himself when a unit's head
    hands on.
    """
    live = Assignment.objects.filter(document=document, done_at__isnull=True).exclude(
        state="withdrawn"
    )
    if rules.directs(act):
        work.done(act, document)
    else:
        live = live.filter(Q(role="lead") | Q(giver_id=act.position_id))
        work.done(act, document, kind="documents.handle")
        for one in live.exclude(role="lead"):
            work.done(act, document, kind=f"documents.{one.role}", position_id=one.position_id)
    live.update(state="withdrawn", done_at=act.at)


def _give(
    act: Act, document: Document, receiver: Receiver, directive: str, due: datetime | None
) -> Assignment:
    post = _receiving_post(act, receiver, clock.local(act.at).date())
    assignment = Assignment.objects.create(
        document=document,
        agency_id=document.agency_id,
        giver_id=act.position_id or 0,
        unit_id=receiver.unit_id,
        position_id=receiver.position_id,
        receiver_name=post.unit_name if receiver.unit_id else f"{post.name}, {post.title}",
        role=receiver.role,
        directive=directive,
        due_at=due,
        given_at=act.at,
    )
    share(
        document,
        [(KeyKind.POSITION, post.position_id), (KeyKind.UNIT, receiver.unit_id)],
        "assignment",
    )
    kind = "documents.handle" if receiver.role == "lead" else f"documents.{receiver.role}"
    work.give(
        act,
        document,
        position_id=post.position_id,
        agency_id=document.agency_id,
        kind=kind,
        title=document.subject,
        code=document.code,
        source=document.issuer_name,
        urgency=document.urgency,
        due_at=due,
    )
    return assignment


def _receiving_post(act: Act, receiver: Receiver, day: date) -> posts.Post:
    if receiver.position_id is not None:
        found = posts.post(receiver.position_id, day)
    else:
        found = posts.unit_head(receiver.unit_id or 0, day)
    if found is None or found.agency_id != act.agency_id or not found.name:
        raise Refused(
            "documents.receiver",
            _(
                "Nơi nhận phân công không thuộc cơ quan hoặc chưa có người phụ trách."
                " Chọn nơi khác."
            ),
            reason="input",
        )
    if not rules.directs(act) and (receiver.unit_id or found.unit_id != act.unit_id):
        raise Refused(
            "documents.receiver_outside",
            _("Người đứng đầu đơn vị chỉ giao cho người của đơn vị mình. Chọn người khác."),
            reason="input",
        )
    return found


@action
def start(act: Act, *, document_id: int) -> None:
    """The lead begins to handle the document; the sender sees it
    (Decree 30/2020, app. VI III.1.o).
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "start")
    assignment = _own_lead(act, document)

    assignment.state = rules.next_assignment(assignment.state, "start")
    assignment.save(update_fields=["state"])
    document.state = reached
    document.save(update_fields=["state"])

    events.record(act, "documents.started", document, delivery_id=document.delivery_id)


@action
def resolve(act: Act, *, document_id: int) -> None:
    """The lead ends the handling: assignments are done, the sender sees it
    (Decree 30/2020, art. 24).
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "resolve")
    assignment = _own_lead(act, document)
    rules.next_assignment(assignment.state, "finish")

    Assignment.objects.filter(document=document, done_at__isnull=True).exclude(
        state="withdrawn"
    ).update(state="done", done_at=act.at)
    document.state, document.resolved_at = reached, act.at
    document.save(update_fields=["state", "resolved_at"])
    work.done(act, document)

    events.record(
        act, "documents.resolved", document, delivery_id=document.delivery_id,
        late=document.due_at is not None and act.at > document.due_at,
    )  # fmt: skip


def _lead(document: Document) -> Assignment | None:
    return (
        Assignment.objects.select_for_update()
        .filter(document=document, role="lead")
        .exclude(state="withdrawn")
        .first()
    )


def holds_lead(act: Act, lead: Assignment | None) -> bool:
    """Does this post, or its unit, hold the lead?"""
    return lead is not None and (
        lead.position_id == act.position_id
        or (lead.unit_id is not None and lead.unit_id == act.unit_id)
    )


def may_hand_on(act: Act, lead: Assignment | None) -> bool:
    """May the head of a unit hand it on: held by his unit, or given by himself before?"""
    return holds_lead(act, lead) or (lead is not None and lead.giver_id == act.position_id)


def _own_lead(act: Act, document: Document) -> Assignment:
    """The live lead assignment, if this post or unit holds it."""
    lead = _lead(document)
    if lead is None or not holds_lead(act, lead):
        raise Refused(
            "documents.not_lead",
            _("Nơi khác đang chủ trì văn bản này. Chỉ nơi chủ trì ghi bắt đầu và kết thúc xử lý."),
            reason="right",
        )
    return lead
