"""Who a certificate speaks for: a person with authority, or an agency."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from cryptography import x509
from cryptography.x509.oid import NameOID

# Policies of the demonstration authority, under an identifier made from a random UUID (X.667).
ARC = "2.25.263910052011310582564605342955781619517"
PERSON_POLICY = f"{ARC}.1"
AGENCY_POLICY = f"{ARC}.2"


class Role(StrEnum):
    """Whose signature it is; an official document needs both (Decree 30/2020, art. 5)."""

    PERSON = "person"
    AGENCY = "agency"


ROLE_OF_POLICY = {PERSON_POLICY: Role.PERSON, AGENCY_POLICY: Role.AGENCY}


@dataclass(frozen=True, slots=True)
class Identity:
    """The subject of a certificate. `role` is None when its policies name neither."""

    role: Role | None
    name: str
    agency_code: str
    agency_name: str


@lru_cache(maxsize=1024)
def identity_of(certificate: bytes) -> Identity:
    """Read the subject of a DER certificate. Raises ValueError for bytes that are none."""
    parsed = x509.load_der_x509_certificate(certificate)
    return Identity(
        role=_role(parsed),
        name=_attribute(parsed, NameOID.COMMON_NAME),
        agency_code=_attribute(parsed, NameOID.ORGANIZATION_IDENTIFIER),
        agency_name=_attribute(parsed, NameOID.ORGANIZATION_NAME),
    )


def _role(certificate: x509.Certificate) -> Role | None:
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return None
    found = {
        ROLE_OF_POLICY[policy.policy_identifier.dotted_string]
        for policy in policies
        if policy.policy_identifier.dotted_string in ROLE_OF_POLICY
    }
    return found.pop() if len(found) == 1 else None


def _attribute(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    for attribute in certificate.subject.get_attributes_for_oid(oid):
        if isinstance(attribute.value, str):
            return attribute.value
    return ""
