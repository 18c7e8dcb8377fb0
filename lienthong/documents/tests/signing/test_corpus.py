"""A corpus as an outside tester would make it: another authority, other tools, every trick we know.

Each file has the one verdict, and the one reason, that it must get.
"""

import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from lienthong.documents.rendering.render import Rendered
from lienthong.documents.signing import raw_bytes, sign
from lienthong.documents.signing.check import check
from lienthong.documents.signing.marks import agency_stamp
from lienthong.documents.signing.signers import LocalSigner
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import FileVerdict, Verdict
from lienthong.documents.tests.signing import tampering
from lienthong.documents.tests.signing.world import AGENCY, PERSON, World

THEN = datetime(2022, 3, 1, tzinfo=UTC)  # before one is revoked and another expires
LATER = datetime(2022, 9, 1, tzinfo=UTC)
Made = Callable[[World, bytes], bytes]
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


@pytest.fixture(scope="session")
def letter(rendered: Rendered) -> bytes:
    return rendered.pdf


@pytest.fixture(scope="session")
def good(world: World, letter: bytes) -> bytes:
    return world.issued(letter)


def judged(world: World, pdf: bytes, *lists: bytes) -> FileVerdict:
    return check(pdf, trust=Trust((world.root,), lists))


def saved(pdf: bytes, **how: object) -> bytes:
    """The same page as another program would write it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def with_store(pdf: bytes, world: World, at: datetime | None = None) -> bytes:
    """A later revision that brings certificates and the revocation list of that time."""
    out = BytesIO(pdf)
    DocumentSecurityStore.add_dss(
        out,
        None,
        certs=[world.certificate("ca"), world.certificate("tsa")],
        crls=[world.revocations(at)],
    )
    return out.getvalue()


def stamped(pdf: bytes, world: World, at: datetime) -> bytes:
    """A document time stamp over everything before."""
    out = PdfTimeStamper(world.stamper(at=at)).timestamp_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)),
        md_algorithm="sha256",
        validation_context=world.context(at),
    )
    return bytes(out.getvalue())


def kept(world: World, pdf: bytes, person: str) -> bytes:
    """Signed and time-stamped in March 2022, with the lists of September under another stamp."""
    at_once = world.issued(pdf, person, stamper=world.stamper(at=THEN))
    return stamped(with_store(at_once, world, LATER), world, LATER)


def copied_timestamp(world: World, pdf: bytes) -> bytes:
    """The person's signature carries the time stamp that was made for another signature."""
    donor = world.sign(pdf, "person", PERSON, stamper=world.stamper())
    (start, end), *_ = tampering.containers(donor)
    stamp = _signer_info(donor[start:end])["unsigned_attrs"]
    first = world.sign(pdf, "person", PERSON, reserve=2 * 12_000)
    (start, end), *_ = tampering.containers(first)
    container = cms.ContentInfo.load(bytes.fromhex(first[start:end].decode()))
    container["content"]["signer_infos"][0]["unsigned_attrs"] = stamp.copy()
    text = container.dump(force=True).hex().encode().ljust(end - start, b"0")
    return world.sign(first[:start] + text + first[end:], "agency", AGENCY)


def _signer_info(digits: bytes) -> cms.SignerInfo:
    return cms.ContentInfo.load(bytes.fromhex(digits.decode()))["content"]["signer_infos"][0]


