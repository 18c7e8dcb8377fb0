"""Pages for operators: what waits and what died, the state of the ledger; and what it publishes."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lienthong.config import shell
from lienthong.directory.acting import ActingRequest, with_right
from lienthong.kernel import jobs, outbox
from lienthong.kernel.ledger import queries as ledger
from lienthong.work import queries as work

CHECKPOINTS = 20
STATES = {
    "todo": gettext_lazy("Chờ"),
    "doing": gettext_lazy("Đang làm"),
    "succeeded": gettext_lazy("Đã xong"),
    "failed": gettext_lazy("Hỏng"),
    "cancelled": gettext_lazy("Đã hủy"),
    "aborted": gettext_lazy("Đã dừng"),
}
MAILS = {
    "failed": gettext_lazy("Máy chủ thư từ chối, sẽ thử lại"),
    "unknown": gettext_lazy("Đứt giữa chừng, không gửi lại"),
}


@require_safe
@with_right("kernel.operate")
def jobs_page(request: ActingRequest) -> HttpResponseBase:
    """Jobs by state, those in trouble, and the outbox with its parked rows."""
    told = jobs.waiting()
    return render(
        request,
        "config/jobs.html",
        {
            "counts": [(STATES.get(name, name), count) for name, count in told["jobs"].items()],
            "troubled": [
                (number, name, STATES.get(state, state), attempts, at)
                for number, name, state, attempts, at in told["troubled"]
            ],
            "outbox": told["outbox"],
            "mails": [(mail.day, MAILS[mail.state], mail.error) for mail in work.troubled_mail()],
            "parked_at": outbox.PARKED_AT,
        },
    )


@require_POST
@with_right("kernel.operate")
def release(request: ActingRequest, row_id: int) -> HttpResponseBase:
    """A parked row is tried again."""
    outbox.release(row_id)
    messages.info(request, _("Đã thả dòng {row}. Tiến trình nền thử lại ngay.").format(row=row_id))
    return redirect("jobs")


@require_safe
@with_right("kernel.operate")
def ledger_state(request: ActingRequest) -> HttpResponseBase:
    """How far the ledger is sealed, and how to prove it."""
    return render(
        request,
        "config/ledger_state.html",
        {
            "latest": ledger.latest_checkpoint(),
            "waiting": ledger.waiting(),
            "checkpoints": ledger.checkpoints_page(limit=CHECKPOINTS),
        },
    )


@require_safe
def ledger_public(request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint, for anybody: whoever keeps a copy can prove a later
    rewriting.
    """
    latest = ledger.latest_checkpoint()
    return render(
        request,
        "config/ledger.html",
        {
            "latest": latest,
            "note": ledger.note_of(latest) if latest else "",
            "checkpoints": ledger.checkpoints_page(limit=CHECKPOINTS),
        },
    )


@require_safe
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """One checkpoint as the plain note that is kept and compared."""
    found = ledger.checkpoint_at(size)
    if found is None:
        raise Http404
    return HttpResponse(ledger.note_of(found), content_type="text/plain; charset=utf-8")


@require_safe
def story(request: HttpRequest) -> HttpResponse:
    """The strip of the demo's story: nothing, and a fresh page, once it has been told."""
    told = shell.playing()
    if told is None:
        return HttpResponse(status=HTTPStatus.OK, headers={"HX-Refresh": "true"})
    return render(request, "ui/story.html", {"story": told})
