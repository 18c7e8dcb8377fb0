"""From a draft to an application, and from an earlier application to a draft."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from lienthong.directory.models import Representation
from lienthong.kernel.actions import unit
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.portal.applying import PaperAsked, Writing
from lienthong.services.actions import drafts
from lienthong.services.actions.submitting import Filed, Handed, Owner, submit
from lienthong.services.models import Application
from lienthong.services.models.applications import ONLINE

EARLIER = "store"
"""`Paper.source` of a file that the citizen's own e-data store held."""
BASES = {"law": "người đại diện theo pháp luật"}


def filed_already(act: Act, key: UUID) -> int | None:
    """The application that this key has filed for this person."""
    own = Application.objects.visible_to(act).filter(key=key)
    return own.values_list("id", flat=True).first()


def file_draft(act: Act, writing: Writing) -> Filed:
    """Submit under the draft's own key, and close the draft, in one transaction."""
    draft = writing.draft
    asked = {one.component.code for one in writing.papers}
    papers = [
        Handed(one.component, one.name, one.source, attachment_id=one.attachment_id)
        for one in draft.papers.order_by("id")
        if one.component in asked  # a file for a case that no longer is: not handed in
    ]
    with unit():
        filed = submit(
            act,
            version=draft.version,
            agency_id=draft.agency_id or 0,
            channel=ONLINE,
            answers=writing.seen.answer,
            papers=papers,
            owner=owner_of(writing),
            key=draft.key,
        )
        drafts.discard(act, key=draft.key)
    return filed


def owner_of(writing: Writing) -> Owner:
    """Whose application it is: the citizen's own, or of whom he represents that day."""
    citizen = writing.citizen
    held_id = writing.draft.applicant.get("representation") or 0
    if not held_id:
        return Owner(
            citizen.full_name,
            citizen.personal_number,
            phone=citizen.phone,
            email=citizen.email,
            address=citizen.residence,
            verified=True,
            person_id=writing.act.person_id,
        )
    held = Representation.objects.held_by(citizen, writing.day).filter(id=held_id).first()
    if held is None:
        raise Refused(
            "portal.representation_ended",
            _("Việc đại diện đã kết thúc. Về bước Nơi nộp để chọn lại nộp cho ai."),
            reason="input",
        )
    return Owner(
        held.name,
        held.number,
        kind=held.of,
        phone=citizen.phone,
        email=citizen.email,
        filed_by=citizen.full_name,
        basis=BASES.get(held.basis, held.paper),
    )


def reuse(act: Act, writing: Writing, asked: PaperAsked, paper_id: int) -> None:
    """Hand in again a file of an earlier application of one's own."""
    earlier = next((one for one in asked.earlier if one.pk == paper_id), None)
    if earlier is None or earlier.attachment_id is None:
        raise Refused(
            "portal.reuse",
            _("Không còn thấy giấy tờ đã nộp ấy. Tải lại trang, hoặc gửi tệp mới."),
            reason="input",
        )
    drafts.add_paper(
        act,
        key=writing.draft.key,
        component=asked.component.code,
        name=earlier.name,
        file=earlier.attachment_id,
        source=EARLIER,
    )
