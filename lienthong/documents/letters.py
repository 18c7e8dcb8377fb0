"""From a document's facts to what stands on its page (Decree 30/2020, art. 8 and app. I)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lienthong.directory import authority, posts
from lienthong.directory.document_types import types_of
from lienthong.directory.models import PlaceVersion
from lienthong.documents.models import Document, Version
from lienthong.documents.rendering import lines
from lienthong.documents.rendering.body import paragraphs
from lienthong.documents.rendering.layouts import PARTY, layout_of
from lienthong.documents.rendering.letter import Extract, Letter
from lienthong.documents.rules import COPY
from lienthong.documents.rules_copies import EXTRACT, FORMS

URGENCY_MARKS = ("", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")
COMMITTEE = "Ủy ban nhân dân"
OFFICE = "Văn phòng"
PARTY_OFFICE, PARTY_COMMITTEE = "party_office", "party_committee"
ORGANISATIONS = (
    ("Tỉnh ủy", "Đảng bộ tỉnh"),
    ("Thành ủy", "Đảng bộ thành phố"),
    ("Thị ủy", "Đảng bộ thị xã"),
    ("Huyện ủy", "Đảng bộ huyện"),
)
LISTED_RECIPIENTS = 12


def template_of(document: Document) -> str:
    """Which page template lays the document out."""
    if document.made_as == COPY:
        return "extract"
    return layout_of(document.branch, document.type).template


def letter_of(document: Document, day: date) -> Letter:
    """The parts of an outgoing document as its page shows them on that day."""
    agency = posts.agency_on(document.agency_id, day)
    drafter = posts.post(document.drafter_id or 0, day)
    signer = posts.post(document.signer_id or 0, day)
    recipients = recipient_lines(document, day)
    layout = layout_of(document.branch, document.type)
    title, above = authority.printed(agency, document.signer_id or 0, day, document.type)
    if agency.branch == PARTY:
        above = party_authority(agency, above)
    return Letter(
        superior=superior_lines(agency, day),
        agency=agency_lines(agency),
        issuer=agency.name,
        place_name=place_in_date(agency.place_id, day),
        symbol=document.symbol,
        subject=document.subject,
        type_name=types_of(agency.branch).names.get(document.type, ""),
        paragraphs=paragraphs(draft_body(document)),
        deciding=deciding_line(agency, title, above) if layout.decides else "",
        decides=layout.decides,
        to=tuple(recipients) if layout.addressed else (),
        authority=above,
        signer_title=title,
        signer_name=signer.name if signer else document.signer_name,
        drafting_unit=(drafter.unit_code or drafter.unit_name) if drafter else "",
        recipients=() if layout.addressed else tuple(recipients),
        kept_by=kept_by(agency),
        party=agency.branch == PARTY,
        urgency=URGENCY_MARKS[document.urgency],
        demo=settings.DEMO,
        **_extracted(document, day),
    )


def _extracted(document: Document, day: date) -> dict[str, Any]:
    """What an extract says of its original, and which of its pages stand before (Decree 30/2020,
    art. 25).
    """
    if document.made_as != COPY:
        return {}
    source = Document.objects.get(id=document.copies_id or 0)
    draft = Version.objects.filter(document=document, stage="draft").latest("id")
    numbers = tuple(draft.letter.get("pages", ()))
    known = posts.agencies_on([source.issuer_id or 0], source.issued_on or day)
    issuer = known.get(source.issuer_id or 0)
    place = place_in_date(issuer.place_id, day) if issuer else ""
    dated = f"{source.issued_on:%d/%m/%Y}" if source.issued_on else ""
    if place:
        dated = lines.place_and_date(place, source.issued_on)
    pages = _("Trích trang {pages} của {subject}").format(
        pages=", ".join(map(str, numbers)), subject=document.subject
    )
    extract = Extract(
        form=str(FORMS[EXTRACT]).upper(),
        agency=agency_lines(issuer) if issuer else (source.issuer_name.upper(),),
        number_line=f"Số: {source.code}",
        dated=dated,
        type_name=types_of(source.branch).name(source.type),
        subject=source.subject,
        signer_title=tuple(
            part
            for part in (*source.authority_prefix.split(", "), source.signer_title.upper())
            if part
        ),
        signer_name=source.signer_name,
        pages=pages if numbers else "",
    )
    return {"extract": extract, "front": tuple((source.file_sha256, one) for one in numbers)}


def draft_body(document: Document) -> str:
    """The newest text of the drafter."""
    version = Version.objects.filter(document=document, stage="draft").order_by("-id").first()
    return str(version.letter.get("body", "")) if version else ""


def agency_lines(agency: posts.AgencyFacts) -> tuple[str, ...]:
    """Box 2: an agency's name in capitals; a People's Committee in two lines, an office of the
    Party under its committee (Decree 30/2020, app. I; guidance 36-HD/VPTW).
    """
    if agency.name.startswith(COMMITTEE + " "):
        return COMMITTEE.upper(), agency.name[len(COMMITTEE) + 1 :].upper()
    if agency.kind == PARTY_OFFICE:
        return (OFFICE.upper() if agency.name.startswith(OFFICE) else agency.name.upper(),)
    return (agency.name.split(" tỉnh ")[0].upper(),)


def superior_lines(agency: posts.AgencyFacts, day: date) -> tuple[str, ...]:
    """The superior's name above a specialised body's own; a People's Committee has none.

    In the Party a committee stands under the organisation it belongs to ("ĐẢNG BỘ TỈNH ..."), an
    office under its committee (guidance 36-HD/VPTW).
    """
    if agency.superior_id is None or agency.kind == "peoples_committee":
        return ()
    superior = posts.agencies_on([agency.superior_id], day).get(agency.superior_id)
    if superior is None or superior.branch != agency.branch:
        return ()
    if agency.branch == PARTY and agency.kind != PARTY_OFFICE:
        for committee, organisation in ORGANISATIONS:
            if superior.name.startswith(committee):
                return ((organisation + superior.name.removeprefix(committee)).upper(),)
    return (superior.name.upper(),) if agency.branch in {"state", PARTY} else ()


def kept_by(agency: posts.AgencyFacts) -> str:
    """Where a Party document is kept: "Văn phòng Tỉnh ủy"; of the State the page says "VT, <unit>"
    by itself.
    """
    if agency.branch != PARTY:
        return ""
    own = agency.short_name
    return own if agency.kind == PARTY_OFFICE else _("Văn phòng {committee}").format(committee=own)


def deciding_line(agency: posts.AgencyFacts, title: str, above: tuple[str, ...]) -> str:
    """Who decides, above the legal bases: a collective by its name, a head by his post and agency
    (Decree 30/2020, app. I).
    """
    if above and above[0].startswith(("TM.", "T/M")):
        return agency.name.upper()
    head = re.sub(r"^(KT\.|TL\.|TUQ\.|K/T|T/L|T/UQ|Q\.) ", "", above[0] if above else title)
    return f"{head} {agency.name}".upper()


def place_in_date(place_id: int, day: date) -> str:
    """Box 4: the place's own name; a numbered place keeps its kind ("Phường 5")
    (Decree 30/2020, app. I).
    """
    place = PlaceVersion.objects.on(day).filter(place_id=place_id).first()
    if place is None:
        return ""
    own = place.name.removeprefix(place.type).strip()
    return place.name if own.isdecimal() else own


def party_authority(agency: posts.AgencyFacts, above: tuple[str, ...]) -> tuple[str, ...]:
    """Box 7a of the Party: T/M for a committee, K/T and T/L elsewhere (guidance 36-HD/VPTW)."""
    if agency.kind == PARTY_COMMITTEE:
        return ("T/M BAN THƯỜNG VỤ",)
    return tuple(_with_strokes(line) for line in above)


def _with_strokes(line: str) -> str:
    prefix, _dot, rest = line.partition(". ")
    return f"{prefix[0]}/{prefix[1:]} {rest}" if prefix in {"TM", "KT", "TL", "TUQ"} else line


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
