"""The steps of a document as resources that are POSTed; those that ask something first have a
form.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents import rules
from lienthong.documents.actions import (
    amending,
    checking,
    drafting,
    following,
    handling,
    issuing,
    paper,
    receiving,
    signing,
)
from lienthong.documents.actions import tree as trees
from lienthong.documents.actions.common import facts
from lienthong.documents.forms import SignerForm, SubmissionForm
from lienthong.documents.forms_handling import PassingOnForm, ReasonForm, ReminderForm
from lienthong.documents.models import Document
from lienthong.documents.pages import signed
from lienthong.documents.pages.handling import sent, sheet
from lienthong.documents.pages.opened import SEEN, Opened, back, opened
from lienthong.documents.pages.shelves import whole_number
from lienthong.documents.queries import phrases
from lienthong.kernel.errors import Refused
from lienthong.ui import toasts, words

SHEET = require_http_methods(["GET", "HEAD", "POST"])


def _done(request: ActingRequest, document_id: int, said: str) -> HttpResponseBase:
    messages.info(request, said)
    return back(request, document_id)


@require_POST
@official
def registration(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Vào sổ."""
    try:
        number = receiving.register(request.act, document_id=document_id)
    except Refused as refused:
        if refused.code not in {"documents.duplicate", "documents.doubted"}:
            raise
        return redirect(opened(request, document_id).url("registration_anyway"))
    return _done(
        request, document_id, _("Đã vào sổ, số đến {number}.").format(number=words.number(number))
    )


