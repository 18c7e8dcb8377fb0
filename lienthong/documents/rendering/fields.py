"""The two empty signature fields of an official document.

Both are in the file before the first signature: a later field would be a change to what the
leader signed. Where they lie is asked from Typst (`query` of a label in the empty space between
position and name): the space moves with the text, so a fixed place cannot serve, and the question
costs 0.2 ms because the layout is still in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

PERSON_FIELD = "nguoi-ky"
AGENCY_FIELD = "co-quan"
TOOLTIPS = {
    PERSON_FIELD: "Chữ ký số của người có thẩm quyền",
    AGENCY_FIELD: "Chữ ký số của cơ quan ban hành",
}

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
PERSON_SIZE = (42 * MM, 21 * MM)
SEAL_DIAMETER = 36 * MM
# Of the person's signature, on its left, under the agency's (Decree 30/2020, app. I, II.8).
OVERLAP = 1 / 3
PRINT_AND_LOCKED = 4 | 128


@dataclass(frozen=True, slots=True)
class Slot:
    """A rectangle on a page (from 1), in points from the lower left corner."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        return (self.left, self.bottom, self.right, self.top)


def places(*, page: int, top: float, height: float, centre: float) -> tuple[Slot, Slot]:
    """The person's and the agency's rectangles (Decree 30/2020, app. I).

    The person's image is centred between position and name; the agency's covers a third of it on
    the left. `top` is measured from the head of the page, all in points.
    """
    middle = PAGE_HEIGHT - top - height / 2
    width, tall = PERSON_SIZE
    left = centre - width / 2
    person = _slot(page, left, middle, width, tall)
    seal_left = left + width * OVERLAP - SEAL_DIAMETER
    return person, _slot(page, seal_left, middle, SEAL_DIAMETER, SEAL_DIAMETER)


def _slot(page: int, left: float, middle: float, width: float, height: float) -> Slot:
    return Slot(
        page=page,
        left=round(left, 2),
        bottom=round(middle - height / 2, 2),
        right=round(left + width, 2),
        top=round(middle + height / 2, 2),
    )


def with_front(pdf: bytes, pictures: Sequence[bytes]) -> bytes:
    """The same pages behind others that are pictures: JPEG in RGB, an A4 page each."""
    width = PAGE_WIDTH
    with pikepdf.open(BytesIO(pdf)) as document:
        for place, picture in enumerate(pictures):
            with Image.open(BytesIO(picture)) as read:
                wide, high = read.size
            stream = document.make_stream(picture)
            stream.Type, stream.Subtype = Name.XObject, Name.Image
            stream.Width, stream.Height = wide, high
            stream.ColorSpace, stream.BitsPerComponent = Name.DeviceRGB, 8
            stream.Filter = Name.DCTDecode
            scale = min(width / wide, PAGE_HEIGHT / high)
            left, bottom = (width - wide * scale) / 2, (PAGE_HEIGHT - high * scale) / 2
            drawn = (
                f"q {wide * scale:.3f} 0 0 {high * scale:.3f} {left:.3f} {bottom:.3f} cm /P Do Q"
            )
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, round(width, 2), round(PAGE_HEIGHT, 2)]),
                Resources=Dictionary(XObject=Dictionary(P=stream)),
                Contents=document.make_stream(drawn.encode("ascii")),
            )
            document.pages.insert(place, pikepdf.Page(document.make_indirect(page)))
        out = BytesIO()
        document.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return out.getvalue()


def add_fields(pdf: bytes, person: Slot, agency: Slot) -> bytes:
    """The same pages with both empty fields, written as one whole file (no second revision).

    PDF/A-2 wants an appearance for every field, so the empty ones carry an empty one.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        fields = [
            _field(document, PERSON_FIELD, person),
            _field(document, AGENCY_FIELD, agency),
        ]
        page = document.pages[person.page - 1].obj
        page.Annots = document.make_indirect(Array(fields))
        document.Root.AcroForm = document.make_indirect(
            Dictionary(Fields=Array(fields), SigFlags=3)
        )
        out = BytesIO()
        # A plain cross-reference table is read three times faster by the signing library.
        document.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        return out.getvalue()


def _field(document: pikepdf.Pdf, name: str, slot: Slot) -> pikepdf.Object:
    left, bottom, right, top = slot.rectangle
    empty = document.make_stream(b"")
    empty.Type = Name.XObject
    empty.Subtype = Name.Form
    empty.BBox = Array([0, 0, round(right - left, 2), round(top - bottom, 2)])
    return document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(name),
            TU=String(TOOLTIPS[name]),
            Rect=Array(slot.rectangle),
            F=PRINT_AND_LOCKED,
            P=document.pages[slot.page - 1].obj,
            AP=Dictionary(N=empty),
        )
    )
