"""Drafts: an application while it is written, page by page. Nothing has happened yet, so nothing
is recorded; only who writes one sees it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lienthong.kernel.actions import bookkeeping
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import Staged, keep
from lienthong.kernel.errors import Refused
from lienthong.services.actions.submitting import PAPERS_MOST
from lienthong.services.models import Draft, DraftPaper, Version

DRAFTS_MOST = 30
"""Drafts that one person may have open."""


@dataclass(frozen=True)
class Change:
    """What of a draft changes; None stays as it was."""

    agency_id: int | None = None
    applicant: Mapping[str, Any] | None = None
    answers: Mapping[str, Any] | None = None
    page: int | None = None


def locked(act: Act, key: uuid.UUID) -> Draft:
    """The draft, locked; Draft.DoesNotExist (404) unless this act writes it."""
    seen = Draft.objects.visible_to(act).select_related("version")
    return seen.select_for_update(of=("self",)).get(key=key)


@bookkeeping
def begin(act: Act, *, version: Version, agency_id: int | None = None) -> Draft:
    """Open a draft of a procedure, under the key that will file it once."""
    own = Draft.objects.visible_to(act)
    if own.count() >= DRAFTS_MOST:
        raise Refused(
            "services.drafts",
            _("Bạn có {most} hồ sơ đang viết dở. Nộp hoặc xóa bớt rồi bắt đầu hồ sơ mới.").format(
                most=DRAFTS_MOST
            ),
            reason="limit",
        )
    return Draft.objects.create(
        key=uuid.uuid4(), version=version, agency_id=agency_id,
        person_id=act.person_id if act.position_id is None else None,
        position_id=act.position_id, begun_at=act.at, kept_at=act.at,
    )  # fmt: skip


@bookkeeping
def change(act: Act, *, key: uuid.UUID, to: Change) -> Draft:
    """Keep what has been written so far."""
    draft = locked(act, key)
    if to.agency_id is not None:
        draft.agency_id = to.agency_id
    if to.applicant is not None:
        draft.applicant = dict(to.applicant)
    if to.answers is not None:
        draft.answers = dict(to.answers)
    if to.page is not None:
        draft.page = max(draft.page, to.page)
    draft.kept_at = act.at
    draft.save(update_fields=["agency_id", "applicant", "answers", "page", "kept_at"])
    return draft


@bookkeeping
def add_paper(
    act: Act, *, key: uuid.UUID, component: str, name: str, file: Staged | int, source: str
) -> DraftPaper:
    """A file, examined, or one that is kept already (its id), as a paper of the draft."""
    draft = locked(act, key)
    if draft.papers.count() >= PAPERS_MOST:
        raise Refused(
            "services.papers",
            _("Hồ sơ đã có {most} tệp. Bỏ bớt, hoặc ghép các trang của một giấy tờ.").format(
                most=PAPERS_MOST
            ),
            reason="limit",
        )
    attachment_id = file if isinstance(file, int) else keep(act, file).id
    draft.kept_at = act.at
    draft.save(update_fields=["kept_at"])
    return DraftPaper.objects.create(
        draft=draft, component=component, name=name[:200], source=source,
        attachment_id=attachment_id,
    )  # fmt: skip


@bookkeeping
def drop_paper(act: Act, *, key: uuid.UUID, paper_id: int) -> None:
    """Take a file out of the draft; its bytes stay with whoever else has them."""
    locked(act, key).papers.filter(id=paper_id).delete()


@bookkeeping
def discard(act: Act, *, key: uuid.UUID) -> None:
    """Throw the draft away; it has been filed, or nobody wants it."""
    Draft.objects.visible_to(act).filter(key=key).delete()
