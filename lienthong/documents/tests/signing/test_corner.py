"""The agency's signature at the corner of a page: upright, beside others, all else as it was."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from lienthong.documents.signing.check import check
from lienthong.documents.signing.corner import certify_copy, check_appendix, check_copied
from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.marks import Stamp, corner_stamp
from lienthong.documents.signing.signers import LocalSigner
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import Verdict
from lienthong.documents.tests.signing.conftest import AGENCY, AT, Signed
from lienthong.kernel.errors import Refused

STAMP: Stamp = corner_stamp(("Sao y số 01/SY-UBND", AGENCY, "2022-01-05T10:15:30+07:00"))


def blank(turn: int = 0) -> bytes:
    """An empty A4 page, shown turned."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    made.pages[0].Rotate = turn
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def drawn(pdf: bytes) -> Image.Image:
    """The first page as it is shown."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    try:
        picture: Image.Image = document[0].render(scale=1).to_pil()
        return picture.convert("L")
    finally:
        document.close()


def ink(pdf: bytes) -> tuple[int, int, int, int]:
    """What is not white on the shown page: left, top, right, bottom."""
    found = drawn(pdf).point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert found is not None
    return found


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_mark_stands_upright_at_the_top_right_however_the_page_is_turned(
    agency: LocalSigner, turn: int
) -> None:
    made = certify_copy(blank(turn), agency, at=AT, stamp=STAMP)
    width, _height = drawn(made).size
    left, top, right, bottom = ink(made)
    assert width / 2 < left < right < width - 25
    assert 8 < top < bottom < 56  # above the text of a page, 2 cm from its edge
    upright = ink(certify_copy(blank(), agency, at=AT, stamp=STAMP))
    assert abs((right - left) - (upright[2] - upright[0])) <= 2


def test_a_copy_keeps_the_bytes_and_the_signatures_of_what_it_copies(
    signed: Signed, agency: LocalSigner
) -> None:
    """Decree 30/2020, art. 25."""
    copy = certify_copy(signed.by_both, agency, at=AT, stamp=STAMP)
    again = certify_copy(copy, agency, at=AT, stamp=STAMP)
    assert copy.startswith(signed.by_both)
    assert again.startswith(copy)
    verdict = check(again, trust=Trust((signed.root,)), at=AT)
    assert [one.role for one in verdict.signatures] == [
        Role.PERSON, Role.AGENCY, Role.AGENCY, Role.AGENCY
    ]  # fmt: skip
    assert verdict.verdict is Verdict.VALID
    with pikepdf.open(BytesIO(again)) as read:
        first, second = (one.Rect for one in read.Root.AcroForm.Fields[2:])
    assert float(second[2]) < float(first[0])  # beside it, not upon it


def test_the_agency_alone_makes_a_copy_of_paper_but_not_an_issued_document(
    agency: LocalSigner, signed: Signed
) -> None:
    made = certify_copy(blank(), agency, at=AT, stamp=STAMP)
    trust = Trust((signed.root,))
    assert check(made, trust=trust, at=AT, copy=True).verdict is Verdict.VALID
    assert check(made, trust=trust, at=AT).verdict is Verdict.INCOMPLETE
    assert check(signed.by_person, trust=trust, at=AT, copy=True).verdict is Verdict.INCOMPLETE
    assert check(blank(), trust=trust, at=AT, copy=True).verdict is Verdict.INCOMPLETE
    altered = check(made[:-40] + b"%" * 40, trust=trust, at=AT, copy=True)
    assert altered.verdict is not Verdict.VALID


def test_only_an_agency_makes_a_copy(person: LocalSigner) -> None:
    with pytest.raises(Refused) as refused:
        certify_copy(blank(), person, at=AT, stamp=STAMP)
    assert refused.value.code == "documents.wrong_certificate"


def with_field(kind: str) -> bytes:
    made = pikepdf.open(BytesIO(blank()))
    field = pikepdf.Dictionary(FT=pikepdf.Name(f"/{kind}"), T=pikepdf.String("a"))
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([made.make_indirect(field)]))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def locked() -> bytes:
    made = pikepdf.open(BytesIO(blank()))
    out = BytesIO()
    made.save(out, encryption=pikepdf.Encryption(user="", owner="chu"))
    return out.getvalue()


@pytest.mark.parametrize(
    "pdf", [b"", b"%PDF-1.7", b"\x89PNG", with_field("Tx"), with_field("Sig"), locked()]
)
def test_what_could_not_be_signed_is_told_before(pdf: bytes) -> None:
    with pytest.raises(Refused) as refused:
        check_copied(pdf)
    assert refused.value.code == "documents.copy_unfit"
    with pytest.raises(Refused) as refused:
        check_appendix(pdf)
    assert refused.value.code == "documents.appendix_unfit"


def test_a_signed_file_may_be_copied_but_is_no_appendix(signed: Signed) -> None:
    check_copied(signed.by_both)
    with pytest.raises(Refused):
        check_appendix(signed.by_both)
