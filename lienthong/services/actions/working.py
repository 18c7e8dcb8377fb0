"""Work on what was received: appraisal, opinions of others, the draft of the result, the leader's
signature (Decree 61/2018, art. 19).
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.kernel import clock, deadlines, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.services import rules
from lienthong.services.actions.common import case_of, check, facts_of, locked, package_for
from lienthong.services.actions.moving import Course, advance
from lienthong.services.actions.serving import SERVICES
from lienthong.services.models import Application, Opinion, Result, Step
from lienthong.services.rules import Status
from lienthong.work import actions as work

CONCLUSION_MAX = 4_000
OPINION_DAYS = 5


def _course(act: Act, application_id: int, verb: str, node: str, to: int | None = None) -> Course:
    application = locked(act, application_id)
    check(act, application, verb, node=node)
    return Course(act, application, package_for(application), SERVICES, to)


@action
def appraise(
    act: Act, *, application_id: int, conclusion: str, opinion_needed: bool = False,
    to: int | None = None, asked: Mapping[str, bool | int | str] | None = None,
) -> Application:  # fmt: skip
    """The papers hold and the conditions are met. To refuse, or to ask for more, there are steps of
    their own. `asked` are what the procedure wants to know from this step.
    """
    course = _course(act, application_id, "appraise", "appraise", to)
    application = course.application
    conclusion = rules.check_text(conclusion, name=_("Kết luận thẩm định"), longest=CONCLUSION_MAX)
    events.record(
        act, "services.appraised", application, code=application.code,
        status=int(application.status), conclusion=conclusion,
    )  # fmt: skip
    answers: dict[str, bool | int | str] = {"appraisal": "approved", **(asked or {})}
    if "opinion_needed" not in facts_of(application):  # the procedure itself may have decided
        answers["opinion_needed"] = opinion_needed
    advance(course, "appraise", outcome=_("Đủ điều kiện"), data=answers)
    application.save()
    return application


@action
def ask_opinion(
    act: Act, *, application_id: int, agency_id: int, question: str, days: int = OPINION_DAYS
) -> Opinion:
    """Another agency is asked, with a day of its own to answer by; our clock runs on."""
    course = _course(act, application_id, "ask_opinion", "ask")
    application = course.application
    question = rules.check_text(question, name=_("Nội dung xin ý kiến"))
    day = clock.local(act.at).date()
    if agency_id == application.agency_id:
        raise Refused("services.own_opinion", _("Chọn cơ quan khác để xin ý kiến."), reason="input")
    asked = posts.agencies_on([agency_id], day).get(agency_id)
    if asked is None:
        raise Refused(
            "services.agency", _("Cơ quan này không còn hoạt động. Chọn lại."), reason="input"
        )
    post = posts.post_with_role(agency_id, "specialist", day, what=_("chuyên viên"))
    due = deadlines.working_days_after(act.at, max(1, min(days, 60)))
    opinion = Opinion.objects.create(
        application=application, agency_id=agency_id, agency_name=asked.short_name,
        position_id=post.position_id, question=question, asked_at=act.at, due_at=due,
    )  # fmt: skip
    events.record(
        act, "services.opinion_asked", application, code=application.code,
        status=int(application.status), agency=asked.short_name, asked_agency=agency_id,
        due_at=due, question=question,
    )  # fmt: skip
    advance(course, "ask", outcome=_("Đã gửi {agency}").format(agency=asked.short_name))
    Step.objects.filter(application=application, node="answer", closed_at=None).update(
        agency_id=agency_id, position_id=post.position_id, holder=asked.short_name, due_at=due
    )
    work.give(
        act, application, position_id=post.position_id, agency_id=agency_id,
        kind="services.give_opinion", title=_("Cho ý kiến: {name}").format(
            name=course.package.name
        ), code=application.code, due_at=due,
    )  # fmt: skip
    application.save()
    return opinion


@action
def give_opinion(
    act: Act, *, application_id: int, answer: str, agrees: bool,
    asked: Mapping[str, bool | int | str] | None = None,
) -> Opinion:  # fmt: skip
    """The asked agency says what it thinks; `asked` as in `appraise`."""
    course = _course(act, application_id, "give_opinion", "answer")
    application = course.application
    answer = rules.check_text(answer, name=_("Ý kiến"), longest=CONCLUSION_MAX)
    opinion = Opinion.objects.select_for_update().get(
        application=application, agency_id=act.agency_id or 0, answered_at=None
    )
    opinion.answer, opinion.agrees, opinion.answered_at = answer, agrees, act.at
    opinion.save(update_fields=["answer", "agrees", "answered_at"])
    events.record(
        act, "services.opinion_given", application, code=application.code,
        status=int(application.status), agency=opinion.agency_name, agrees=agrees,
        late=act.at > opinion.due_at,
    )  # fmt: skip
    advance(course, "answer", outcome=_("Đã cho ý kiến"), data=asked)
    application.save()
    return opinion


@action
def go_on_without(act: Act, *, application_id: int, reason: str) -> Application:
    """The partner has not answered: the officer goes on, and says why. Nobody's failure blocks an
    application.
    """
    application = locked(act, application_id)
    check(act, application, "go_on_without")
    reason = rules.check_text(reason, name=_("Lý do"))
    course = Course(act, application, package_for(application), SERVICES)
    opinion = Opinion.objects.select_for_update().get(application=application, answered_at=None)
    opinion.answered_at, opinion.answer = act.at, ""
    opinion.save(update_fields=["answered_at", "answer"])
    events.record(
        act, "services.opinion_passed", application, code=application.code,
        status=int(application.status), agency=opinion.agency_name, reason=reason,
    )  # fmt: skip
    advance(course, "answer", outcome=_("Xử lý tiếp khi chưa có ý kiến"))
    application.save()
    return application


@action
def gather(
    act: Act, *, application_id: int, summary: str,
    asked: Mapping[str, bool | int | str] | None = None,
) -> Application:  # fmt: skip
    """What the opinions come to. `asked` are what the procedure wants to know from this step."""
    course = _course(act, application_id, "gather", "gather")
    application = course.application
    summary = rules.check_text(summary, name=_("Tổng hợp ý kiến"), longest=CONCLUSION_MAX)
    events.record(
        act, "services.gathered", application, code=application.code,
        status=int(application.status), summary=summary,
    )  # fmt: skip
    advance(course, "gather", outcome=_("Đã tổng hợp"), data=asked)
    application.save()
    return application


@action
def draft_result(act: Act, *, application_id: int, text: str = "") -> Result:
    """The result is drafted and laid before whoever signs. `text` is what the result says beside
    the lines that the procedure fills in from the form.
    """
    course = _course(act, application_id, "draft_result", "draft")
    application = course.application
    case = case_of(course.package, application)
    lines = course.package.result_lines(case, application.answers, facts_of(application))
    if not lines:
        text = rules.check_text(text, name=_("Nội dung kết quả"), longest=CONCLUSION_MAX)
    result, _new = Result.objects.update_or_create(
        application=application,
        defaults={"text": text.strip(), "lines": [list(one) for one in lines]},
        create_defaults={
            "text": text.strip(),
            "lines": [list(one) for one in lines],
            "token": secrets.token_urlsafe(12),
        },
    )
    events.record(
        act, "services.drafted", application, code=application.code,
        status=int(application.status),
    )  # fmt: skip
    advance(course, "draft", outcome=_("Đã trình ký"))
    application.save()
    return result


@action
def sign(act: Act, *, application_id: int) -> Result:
    """The leader approves: number at once, then the job makes the file and signs it with the
    leader's key and the agency's.
    """
    course = _course(act, application_id, "sign", "sign")
    application = course.application
    result = Result.objects.select_for_update().get(application=application)
    result.signed_by, result.signer_id, result.signed_at = act.by_name, act.person_id, act.at
    result.save(update_fields=["signed_by", "signer_id", "signed_at"])
    events.record(
        act, "services.signed", application, code=application.code,
        status=int(application.status),
    )  # fmt: skip
    advance(course, "sign", outcome=_("Đã ký"), data={"signing": "signed"})
    application.save()
    return result


@action
def send_back(act: Act, *, application_id: int, reason: str) -> Application:
    """The leader wants the draft changed."""
    course = _course(act, application_id, "send_back", "sign")
    application = course.application
    reason = rules.check_text(reason, name=_("Lý do trả lại"))
    events.record(
        act, "services.draft_sent_back", application, code=application.code,
        status=int(application.status), reason=reason,
    )  # fmt: skip
    said = _("Trả lại: {reason}").format(reason=reason)
    advance(course, "sign", outcome=said, data={"signing": "returned"})
    application.save()
    return application


@action
def hand_over(act: Act, *, application_id: int, to: int) -> Application:
    """Another post of the agency goes on with what waits for this one."""
    application = locked(act, application_id)
    check(act, application, "hand_over")
    day = clock.local(act.at).date()
    post = posts.post(to, day)
    if post is None or post.agency_id != application.agency_id or not post.name:
        raise Refused(
            "services.no_post",
            _("Chức vụ này không có ai giữ trong cơ quan. Chọn người khác."),
            reason="input",
        )
    step = (
        Step.objects.select_for_update()
        .filter(application=application, closed_at=None, position_id__isnull=False)
        .exclude(lane="Cơ quan phối hợp")
        .first()
    )
    if step is None or step.position_id == to:
        raise Refused("services.elsewhere", _("Không có việc nào để chuyển cho người này."))
    left = step.holder
    work.done(act, application, position_id=step.position_id)
    step.position_id, step.holder = to, f"{post.name}, {post.title}"
    step.save(update_fields=["position_id", "holder"])
    if application.status == Status.RECEIVED:
        application.status = Status.IN_PROGRESS
        application.save(update_fields=["status"])
    work.give(
        act, application, position_id=to, agency_id=application.agency_id,
        kind="services.handle", title=f"{step.name}: {package_for(application).name}",
        code=application.code, due_at=step.due_at,
    )  # fmt: skip
    events.record(
        act, "services.handed_over", application, code=application.code,
        status=int(application.status), step=step.name, from_holder=left,
        to_holder=step.holder, to_position=to, due_at=step.due_at, left_late=False,
    )  # fmt: skip
    return application
