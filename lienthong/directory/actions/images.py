"""The pictures that signatures show: one's own handwriting, an agency's seal."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lienthong.directory.actions import rights
from lienthong.directory.models import Agency
from lienthong.directory.models.images import SignatureImage
from lienthong.kernel import events, permissions
from lienthong.kernel.actions import action
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import Staged, keep
from lienthong.kernel.errors import Refused


@action
def set_own_image(act: Act, *, staged: Staged | None) -> SignatureImage:
    """Put the picture of one's handwriting into one's signatures; without one, take it off
    (Decree 30/2020, app. I).
    """
    if act.person_id is None:
        raise Refused("directory.no_post", _("Việc này cần một chức vụ trong cơ quan."))
    made = _set(act, SignatureImage.PERSON, act.person_id, staged)
    events.record(act, "directory.own_image_set", made, sha256=made.sha256)
    return made


@action
def set_seal_image(act: Act, *, agency_id: int, staged: Staged | None) -> SignatureImage:
    """Put the picture of the seal into an agency's signatures, or take it off; a change that
    somebody else confirms (Decree 30/2020, app. I).
    """
    agency_id = Agency.objects.administered_by(act).get(id=agency_id).pk
    permissions.require(act, "directory.administer")
    made = _set(act, SignatureImage.AGENCY, agency_id, staged)
    rights.notice(act, agency_id, _("Đổi ảnh con dấu dùng trong chữ ký số của cơ quan."))
    events.record(act, "directory.seal_image_set", made, agency_id=agency_id, sha256=made.sha256)
    return made


def _set(act: Act, holder: str, holder_id: int, staged: Staged | None) -> SignatureImage:
    kept = keep(act, staged) if staged else None
    return SignatureImage.objects.create(
        holder=holder, holder_id=holder_id, sha256=kept.sha256 if kept else "",
        set_at=act.at, set_by=act.by_name,
    )  # fmt: skip