def revised(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_catalog(pdf: bytes, key: str, value: object) -> bytes:
    """The page with one more entry in its catalog, before anybody signs."""
    with pikepdf.open(BytesIO(pdf)) as document:
        document.Root[key] = value
        out = BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def script() -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def two_of_one_name(world: World, pdf: bytes) -> bytes:
    """The page has the person's field twice; one of them is signed."""
    with pikepdf.open(BytesIO(pdf)) as document:
        fields = document.Root.AcroForm.Fields
        fields.append(document.make_indirect(pikepdf.Dictionary(fields[0])))
        document.pages[0].Annots.append(fields[-1])
        out = BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return world.issued(out.getvalue())


def certified(world: World, pdf: bytes) -> bytes:
    """The person locks the document; it is sealed all the same."""
    first = world.sign(pdf, "person", PERSON, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    agency = LocalSigner(
        world.der("agency"), (world.der("ca"),), world.private("agency"), signature_size=110
    )
    return sign._sign(
        first, agency, at=datetime.now(UTC), stamp=agency_stamp("UBND"), field=AGENCY,
        filled_before=[PERSON],
    )  # fmt: skip


def disguised(world: World, pdf: bytes) -> bytes:
    """Between the two signatures somebody lays an empty field with a picture over the page."""
    first = world.sign(pdf, "person", PERSON)

    def cover(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("che", box=(50, 500, 500, 800)))
        field = writer.root["/AcroForm"]["/Fields"][-1].get_object()
        picture = generic.StreamObject(
            dict_data={
                generic.pdf_name("/Type"): generic.pdf_name("/XObject"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Form"),
                generic.pdf_name("/BBox"): generic.ArrayObject(
                    [generic.NumberObject(edge) for edge in (0, 0, 450, 300)]
                ),
            },
            stream_data=b"1 1 1 rg 0 0 450 300 re f",
        )
        look = generic.DictionaryObject({generic.pdf_name("/N"): writer.add_object(picture)})
        field[generic.pdf_name("/AP")] = look
        writer.update_container(field)

    return world.sign(revised(first, cover), "agency", AGENCY)


def renamed_kind(pdf: bytes, kind: bytes) -> bytes:
    """The claimed kind of the first signature, overwritten in place."""
    return pdf.replace(b"/ETSI.CAdES.detached", kind.ljust(len(b"/ETSI.CAdES.detached")), 1)


def moved_range(pdf: bytes, wider: int) -> bytes:
    """The last signature says that it covers less: the attack that wraps what was signed."""
    found = list(tampering.re.finditer(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", pdf))[-1]
    start, after, rest = (int(number) for number in found.groups())
    told = b"/ByteRange [0 %d %d %d]" % (start, after + wider, rest - wider)
    return pdf[: found.start()] + told.ljust(found.end() - found.start()) + pdf[found.end() :]


def bomb(_world: World, _pdf: bytes) -> bytes:
    """An object stream of 60 MB in 60 KB that holds the catalog."""
    body = zlib.compress(b"1 0 " + bytes(60 * 2**20), 9)
    head = b"%%PDF-1.7\n2 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n"
    start = head % len(body) + body + b"\nendstream endobj\n"
    return start + b"trailer\n<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(start))


def endless_pages(_world: World, pdf: bytes) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        document.Root.Pages.Kids.append(document.Root.Pages)
        out = BytesIO()
        document.save(out)
        return out.getvalue()


VALID: dict[str, Made] = {
    "plain": lambda w, pdf: w.issued(pdf),
    "with time stamps": lambda w, pdf: w.issued(pdf, stamper=w.stamper()),
    "kept for the long term": lambda w, pdf: stamped(
        with_store(w.issued(pdf, stamper=w.stamper()), w), w, datetime.now(UTC)
    ),
    "RSA-PSS": lambda w, pdf: w.issued(pdf, pss=True),
    "Ed25519": lambda w, pdf: w.sign(
        w.sign(pdf, "ed-person", PERSON, md_algorithm="sha512"), "agency", AGENCY
    ),
    "PKCS #7 detached": lambda w, pdf: w.issued(
        pdf, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    ),
    "no key usage stated": lambda w, pdf: w.issued(pdf, "plain-person"),
    "two people, then the agency": lambda w, pdf: w.sign(
        w.sign(w.sign(pdf, "second-person", "trinh"), "person", PERSON), "agency", AGENCY
    ),
    "expired since, but stamped in time": lambda w, pdf: kept(w, pdf, "expired-person"),
    "revoked since, but stamped before": lambda w, pdf: kept(w, pdf, "revoked-person"),
    "object streams": lambda w, pdf: w.issued(
        saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    ),
    "linearised": lambda w, pdf: w.issued(saved(pdf, linearize=True)),
    "certified, form filling allowed": lambda w, pdf: w.sign(
        w.sign(pdf, "person", PERSON, certify=True, docmdp_permissions=MDPPerm.FILL_FORMS),
        "agency",
        AGENCY,
    ),
}

OTHERS: dict[str, tuple[Verdict, str, Made]] = {
    "the person alone": (
        Verdict.INCOMPLETE, "no_agency", lambda w, pdf: w.sign(pdf, "person", PERSON),
    ),
    "the agency alone": (
        Verdict.INCOMPLETE, "no_person", lambda w, pdf: w.sign(pdf, "agency", AGENCY),
    ),
    "two people": (
        Verdict.INCOMPLETE, "no_agency", lambda w, pdf: w.issued(pdf, "person", "second-person"),
    ),
    "the agency first": (
        Verdict.INCOMPLETE, "wrong_order",
        lambda w, pdf: w.sign(w.sign(pdf, "agency", AGENCY), "person", PERSON),
    ),
    "the seal of another agency": (
        Verdict.INCOMPLETE, "other_agency",
        lambda w, pdf: w.issued(pdf, "same-code-person", "other-agency"),
    ),
    "unsigned": (Verdict.INCOMPLETE, "unsigned", lambda _w, pdf: pdf),
    "unknown authority": (
        Verdict.UNTRUSTED, "unknown_issuer", lambda w, pdf: w.issued(pdf, "foreign-person"),
    ),
    "expired": (Verdict.UNTRUSTED, "expired", lambda w, pdf: w.issued(pdf, "expired-person")),
    "not yet valid": (
        Verdict.UNTRUSTED, "not_yet_valid", lambda w, pdf: w.issued(pdf, "future-person"),
    ),
    "revoked, as the file itself says": (
        Verdict.UNTRUSTED, "revoked",
        lambda w, pdf: with_store(w.issued(pdf, "revoked-person"), w),
    ),
    "revoked in an old list": (
        Verdict.UNTRUSTED, "revoked",
        lambda w, pdf: with_store(w.issued(pdf, "revoked-person"), w, LATER),
    ),
    "stamped after it was revoked": (
        Verdict.UNTRUSTED, "revoked",
        lambda w, pdf: stamped(
            with_store(w.issued(pdf, "revoked-person", stamper=w.stamper(at=LATER)), w, LATER),
            w, LATER,
        ),
    ),
    "a key of a web server": (
        Verdict.UNTRUSTED, "unfit", lambda w, pdf: w.issued(pdf, "server-person"),
    ),
    "a key that only encrypts": (
        Verdict.UNTRUSTED, "unfit", lambda w, pdf: w.issued(pdf, "sealing-person"),
    ),
    "SHA-1": (
        Verdict.UNTRUSTED, "weak_algorithm", lambda w, pdf: w.issued(pdf, md_algorithm="sha1"),
    ),
    "MD5": (
        Verdict.UNTRUSTED, "weak_algorithm",
        lambda w, pdf: w.sign(
            w.sign(pdf, "person", PERSON, md_algorithm="md5"), "agency", AGENCY
        ),
    ),
    "RSA of 1024 bits": (
        Verdict.UNTRUSTED, "weak_algorithm", lambda w, pdf: w.issued(pdf, "small-person"),
    ),
    "a time stamp of a stranger": (
        Verdict.UNTRUSTED, "foreign_timestamp",
        lambda w, pdf: w.issued(pdf, stamper=w.stamper("foreign-tsa")),
    ),
    "a time stamp of another signature": (Verdict.ALTERED, "bad_timestamp", copied_timestamp),
    "certified without changes, then sealed": (Verdict.ALTERED, "certified", certified),
    "a note after both": (
        Verdict.ALTERED, "continued", lambda w, pdf: tampering.with_note(w.issued(pdf)),
    ),
    "an empty field after both": (
        Verdict.ALTERED, "continued",
        lambda w, pdf: revised(
            w.issued(pdf), lambda writer: append_signature_field(writer, SigFieldSpec("them"))
        ),
    ),
    "a third signature after both": (
        Verdict.INCOMPLETE, "wrong_order",
        lambda w, pdf: w.sign(w.issued(pdf), "second-person", "them"),
    ),
    "a text filled in between": (
        Verdict.ALTERED, "added",
        lambda w, pdf: w.sign(
            tampering.with_text_filled_in(
                w.sign(tampering.with_text_field(pdf), "person", PERSON)
            ),
            "agency", AGENCY,
        ),
    ),
    "a picture in an empty field": (Verdict.INDETERMINATE, "disguised_field", disguised),
    "two fields of one name": (Verdict.INDETERMINATE, "shared_field", two_of_one_name),
    "the range wraps other bytes": (
        Verdict.ALTERED, "continued", lambda w, pdf: moved_range(w.issued(pdf), 2),
    ),
    "the range leaves out the end": (
        Verdict.ALTERED, "continued", lambda w, pdf: moved_range(w.issued(pdf), 400),
    ),
    "PKCS #7 with SHA-1 inside": (
        Verdict.ALTERED, "file_changed",
        lambda w, pdf: renamed_kind(w.issued(pdf), b"/adbe.pkcs7.sha1"),
    ),
    "bare RSA": (
        Verdict.ALTERED, "file_changed",
        lambda w, pdf: renamed_kind(w.issued(pdf), b"/adbe.x509.rsa_sha1"),
    ),
    "a password for the owner": (
        Verdict.INDETERMINATE, "encrypted",
        lambda w, pdf: saved(w.issued(pdf), encryption=pikepdf.Encryption(owner="x", user="")),
    ),
    "a password for everybody": (
        Verdict.INDETERMINATE, "encrypted",
        lambda w, pdf: saved(w.issued(pdf), encryption=pikepdf.Encryption(owner="x", user="y")),
    ),
    "JavaScript on opening": (
        Verdict.INDETERMINATE, "active_content",
        lambda w, pdf: w.issued(with_catalog(pdf, "/OpenAction", script())),
    ),
    "written anew by another program": (
        Verdict.ALTERED, "continued", lambda w, pdf: saved(w.issued(pdf)),
    ),
    "an object stream that swells": (Verdict.INDETERMINATE, "unreadable", bomb),
    "a tree of pages without end": (
        Verdict.INDETERMINATE, "unreadable",
        lambda w, pdf: w.issued(endless_pages(w, pdf)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VALID)
def test_a_good_file_of_another_authority_is_valid(name: str, world: World, letter: bytes) -> None:
    verdict = judged(world, VALID[name](world, letter))
    assert (verdict.verdict, verdict.reasons) == (Verdict.VALID, ())


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_file_gets_its_verdict_and_its_reason(
    name: str, world: World, letter: bytes
) -> None:
    expected, code, make = OTHERS[name]
    verdict = judged(world, make(world, letter))
    assert (verdict.verdict, verdict.reasons[0].code) == (expected, code)


def test_without_the_root_all_of_it_is_untrusted(world: World, good: bytes) -> None:
    assert check(good, trust=Trust(())).verdict is Verdict.UNTRUSTED


def test_a_list_that_an_administrator_fetched_revokes(world: World, letter: bytes) -> None:
    pdf = world.issued(letter, "revoked-person")
    assert judged(world, pdf).verdict is Verdict.VALID  # nobody told us
    told = judged(world, pdf, bytes(world.revocations().dump()))
    assert [one.code for one in told.signatures[0].reasons] == ["revoked"]


def test_a_list_of_a_stranger_revokes_nobody(world: World, letter: bytes, tmp_path: Path) -> None:
    pdf = world.issued(letter, "revoked-person")
    stranger = World(tmp_path)
    assert judged(world, pdf, bytes(stranger.revocations().dump())).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "written", [b"\n5 0 obj", b"\n5\x000\x00obj", b"\n5 0%x\n obj", b"\n000000000005 0 obj"]
)
def test_an_object_is_found_however_it_is_written(written: bytes) -> None:
    assert raw_bytes.OBJECT.search(written)
