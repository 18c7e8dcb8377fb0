"""What arrives: one set-based statement a batch; then the clerk registers, returns or submits
(Decree 30/2020, art. 21-23).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import rules
from lienthong.documents.actions import indexing, validating
from lienthong.documents.actions.common import facts, locked, share
from lienthong.documents.models import Document
from lienthong.documents.queries import duplicates, verdicts
from lienthong.documents.rules_verdicts import check_doubts
from lienthong.documents.signing.verdict import NAMES, Verdict
from lienthong.kernel import clock, deadlines, events, numbering
from lienthong.kernel.actions import action
from lienthong.kernel.acts import KEY_SHIFT, Act, KeyKind
from lienthong.kernel.errors import Refused
from lienthong.work import actions as work

_RECEIVE = f"""
with packet as materialized (
  select id, sender_id, response_to, convert_from(manifest, 'UTF8')::jsonb as m from exchange_packet
  where id = any(%(packets)s)
), body as materialized (
  select packet.id, sender_id, m -> 'sender' ->> 'name' as issuer, d ->> 'type' as type,
    (d ->> 'number')::int as number, d ->> 'symbol' as symbol, d ->> 'code' as code,
    d ->> 'subject' as subject, (d ->> 'issued_on')::date as issued_on,
    d -> 'signer' ->> 'name' as signer_name, d -> 'signer' ->> 'title' as signer_title,
    (d ->> 'urgency')::smallint as urgency, (d ->> 'reply_due_at')::timestamptz as reply_due_at,
    f ->> 'sha256' as sha256, (f ->> 'size')::bigint as size, (f ->> 'pages')::smallint as pages,
    answered.id as answers_id, answered.agency_id as answers_agency,
    (select max(q.sent_at) from exchange_packet q
      where q.about_id = packet.id and q.business = 'recall') as recalled_at
  from packet
  cross join lateral (select m -> 'document' as d, m -> 'files' -> 0 as f) part
  left join lateral (
    select o.id, o.agency_id from exchange_packet asked join documents_document o
      on o.packet_id = asked.id and o.direction = 'outgoing'
    where asked.message_id = packet.response_to
  ) answered on true
), incoming as (
  insert into documents_document (direction, branch, agency_id, state, type, number, symbol, code,
    subject, issuer_id, issuer_name, issued_on, signer_name, signer_title, urgency, reply_due_at,
    in_reply_to_id, file_sha256, file_size, file_pages,
    packet_id, delivery_id, register_due_at, created_at, recall_asked_at)
  select 'incoming', 'state', del.agency_id, 'arrived', b.type, b.number, b.symbol, b.code,
    b.subject, b.sender_id, b.issuer, b.issued_on, b.signer_name, b.signer_title, b.urgency,
    case when b.reply_due_at <= %(reply_until)s then b.reply_due_at end,
    case when b.answers_agency = del.agency_id then b.answers_id end,
    b.sha256, b.size, b.pages, b.id, del.id,
    case when b.urgency > 0 then %(urgent)s else %(normal)s end::timestamptz, %(at)s, b.recalled_at
  from exchange_delivery del join body b on b.id = del.packet_id
  where del.packet_id = any(%(packets)s) and del.state = 'held'
  on conflict (delivery_id) where direction = 'incoming' and delivery_id is not null do nothing
  returning id, agency_id, in_reply_to_id
), reader as (
  insert into documents_reader (document_id, key, source)
  select id, ({int(KeyKind.DESK)}::bigint << {KEY_SHIFT}) + agency_id, 'arrived' from incoming
)
select id, agency_id, in_reply_to_id from incoming
"""


@action
def receive_many(act: Act, *, packet_ids: list[int]) -> int:
    """Every held delivery of these packets becomes an incoming document of its agency, once.

    Visible to the agency's clerks and leaders only; a work item for its clerk; the clock of
    registration starts (Decree 30/2020, art. 22). Returns the new documents.
    """
    calendar = deadlines.current()
    with connection.cursor() as cursor:
        cursor.execute(
            _RECEIVE,
            {
                "packets": packet_ids,
                "at": act.at,
                "urgent": calendar.register_due(act.at, urgent=True),
                "normal": calendar.register_due(act.at, urgent=False),
                "reply_until": act.at + rules.REPLY_WITHIN,
            },
        )
        arrived: list[tuple[int, int, int | None]] = cursor.fetchall()
    if not arrived:
        events.nothing(act, "these packets were received before")
        return 0
    ids = [document_id for document_id, _agency, _asked in arrived]
    indexing.index_arrivals(act, ids)
    _give_to_desks(act, ids, [agency for _id, agency, _asked in arrived])
    validating.warn(act, packet_ids)
    events.record_many(
        act,
        "documents.arrived",
        "documents.document",
        "select d.id as object_id, d.agency_id, v.place_id, jsonb_build_object('code', d.code,"
        " 'issuer', d.issuer_name, 'packet_id', d.packet_id, 'delivery_id', d.delivery_id) as data"
        " from documents_document d"
        " left join directory_agency_version v on v.agency_id = d.agency_id"
        " and v.valid_from <= %s and (v.valid_to is null or v.valid_to > %s) where d.id = any(%s)",
        [day := clock.local(act.at).date(), day, ids],
    )
    if replies := [document_id for document_id, _agency, asked in arrived if asked is not None]:
        _answers(act, replies)
    return len(ids)


def _give_to_desks(act: Act, ids: list[int], agencies: list[int]) -> None:
    desks = posts.desk_positions(agencies, clock.local(act.at).date())
    work.give_many(
        act,
        "documents.register",
        "documents.document",
        "select k.position_id, d.agency_id, d.subject as title, d.code, d.issuer_name as source,"
        " d.urgency, d.register_due_at as due_at, d.id as object_id from documents_document d join"
        " (select unnest(%s::bigint[]) as agency_id, unnest(%s::bigint[]) as position_id) k"
        " on k.agency_id = d.agency_id where d.id = any(%s)",
        [list(desks.keys()), list(desks.values()), ids],
    )


def _answers(act: Act, ids: list[int]) -> None:
    """Incoming replies are told on the documents they answer."""
    events.record_many(
        act,
        "documents.answered",
        "documents.document",
        "select d.in_reply_to_id as object_id, d.agency_id, null::int as place_id,"
        " jsonb_build_object('code', d.code, 'agency', d.issuer_name, 'agency_id', d.issuer_id,"
        " 'reply_id', d.id) as data"
        " from documents_document d where d.id = any(%s)",
        [ids],
    )


@action
def register(act: Act, *, document_id: int, anyway: str = "") -> int:
    """Enter an arrived document in the agency's incoming register; returns the arrival number.

    One series for paper and electronic, contiguous in the year; the same day or the next working
    day (Decree 30/2020, art. 22). One that came on paper before, or whose signatures do not hold,
    is refused, unless `anyway` says why it is entered all the same.
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "register")
    twins = on_paper(document)
    if twins and not anyway.strip():
        raise Refused(
            "documents.duplicate",
            _(
                "Bản giấy của văn bản này đã vào sổ, số đến {number}."
                " Mở bản đó để so; nếu vẫn vào sổ, ghi lý do."
            ).format(number=twins[0].arrival_number),
        )
    verdict = verdicts.verdict_of(document.packet_id)
    check_doubts(verdict, anyway)
    day = clock.local(act.at).date()
    series_id = numbering.series_for(document.agency_id, "incoming", document.type or "CV")

    document.state, document.registered_at = reached, act.at
    share(document, [(KeyKind.CONTROL, document.agency_id)], "registered")
    work.done(act, document, kind="documents.register")
    give_to(act, document, act.position_id or 0, "documents.submit")
    document.arrival_number = numbering.take(series_id, document, at=act.at, year=day.year)
    document.save(update_fields=["state", "registered_at", "arrival_number"])
    indexing.index(document)

    events.record(
        act, "documents.registered", document,
        number=document.arrival_number, delivery_id=document.delivery_id,
        late=_late(document.register_due_at, act),
        duplicate_of=[one.id for one in twins], anyway=anyway,
        signatures=verdict.value if verdict else "",
    )  # fmt: skip
    if verdict not in {None, Verdict.VALID}:
        events.record(
            act, "documents.doubt_noted", document, found=NAMES[verdict], note=anyway.strip()
        )
    return document.arrival_number


