"""The end of a file: reviewed and closed, kept longer, held (Decree 30/2020, art. 29 and 30)."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from lienthong.dossiers import rules
from lienthong.dossiers.actions.common import facts, locked
from lienthong.kernel import events
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act

_IN_ORDER = """
update dossiers_item i set ordinal = o.place from (
  select x.id, row_number() over (
    order by coalesce(d.issued_on, (d.created_at at time zone 'Asia/Ho_Chi_Minh')::date), d.id
  ) as place
  from dossiers_item x join documents_document d on d.id = x.document_id
  where x.dossier_id = %s
) o where o.id = i.id and i.ordinal <> o.place
"""
"""In the order in which the documents arose: by their date, then by when we had them."""


@action
def close(act: Act, *, dossier_id: int, retention_years: int | None, review: str) -> None:
    """The work is done: the keeper has looked the file through and says so; how long it is kept
    counts from now on, and its documents are numbered by their dates (Decree 30/2020, art. 29).
    """
    dossier = locked(act, dossier_id)
    known = facts(dossier)
    reached = rules.check_step(act, known, "close")
    rules.check_close(known)
    rules.check_retention(retention_years)
    review = rules.check_text(
        review, name=_("Kết quả rà soát"), longest=rules.REASON_MAX, code="dossiers.review"
    )
    with connection.cursor() as cursor:
        cursor.execute(_IN_ORDER, [dossier.id])
    dossier.state = reached
    dossier.closed_at = act.at
    dossier.retention_years = retention_years
    dossier.review = review
    dossier.save(update_fields=["state", "closed_at", "retention_years", "review"])
    events.record(
        act, "dossiers.closed", dossier,
        count=known.items, retention=rules.retention_words(retention_years), review=review,
    )  # fmt: skip


@action
def raise_retention(act: Act, *, dossier_id: int, retention_years: int | None, reason: str) -> None:
    """A closed file is kept longer than was said; never shorter."""
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "raise_retention")
    rules.check_raise(dossier.retention_years, retention_years)
    reason = rules.check_text(
        reason, name=_("Lý do"), longest=rules.REASON_MAX, code="dossiers.reason"
    )
    dossier.retention_years = retention_years
    dossier.save(update_fields=["retention_years"])
    words = rules.retention_words(retention_years)
    events.record(act, "dossiers.retention_raised", dossier, retention=words, reason=reason)


@action
def hold(act: Act, *, dossier_id: int, reason: str) -> None:
    """Freeze a file: nothing in it moves, whoever asks, until the hold is lifted
    (Decree 30/2020, app. VI IV.1.g). A trigger of the database refuses the same.
    """
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "hold")
    dossier.hold_reason = rules.check_text(
        reason, name=_("Lý do"), longest=rules.REASON_MAX, code="dossiers.reason"
    )
    dossier.save(update_fields=["hold_reason"])
    events.record(act, "dossiers.held", dossier, reason=dossier.hold_reason)


@action
def release(act: Act, *, dossier_id: int, reason: str) -> None:
    """Lift the hold, and say why."""
    dossier = locked(act, dossier_id)
    rules.check_step(act, facts(dossier), "release")
    reason = rules.check_text(
        reason, name=_("Lý do"), longest=rules.REASON_MAX, code="dossiers.reason"
    )
    dossier.hold_reason = ""
    dossier.save(update_fields=["hold_reason"])
    events.record(act, "dossiers.released", dossier, reason=reason)
