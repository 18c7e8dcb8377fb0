"""The steps of an application, each a sheet that asks for little and does one action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.directory import posts
from lienthong.directory.acting import ActingRequest, official
from lienthong.engine.bpmn.process import State
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.services import forms
from lienthong.services.actions import (
    ending,
    paying,
    receiving,
    returning,
    supplementing,
    working,
)
from lienthong.services.actions.common import case_of, facts_of, package_for
from lienthong.services.actions.moving import Course
from lienthong.services.actions.serving import due_at_return
from lienthong.services.models import Application
from lienthong.services.packages.components import Component
from lienthong.services.pages.common import (
    SHEET,
    UNPROCESSABLE,
    done,
    opened,
    sent,
    url_of,
)
from lienthong.services.queries import steps
from lienthong.services.queries.offices import partners
from lienthong.ui import words

HOLDERS = ("specialist", "unit_head", "leader")


@dataclass(frozen=True)
class Sheet:
    """One step: its words, its form, its action. `tone` is the button's."""

    title: Promise
    icon: str
    said: Promise
    do: Callable[[Act, Application, Any], object]
    form: Callable[[ActingRequest, Application], forms.WithRefusal]
    note: Promise | str = ""
    tone: str = ""


def _plain(request: ActingRequest, _one: Application) -> forms.WithRefusal:
    return forms.WithRefusal(sent(request))


def _reason(request: ActingRequest, _one: Application) -> forms.WithRefusal:
    return forms.ReasonForm(sent(request))


def needed(one: Application) -> list[Component]:
    """The papers that this application asks for."""
    package = package_for(one)
    found = package.needed(case_of(package, one), one.answers, facts_of(one))
    return [part for part in found if part.source != "form"]


def _posts(request: ActingRequest, role: str) -> list[tuple[str, str]]:
    act = request.act
    found = posts.posts_with_role(act.agency_id or 0, role, clock.local(act.at).date())
    return [(str(one.position_id), f"{one.name}, {one.title}") for one in found if one.name]


def _receive(request: ActingRequest, one: Application) -> forms.WithRefusal:
    return forms.ReceiveForm(needed(one), _posts(request, "specialist"), sent(request))


def _supplement(request: ActingRequest, one: Application) -> forms.WithRefusal:
    parts = [(part.code, part.name) for part in package_for(one).components.all]
    return forms.SupplementForm(parts, sent(request))


def _appraise(request: ActingRequest, one: Application) -> forms.WithRefusal:
    package = package_for(one)
    asked = package.asks("tham-dinh", "appraise")
    known = State.from_json(one.process).facts
    asks_others = "xin-y-kien" in package.definition.diagrams and "opinion_needed" not in known
    return forms.AppraiseForm(asked, sent(request), opinion=asks_others)


def _ask_opinion(request: ActingRequest, one: Application) -> forms.WithRefusal:
    day = clock.local(request.act.at).date()
    found = partners(one.agency_id, day)
    return forms.OpinionForm([(str(key), name) for key, name in found], sent(request))


def _draft(request: ActingRequest, one: Application) -> forms.WithRefusal:
    kept = getattr(one, "result", None)
    initial = {"reason": kept.text} if kept else None
    return forms.DraftForm(sent(request), lines=bool(lines_of(one)), initial=initial)


def lines_of(one: Application) -> Sequence[tuple[str, str]]:
    """What the result says by itself."""
    package = package_for(one)
    return package.result_lines(case_of(package, one), one.answers, facts_of(one))


def _hand_over(request: ActingRequest, _one: Application) -> forms.WithRefusal:
    found = {key: name for role in HOLDERS for key, name in _posts(request, role)}
    return forms.HandOverForm(list(found.items()), sent(request))


def _deliver(request: ActingRequest, one: Application) -> forms.WithRefusal:
    due = due_at_return(Course(request.act, one, package_for(one)))
    told = _("Đã thu {amount} đồng").format(amount=words.number(due)) if due else ""
    return forms.DeliverForm(told, sent(request))


def _apology(request: ActingRequest, _one: Application) -> forms.WithRefusal:
    return forms.ApologyForm(sent(request))


