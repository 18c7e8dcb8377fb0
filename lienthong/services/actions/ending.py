"""What else becomes of applications: withdrawn, stopped, late and apologised for, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from lienthong.engine.forms import answers as form_answers
from lienthong.kernel import deadlines, events
from lienthong.kernel.actions import action, bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services import rules, rules_clock
from lienthong.services.actions.common import (
    check,
    deadline_of,
    facts_of,
    locked,
    locked_by_system,
    package_for,
    tick,
    ticks_of,
    words_of,
)
from lienthong.services.actions.moving import end_steps
from lienthong.services.actions.supplementing import differing, note_changes
from lienthong.services.models import Application, Payment
from lienthong.services.models.payments import CANCELLED, WAITING
from lienthong.services.rules import Status
from lienthong.services.rules_clock import HALF, NEARLY, Tick
from lienthong.work import actions as work


@action
def withdraw(act: Act, *, application_id: int, reason: str) -> Application:
    """The applicant takes it back."""
    application = locked(act, application_id)
    check(act, application, "withdraw")
    reason = rules.check_text(reason, name=_("Lý do rút hồ sơ"))
    _end(act, application, Status.WITHDRAWN, _("Rút hồ sơ"))
    events.record(
        act, "services.withdrawn", application, agency_id=application.agency_id,
        code=application.code, status=int(Status.WITHDRAWN), reason=reason,
    )  # fmt: skip
    application.save()
    return application


@action
def stop(act: Act, *, application_id: int, reason: str) -> Application:
    """The agency ends it without a result: nobody answered the supplement, the law forbids going
    on. The reason is written to the applicant.
    """
    application = locked(act, application_id)
    check(act, application, "stop")
    reason = rules.check_text(reason, name=_("Lý do dừng xử lý"))
    _end(act, application, Status.STOPPED, _("Dừng xử lý"))
    events.record(
        act, "services.stopped", application, code=application.code,
        status=int(Status.STOPPED), reason=reason, due_at=application.due_at,
    )  # fmt: skip
    application.save()
    return application


def _end(act: Act, application: Application, status: Status, outcome: str) -> None:
    tick(application, package_for(application), Tick("ended", act.at))
    application.status = status
    end_steps(act, application, outcome)
    waiting = Payment.objects.filter(application=application, state=WAITING)
    waiting.update(state=CANCELLED, settled_at=act.at, refund_due=F("received"))


@action
def apologise(act: Act, *, application_id: int, until: datetime, reason: str) -> Application:
    """It will be late: the agency says so before the day, with the reason and a new day, once
    (Decree 61/2018, art. 19). It still counts late.
    """
    application = locked(act, application_id)
    check(act, application, "apologise")
    reason = rules.check_text(reason, name=_("Lý do chậm"))
    if application.promised_at is not None:
        raise Refused(
            "services.postponed",
            _("Hồ sơ đã được hẹn lại đến {until}; chỉ hẹn lại một lần.").format(
                until=words_of(application.promised_at)
            ),
        )
    if application.due_at is None or until <= max(act.at, application.due_at):
        raise Refused(
            "services.until",
            _("Ngày hẹn lại phải sau hạn cũ ({due}) và sau hôm nay.").format(
                due=words_of(application.due_at)
            ),
            reason="input",
        )
    tick(application, package_for(application), Tick("postponed", act.at, until))
    events.record(
        act, "services.apologised", application, code=application.code,
        status=int(application.status), until=until, reason=reason, due_at=application.due_at,
    )  # fmt: skip
    application.save()
    return application


@action
def correct(act: Act, *, application_id: int, answers: Mapping[str, Any], reason: str) -> list[str]:
    """An officer corrects what was typed, with a reason; returns the names of the fields that
    changed. Before and after are kept beside the log (`Correction`), where they can be erased.
    """
    application = locked(act, application_id)
    check(act, application, "correct")
    reason = rules.check_text(reason, name=_("Lý do đính chính"))
    package = package_for(application)
    seen = form_answers.check(
        package.form, dict(answers), known=facts_of(application),
        working_days=deadlines.current().working_days_between,
    )  # fmt: skip
    if seen.problems:
        raise Refused("services.answers", seen.problems[0].sentence, reason="input")
    changed = differing(application.answers, seen.answer)
    if not changed:
        raise Refused("services.nothing_changed", _("Không có mục nào thay đổi."), reason="input")
    note_changes(act, application, seen.answer, changed, reason)
    application.answers = seen.answer
    events.record(
        act, "services.corrected", application, code=application.code,
        status=int(application.status), what=", ".join(changed), reason=reason,
    )  # fmt: skip
    application.save(update_fields=["answers"])
    return changed


@action
def warn(act: Act, *, application_id: int) -> int:
    """Whoever holds it is told when half, and when four fifths of its time have passed; returns the
    percent told of, 0 when there was nothing new.
    """
    application = locked_by_system(application_id)
    package = package_for(application)
    now = rules_clock.reckon(
        deadlines.current(), deadline_of(package, application), ticks_of(application)
    )
    used = rules_clock.percent_used(deadlines.current(), now, act.at) or 0
    level = NEARLY if used >= NEARLY else HALF if used >= HALF else 0
    if level <= application.warned:
        events.nothing(act, "told already, or not yet time")
        return 0
    _warned(act, application, level)
    events.record(
        act, "services.warned", application, agency_id=application.agency_id,
        code=application.code, status=int(application.status), percent=level,
        due_at=application.due_at,
    )  # fmt: skip
    return level


@bookkeeping
def _warned(act: Act, application: Application, level: int) -> None:
    application.warned = level
    application.save(update_fields=["warned"])
    steps = application.steps.filter(closed_at=None, position_id__isnull=False)
    for position_id in filter(None, steps.values_list("position_id", flat=True)):
        work.tell(
            act, position_id=position_id, obj=application,
            text=_("{code} đã dùng {percent}% thời hạn, hạn trả {due}.").format(
                code=application.code, percent=level, due=words_of(application.due_at)
            ),
        )  # fmt: skip
