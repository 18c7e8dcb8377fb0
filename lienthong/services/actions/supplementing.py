"""What is lacking, asked once with every point, and answered (Decree 61/2018, art. 17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lienthong.engine.forms import answers as form_answers
from lienthong.kernel import deadlines, events
from lienthong.kernel.actions import action, bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import keep_many
from lienthong.kernel.errors import Refused
from lienthong.services import rules
from lienthong.services.actions.common import (
    check,
    deadline_of,
    facts_of,
    locked,
    package_for,
    tick,
)
from lienthong.services.actions.moving import Course, advance
from lienthong.services.actions.serving import SERVICES
from lienthong.services.actions.submitting import Handed, files_among, reused_among
from lienthong.services.models import Application, Correction, Paper, Supplement
from lienthong.services.rules import Status
from lienthong.services.rules_clock import Tick

ANSWER_DAYS = 30


@action
def ask_supplement(
    act: Act, *, application_id: int, points: Sequence[str], days: int = ANSWER_DAYS
) -> Supplement:
    """Ask for everything that is lacking, at once; `days` are working days to answer in. The clock
    stands until the answer. More requests than the procedure allows are refused; a second one
    already counts late (QĐ 766).
    """
    application = locked(act, application_id)
    check(act, application, "ask_supplement")
    kept = rules.check_points(list(points))
    course = Course(act, application, package_for(application), SERVICES)
    most = deadline_of(course.package, application).supplements_most
    before = application.supplements_asked.count()
    if before >= most:
        raise Refused(
            "services.supplements",
            _(
                "Hồ sơ này đã được yêu cầu bổ sung {count} lần, nhiều nhất {most}."
                " Giải quyết theo giấy tờ đang có hoặc từ chối, nêu lý do."
            ).format(count=before, most=most),
        )
    due_before = application.due_at
    paused = Status.SUPPLEMENT in deadline_of(course.package, application).pauses
    if paused:
        tick(application, course.package, Tick("paused", act.at, supplement=True))
    application.status = Status.SUPPLEMENT
    if course.is_at("check"):
        course.complete(course.at("check"), {"reception": "supplement"})
    else:
        course.complete(course.at("appraise"), {"appraisal": "supplement"})
    asked = Supplement.objects.create(
        application=application, points=kept, asked_at=act.at, asked_by=act.by_name,
        answer_due_at=deadlines.working_days_after(act.at, max(1, min(days, 365))),
        due_before=due_before,
    )  # fmt: skip
    events.record(
        act, "services.supplement_asked", application, code=application.code,
        status=int(Status.SUPPLEMENT), count=len(kept), points=kept, round=before + 1,
        due_before=due_before, paused=paused,
    )  # fmt: skip
    advance(course, "ask", outcome=_("Yêu cầu bổ sung"))
    application.save()
    return asked


@action
def answer_supplement(
    act: Act,
    *,
    application_id: int,
    papers: Sequence[Handed] = (),
    answers: Mapping[str, Any] | None = None,
) -> Application:
    """The applicant hands in what was lacking; the clock goes on, or begins anew, as the procedure
    says. `answers`, when given, replace the whole form, whose changes the officer sees field by
    field.
    """
    application = locked(act, application_id)
    check(act, application, "answer_supplement")
    package = package_for(application)
    if not papers and answers is None:
        raise Refused(
            "services.nothing_added",
            _("Chưa có giấy tờ hay thông tin nào được bổ sung. Thêm rồi nộp lại."),
            reason="input",
        )
    known = {one.code for one in package.components.all}
    if strange := [one.name for one in papers if one.component not in known]:
        raise Refused(
            "services.papers",
            _("Hồ sơ này không cần giấy tờ “{name}”. Bỏ tệp ấy rồi nộp lại.").format(
                name=strange[0][:80]
            ),
            reason="input",
        )
    changed = _change_answers(act, application, package, answers) if answers is not None else []
    round_ = application.supplements_asked.count()
    files = keep_many(act, [one.staged for one in papers if one.staged is not None])
    Paper.objects.bulk_create(
        Paper(
            application=application, component=one.component, name=one.name[:200],
            source=one.source, copies=one.copies, digitised=one.digitised, round=round_,
            attachment_id=files[one.staged.sha256] if one.staged else one.attachment_id,
            added_at=act.at,
        )
        for one in papers
    )  # fmt: skip
    now = tick(application, package, Tick("went_on", act.at))
    received = application.received_at is not None
    application.status = Status.IN_PROGRESS if received else Status.SUBMITTED
    asked = Supplement.objects.select_for_update().get(application=application, answered_at=None)
    asked.answered_at, asked.due_after = act.at, now.due_at
    asked.save(update_fields=["answered_at", "due_after"])
    events.record(
        act, "services.supplement_answered", application, agency_id=application.agency_id,
        code=application.code, status=int(application.status), papers=len(papers),
        changed=changed, due_at=now.due_at, files=files_among(papers), reused=reused_among(papers),
    )  # fmt: skip
    advance(Course(act, application, package, SERVICES), "answer", outcome=_("Đã nộp bổ sung"))
    application.save()
    return application


def _change_answers(
    act: Act, application: Application, package: Any, answers: Mapping[str, Any]
) -> list[str]:
    """The form anew, against the form; returns the names of the fields that differ."""
    seen = form_answers.check(
        package.form, dict(answers), known=facts_of(application),
        working_days=deadlines.current().working_days_between,
    )  # fmt: skip
    if seen.problems:
        raise Refused("services.answers", seen.problems[0].sentence, reason="input")
    changed = differing(application.answers, seen.answer)
    if changed:
        note_changes(act, application, seen.answer, changed, str(_("Nộp bổ sung")))
    application.answers = seen.answer
    return changed


@bookkeeping
def note_changes(
    act: Act, application: Application, after: Mapping[str, Any], changed: Sequence[str], why: str
) -> None:
    """Keep the fields that change, before and after; called before the answers are replaced."""
    Correction.objects.create(
        application=application, at=act.at, by=act.by_name, reason=why,
        changes=[[name, _at(application.answers, name), _at(after, name)] for name in changed],
    )  # fmt: skip


def _at(answers: Any, name: str) -> Any:
    """The value of a dotted name, None when there is none."""
    for key in name.split("."):
        answers = answers.get(key) if isinstance(answers, dict) else None
    return answers


def differing(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Dotted names of fields that are not the same; repeated groups as a whole."""
    found = []
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            found += differing(old, new, f"{prefix}{name}.")
        elif old != new and not (_is_nothing(old) and _is_nothing(new)):
            found.append(f"{prefix}{name}")
    return found


def _is_nothing(value: Any) -> bool:
    """An unticked box, an empty field and none at all say the same."""
    return value is None or value is False or value in ("", [], {})