def _do_receive(act: Act, one: Application, form: forms.WithRefusal) -> object:
    to = form.cleaned_data["to"]
    return receiving.receive(act, application_id=one.id, to=int(to) if to else None)


def _do_supplement(act: Act, one: Application, form: forms.SupplementForm) -> object:
    return supplementing.ask_supplement(
        act, application_id=one.id, points=form.all_points(), days=form.cleaned_data["days"]
    )


def _do_appraise(act: Act, one: Application, form: forms.AppraiseForm) -> object:
    return working.appraise(
        act, application_id=one.id, conclusion=form.cleaned_data["reason"], asked=form.asked(),
        opinion_needed=form.cleaned_data.get("opinion_needed", False),
    )  # fmt: skip


def _do_ask_opinion(act: Act, one: Application, form: forms.WithRefusal) -> object:
    data = form.cleaned_data
    return working.ask_opinion(
        act, application_id=one.id, agency_id=int(data["agency"]), question=data["reason"],
        days=data["days"],
    )  # fmt: skip


def _do_apologise(act: Act, one: Application, form: forms.WithRefusal) -> object:
    data = form.cleaned_data
    until = datetime.combine(data["until"], time(17), clock.zone())
    return ending.apologise(act, application_id=one.id, until=until, reason=data["reason"])


def _do_deliver(act: Act, one: Application, form: forms.WithRefusal) -> object:
    data = form.cleaned_data
    return returning.deliver(
        act, application_id=one.id, way=data["way"], to_whom=data["to_whom"],
        paid=data.get("paid", False),
    )  # fmt: skip


