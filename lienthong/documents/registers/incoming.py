"""The register of incoming documents and the one that follows them up (Decree 30/2020, art. 22,
24).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory.document_types import Types, types_of
from lienthong.documents import rules
from lienthong.documents.registers import numbers
from lienthong.documents.registers.shapes import Asked, Line, Reading
from lienthong.ui import words

_ROWS = f"""
select e.id, e.ordinal, e.state = 'void', e.reason, e.taken_at, d.id, d.issuer_name, d.code,
  d.issued_on, d.type, d.subject, d.branch, d.state, d.due_at, d.reply_due_at, d.resolved_at,
  d.register_due_at, d.registered_at, d.arrived_on,
  lead.receiver_name, lead.given_at, begun.at, begun.by_name, answer.codes
{numbers.FROM}
left join documents_document d on d.id = e.object_id and e.object_type = 'documents.document'
left join lateral (
  select a.receiver_name, a.given_at from documents_assignment a
  where a.document_id = d.id and a.role = 'lead' and a.state <> 'withdrawn'
  order by a.parent_id nulls first, a.id desc limit 1
) lead on true
left join lateral (
  select v.occurred_at as at, v.by_name from kernel_event v
  where v.object_type = 'documents.document' and v.object_id = d.id
    and v.kind = 'documents.started' order by v.id limit 1
) begun on true
left join lateral (
  select string_agg(r.code, '; ' order by r.id) as codes from documents_document r
  where r.in_reply_to_id = d.id and r.direction = 'outgoing' and r.code <> ''
) answer on true
where {numbers.WHERE}
order by e.id limit %(limit)s
"""

_NAMES = (
    "entry", "ordinal", "void", "reason", "taken_at", "document_id", "issuer", "code", "issued_on",
    "type", "subject", "branch", "state", "due_at", "reply_due_at", "resolved_at",
    "register_due_at", "registered_at", "arrived_on", "receiver", "given_at", "begun_at",
    "begun_by", "answers",
)  # fmt: skip


def _rows(asked: Asked) -> tuple[list[dict[str, Any]], int | None]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, numbers.values(asked, "incoming"))
        rows = [dict(zip(_NAMES, row, strict=True)) for row in cursor.fetchall()]
    shown = rows[: asked.limit]
    return shown, shown[-1]["entry"] if len(rows) > asked.limit else None


def _types(rows: list[dict[str, Any]]) -> dict[str, Types]:
    return {branch: types_of(branch) for branch in {row["branch"] for row in rows if row["branch"]}}


def _name(row: dict[str, Any], types: dict[str, Types]) -> str:
    known = types.get(row["branch"])
    return known.name(row["type"]) if known else row["type"]


def register(asked: Asked) -> Reading:
    """Every arrival number of those days, whatever became of its document."""
    rows, following = _rows(asked)
    types = _types(rows)
    return Reading(
        tuple(_registered(row, types) for row in rows),
        numbers.notes(asked, "incoming"),
        following,
    )


def _void(row: dict[str, Any], cells: int) -> Line:
    empty = [""] * cells
    empty[-1] = _("Số đã hủy: {reason}").format(reason=row["reason"])
    return Line(tuple(empty), row["document_id"], void=True)


def _registered(row: dict[str, Any], types: dict[str, Types]) -> Line:
    if row["void"]:
        line = _void(row, 10)
        return Line(
            (words.day(row["arrived_on"] or row["taken_at"]), str(row["ordinal"]), *line.cells[2:]),
            line.document_id,
            void=True,
        )
    due = row["register_due_at"]
    late = due is not None and row["registered_at"] is not None and row["registered_at"] > due
    begun = ", ".join(part for part in (row["begun_by"], words.day(row["begun_at"])) if part)
    return Line(
        (
            words.day(row["arrived_on"] or row["taken_at"]),
            str(row["ordinal"]),
            row["issuer"] or "",
            row["code"] or "",
            words.day(row["issued_on"]),
            f"{_name(row, types)}: {row['subject']}",
            row["receiver"] or "",
            words.day(row["given_at"]),
            begun,
            _("Vào sổ trễ") if late else "",
        ),
        row["document_id"],
    )


def follow_up(asked: Asked) -> Reading:
    """The same numbers with what is being done about them, and when it is due."""
    rows, following = _rows(asked)
    types = _types(rows)
    return Reading(
        tuple(_followed(row, types, asked.at) for row in rows if not row["void"]),
        (),
        following,
    )


def _followed(row: dict[str, Any], types: dict[str, Types], at: datetime) -> Line:
    due = row["due_at"] or row["reply_due_at"]
    ended = row["resolved_at"]
    late = due is not None and (ended or at) > due
    state = str(rules.STATE_NAMES.get(row["state"], row["state"] or ""))
    progress = f"{state}, {words.day(ended)}" if ended else state
    note = (_("Xong trễ hạn") if ended else _("Quá hạn")) if late else ""
    return Line(
        (
            str(row["ordinal"]),
            _("{type} {code}, {day}, {issuer}: {subject}").format(
                type=_name(row, types),
                code=row["code"],
                day=words.day(row["issued_on"]),
                issuer=row["issuer"],
                subject=row["subject"],
            ),
            row["receiver"] or "",
            words.day(due),
            progress,
            row["answers"] or "",
            note,
        ),
        row["document_id"],
    )
