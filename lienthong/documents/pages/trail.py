"""Everything that happened to a document, each line with its number in the ledger and its proof."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthong.directory.acting import ActingRequest, official
from lienthong.documents.pages.opened import opened
from lienthong.documents.pages.shelves import whole_number
from lienthong.documents.queries import around
from lienthong.kernel import events
from lienthong.kernel.ledger import queries as ledger
from lienthong.ui.shapes import Entry


@require_safe
@official
def trail(request: ActingRequest, document_id: int) -> HttpResponseBase:
    """The events of one document, newest first, fifty a page."""
    one = opened(request, document_id)
    before = whole_number(request.GET.get("before", ""))
    found = around.happenings(document_id, before=before, limit=around.EVENTS + 1)
    shown = found[: around.EVENTS]
    more = len(found) > len(shown)
    return render(
        request,
        "documents/trail.html",
        {
            "one": one,
            "document": one.document,
            "back_url": one.url(),
            "entries": [entry(event, document_id) for event in shown],
            "next_url": f"{one.url('trail')}&before={shown[-1].id}" if more else "",
            "first_url": one.url("trail") if before else "",
        },
    )


@require_safe
@official
def proof(request: ActingRequest, document_id: int, event_id: int) -> HttpResponseBase:
    """The inclusion proof of one event of this document: a file that convinces without us.

    It carries the event itself, so only who may see the document gets it.
    """
    document = opened(request, document_id).document
    if not around.is_about(document.id, event_id):
        raise Http404
    found = ledger.proof_for(event_id)
    name = content_disposition_header(as_attachment=True, filename=f"chung-minh-{found.seq}.json")
    return HttpResponse(
        found.as_json(),
        content_type="application/json",
        headers={"Content-Disposition": name or "attachment"},
    )


def entry(event: around.Happening, document_id: int | None) -> Entry:
    """An event as a line; its proof is fetched through the document."""
    told = events.sentence(event.kind, event.data)
    return Entry(
        at=event.at,
        sentence=told[:1].upper() + told[1:],
        by=f"{event.by_name}, {event.by_title}" if event.by_title else event.by_name,
        note=_note(event),
        seq=event.seq,
        proof_url=reverse("documents:proof", args=[document_id, event.id])
        if event.seq is not None and document_id is not None
        else "",
    )


def _note(event: around.Happening) -> str:
    """What the sentence leaves out: who looked, what was directed, the digest of a file."""
    data = event.data
    if event.kind == "kernel.viewed":
        names = dict.fromkeys(str(reader["name"]) for reader in data.get("readers", []))
        return ", ".join(names)
    if data.get("directive"):
        return _("Ý kiến: {text}").format(text=data["directive"])
    if data.get("sha256"):
        return f"sha256 {data['sha256']}"
    return ""
