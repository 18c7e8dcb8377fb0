"""Queue numbers: taken at the kiosk, called from a window, shown on the waiting board."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lienthong.directory.acting import ActingRequest, with_right
from lienthong.kernel.errors import Refused
from lienthong.services.actions import desk
from lienthong.services.forms import WindowForm
from lienthong.services.models import Ticket
from lienthong.services.pages.common import SHEET, UNPROCESSABLE
from lienthong.services.queries import desk as queries

WINDOW = "services_window"
"""In the session: the window at which this officer sits."""


@SHEET
@with_right("services.receive")
def tickets(request: ActingRequest) -> HttpResponseBase:
    """Hàng chờ: who waits; the next is called by one press."""
    kept = request.session.get(WINDOW, "1")
    form = WindowForm(request.POST or None, initial={"window": kept})
    if request.method == "POST" and form.is_valid():
        window = form.cleaned_data["window"].strip()
        try:
            called = desk.call_ticket(request.act, window=window)
        except Refused as refused:
            form.refuse(refused)
        else:
            request.session[WINDOW] = window
            said = _("Đang gọi số {number} đến quầy {window}.")
            messages.info(request, said.format(number=called.number, window=window))
            return redirect("services:tickets")
    return render(
        request,
        "services/tickets.html",
        {"form": form, "queue": queries.queue(request.act)},
        status=UNPROCESSABLE if form.errors else 200,
    )


@require_POST
@with_right("services.receive")
def ticket_end(request: ActingRequest, ticket_id: int) -> HttpResponseBase:
    """Xong lượt."""
    try:
        desk.end_ticket(request.act, ticket_id=ticket_id)
    except Ticket.DoesNotExist as error:
        raise Http404 from error
    return redirect("services:tickets")


@SHEET
@with_right("services.receive")
def kiosk(request: ActingRequest) -> HttpResponseBase:
    """Lấy số: one large button, then the number."""
    taken = desk.take_ticket(request.act) if request.method == "POST" else None
    before = len(queries.queue(request.act).waiting) - 1 if taken else 0
    return render(request, "services/kiosk.html", {"taken": taken, "before": before})


@require_safe
@with_right("services.receive")
def board(request: ActingRequest) -> HttpResponseBase:
    """Bảng gọi số, for a screen in the waiting room; it looks again by itself."""
    return render(request, "services/board.html", {"queue": queries.queue(request.act)})
