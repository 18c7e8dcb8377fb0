"""Writes of work items and notices. They follow from the events of higher rooms and record none of
their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.kernel import clock, events, jobs
from lienthong.kernel.actions import action, bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.kernel.events import Obj, object_type
from lienthong.work.models import Digest, Notice, SavedSearch, WorkItem

TITLE_MAX = 500
NO_DEADLINE = timedelta(days=3650)
"""Work without a deadline sorts last: ten years on."""


@bookkeeping
def give(
    act: Act,
    obj: Obj,
    *,
    position_id: int,
    agency_id: int,
    kind: str,
    title: str,
    code: str = "",
    source: str = "",
    urgency: int = 0,
    due_at: datetime | None = None,
    asker_id: int | None = None,
) -> None:
    """Something waits for a post from now on. `kind` is the step; the row shows the texts
    as given. `asker_id` is the post that waits for it, the acting one unless named; nobody waits
    for himself.
    """
    asker = asker_id or act.position_id
    WorkItem.objects.create(
        position_id=position_id,
        asker_id=None if asker == position_id else asker,
        agency_id=agency_id,
        kind=kind,
        title=title[:TITLE_MAX],
        code=code,
        source=source,
        urgency=urgency,
        due_at=due_at or act.at + NO_DEADLINE,
        object_type=object_type(obj),
        object_id=obj.pk,
        created_at=act.at,
    )


@bookkeeping
def give_many(act: Act, kind: str, object_label: str, select: str, params: Sequence[Any]) -> int:
    """One work item per row of `select`: position_id, agency_id, title, code, source, urgency,
    due_at, object_id. Nobody is waiting for them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into work_item (position_id, agency_id, kind, title, code, source, urgency,"
            " due_at, object_type, object_id, created_at)"
            " select s.position_id, s.agency_id, %s, left(s.title, 500),"
            f" s.code, s.source, s.urgency, s.due_at, %s, s.object_id, %s from ({select}) s",
            [kind, object_label, act.at, *params],
        )
        return int(cursor.rowcount)


@bookkeeping
def warn(object_label: str, object_ids: Sequence[int], *, warning: str) -> int:
    """What still waits about these objects says first what to look at; returns how many items."""
    waiting = WorkItem.objects.open().filter(object_type=object_label, object_id__in=object_ids)
    return waiting.update(warning=warning)


@bookkeeping
def done(act: Act, obj: Obj, *, kind: str = "", position_id: int | None = None) -> int:
    """What waited about this object (of this kind, for this post, or all of it) waits no longer;
    returns how many items.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "update work_item set done_at = %s"
            " where object_type = %s and object_id = %s and done_at is null"
            + (" and kind = %s" if kind else "")
            + (" and position_id = %s" if position_id is not None else ""),
            [
                act.at,
                object_type(obj),
                obj.pk,
                *([kind] if kind else []),
                *([position_id] if position_id is not None else []),
            ],
        )
        return int(cursor.rowcount)


def done_clause(act: Act, object_label: str, object_id: int) -> events.Clause:
    """The CTE of the same, for a hot action that counts its statements."""
    text = (
        "work_done as (update work_item set done_at = %s"
        " where object_type = %s and object_id = %s and done_at is null)"
    )
    return text, [act.at, object_label, object_id]


def give_clause(
    act: Act,
    object_label: str,
    source: str,
    *,
    position_id: int,
    agency_id: int,
    kind: str,
    title: str,
    due_at: datetime | None = None,
) -> events.Clause:
    """The CTE of `give` for a hot action: about the `id` of the CTE `source`, a CTE of at most one
    row, whose `code` the row shows. Nobody but the applicant waits for it.
    """
    text = (
        "work_given as (insert into work_item (position_id, agency_id, kind, title, code, source,"
        " urgency, due_at, object_type, object_id, created_at)"
        " select %s::bigint, %s::bigint, %s, %s, code, '', 0, %s::timestamptz, %s, id,"
        f" %s::timestamptz from {source})"
    )
    due = due_at or act.at + NO_DEADLINE
    values = [position_id, agency_id, kind, title[:TITLE_MAX], due, object_label, act.at]
    return text, values


@bookkeeping
def tell(act: Act, *, position_id: int, text: str, obj: Obj | None = None) -> None:
    """Leave a notice for a post."""
    Notice.objects.create(
        position_id=position_id,
        text=text,
        object_type=object_type(obj) if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        created_at=act.at,
    )


@bookkeeping
def tell_many(act: Act, object_label: str, select: str, params: Sequence[Any]) -> int:
    """One notice per row of `select`: position_id, object_id, text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into work_notice (position_id, text, object_type, object_id, created_at)"
            f" select s.position_id, s.text, %s, s.object_id, %s from ({select}) s",
            [object_label, act.at, *params],
        )
        return int(cursor.rowcount)


