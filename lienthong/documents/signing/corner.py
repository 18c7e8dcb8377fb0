"""The agency's signature at the top right of a first page that somebody else made: an appendix's in
a file of its own, a copy's, a scan's (Decree 30/2020, app. I).

Words and no image; the pages, and the signatures that are on them, stay as they were.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from pyhanko.sign.fields import SigFieldSpec, append_signature_field, enumerate_sig_fields

from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.marks import Stamp
from lienthong.documents.signing.sign import UPRIGHT, Revision, check_role, fill
from lienthong.documents.signing.signers import Signer
from lienthong.kernel.errors import Refused

APPENDIX_FIELD = "CoQuanPhuLuc"
COPY_FIELD = "CoQuanSao"
MARGIN = 28.0
"""Points between the mark of an appendix and the edges of its page: 1 cm."""
COPY_TOP = 10.0
"""Above the mark of a copy, so that its three lines end where the text begins, 2 cm down."""
GAP = 10.0
MATRICES: dict[int, tuple[int, ...]] = {
    0: UPRIGHT, 90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, -1, 1, 0, 0, 0),
}  # fmt: skip
"""How a mark is drawn that is to stand upright on a page which is shown turned clockwise."""

KEPT = {"/Type", "/Pages", "/Version", "/Lang", "/MarkInfo", "/Metadata", "/StructTreeRoot"}
"""What stays of the catalog of a scan; what acts when a file is opened goes."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Page:
    """The first page as it is shown: its width and height, how it is turned, where it lies in the
    file; and whether the file has fields of any kind.
    """

    width: float
    height: float
    turn: int
    crop: Box
    form: bool

    def laid(self, box: Box) -> Box:
        """A rectangle of the shown page, in the coordinates of the file."""
        left, bottom, right, top = box
        x, y, far_x, far_y = self.crop
        return {
            0: (x + left, y + bottom, x + right, y + top),
            90: (far_x - top, y + left, far_x - bottom, y + right),
            180: (far_x - right, far_y - top, far_x - left, far_y - bottom),
            270: (x + bottom, far_y - right, x + top, far_y - left),
        }[self.turn]

    def shown(self, box: Box) -> Box:
        """A rectangle of the file, as it lies on the shown page."""
        left, bottom, right, top = box
        x, y, far_x, far_y = self.crop
        return {
            0: (left - x, bottom - y, right - x, top - y),
            90: (bottom - y, far_x - right, top - y, far_x - left),
            180: (far_x - right, far_y - top, far_x - left, far_y - bottom),
            270: (far_y - top, left - x, far_y - bottom, right - x),
        }[self.turn]


def seal_appendix(pdf: bytes, signer: Signer, *, at: datetime, stamp: Stamp) -> bytes:
    """The agency's signature on an appendix in a file of its own (Decree 30/2020, app. I).

    The file is somebody else's work and was examined when it was attached. `Refused` as in
    `check_appendix`.
    """
    check_role(signer, Role.AGENCY)
    with _read(pdf, _appendix_unfit()) as (writer, page):
        if page.form:
            raise _appendix_unfit()
        box = _corner(page, stamp, [], MARGIN)
        return _signed(writer, page, signer, at=at, stamp=stamp, box=box, field=APPENDIX_FIELD)


def check_appendix(pdf: bytes) -> None:
    """Can this file be signed later as an appendix? Asked while whoever attaches it can still
    choose another: a PDF that can be read, without password, signatures or form fields. `Refused`
    in words otherwise.
    """
    with _read(pdf, _appendix_unfit()) as (_writer, page):
        if page.form:
            raise _appendix_unfit()


def certify_copy(pdf: bytes, signer: Signer, *, at: datetime, stamp: Stamp) -> bytes:
    """The agency's signature on a copy (Decree 30/2020, art. 25 and app. I).

    A signed file is the beginning of the new one, byte for byte; one without signatures, a scan, is
    written anew first. A copy of a copy has the mark of each, the newer one on the left, or below
    where there is no room. `Refused` as in `check_copied`.
    """
    check_role(signer, Role.AGENCY)
    with _read(_plain(pdf), _copy_unfit()) as (writer, page):
        fields = _signature_fields(writer)
        marks = [page.shown(box) for name, box in fields if name.startswith(COPY_FIELD)]
        taken = {name for name, _box in fields}
        names = (f"{COPY_FIELD}{number or ''}" for number in range(len(taken) + 1))
        return _signed(
            writer, page, signer, at=at, stamp=stamp, box=_corner(page, stamp, marks, COPY_TOP),
            field=next(name for name in names if name not in taken),
        )  # fmt: skip


