"""Connections to other document systems: who is connected, what came and went."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lienthong.directory import posts
from lienthong.directory.acting import ActingRequest, with_right
from lienthong.exchange import actions_peers
from lienthong.exchange.forms import PeerForm
from lienthong.exchange.models import Peer, PeerMessage
from lienthong.kernel import clock
from lienthong.kernel.errors import Refused
from lienthong.ui.shapes import Link, Tag

SHOWN = 100
UNPROCESSABLE = 422
STATES = {
    "taken": (gettext_lazy("Đã nhận"), "ok"),
    "refused": (gettext_lazy("Không nhận"), "bad"),
    "queued": (gettext_lazy("Chờ gửi"), "warn"),
    "sent": (gettext_lazy("Đã gửi"), "ok"),
}
KINDS = {
    "letter": gettext_lazy("Văn bản"),
    "status": gettext_lazy("Trạng thái"),
    "packet": gettext_lazy("Gói tin"),
}
WAYS = {"in": gettext_lazy("Đến"), "out": gettext_lazy("Đi")}


@require_safe
@with_right("exchange.connect")
def index(request: ActingRequest) -> HttpResponseBase:
    """Every connection with its counts."""
    actions_peers.check_connect(request.act)
    counts = {name: Count("messages", filter=Q(messages__state=name)) for name in STATES}
    rows = Peer.objects.annotate(**counts).order_by("name", "id")
    context = {
        "rows": [(one, reverse("exchange:peer", args=[one.pk])) for one in rows],
        "new_url": reverse("exchange:peer_new"),
    }
    return render(request, "exchange/peers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_right("exchange.connect")
def edit(request: ActingRequest, peer_id: int | None = None) -> HttpResponseBase:
    """Connect a system, or change a connection and see what came and went."""
    actions_peers.check_connect(request.act)
    peer = None if peer_id is None else Peer.objects.get(id=peer_id)
    initial: dict[str, Any] = {"active": True}
    if peer is not None:
        facts = posts.agencies_on(peer.agencies, clock.local(request.act.at).date())
        codes = sorted(one.code for one in facts.values())
        initial = {"name": peer.name, "agencies": "\n".join(codes), "active": peer.active}
    form = PeerForm(request.POST if request.method == "POST" else None, initial=initial)
    if peer is not None:
        del form.fields["code"]
    if form.is_bound and form.is_valid() and _saved(request, form, peer):
        messages.info(request, _("Đã lưu kết nối."))
        return redirect("exchange:peers")
    context = {
        "form": form,
        "peer": peer,
        "crumbs": [
            Link(_("Kết nối liên thông"), reverse("exchange:peers")),
            Link(peer.name if peer else _("Kết nối mới")),
        ],
        "rows": _messages(peer) if peer else [],
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "exchange/peer.html", context, status=status)


def _saved(request: ActingRequest, form: PeerForm, peer: Peer | None) -> bool:
    data = form.cleaned_data
    code = peer.code if peer else data["code"]
    if peer is None and Peer.objects.filter(code=code).exists():
        form.add_error("code", _("Đã có kết nối mang mã này. Chọn mã khác."))
        return False
    try:
        actions_peers.save_peer(
            request.act,
            code=code,
            name=data["name"],
            agency_codes=form.codes(),
            active=data["active"],
        )
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def _messages(peer: Peer) -> list[tuple[PeerMessage, str, str, Tag]]:
    newest = peer.messages.order_by("-id")[:SHOWN]
    return [
        (
            one,
            str(WAYS[one.way]),
            str(KINDS[one.kind]),
            Tag(str(STATES[one.state][0]), STATES[one.state][1]),
        )
        for one in newest
    ]
