"""Signing: in the order of the law, only what we rendered, and nothing more than a signature."""

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from asn1crypto import cms as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from lienthong.documents.rendering.render import Rendered
from lienthong.documents.signing import container
from lienthong.documents.signing.check import check
from lienthong.documents.signing.identity import PERSON_POLICY
from lienthong.documents.signing.marks import agency_stamp, person_stamp
from lienthong.documents.signing.sign import seal_as_agency, sign_as_person
from lienthong.documents.signing.signers import LocalSigner
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import Verdict
from lienthong.documents.tests.rendering.specimen import text_of
from lienthong.documents.tests.signing.conftest import AGENCY, AT, NAME, Signed, sha256
from lienthong.kernel.errors import Refused

STAMP = person_stamp(NAME)


def test_each_signature_only_adds_to_the_file(signed: Signed) -> None:
    assert signed.by_person.startswith(signed.rendered.pdf)
    assert signed.by_both.startswith(signed.by_person)
    assert len(signed.by_person) - len(signed.rendered.pdf) < 60 * 1024
    assert len(signed.by_both) - len(signed.by_person) < 60 * 1024
    assert text_of(signed.by_both) == text_of(signed.rendered.pdf)


def test_the_signature_is_pades_with_the_time_of_the_act(signed: Signed) -> None:
    with pikepdf.open(BytesIO(signed.by_both)) as document:
        for field in document.Root.AcroForm.Fields:
            assert field.V.SubFilter == "/ETSI.CAdES.detached"
            assert str(field.V.M) == "D:20220105101530+07'00'"
            content = asn1.ContentInfo.load(bytes(field.V.Contents))["content"]
            names = {one["type"].native for one in content["signer_infos"][0]["signed_attrs"]}
            assert names == {"content_type", "message_digest", "signing_certificate_v2"}
            assert len(content["certificates"]) == 2  # the signer and the issuer, not the root


def test_the_container_is_der_as_another_library_writes_it(person: LocalSigner) -> None:
    made = container.detached(person, b"\x07" * 32)
    parsed = asn1.ContentInfo.load(made, strict=True)
    assert parsed["content"].native["digest_algorithms"] == [
        {"algorithm": "sha256", "parameters": None}
    ]
    assert parsed.dump(force=True) == made
    assert len(made) <= container.size(person)


def test_the_description_of_the_document_stays_untouched(signed: Signed) -> None:
    added = signed.by_both[len(signed.rendered.pdf) :]
    assert b"/Metadata" not in added
    assert b"xpacket" not in added
    assert b"ModDate" not in added


def test_both_marks_show_on_the_page(signed: Signed) -> None:
    def colours(pdf: bytes) -> set[str]:
        document = pypdfium2.PdfDocument(BytesIO(pdf))
        document.init_forms()
        image = document[0].render(scale=1, may_draw_forms=True).to_pil().convert("RGB")
        document.close()
        seen = set()
        for _, (red, green, blue) in image.getcolors(1 << 20) or []:
            if blue > red + 80:
                seen.add("blue")
            if red > 180 and green < 60:
                seen.add("red")
        return seen

    assert colours(signed.rendered.pdf) == set()
    assert colours(signed.by_person) == {"blue"}
    assert colours(signed.by_both) == {"blue", "red"}


def test_the_agency_may_not_be_first(signed: Signed) -> None:
    rendered = signed.rendered
    with pytest.raises(Refused) as refusal:
        seal_as_agency(
            rendered.pdf, signed.agency, at=AT, stamp=agency_stamp(AGENCY), sha256=rendered.sha256
        )
    assert refusal.value.code == "documents.leader_first"


def test_nobody_signs_twice(signed: Signed) -> None:
    with pytest.raises(Refused) as person:
        sign_as_person(
            signed.by_person,
            signed.person,
            at=AT,
            stamp=STAMP,
            sha256=sha256(signed.by_person),
        )
    with pytest.raises(Refused) as agency:
        seal_as_agency(
            signed.by_both, signed.agency, at=AT, stamp=STAMP, sha256=sha256(signed.by_both)
        )
    assert person.value.code == agency.value.code == "documents.signed_already"