def check_copied(pdf: bytes) -> None:
    """Can the agency sign a copy of this file? A PDF that can be read, without a password, without
    fields that wait to be filled, and not locked by whoever certified it. `Refused` in words
    otherwise.
    """
    with _read(pdf, _copy_unfit()) as (writer, _page):
        _signature_fields(writer)


@contextmanager
def _read(pdf: bytes, unfit: Refused) -> Iterator[tuple[Any, _Page]]:
    """The file, ready for one more revision, and its first page."""
    try:
        writer = Revision(BytesIO(pdf), strict=False)
        locked = bool(writer.prev.encrypted)
        with pypdfium2.PdfDocument(pdf) as read:
            first = read[0]
            width, height = first.get_size()
            form = "/AcroForm" in writer.root
            page = _Page(width, height, first.get_rotation(), first.get_cropbox(), form)
    except Exception as error:  # pyHanko raises nearly anything on a damaged file
        raise unfit from error
    if locked:
        raise unfit
    yield writer, page


def _plain(pdf: bytes) -> bytes:
    """A file without fields as a strict reader wants it, with its pages and nothing else: scanners
    write what only a lenient one can read, and a signature on that could not be checked.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as document:
            if "/AcroForm" in document.Root:
                return pdf
            for name in set(document.Root.keys()) - KEPT:
                del document.Root[name]
            out = BytesIO()
            document.save(
                out,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                min_version="1.4",
            )
            return out.getvalue()
    except Exception as error:  # as above
        raise _copy_unfit() from error


def _signature_fields(writer: Any) -> list[tuple[str, Box]]:
    """The names and rectangles of the signatures that are there; Refused when one of them waits for
    somebody, when there are other fields, or when the file is locked.
    """
    try:
        root = writer.root
        found = list(enumerate_sig_fields(writer))
        fields = root["/AcroForm"].get("/Fields", ()) if "/AcroForm" in root else ()
        kinds = {str(one.get_object().get("/FT", "")) for one in fields}
        boxes = [(str(name), _box(reference.get_object())) for name, _value, reference in found]
        fit = not kinds - {"/Sig"} and all(value is not None for _name, value, _ref in found)
        fit = fit and "/DocMDP" not in root.get("/Perms", {})
    except Exception as error:  # as above
        raise _copy_unfit() from error
    if not fit:
        raise _copy_unfit()
    return boxes


def _box(field: Any) -> Box:
    left, bottom, right, top = (float(side) for side in field.get("/Rect", (0, 0, 0, 0)))
    return left, bottom, right, top


def _corner(page: _Page, stamp: Stamp, marks: list[Box], from_top: float) -> Box:
    """Where the mark lies on the shown page: top right, beside the marks that are there."""
    right = min([page.width - MARGIN, *(left - GAP for left, _bottom, _right, _top in marks)])
    top = page.height - from_top
    if marks and right - stamp.width < GAP:
        right = page.width - MARGIN
        top = min(bottom for _left, bottom, _right, _top in marks) - GAP
    left, bottom = max(0, round(right - stamp.width)), max(0, round(top - stamp.height))
    return left, bottom, left + round(stamp.width), bottom + round(stamp.height)


def _signed(
    writer: Any, page: _Page, signer: Signer, *, at: datetime, stamp: Stamp, box: Box, field: str
) -> bytes:
    left, bottom, right, top = (round(side) for side in page.laid(box))
    spec = SigFieldSpec(field, on_page=0, box=(left, bottom, right, top))
    append_signature_field(writer, spec)
    return fill(writer, signer, at=at, stamp=stamp, field=field, matrix=MATRICES[page.turn])


def _appendix_unfit() -> Refused:
    return Refused(
        "documents.appendix_unfit",
        "Phụ lục đã có chữ ký, có ô điền, đặt mật khẩu hoặc bị hỏng nên không ký số được: xuất lại "
        "thành PDF thường rồi kèm lại, hoặc kèm như tệp thường.",
        reason="input",
    )


def _copy_unfit() -> Refused:
    return Refused(
        "documents.copy_unfit",
        "Tệp có ô điền, đặt mật khẩu, bị khóa không cho ký thêm hoặc bị hỏng nên không ký số bản "
        "sao được: in ra giấy, quét lại rồi sao y từ bản giấy.",
        reason="input",
    )
