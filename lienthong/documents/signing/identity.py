"""Who a certificate speaks for: a person with authority, or an agency.

Our own authority says it in a policy, European ones in a statement, most only in the subject. The
subject is read in the order of how sure it is: an attribute that only people or only bodies have,
an organisation that bears the holder's own name, a name that begins as those of public bodies do.
Whoever is none of these, and has a name, is a person: two people never make an issued document.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cryptography import x509
from cryptography.x509.oid import NameOID

# Policies of the demonstration authority, under an identifier made from a random UUID (X.667).
ARC = "2.25.263910052011310582564605342955781619517"
PERSON_POLICY = f"{ARC}.1"
AGENCY_POLICY = f"{ARC}.2"
QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
QC_OF_PERSON = bytes.fromhex("060704008e46010601")  # 0.4.0.1862.1.6.1, EN 319 412-5
QC_OF_BODY = bytes.fromhex("060704008e46010602")
ONLY_PEOPLE = (NameOID.SURNAME, NameOID.GIVEN_NAME, NameOID.TITLE)
PERSONAL_NUMBERS = ("CCCD:", "CMND:", "CC:", "HC:", "PNO", "IDC", "PAS", "CN-")
BODIES = (
    "ủy ban", "uỷ ban", "ubnd", "hội đồng", "hđnd", "sở", "bộ", "cục", "chi cục", "tổng cục", "vụ",
    "văn phòng", "phòng", "ban", "trung tâm", "trường", "bệnh viện", "viện", "thanh tra", "tòa án",
    "toà án", "công an", "cơ quan", "tỉnh ủy", "thành ủy", "huyện ủy", "đảng ủy", "mặt trận",
    "agency", "department", "office",
)  # fmt: skip


class Role(StrEnum):
    """Whose signature it is; an official document needs both (Decree 30/2020, art. 5)."""

    PERSON = "person"
    AGENCY = "agency"


ROLE_OF_POLICY = {PERSON_POLICY: Role.PERSON, AGENCY_POLICY: Role.AGENCY}


@dataclass(frozen=True, slots=True)
class Identity:
    """The subject of a certificate and who issued it. `role` is None when nothing tells it."""

    role: Role | None
    name: str
    agency_code: str
    agency_name: str
    issuer: str


@lru_cache(maxsize=1024)
def identity_of(certificate: bytes) -> Identity:
    """Read the subject of a DER certificate. Raises ValueError for bytes that are none."""
    parsed = x509.load_der_x509_certificate(certificate)
    return Identity(
        role=_role(parsed),
        name=_attribute(parsed.subject, NameOID.COMMON_NAME),
        agency_code=_attribute(parsed.subject, NameOID.ORGANIZATION_IDENTIFIER),
        agency_name=_attribute(parsed.subject, NameOID.ORGANIZATION_NAME),
        issuer=_attribute(parsed.issuer, NameOID.COMMON_NAME)
        or _attribute(parsed.issuer, NameOID.ORGANIZATION_NAME),
    )


def _role(certificate: x509.Certificate) -> Role | None:
    if _is_authority(certificate):
        return None
    stated = _stated(certificate)
    if stated:
        return stated.pop() if len(stated) == 1 else None
    subject = certificate.subject
    number = _attribute(subject, NameOID.SERIAL_NUMBER) or _attribute(subject, NameOID.USER_ID)
    if number.upper().startswith(PERSONAL_NUMBERS) or any(
        subject.get_attributes_for_oid(oid) for oid in ONLY_PEOPLE
    ):
        return Role.PERSON
    name = _attribute(subject, NameOID.COMMON_NAME)
    body = _attribute(subject, NameOID.ORGANIZATION_NAME)
    if _attribute(subject, NameOID.ORGANIZATION_IDENTIFIER) or is_body(name):
        return Role.AGENCY
    if not name or name.casefold() == body.casefold():
        return Role.AGENCY if body else None
    return Role.PERSON


def _is_authority(certificate: x509.Certificate) -> bool:
    return any(
        isinstance(extension.value, x509.BasicConstraints) and extension.value.ca
        for extension in certificate.extensions
    )


def _stated(certificate: x509.Certificate) -> set[Role]:
    """The roles that policies and statements of the certificate name."""
    found = set()
    for extension in certificate.extensions:
        value = extension.value
        if isinstance(value, x509.CertificatePolicies):
            named = {policy.policy_identifier.dotted_string for policy in value}
            found |= {role for policy, role in ROLE_OF_POLICY.items() if policy in named}
        elif extension.oid == QC_STATEMENTS and isinstance(value, x509.UnrecognizedExtension):
            found |= {Role.PERSON} if QC_OF_PERSON in value.value else set()
            found |= {Role.AGENCY} if QC_OF_BODY in value.value else set()
    return found


def is_body(name: str) -> bool:
    """Does a name begin as that of a public body? Names without accents count when what they begin
    with has two syllables: "Vu", "Truong" are also people.
    """
    words = unicodedata.normalize("NFC", name).casefold()
    plain = _without_accents(words)
    return any(
        words == body
        or words.startswith(f"{body} ")
        or ((" " in body or body.isascii()) and f" {plain} ".startswith(f" {_plain(body)} "))
        for body in BODIES
    )


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


_plain = lru_cache(maxsize=64)(_without_accents)


def _attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    for attribute in name.get_attributes_for_oid(oid):
        if isinstance(attribute.value, str):
            return attribute.value
    return ""
