"""From a document's facts to what stands on its page (Decree 30/2020, art. 8 and app. I)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import authority, posts
from lienthong.directory.document_types import types_of
from lienthong.directory.models import PlaceVersion
from lienthong.documents.models import Document, Version
from lienthong.documents.rendering.letter import Letter, paragraphs
from lienthong.documents.rendering.render import NAMED, OFFICIAL_LETTER

TO_SUPERIORS = ("BC", "TTr")
"""Reports and submissions are addressed ("Kính gửi") like official letters
(Decree 30/2020, app. I).
"""

URGENCY_MARKS = ("", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")
COMMITTEE = "Ủy ban nhân dân"
LISTED_RECIPIENTS = 12


def template_of(document: Document) -> str:
    """Which page template lays the document out."""
    return NAMED if document.type else OFFICIAL_LETTER


def letter_of(document: Document, day: date) -> Letter:
    """The parts of an outgoing document as its page shows them on that day."""
    agency = posts.agency_on(document.agency_id, day)
    drafter = posts.post(document.drafter_id or 0, day)
    signer = posts.post(document.signer_id or 0, day)
    recipients = recipient_lines(document, day)
    addressed = not document.type or document.type in TO_SUPERIORS
    title, above = authority.printed(agency, document.signer_id or 0, day, document.type)
    return Letter(
        superior=superior_lines(agency, day),
        agency=agency_lines(agency),
        place_name=place_in_date(agency.place_id, day),
        symbol=document.symbol,
        subject=document.subject,
        type_name=types_of(agency.branch).names.get(document.type, ""),
        paragraphs=paragraphs(draft_body(document)),
        to=tuple(recipients) if addressed else (),
        authority=above,
        signer_title=title,
        signer_name=signer.name if signer else document.signer_name,
        drafting_unit=(drafter.unit_code or drafter.unit_name) if drafter else "",
        recipients=() if addressed else tuple(recipients),
        urgency=URGENCY_MARKS[document.urgency],
        demo=settings.DEMO,
    )


def draft_body(document: Document) -> str:
    """The newest text of the drafter."""
    version = Version.objects.filter(document=document, stage="draft").order_by("-id").first()
    return str(version.letter.get("body", "")) if version else ""


def agency_lines(agency: posts.AgencyFacts) -> tuple[str, ...]:
    """Box 2: an agency's name in capitals; a People's Committee in two lines
    (Decree 30/2020, app. I).
    """
    if agency.name.startswith(COMMITTEE + " "):
        return COMMITTEE.upper(), agency.name[len(COMMITTEE) + 1 :].upper()
    return (agency.name.split(" tỉnh ")[0].upper(),)


def superior_lines(agency: posts.AgencyFacts, day: date) -> tuple[str, ...]:
    """The superior's name above a specialised body's own; a People's Committee has none."""
    if agency.superior_id is None or agency.kind == "peoples_committee" or agency.branch != "state":
        return ()
    superior = posts.agencies_on([agency.superior_id], day).get(agency.superior_id)
    return (superior.name.upper(),) if superior else ()


def place_in_date(place_id: int, day: date) -> str:
    """Box 4: the place's own name; a numbered place keeps its kind ("Phường 5")
    (Decree 30/2020, app. I).
    """
    place = PlaceVersion.objects.on(day).filter(place_id=place_id).first()
    if place is None:
        return ""
    own = place.name.removeprefix(place.type).strip()
    return place.name if own.isdecimal() else own


_LINES = f"""
select g.name, null::text, count(*) from documents_recipient r
join directory_recipient_group g on g.key = r."group"
where r.document_id = %(document)s group by g.name
union all
select null, v.name, 1 from documents_recipient r
join directory_agency_version v on v.agency_id = r.agency_id and {posts.IN_FORCE.format("v")}
where r.document_id = %(document)s and r."group" = ''
"""


def recipient_lines(document: Document, day: date) -> list[str]:
    """Whom the page names: each group once, then single agencies, the rest counted."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"document": document.id, "day": day})
        rows = cursor.fetchall()
    lines = [group for group, _name, _count in rows if group]
    singles = sorted(name for _group, name, _count in rows if name)
    lines += singles[:LISTED_RECIPIENTS]
    if len(singles) > LISTED_RECIPIENTS:
        lines.append(
            _("{count} cơ quan khác theo danh sách").format(count=len(singles) - LISTED_RECIPIENTS)
        )
    return lines
