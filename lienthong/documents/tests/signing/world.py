"""Another authority than ours, with all that befalls certificates: keys and lists by certomancer.

The certificates are valid from 2020 to 2040 unless their name says otherwise, so that the files
made here are judged by the real clock, as a tester's would be.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from asn1crypto import crl, x509
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, ServiceLabel
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

PERSON, AGENCY = "nguoi-ky", "co-quan"
BODY = "Uy ban nhan dan tinh Soc Trang"
SIGNS = {"id": "key_usage", "critical": True, "smart-value": {
    "schema": "key-usage", "params": ["digital_signature", "non_repudiation"]}}  # fmt: skip
LISTED = {"id": "crl_distribution_points", "smart-value": {
    "schema": "crl-dist-url", "params": {"crl-repo-names": ["lists"]}}}  # fmt: skip
KEYS = ("root", "ca", "tsa", "other", "person", "agency", "ed", "small")


def _purpose(*purposes: str) -> dict[str, Any]:
    return {"id": "extended_key_usage", "critical": True, "value": list(purposes)}


def _usage(*usages: str) -> dict[str, Any]:
    return {"id": "key_usage", "critical": True, "smart-value": {
        "schema": "key-usage", "params": list(usages)}}  # fmt: skip


def _signer(entity: str, key: str, **more: Any) -> dict[str, Any]:
    return {
        "subject": entity, "subject-key": key, "issuer": "ca", "authority-key": "ca",
        "validity": {"valid-from": "2020-01-01T00:00:00+0000",
                     "valid-to": "2040-01-01T00:00:00+0000"},
        "extensions": [SIGNS, LISTED], **more,
    }  # fmt: skip


def _authority(entity: str, issuer: str, key: str, above: str) -> dict[str, Any]:
    return {
        "subject": entity, "subject-key": key, "issuer": issuer, "authority-key": above,
        "validity": {"valid-from": "2020-01-01T00:00:00+0000",
                     "valid-to": "2040-01-01T00:00:00+0000"},
        "extensions": [
            {"id": "basic_constraints", "critical": True, "value": {"ca": True}},
            _usage("key_cert_sign", "crl_sign"),
        ],
    }  # fmt: skip


def _years(first: int, last: int) -> dict[str, str]:
    return {"valid-from": f"{first}-01-01T00:00:00+0000", "valid-to": f"{last}-01-01T00:00:00+0000"}


REVOKED = {"revoked-since": "2022-06-01T00:00:00+0000", "reason": "key_compromise"}
CERTIFICATES: dict[str, dict[str, Any]] = {
    "root": _authority("root", "root", "root", "root"),
    "ca": _authority("ca", "root", "ca", "root"),
    "other": _authority("other", "other", "other", "other"),
    "tsa": _signer("tsa", "tsa", issuer="root", **{"authority-key": "root"},
                   extensions=[_usage("digital_signature"), _purpose("time_stamping")]),
    "foreign-tsa": _signer("tsa", "tsa", issuer="other", **{"authority-key": "other"},
                           extensions=[_usage("digital_signature"), _purpose("time_stamping")]),
    "person": _signer("person", "person"),
    "second-person": _signer("second", "agency"),
    "agency": _signer("agency", "agency"),
    "other-agency": _signer("district", "agency"),
    "same-code-person": _signer("coded", "person"),
    "plain-person": _signer("person", "person", extensions=[]),
    "ed-person": _signer("person", "ed"),
    "small-person": _signer("person", "small"),
    "foreign-person": _signer("person", "person", issuer="other", **{"authority-key": "other"}),
    "expired-person": _signer("person", "person", validity=_years(2020, 2023)),
    "future-person": _signer("person", "person", validity=_years(2038, 2040)),
    "self-person": _signer("alone", "person", issuer="alone", **{"authority-key": "person"}),
    "expired-agency": _signer("agency", "agency", validity=_years(2020, 2023)),
    "revoked-agency": _signer("agency", "agency", revocation=REVOKED),
    "revoked-person": _signer("person", "person", revocation=REVOKED),
    "server-person": _signer("person", "person", extensions=[SIGNS, _purpose("server_auth")]),
    "sealing-person": _signer("person", "person", extensions=[_usage("key_encipherment")]),
    "ca-person": _authority("person", "ca", "person", "ca"),
    "ocsp": _signer("ocsp", "tsa", extensions=[_usage("digital_signature"),
                                                _purpose("ocsp_signing")]),
}  # fmt: skip
ENTITIES = {
    "root": {"country-name": "VN", "common-name": "Goc thu nghiem"},
    "ca": {"country-name": "VN", "common-name": "Cap phat thu nghiem"},
    "other": {"country-name": "VN", "common-name": "Goc khac"},
    "tsa": {"country-name": "VN", "common-name": "Dau thoi gian thu nghiem"},
    "ocsp": {"country-name": "VN", "common-name": "Tra loi thu hoi"},
    "person": {"country-name": "VN", "organization-name": BODY, "common-name": "Tran Van Minh"},
    "second": {"country-name": "VN", "organization-name": BODY, "common-name": "Le Thi Hoa"},
    "coded": {"country-name": "VN", "organization-identifier": "H51", "given-name": "Minh",
              "common-name": "Tran Van Minh"},
    "alone": {"country-name": "VN", "organization-name": BODY, "common-name": "Tran Van Minh"},
    "agency": {"country-name": "VN", "organization-name": BODY, "common-name": BODY},
    "district": {"country-name": "VN", "organization-identifier": "H51.2",
                 "common-name": "UBND huyen Ke Sach"},
}  # fmt: skip


@dataclass
class World:
    """Certificates, keys, lists and services of one test run."""

    folder: Path

    def __post_init__(self) -> None:
        self._signed: dict[tuple[object, ...], bytes] = {}
        made: dict[str, Any] = {
            name: rsa.generate_private_key(public_exponent=65537, key_size=2048)
            for name in ("root", "tsa", "person")
        }
        made |= {name: ec.generate_private_key(ec.SECP256R1()) for name in ("ca", "other")}
        made |= {
            "agency": ec.generate_private_key(ec.SECP384R1()),
            "ed": ed25519.Ed25519PrivateKey.generate(),
            "small": rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505
        }
        for name, key in made.items():
            (self.folder / f"{name}.pem").write_bytes(
                key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            )
        config = {
            "external-url-prefix": "http://127.0.0.1:9",
            "keysets": {"k": {"keys": {name: {"path": f"{name}.pem"} for name in KEYS}}},
            "pki-architectures": {
                "w": {
                    "keyset": "k",
                    "entities": ENTITIES,
                    "certs": CERTIFICATES,
                    "services": {
                        "crl-repo": {
                            "lists": {"for-issuer": "ca", "signing-key": "ca",
                                      "simulated-update-schedule": "P90D"},
                        },
                        "ocsp": {
                            "answers": {"for-issuer": "ca", "responder-cert": "ocsp",
                                        "signing-key": "tsa"},
                        },
                    },
                }
            },
        }  # fmt: skip
        made_from = CertomancerConfig.from_yaml(yaml.safe_dump(config), str(self.folder))
        self.pki = made_from.get_pki_arch(ArchLabel("w"))

    def certificate(self, name: str) -> x509.Certificate:
        return self.pki.get_cert(CertLabel(name))

    def der(self, name: str) -> bytes:
        return bytes(self.certificate(name).dump())

    def private(self, name: str) -> Any:
        """A key as the cryptography library has it."""
        return load_pem_private_key((self.folder / f"{name}.pem").read_bytes(), None)

    @property
    def root(self) -> bytes:
        return self.der("root")

    def revocations(self, at: datetime | None = None) -> crl.CertificateList:
        """The list of the issuing authority, as it was at that time."""
        return self.pki.service_registry.get_crl(ServiceLabel("lists"), at_time=at)

    def signer(self, name: str, *, pss: bool = False) -> signers.SimpleSigner:
        registry = SimpleCertificateStore()
        registry.register_multiple([self.certificate("ca")])
        spec = self.pki.get_cert_spec(CertLabel(name))
        return signers.SimpleSigner(
            signing_cert=self.certificate(name),
            signing_key=self.pki.key_set.get_private_key(spec.subject_key),
            cert_registry=registry,
            prefer_pss=pss,
        )

    def stamper(self, name: str = "tsa", at: datetime | None = None) -> timestamps.DummyTimeStamper:
        return timestamps.DummyTimeStamper(
            tsa_cert=self.certificate(name),
            tsa_key=self.pki.key_set.get_private_key("tsa"),
            fixed_dt=at or datetime.now(UTC),
        )

    def context(self, at: datetime | None = None, **more: Any) -> ValidationContext:
        """What a signer who embeds validation data knows."""
        return ValidationContext(
            trust_roots=[self.certificate("root")],
            other_certs=[self.certificate("ca"), self.certificate("tsa")],
            moment=at or datetime.now(UTC),
            **more,
        )

    def sign(
        self,
        pdf: bytes,
        who: str,
        field: str,
        *,
        stamper: timestamps.DummyTimeStamper | None = None,
        pss: bool = False,
        reserve: int = 2 * 9000,
        **how: Any,
    ) -> bytes:
        """One more revision: `who` signs in `field`; `how` is pyHanko's PdfSignatureMetadata.

        What was asked before, of the same bytes, is not signed again: time stamps apart.
        """
        how = {"md_algorithm": "sha256", "subfilter": fields.SigSeedSubFilter.PADES, **how}
        asked = (pdf, who, field, pss, reserve, *sorted(how.items()))
        if stamper is None and asked in self._signed:
            return self._signed[asked]
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        signer = PdfSigner(
            PdfSignatureMetadata(field_name=field, **how),
            signer=self.signer(who, pss=pss),
            timestamper=stamper,
        )
        out = bytes(signer.sign_pdf(writer, bytes_reserved=reserve).getvalue())
        if stamper is None:
            self._signed[asked] = out
        return out

    def issued(
        self, pdf: bytes, person: str = "person", agency: str = "agency", **how: Any
    ) -> bytes:
        """The person's signature, then the agency's."""
        return self.sign(self.sign(pdf, person, PERSON, **how), agency, AGENCY, **how)