@require_POST
@official
def forwarding(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Chuyển người soạn: a reply goes to whoever drafted what it answers."""
    receiving.forward(request.act, document_id=document_id)
    said = _("Đã chuyển trả lời cho người soạn văn bản đã gửi.")
    return _done(request, document_id, said)


@require_POST
@official
def start(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Bắt đầu xử lý."""
    handling.start(request.act, document_id=document_id)
    return _done(request, document_id, _("Đã ghi bắt đầu xử lý. Nơi gửi thấy trạng thái này."))


@require_POST
@official
def resolution(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Kết thúc xử lý."""
    handling.resolve(request.act, document_id=document_id)
    return _done(request, document_id, _("Đã kết thúc xử lý. Nơi gửi thấy trạng thái này."))


@require_POST
@official
def check_request(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Trình kiểm tra."""
    drafting.submit_for_check(request.act, document_id=document_id)
    return _done(request, document_id, _("Đã trình người đứng đầu đơn vị kiểm tra nội dung."))


def _seen(request: ActingRequest) -> int | None:
    """Which text stood on the page whose button was pressed (`opened.SEEN`)."""
    return whole_number(request.GET.get(SEEN, ""))


@require_POST
@official
def content_check(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Đồng ý nội dung."""
    checking.check_content(request.act, document_id=document_id, seen=_seen(request))
    return _done(request, document_id, _("Đã đồng ý nội dung, chuyển kiểm tra thể thức."))


@require_POST
@official
def format_check(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Đồng ý thể thức."""
    checking.check_format(request.act, document_id=document_id, seen=_seen(request))
    return _done(request, document_id, _("Đã đồng ý thể thức, trình người ký."))


@require_POST
@official
def approval(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Ký số: the leader's one tap; the page then shows the job at work."""
    checking.approve(request.act, document_id=document_id, seen=_seen(request))
    return back(request, document_id)


@require_POST
@official
def seal(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Đóng dấu: ask the job for the agency's signature; the page then shows it at work."""
    signing.request_seal(request.act, document_id=document_id)
    return back(request, document_id)


@SHEET
@official
def issue(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Phát hành: what cannot be called back is asked once more."""
    if request.method == "POST":
        count = issuing.issue(request.act, document_id=document_id)
        said = _("Đã phát hành đến {count} nơi nhận.").format(count=words.number(count))
        return _done(request, document_id, said)
    one = _ready(request, document_id, "issue")
    context = {"one": one, "count": one.document.recipients.count()}
    return render(request, "documents/issue.html", context)


def _ready(request: ActingRequest, document_id: int, verb: str) -> Opened:
    """The document a form is about to be shown for, if the step may be taken at all."""
    one = opened(request, document_id)
    rules.check_step(request.act, facts(one.document), verb)
    return one


@SHEET
@official
def submission(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Trình lãnh đạo: which one."""
    one = _ready(request, document_id, "submit")
    form = SubmissionForm(request.act, request.POST or None)
    if request.method == "POST" and form.is_valid():
        leader_id = int(form.cleaned_data["leader"])
        receiving.submit(request.act, document_id=document_id, leader_id=leader_id)
        undo = opened(request, document_id).url("submission_undoing")
        toasts.say(request, _("Đã trình lãnh đạo cho ý kiến."), undo_url=undo)
        return back(request, document_id)
    return render(
        request,
        "documents/submission.html",
        {"one": one, "form": form},
        status=422 if form.errors else 200,
    )


@SHEET
@official
def signer(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Đổi người ký: who signs in place of the one that was named."""
    one = _ready(request, document_id, "change_signer")
    typed = request.POST if request.method == "POST" else None
    form = SignerForm(request.act, one.document.type, typed)
    if request.method == "POST" and form.is_valid():
        signer_id = int(form.cleaned_data["signer"])
        try:
            checking.change_signer(request.act, document_id=document_id, signer_id=signer_id)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _done(request, document_id, _("Đã đổi người ký của dự thảo."))
    return render(
        request,
        "documents/signer.html",
        {"one": one, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@official
def unsubmission(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Hoàn tác việc trình."""
    receiving.unsubmit(request.act, document_id=document_id)
    return _done(request, document_id, _("Đã rút lại việc trình. Văn bản chờ trình."))


@SHEET
@official
def passing_on(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Trình lãnh đạo khác: several leaders direct a document in turn."""
    one = _ready(request, document_id, "pass_on")
    form = PassingOnForm(request.act, sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            receiving.pass_on(
                request.act,
                document_id=document_id,
                leader_id=int(data["leader"]),
                words=data["words"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return _done(request, document_id, _("Đã chuyển cho lãnh đạo khác."))
    return sheet(
        request,
        form,
        title=_("Chuyển lãnh đạo khác"),
        about=one.document.code,
        go=_("Chuyển"),
        icon="arrow-right",
        back_url=one.url(),
    )


@SHEET
@official
def returns(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Trả lại nơi gửi, with the reason."""
    one = _ready(request, document_id, "return")
    return with_reason(
        request,
        one,
        receiving.turn_back,
        title=_("Trả lại nơi gửi"),
        warning=_("Văn bản quay về nơi gửi và không vào sổ được nữa. Nơi gửi đọc được lý do."),
        said=_("Đã trả lại nơi gửi."),
        ready=signed.reason_to_return(one.document),
        kind=phrases.RETURN_INCOMING,
    )


@SHEET
@official
def arrival_voiding(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Hủy số đến of a paper entered by mistake, with the reason."""
    one = _ready(request, document_id, "void_arrival")
    return with_reason(
        request,
        one,
        paper.void_arrival,
        title=_("Hủy số đến"),
        warning=_(
            "Số đến {number} không dùng lại, sổ ghi lý do. Văn bản ngừng xử lý;"
            " nếu nhập sai thì vào sổ lại, số mới."
        ).format(number=one.document.arrival_number),
        said=_("Đã hủy số đến. Sổ văn bản đến ghi lý do."),
    )


@SHEET
@official
def recall(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Thu hồi: an issued document is taken back, with the reason."""
    one = _ready(request, document_id, "recall")
    return with_reason(
        request,
        one,
        amending.recall,
        title=_("Thu hồi văn bản"),
        warning=_("Văn bản ngừng hiệu lực ở đây; mọi nơi đã nhận được yêu cầu bỏ bản của mình."),
        said=_("Đã thu hồi. Theo dõi trả lời của nơi nhận ở bảng theo dõi."),
    )


@SHEET
@official
def recall_agreement(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Đồng ý thu hồi: what cannot be undone is asked once more."""
    one = _ready(request, document_id, "agree_recall")
    if request.method == "POST":
        amending.agree_recall(request.act, document_id=document_id)
        return _done(request, document_id, _("Đã bỏ văn bản. Nơi gửi thấy trả lời này."))
    return render(request, "documents/recall_agreement.html", {"one": one})


@SHEET
@official
def recall_refusal(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Không đồng ý thu hồi, with the reason."""
    one = _ready(request, document_id, "decline_recall")
    return with_reason(
        request,
        one,
        amending.decline_recall,
        title=_("Không đồng ý thu hồi"),
        warning=_("Cơ quan giữ văn bản và xử lý tiếp. Nơi gửi đọc được lý do."),
        said=_("Đã trả lời không đồng ý. Nơi gửi thấy trả lời này."),
    )


@SHEET
@official
def draft_returns(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Trả lại dự thảo, with the reason."""
    one = _ready(request, document_id, "return_draft")
    return with_reason(
        request,
        one,
        checking.return_draft,
        title=_("Trả lại dự thảo"),
        warning=_("Dự thảo quay về người soạn; các bước kiểm tra làm lại từ đầu."),
        said=_("Đã trả lại dự thảo cho người soạn."),
        kind=phrases.RETURN_DRAFT,
    )


@SHEET
@official
def reminders(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """Đôn đốc mọi nơi quá hạn của một văn bản."""
    one = opened(request, document_id)
    if request.method != "POST":
        following.late_parts(request.act, trees.stands_on(one.document))
    form = ReminderForm(sent(request))
    if request.method == "POST" and form.is_valid():
        count = following.chase_late(
            request.act, document_id=document_id, words=form.cleaned_data["words"]
        )
        return _done(request, document_id, _("Đã đôn đốc {count} nơi.").format(count=count))
    return sheet(
        request,
        form,
        title=_("Đôn đốc các nơi quá hạn"),
        about=one.document.code,
        go=_("Đôn đốc"),
        icon="bell",
        back_url=one.url(),
    )


def with_reason(
    request: ActingRequest,
    one: Opened,
    action: Callable[..., None],
    *,
    title: str,
    warning: str,
    said: str,
    ready: str = "",
    kind: str = "",
) -> HttpResponseBase:
    """A step that needs a reason (`ready` is offered, and the phrases of that kind); what was typed
    stays when it is refused.
    """
    document: Document = one.document
    texts = phrases.offered(request.act)[kind].texts if kind else []
    form = ReasonForm(sent(request), texts=texts, initial={"reason": ready})
    if request.method == "POST" and form.is_valid():
        try:
            action(request.act, document_id=document.id, reason=form.cleaned_data["reason"])
        except Refused as refused:
            form.refuse(refused)
        else:
            return _done(request, document.id, said)
    return render(
        request,
        "documents/reason.html",
        {"one": one, "form": form, "title": title, "warning": warning},
        status=422 if form.errors else 200,
    )