SHEETS: dict[str, Sheet] = {
    "receive": Sheet(
        gettext_lazy("Tiếp nhận"), "inbox", gettext_lazy("Đã tiếp nhận hồ sơ."),
        _do_receive, _receive,
        gettext_lazy("Thời hạn giải quyết tính từ lúc này. Người nộp nhận giấy hẹn trả."),
    ),
    "ask_supplement": Sheet(
        gettext_lazy("Yêu cầu bổ sung"), "list-check",
        gettext_lazy("Đã gửi yêu cầu bổ sung. Thời hạn tạm dừng đến khi người nộp trả lời."),
        _do_supplement, _supplement,
    ),
    "refuse": Sheet(
        gettext_lazy("Từ chối tiếp nhận"), "x",
        gettext_lazy("Đã từ chối hồ sơ. Người nộp nhận phiếu từ chối."),
        lambda act, one, form: receiving.refuse(
            act, application_id=one.id, reason=form.cleaned_data["reason"]
        ),
        _reason,
        gettext_lazy("Người nộp nhận phiếu từ chối có nguyên văn lý do này."), "danger",
    ),
    "pay": Sheet(
        gettext_lazy("Thu tiền mặt"), "wallet", gettext_lazy("Đã thu phí, lệ phí."),
        lambda act, one, _form: paying.take_cash(act, application_id=one.id),
        _plain,
    ),
    "appraise": Sheet(
        gettext_lazy("Đồng ý thẩm định"), "check",
        gettext_lazy("Đã ghi kết luận thẩm định."),
        _do_appraise, _appraise,
        gettext_lazy("Không đủ điều kiện thì từ chối; thiếu giấy tờ thì yêu cầu bổ sung."),
    ),
    "ask_opinion": Sheet(
        gettext_lazy("Xin ý kiến"), "message-circle",
        gettext_lazy("Đã gửi xin ý kiến. Thời hạn của hồ sơ vẫn tính."),
        _do_ask_opinion, _ask_opinion,
    ),
    "give_opinion": Sheet(
        gettext_lazy("Cho ý kiến"), "message-circle", gettext_lazy("Đã cho ý kiến."),
        lambda act, one, form: working.give_opinion(
            act, application_id=one.id, answer=form.cleaned_data["reason"],
            agrees=form.cleaned_data["agrees"],
        ),
        lambda request, _one: forms.GiveOpinionForm(sent(request)),
    ),
    "go_on_without": Sheet(
        gettext_lazy("Xử lý tiếp, không chờ ý kiến"), "arrow-right",
        gettext_lazy("Đã xử lý tiếp khi chưa có ý kiến."),
        lambda act, one, form: working.go_on_without(
            act, application_id=one.id, reason=form.cleaned_data["reason"]
        ),
        _reason,
    ),
    "gather": Sheet(
        gettext_lazy("Tổng hợp ý kiến"), "list-check", gettext_lazy("Đã tổng hợp ý kiến."),
        lambda act, one, form: working.gather(
            act, application_id=one.id, summary=form.cleaned_data["reason"]
        ),
        lambda request, _one: forms.GatherForm(sent(request)),
    ),
    "draft_result": Sheet(
        gettext_lazy("Trình ký kết quả"), "file-certificate",
        gettext_lazy("Đã trình ký kết quả."),
        lambda act, one, form: working.draft_result(
            act, application_id=one.id, text=form.cleaned_data["reason"]
        ),
        _draft,
    ),
    "sign": Sheet(
        gettext_lazy("Ký số"), "signature",
        gettext_lazy("Đã duyệt. Hệ thống đang cấp số và ký kết quả."),
        lambda act, one, _form: working.sign(act, application_id=one.id),
        _plain,
    ),
    "send_back": Sheet(
        gettext_lazy("Trả lại dự thảo"), "arrow-forward-up",
        gettext_lazy("Đã trả lại dự thảo cho người thụ lý."),
        lambda act, one, form: working.send_back(
            act, application_id=one.id, reason=form.cleaned_data["reason"]
        ),
        _reason, "", "danger",
    ),
    "hand_over": Sheet(
        gettext_lazy("Chuyển xử lý"), "user-check", gettext_lazy("Đã chuyển hồ sơ."),
        lambda act, one, form: working.hand_over(
            act, application_id=one.id, to=int(form.cleaned_data["to"])
        ),
        _hand_over,
    ),
    "deliver": Sheet(
        gettext_lazy("Trả kết quả"), "send", gettext_lazy("Đã trả kết quả."),
        _do_deliver, _deliver,
    ),
    "apologise": Sheet(
        gettext_lazy("Xin lỗi và hẹn lại"), "calendar-event",
        gettext_lazy("Đã hẹn lại. In văn bản xin lỗi ở mục Biểu mẫu."),
        _do_apologise, _apology,
        gettext_lazy("Chỉ hẹn lại một lần. Hồ sơ vẫn tính là trễ hạn."),
    ),
    "stop": Sheet(
        gettext_lazy("Dừng xử lý"), "hand-stop",
        gettext_lazy("Đã dừng xử lý. Người nộp nhận thông báo kèm lý do."),
        lambda act, one, form: ending.stop(
            act, application_id=one.id, reason=form.cleaned_data["reason"]
        ),
        _reason, "", "danger",
    ),
    "withdraw": Sheet(
        gettext_lazy("Rút hồ sơ theo yêu cầu"), "archive", gettext_lazy("Đã rút hồ sơ."),
        lambda act, one, form: ending.withdraw(
            act, application_id=one.id, reason=form.cleaned_data["reason"]
        ),
        _reason,
        gettext_lazy("Dùng khi người nộp đến quầy và yêu cầu rút."), "danger",
    ),
}  # fmt: skip
"""By the verb of the rules."""


@SHEET
@official
def step(request: ActingRequest, application_id: int, verb: str) -> HttpResponseBase:
    """One step: asked on a sheet over the application, or done by one tap."""
    one = opened(request, application_id)
    sheet = SHEETS.get(verb)
    if sheet is None:
        raise Http404
    steps.check(request.act, one, verb)
    form = sheet.form(request, one)
    if done(form, lambda _data: sheet.do(request.act, one, form)):
        messages.info(request, str(sheet.said))
        return redirect(url_of(one))
    return render(
        request,
        "services/step.html",
        {
            "one": one,
            "name": package_for(one).name,
            "form": form,
            "sheet": sheet,
            "back_url": url_of(one),
            "lines": lines_of(one) if verb == "draft_result" else (),
        },
        status=UNPROCESSABLE if form.errors else 200,
    )