def test_a_person_does_not_seal_and_an_agency_does_not_sign(signed: Signed) -> None:
    rendered = signed.rendered
    with pytest.raises(Refused, match="không phải của cá nhân"):
        sign_as_person(rendered.pdf, signed.agency, at=AT, stamp=STAMP, sha256=rendered.sha256)
    with pytest.raises(Refused, match="không phải của cơ quan"):
        seal_as_agency(
            signed.by_person, signed.person, at=AT, stamp=STAMP, sha256=sha256(signed.by_person)
        )


def test_a_file_we_did_not_make_is_not_signed(signed: Signed) -> None:
    """A file prepared elsewhere can change its meaning after the signature ("shadow" attack)."""
    rendered = signed.rendered
    with pytest.raises(Refused) as refusal:
        sign_as_person(
            rendered.pdf + b"\n", signed.person, at=AT, stamp=STAMP, sha256=rendered.sha256
        )
    assert refusal.value.code == "documents.not_ours"
    with pytest.raises(Refused):
        seal_as_agency(
            signed.by_person, signed.agency, at=AT, stamp=STAMP, sha256=sha256(rendered.pdf)
        )


def test_a_page_without_our_fields_is_not_signed(rendered: Rendered, person: LocalSigner) -> None:
    with pikepdf.open(BytesIO(rendered.pdf)) as document:
        document.Root.AcroForm.Fields[0].T = pikepdf.String("khac")
        out = BytesIO()
        document.save(out)
    foreign = out.getvalue()
    with pytest.raises(Refused) as refusal:
        sign_as_person(foreign, person, at=AT, stamp=STAMP, sha256=sha256(foreign))
    assert refusal.value.code == "documents.no_place_to_sign"


@dataclass(frozen=True)
class RsaSigner:
    """As a token of the Cipher Committee would be: RSA, somewhere else, behind the same names."""

    certificate: bytes
    key: rsa.RSAPrivateKey
    chain: tuple[bytes, ...] = ()
    signature_size: int = 256
    times: None = None

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())


def test_an_rsa_key_signs_as_well(rendered: Rendered) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    policy = x509.PolicyInformation(x509.ObjectIdentifier(PERSON_POLICY), None)
    usage = dict.fromkeys(
        ("digital_signature", "key_encipherment", "data_encipherment", "key_agreement",
         "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=1))
        .add_extension(x509.KeyUsage(content_commitment=True, **usage), critical=True)
        .add_extension(x509.CertificatePolicies([policy]), critical=False)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
    signer = RsaSigner(certificate, key)
    pdf = sign_as_person(rendered.pdf, signer, at=AT, stamp=STAMP, sha256=rendered.sha256)
    verdict = check(pdf, trust=Trust((certificate,)), at=datetime(2022, 1, 5, 12, tzinfo=UTC))
    assert [one.verdict for one in verdict.signatures] == [Verdict.VALID]


def test_a_mark_is_one_persons_and_the_same_every_time() -> None:
    assert person_stamp(NAME).content == person_stamp(NAME).content
    assert person_stamp(NAME).content != person_stamp("Lý Thị Hoa").content
    assert agency_stamp(AGENCY).content != agency_stamp("Huyện ủy Mỹ Xuyên").content


@pytest.mark.parametrize(
    "name",
    ["Ủy ban nhân dân tỉnh Sóc Trăng", "X", "", "Ủy ban nhân dân phường " * 8, "ខ្មែរ"],
)
def test_marks_stay_inside_their_field(name: str) -> None:
    for stamp in (person_stamp(name), agency_stamp(name)):
        numbers: list[float] = []
        points = 0
        for word in zlib.decompress(stamp.content).decode("ascii").split():
            if not word.isalpha():
                numbers.append(float(word))
                continue
            if word in {"m", "l", "c"}:
                points += 1
                assert all(-1 <= x <= stamp.width + 1 for x in numbers[0::2])
                assert all(-1 <= y <= stamp.height + 1 for y in numbers[1::2])
            numbers = []
        assert points > 100