def on_paper(document: Document) -> list[Document]:
    """The same document as the agency has entered it from paper."""
    return duplicates.same(
        document.agency_id,
        number=document.number,
        symbol=document.symbol,
        code=document.code,
        issuer_id=document.issuer_id,
        issuer_name=document.issuer_name,
        year=document.issued_on.year if document.issued_on else 0,
        own_id=document.id,
    )


def _late(due: Any, act: Act) -> bool:
    return due is not None and act.at > due


@action
def turn_back(act: Act, *, document_id: int, reason: str) -> None:
    """Return an arrived document to its sender with the reason (Decree 30/2020, art. 21)."""
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "return")
    reason = rules.check_text(
        reason, name=_("Lý do trả lại"), longest=rules.REASON_MAX, code="documents.reason"
    )

    document.state = reached
    document.save(update_fields=["state"])
    work.done(act, document)

    events.record(
        act, "documents.returned", document, reason=reason, delivery_id=document.delivery_id
    )


@action
def submit(act: Act, *, document_id: int, leader_id: int | None = None) -> None:
    """The clerk lays a registered document before the leader who directs it
    (Decree 30/2020, art. 23).

    `leader_id` is a leader's position of the agency; without it the first leader in rank.
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "submit")
    day = clock.local(act.at).date()
    leader = _leader(document, leader_id, day)

    document.state = reached
    document.save(update_fields=["state"])
    share(document, [(KeyKind.POSITION, leader.position_id)], "leader")
    work.done(act, document, kind="documents.submit")
    give_to(act, document, leader.position_id, "documents.assign")

    events.record(act, "documents.submitted", document, to=leader.name, title=leader.title)


def _leader(document: Document, leader_id: int | None, day: date) -> posts.Post:
    """The one that was named, never another in his place; unnamed, the first in rank."""
    if leader_id is None:
        return posts.post_with_role(document.agency_id, "leader", day, what=_("lãnh đạo"))
    for one in posts.posts_with_role(document.agency_id, "leader", day):
        if one.position_id == leader_id and one.name:
            return one
    raise Refused(
        "documents.leader",
        _("Người được chọn không còn là lãnh đạo của cơ quan. Tải lại trang rồi chọn lại."),
        reason="input",
    )


@action
def unsubmit(act: Act, *, document_id: int) -> None:
    """The clerk takes a document back from a leader who has not assigned it: undoing `submit`."""
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "unsubmit")
    document.state = reached
    document.save(update_fields=["state"])
    work.done(act, document, kind="documents.assign")
    give_to(act, document, act.position_id or 0, "documents.submit")
    events.record(act, "documents.unsubmitted", document)


@action
def pass_on(act: Act, *, document_id: int, leader_id: int, words: str = "") -> None:
    """A leader lays a document before another one, with a word: several direct it in turn
    (Decree 30/2020, art. 23).
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "pass_on")
    leader = _leader(document, leader_id, clock.local(act.at).date())
    if leader.position_id == act.position_id or not rules.directs(act):
        raise Refused(
            "documents.leader",
            _("Lãnh đạo đang giữ văn bản chuyển cho lãnh đạo khác. Chọn người khác."),
            reason="input",
        )
    document.state = reached
    document.save(update_fields=["state"])
    share(document, [(KeyKind.POSITION, leader.position_id)], "leader")
    work.done(act, document, kind="documents.assign")
    give_to(act, document, leader.position_id, "documents.assign")
    events.record(
        act, "documents.passed_on", document,
        to=leader.name, title=leader.title, directive=words.strip()[: rules.DIRECTIVE_MAX],
    )  # fmt: skip


