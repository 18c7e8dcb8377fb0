"""What people say about a draft: a thread of comments, and opinions asked from other units of the
agency (Decree 30/2020, app. VI III.5.a).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import opinions, rules
from lienthong.documents.actions.common import facts, locked, share
from lienthong.documents.models import Comment, Document, Opinion
from lienthong.kernel import clock, deadlines, events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work


def _text(text: str, name: str) -> str:
    return rules.check_text(
        text, name=name, longest=rules.DIRECTIVE_MAX, code="documents.opinion_text"
    )


@action
def comment(act: Act, *, document_id: int, text: str) -> Comment:
    """Whoever sees a draft may say something about it, until it is approved."""
    document = locked(act, document_id)
    opinions.check_consulted(act, facts(document))

    made = Comment.objects.create(
        document=document,
        text=_text(text, _("Nhận xét")),
        at=act.at,
        by_name=act.by_name,
        by_title=act.by_title,
    )
    if document.drafter_id not in {None, act.position_id}:
        work.tell(
            act,
            position_id=document.drafter_id or 0,
            text=_("{by} nhận xét dự thảo: {subject}").format(
                by=act.by_name, subject=document.subject
            ),
            obj=document,
        )

    events.record(act, "documents.commented", document, text=made.text)
    return made


@action
def ask_opinion(act: Act, *, document_id: int, unit_id: int, question: str, days: int) -> Opinion:
    """Ask another unit of the agency what it thinks of a draft, within `days` working days.

    Its head is given the work; the unit may read the draft from now on.
    """
    document = locked(act, document_id)
    permissions.require(act, "documents.draft")
    opinions.check_consulted(act, facts(document))
    head = _head(document, unit_id, act)
    if Opinion.objects.filter(document=document, unit_id=unit_id, state="asked").exists():
        raise Refused(
            "documents.opinion_twice",
            _("Đơn vị này đang được hỏi ý kiến về dự thảo. Đợi trả lời, hoặc hỏi đơn vị khác."),
            reason="input",
        )
    opinion = Opinion.objects.create(
        document=document,
        unit_id=unit_id,
        unit_name=head.unit_name,
        position_id=head.position_id,
        question=_text(question, _("Nội dung hỏi")),
        asked_at=act.at,
        asked_by=act.by_name,
        asker_id=act.position_id or 0,
        due_at=deadlines.working_days_after(act.at, days),
    )
    share(document, [(KeyKind.UNIT, unit_id), (KeyKind.POSITION, head.position_id)], "opinion")
    work.give(
        act,
        document,
        position_id=head.position_id,
        agency_id=document.agency_id,
        kind="documents.give_opinion",
        title=document.subject,
        code=document.symbol,
        source=act.by_name,
        urgency=document.urgency,
        due_at=opinion.due_at,
    )

    events.record(
        act,
        "documents.opinion_asked",
        document,
        unit=opinion.unit_name,
        question=opinion.question,
        due_at=opinion.due_at,
    )
    return opinion


def _head(document: Document, unit_id: int, act: Act) -> posts.Post:
    head = posts.unit_head(unit_id, clock.local(act.at).date())
    if head is None or not head.name or head.agency_id != document.agency_id:
        raise Refused(
            "documents.opinion_unit",
            _("Đơn vị này không có người đứng đầu trong cơ quan. Chọn đơn vị khác."),
            reason="input",
        )
    if unit_id == document.unit_id:
        raise Refused(
            "documents.opinion_unit",
            _("Đơn vị soạn thảo không tự hỏi ý kiến mình. Chọn đơn vị khác."),
            reason="input",
        )
    return head


@action
def give_opinion(act: Act, *, document_id: int, opinion_id: int, text: str) -> None:
    """The asked unit says what it thinks of the draft."""
    document, opinion = _answered(act, document_id, opinion_id, "give", _text(text, _("Ý kiến")))

    events.record(
        act, "documents.opinion_given", document, unit=opinion.unit_name, text=opinion.text
    )


@action
def decline_opinion(act: Act, *, document_id: int, opinion_id: int, reason: str) -> None:
    """The asked unit says that the draft is none of its affairs, and why."""
    reason = _text(reason, _("Lý do"))
    document, opinion = _answered(act, document_id, opinion_id, "decline", reason)

    events.record(
        act, "documents.opinion_declined", document, unit=opinion.unit_name, reason=opinion.text
    )


def _answered(
    act: Act, document_id: int, opinion_id: int, verb: str, text: str
) -> tuple[Document, Opinion]:
    document = locked(act, document_id)
    opinion = Opinion.objects.select_for_update().get(id=opinion_id, document=document)
    opinions.check_consulted(act, facts(document))
    opinion.state = opinions.next_opinion(act, opinion.state, verb, unit_id=opinion.unit_id)
    opinion.text, opinion.given_at = text, act.at
    opinion.given_by, opinion.given_title = act.by_name, act.by_title
    opinion.save()
    work.done(act, document, kind="documents.give_opinion", position_id=opinion.position_id)
    work.tell(
        act,
        position_id=opinion.asker_id,
        text=_("{unit} trả lời về dự thảo: {subject}").format(
            unit=opinion.unit_name, subject=document.subject
        ),
        obj=document,
    )
    return document, opinion
