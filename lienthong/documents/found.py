"""Documents as the global search page shows them: kinds, filters, columns, rows."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.directory.document_types import types_of
from lienthong.documents import rules
from lienthong.documents.models import Document
from lienthong.documents.pages.rows import state_tag, urgency_tags
from lienthong.documents.queries import agencies, searching
from lienthong.documents.rules import State
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.search import finding, snippets
from lienthong.kernel.search.finding import Found, Hit, Wanted
from lienthong.kernel.search.tokens import of_issuer, of_type
from lienthong.ui import words
from lienthong.work.sources import Asked, Choices, Result, Source

KINDS: dict[str, Promise] = {
    "documents": gettext_lazy("Tất cả văn bản"),
    "incoming": gettext_lazy("Văn bản đến"),
    "outgoing": gettext_lazy("Văn bản đi"),
    "drafts": gettext_lazy("Dự thảo"),
}
COLUMNS: dict[str, Promise] = {
    "subject": gettext_lazy("Trích yếu"),
    "issuer": gettext_lazy("Cơ quan ban hành"),
    "issued_on": gettext_lazy("Ngày văn bản"),
    "signer": gettext_lazy("Người ký"),
    "state": gettext_lazy("Trạng thái"),
    "arrival_number": gettext_lazy("Số đến"),
    "due_at": gettext_lazy("Hạn xử lý"),
}
DRAFTS = (
    State.DRAFTING, State.CONTENT_CHECKED, State.FORMAT_CHECKED, State.APPROVED, State.SIGNING,
)  # fmt: skip
SENT = tuple(dict.fromkeys(state for state in rules.OUTGOING.values() if state not in DRAFTS))


def choices(act: Act) -> Choices:
    """Types of the State's list, every state, every agency in force."""
    day = clock.local(act.at).date()
    issuers = agencies.choosable(0, day)
    return Choices(
        types=[("CV", _("Công văn")), *types_of("state").names.items()],
        states=[(state, str(name)) for state, name in rules.STATE_NAMES.items()],
        issuers=[(str(one.agency_id), one.name) for one in issuers],
    )


def _wanted(act: Act, asked: Asked) -> Wanted:
    own = of_issuer(act.agency_id or 0)
    scopes = [of_type(asked.type)] if asked.type else []
    if asked.issuer_id is not None:
        scopes.append(of_issuer(asked.issuer_id))
    if asked.kind in {"outgoing", "drafts"}:
        scopes.append(own)
    return Wanted(
        act.agency_id or 0,
        asked.question,
        scopes=tuple(scopes),
        without=(own,) if asked.kind == "incoming" else (),
        first_day=asked.first_day,
        last_day=asked.last_day,
        newest=asked.newest,
        prefix=asked.prefix,
    )


def _states(asked: Asked) -> list[str]:
    """The states asked for, of those of the kind."""
    kinds = {"outgoing": SENT, "drafts": DRAFTS}.get(asked.kind)
    if kinds is None:
        return [asked.state] if asked.state else []
    inside = [str(state) for state in kinds if asked.state in {"", state}]
    return inside or [""]  # a state that this kind never has: nothing is found


def find(act: Act, asked: Asked) -> tuple[Found, list[Result]]:
    """One page of documents with what their rows show."""
    rights = searching.rights(act, _states(asked))
    found = finding.find(_wanted(act, asked), rights, after=asked.after, limit=asked.limit)
    documents = searching.found(act, [hit.object_id for hit in found.hits])
    seen = [hit for hit in found.hits if hit.object_id in documents]
    bodies = searching.bodies([text for hit in seen for text in hit.texts])
    results = [_result(documents[hit.object_id], hit, asked, bodies) for hit in seen]
    return replace(found, hits=tuple(seen)), results


def _result(document: Document, hit: Hit, asked: Asked, bodies: dict[int, list[str]]) -> Result:
    incoming = document.direction == Document.INCOMING
    texts = [text for number in hit.texts for text in bodies.get(number, ())]
    shown = [snippets.snippet(text, asked.question) for text in texts] if asked.question else []
    best = max(shown, key=lambda parts: sum(part.hit for part in parts), default=[])
    return Result(
        url=reverse("documents:document", args=[document.id]),
        icon="inbox" if incoming else "send",
        code=document.code or document.symbol,
        sender=words.short_name(document.issuer_name),
        day=hit.day,
        title=snippets.marked(document.subject, asked.question),
        snippet=best if any(part.hit for part in best) else [],
        tags=(*urgency_tags(document), state_tag(document)),
        cells={
            "subject": document.subject,
            "issuer": document.issuer_name,
            "issued_on": words.day(document.issued_on),
            "signer": document.signer_name,
            "state": str(rules.STATE_NAMES[document.state]),
            "arrival_number": str(document.arrival_number or ""),
            "due_at": words.instant(document.due_at),
        },
    )


SOURCE = Source(KINDS, COLUMNS, choices, find)