@action
def forward(act: Act, *, document_id: int) -> None:
    """The clerk passes a registered reply to whoever drafted what it answers.

    It needs no directive. The drafter and his unit see it, are told of it, and it is done
    (Decree 30/2020, art. 24).
    """
    document = locked(act, document_id)
    reached = rules.check_step(act, facts(document), "forward")
    asked = Document.objects.get(id=document.in_reply_to_id or 0)
    drafter = posts.post(asked.drafter_id or 0, clock.local(act.at).date())
    if drafter is None or not drafter.name:
        raise Refused(
            "documents.drafter_gone",
            _("Không còn ai giữ chức vụ đã soạn văn bản được trả lời. Trình lãnh đạo."),
        )

    document.state, document.resolved_at = reached, act.at
    document.save(update_fields=["state", "resolved_at"])
    share(
        document,
        [(KeyKind.POSITION, asked.drafter_id), (KeyKind.UNIT, asked.unit_id)],
        "reply",
    )
    work.done(act, document)
    work.tell(
        act,
        position_id=asked.drafter_id or 0,
        text=_("{agency} trả lời văn bản {asked}: {code}").format(
            agency=document.issuer_name, asked=asked.code, code=document.code
        ),
        obj=document,
    )

    events.record(
        act, "documents.forwarded", document, to=drafter.name, delivery_id=document.delivery_id
    )


def give_to(act: Act, document: Document, position_id: int, kind: str) -> None:
    """The next step waits for a post, until the same or the next working day."""
    work.give(
        act,
        document,
        position_id=position_id,
        agency_id=document.agency_id,
        kind=kind,
        title=document.subject,
        code=document.code,
        source=document.issuer_name,
        urgency=document.urgency,
        due_at=deadlines.current().same_or_next_working_day(act.at),
    )
