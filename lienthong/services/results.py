"""The job that makes the file of a result: laid out, signed by the leader, sealed by the agency.
Effects only: killed at any point it can run again.
"""

from __future__ import annotations

import hashlib
import io
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from lienthong.directory import posts
from lienthong.documents import keys, letters
from lienthong.documents.rendering.body import Paragraph
from lienthong.documents.rendering.letter import Letter
from lienthong.documents.rendering.render import NAMED, render
from lienthong.documents.signing import marks
from lienthong.documents.signing.sign import seal_as_agency, sign_as_person
from lienthong.kernel import clock, events
from lienthong.kernel.acts import Act
from lienthong.kernel.attachments.actions import limits, store
from lienthong.kernel.attachments.store import Written
from lienthong.kernel.models import Event
from lienthong.services.actions import returning
from lienthong.services.actions.common import package_for
from lienthong.services.models import Application, Result


def make(event_id: int) -> None:
    """For one `services.numbered` event, as the leader who signed."""
    event = Event.objects.get(id=event_id)
    act = events.continued(event)
    application = Application.objects.select_related("version").get(id=event.object_id)
    result = Result.objects.get(application=application)
    if not result.sha256:
        kept = _kept(_signed(act, application, result))
        returning.finish(act, application_id=application.id, sha256=kept.sha256, size=kept.size)


def _signed(act: Act, application: Application, result: Result) -> bytes:
    day = clock.local(act.at).date()
    agency = posts.agency_on(application.agency_id, day)
    page = render(
        NAMED, letter_of(act, application, result, agency, day), number=str(result.number),
        issued_on=day, slots=True, fonts_folder=settings.FONTS_DIR,
    )  # fmt: skip
    signer = keys.of_person(act, agency)
    stamp = marks.person_stamp(act.by_name, settings.FONTS_DIR)
    signed = sign_as_person(page.pdf, signer, at=act.at, stamp=stamp, sha256=page.sha256)
    digest = hashlib.sha256(signed).hexdigest()
    seal = marks.agency_stamp(agency.name, settings.FONTS_DIR)
    return seal_as_agency(signed, keys.of_agency(act, agency), at=act.at, stamp=seal, sha256=digest)


def _kept(pdf: bytes) -> Written:
    """On the disk before any row names it."""
    with store().receive(io.BytesIO(pdf), limits().file_bytes) as written:
        store().place(written)
    return written


def letter_of(
    act: Act, application: Application, result: Result, agency: posts.AgencyFacts, day: date
) -> Letter:
    """The result as a page with a name, a number and two signatures (Decree 30/2020, app. I)."""
    package = package_for(application)
    title, _comma, _agency = act.by_title.partition(",")
    said = [Paragraph(f"{label}: {value}") for label, value in result.lines]
    said += [Paragraph(one) for one in result.text.splitlines() if one.strip()]
    said.append(
        Paragraph(
            _("Mã hồ sơ: {code}. Kiểm tra kết quả này tại {address}.").format(
                code=application.code, address=public_address(result)
            )
        )
    )
    return Letter(
        superior=letters.superior_lines(agency, day),
        agency=letters.agency_lines(agency),
        issuer=agency.name,
        place_name=letters.place_in_date(agency.place_id, day),
        symbol=package.result.code,
        subject=package.result.name,
        type_name=_("KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"),
        paragraphs=tuple(said),
        signer_title=title.upper(),
        signer_name=act.by_name,
        drafting_unit="",
        recipients=(application.applicant.name,),
        demo=settings.DEMO,
    )


def public_address(result: Result) -> str:
    """Where anybody can see whether a result is genuine, by the token on its QR code."""
    return f"/ket-qua/{result.token}/"
