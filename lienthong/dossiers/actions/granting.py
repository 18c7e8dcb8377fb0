"""Who may use an archived file, and until when (Decree 30/2020, app. VI III.6.c)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from lienthong.directory.actions.rights import notice
from lienthong.dossiers import rules
from lienthong.dossiers.actions.common import facts, locked, show_again
from lienthong.dossiers.actions.lists import keeper_of
from lienthong.dossiers.models import Dossier, Reader
from lienthong.kernel import clock, events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act, KeyKind, reader_key
from lienthong.kernel.errors import Refused
from lienthong.ui import words

GRANT = "grant"
BATCH = 500


@action
def grant(act: Act, *, dossier_id: int, position_id: int, until: date, reason: str) -> Reader:
    """The archive lets a post see an archived file and its documents until a day, and says why."""
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "grant")
    reason = rules.check_text(
        reason, name=_("Lý do"), longest=rules.REASON_MAX, code="dossiers.reason"
    )
    rules.check_until(until, clock.local(act.at).date())
    post = keeper_of(act, position_id)
    key = reader_key(KeyKind.POSITION, post.position_id)
    if dossier.readers.filter(key=key).exists():
        raise Refused("dossiers.reader_twice", _("Người này đã xem được hồ sơ."), reason="input")
    holder = ", ".join(part for part in (post.title, post.name) if part)
    reader = Reader.objects.create(
        dossier=dossier, key=key, name=holder, source=GRANT, until=until, given_by=act.by_name,
        reason=reason,
    )  # fmt: skip
    show_again(act, [dossier.id])
    told = words.day(until)
    notice(
        act, dossier.agency_id,
        _("{holder} được khai thác hồ sơ {code} đến hết {until}.").format(
            holder=holder, code=dossier.code, until=told
        ),
    )  # fmt: skip
    events.record(
        act, "dossiers.granted", dossier,
        holder=holder, position_id=post.position_id, until=told, reason=reason,
    )  # fmt: skip
    return reader


@action
def revoke(act: Act, *, dossier_id: int, reader_id: int, reason: str) -> None:
    """The archive takes such a right back before its day."""
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "revoke")
    reason = rules.check_text(
        reason, name=_("Lý do"), longest=rules.REASON_MAX, code="dossiers.reason"
    )
    reader = dossier.readers.select_for_update().get(id=reader_id, source=GRANT)
    holder = reader.name
    reader.delete()
    show_again(act, [dossier.id])
    notice(
        act, dossier.agency_id,
        _("{holder} không còn được khai thác hồ sơ {code}.").format(
            holder=holder, code=dossier.code
        ),
    )  # fmt: skip
    events.record(act, "dossiers.revoked", dossier, holder=holder, reason=reason)


@action
def end_due(act: Act) -> int:
    """Rights whose day has passed end, with those to the documents in the files; how many."""
    today = clock.local(act.at).date()
    ended = list(
        Reader.objects.select_for_update(skip_locked=True)
        .filter(source=GRANT, until__lt=today)
        .order_by("id")[:BATCH]
    )
    files = Dossier.objects.in_bulk([one.dossier_id for one in ended])
    for one in ended:
        one.delete()
    show_again(act, list(files))
    for one in ended:
        dossier = files[one.dossier_id]
        events.record(
            act, "dossiers.grant_ended", dossier, agency_id=dossier.agency_id, holder=one.name
        )
    if not ended:
        events.nothing(act, "no right has come to its end")
    return len(ended)
