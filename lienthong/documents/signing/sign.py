"""The leader's signature, then the agency's, on a document that we rendered ourselves.

A document can be prepared so that its meaning changes after it was signed, with every check still
green. No check can find that later, so the defence is here: the caller names the SHA-256 of the
file it made and keeps, and nothing else is signed (Decree 30/2020, art. 5).
"""

import hashlib
import hmac
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from lienthong.documents.rendering.fields import AGENCY_FIELD, PERSON_FIELD
from lienthong.documents.rendering.render import VIETNAM
from lienthong.documents.signing import container
from lienthong.documents.signing.identity import Role, identity_of
from lienthong.documents.signing.marks import Picture, Stamp
from lienthong.documents.signing.signers import Signer
from lienthong.kernel.errors import Refused

UPRIGHT = (1, 0, 0, 1, 0, 0)


class Revision(IncrementalPdfFileWriter):
    """One signature's revision: the description of the document stays as it was rendered.

    pyHanko would write the clock of this machine into it, which is neither the claimed time of the
    act nor needed, and 4 KB of XMP with every signature.
    """

    def _update_meta(self) -> None:
        pass


def sign_as_person(pdf: bytes, signer: Signer, *, at: datetime, stamp: Stamp, sha256: str) -> bytes:
    """The competent person's signature in its empty field (Decree 30/2020, art. 5).

    `pdf` comes from `render(..., slots=True)`, `sha256` from the same `Rendered`; `at` is the
    claimed time of signing. Returns a longer file with the old one as its beginning. `Refused` if
    the file is not the one that was rendered, if it is signed already, or if the certificate is
    not a person's.
    """
    check_role(signer, Role.PERSON)
    _check_ours(pdf, sha256)
    return _sign(pdf, signer, at=at, stamp=stamp, field=PERSON_FIELD, filled_before=[])


def seal_as_agency(pdf: bytes, signer: Signer, *, at: datetime, stamp: Stamp, sha256: str) -> bytes:
    """The agency's signature on a document that a person signed (Decree 30/2020, art. 5).

    `sha256` is that of the file which `sign_as_person` returned. The leader's signature stays
    valid: the new bytes only follow. `Refused` as in `sign_as_person`, and without the person's
    signature.
    """
    check_role(signer, Role.AGENCY)
    _check_ours(pdf, sha256)
    return _sign(pdf, signer, at=at, stamp=stamp, field=AGENCY_FIELD, filled_before=[PERSON_FIELD])


def check_role(signer: Signer, role: Role) -> None:
    """Refused when the certificate is not of such a one."""
    if identity_of(signer.certificate).role is not role:
        whose = "cá nhân" if role is Role.PERSON else "cơ quan"
        raise Refused(
            "documents.wrong_certificate",
            f"Chứng thư số này không phải của {whose}: chọn đúng chứng thư số rồi ký lại.",
        )


def _check_ours(pdf: bytes, sha256: str) -> None:
    if not hmac.compare_digest(hashlib.sha256(pdf).hexdigest(), sha256):
        raise Refused(
            "documents.not_ours",
            "Tệp này không phải bản hệ thống đã dàn trang nên không được ký: mở lại văn bản và "
            "trình ký từ đầu.",
        )


def _sign(
    pdf: bytes,
    signer: Signer,
    *,
    at: datetime,
    stamp: Stamp,
    field: str,
    filled_before: list[str],
) -> bytes:
    writer = Revision(BytesIO(pdf))
    _check_fields(writer, field, filled_before)
    return fill(writer, signer, at=at, stamp=stamp, field=field)


def fill(
    writer: Any,
    signer: Signer,
    *,
    at: datetime,
    stamp: Stamp,
    field: str,
    matrix: tuple[int, ...] = UPRIGHT,
) -> bytes:
    """Sign into an empty field that is there; the mark is drawn turned by `matrix`."""
    steps = PdfCMSEmbedder().write_cms(field, writer, existing_fields_only=True)
    reference = next(steps)
    _draw(writer, reference.get_object(), stamp, matrix)
    steps.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                timestamp=at.astimezone(VIETNAM).replace(microsecond=0),
                bytes_reserved=2 * container.size(signer),
                subfilter=SigSeedSubFilter.PADES,
            )
        )
    )
    prepared, out = steps.send(SigIOSetup(md_algorithm="sha256", in_place=True))
    steps.send(container.detached(signer, prepared.document_digest))
    signed: bytes = out.getvalue()
    return signed


def _check_fields(writer: Any, field: str, filled_before: list[str]) -> None:
    fields = [(name, value is not None) for name, value, _ in enumerate_sig_fields(writer)]
    filled = [name for name, has_value in fields if has_value]
    empty = [name for name, has_value in fields if not has_value]
    if filled == filled_before and field in empty:
        return
    if field in filled:
        raise Refused(
            "documents.signed_already", "Văn bản đã có chữ ký số này: tải lại trang để xem."
        )
    if field == AGENCY_FIELD and not filled:
        raise Refused(
            "documents.leader_first",
            "Chưa có chữ ký số của người có thẩm quyền nên chưa ký số của cơ quan được: chờ lãnh "
            "đạo ký trước.",
        )
    raise Refused(
        "documents.no_place_to_sign",
        "Văn bản không có ô chữ ký do hệ thống đặt: dàn trang lại rồi trình ký.",
    )


def _resources(writer: Any, picture: Picture | None) -> Any:
    """What a mark draws with: nothing, or one picture with its opacity."""
    pdf: Any = generic  # partly untyped
    if picture is None:
        return pdf.DictionaryObject()
    opacity = _image(picture, "/DeviceGray", picture.alpha)
    shown = _image(picture, "/DeviceRGB", picture.rgb)
    shown[generic.pdf_name("/SMask")] = writer.add_object(opacity)
    named = pdf.DictionaryObject({generic.pdf_name("/P"): writer.add_object(shown)})
    return pdf.DictionaryObject({generic.pdf_name("/XObject"): named})


def _image(picture: Picture, space: str, deflated: bytes) -> Any:
    pdf: Any = generic  # partly untyped
    name, number = generic.pdf_name, pdf.NumberObject
    return generic.StreamObject(
        dict_data={
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Image"),
            name("/Width"): number(picture.width),
            name("/Height"): number(picture.height),
            name("/ColorSpace"): name(space),
            name("/BitsPerComponent"): number(8),
            name("/Filter"): name("/FlateDecode"),
        },
        encoded_data=deflated,
    )


def _draw(writer: Any, field: Any, stamp: Stamp, matrix: tuple[int, ...]) -> None:
    """Put the mark into the field as its appearance."""
    pdf: Any = generic  # partly untyped
    name, number = generic.pdf_name, pdf.FloatObject
    corners = (0, 0, round(stamp.width, 2), round(stamp.height, 2))
    form = generic.StreamObject(
        dict_data={
            name("/Type"): name("/XObject"),
            name("/Subtype"): name("/Form"),
            name("/BBox"): generic.ArrayObject([number(corner) for corner in corners]),
            name("/Matrix"): generic.ArrayObject([number(part) for part in matrix]),
            name("/Resources"): _resources(writer, stamp.picture),
            name("/Filter"): name("/FlateDecode"),
        },
        encoded_data=stamp.content,
    )
    field[name("/AP")] = pdf.DictionaryObject({name("/N"): writer.add_object(form)})