@action
def read_notice(act: Act, *, notice_id: int) -> None:
    """The holder of the post has read a notice."""
    notice = Notice.objects.select_for_update().get(id=notice_id, position_id=act.position_id or 0)
    if notice.read_at is not None:
        events.nothing(act, "read before")
        return
    notice.read_at = act.at
    notice.save(update_fields=["read_at"])
    events.record(act, "work.notice_read", notice)


SAVED_MAX = 30


@action
def save_search(act: Act, *, name: str, query: str) -> SavedSearch:
    """Keep a search under a name for the post; the same name again is put in its place."""
    kept = SavedSearch.objects.of(act.position_id or 0)
    if kept.exclude(name=name).count() >= SAVED_MAX:
        raise Refused(
            "work.searches_full",
            _("Chức vụ này đã lưu {n} tìm kiếm. Xóa bớt một tìm kiếm rồi lưu lại.").format(
                n=SAVED_MAX
            ),
            reason="limit",
        )
    saved, _made = SavedSearch.objects.update_or_create(
        position_id=act.position_id or 0,
        name=name,
        defaults={"query": query, "created_at": act.at},
    )
    events.record(act, "work.search_saved", saved, name=name)
    return saved


@action
def forget_search(act: Act, *, saved_id: int) -> None:
    """A kept search is needed no longer."""
    saved = SavedSearch.objects.of(act.position_id or 0).get(id=saved_id)
    events.record(act, "work.search_forgotten", saved, name=saved.name)
    saved.delete()


@bookkeeping
def plan_digests(at: datetime) -> int:
    """One row and one job for each account that wants the day's mail, once a day; returns how
    many are new.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into work_digest (account_id, day, state, error, changed_at)"
            " select id, %s, 'waiting', '', %s from directory_account"
            " where daily_mail and email <> '' and is_active order by id"
            " on conflict (account_id, day) do nothing returning id",
            [clock.local(at).date(), at],
        )
        made = [row[0] for row in cursor.fetchall()]
    for digest_id in made:
        jobs.defer("work.digest", digest_id=digest_id)
    return len(made)


@bookkeeping
def claim_digest(digest_id: int, at: datetime) -> Digest | None:
    """Take a mail to send; None when it was sent, or nobody knows whether it was."""
    found = Digest.objects.select_for_update().get(id=digest_id)
    if found.state not in {"waiting", "failed", "sending"}:
        return None
    killed = found.state == "sending"
    found.state, found.changed_at = "unknown" if killed else "sending", at
    found.error = _("Tiến trình nền dừng khi đang gửi.") if killed else ""
    found.save(update_fields=["state", "error", "changed_at"])
    return None if killed else found


@bookkeeping
def end_digest(digest_id: int, state: str, at: datetime, error: str = "") -> None:
    """How the sending ended."""
    Digest.objects.filter(id=digest_id).update(state=state, error=error[:TITLE_MAX], changed_at=at)
