"""What is known of certificates without a network: the trust list, and what the file itself brings.

A file may carry certificates, revocation lists and answers of revocation services (the document
security store of PAdES, Adobe's attribute in a signature). They are believed only as far as their
own signatures lead to a trusted root.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import islice
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    FreshnessReqType,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)
from pyhanko_certvalidator.registry import SimpleTrustManager

from lienthong.documents.signing.trust import Trust

MOST = 200  # objects of each kind that are taken from one file
FOREVER = timedelta(days=36_525)
NOTHING, ANYTHING = RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.CRL_OR_OCSP_REQUIRED


class Asked(Enum):
    """Whose revocation is looked up. Nobody is asked over a network, so that no news is no
    objection: a certificate is first judged without, then every news we have is looked through.
    """

    NOBODY = RevocationCheckingPolicy(NOTHING, NOTHING)
    SIGNER = RevocationCheckingPolicy(ANYTHING, NOTHING)
    AUTHORITIES = RevocationCheckingPolicy(NOTHING, ANYTHING)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a certificate may be judged by."""

    roots: list[x509.Certificate]
    certificates: list[x509.Certificate]
    lists: list[crl.CertificateList]
    answers: list[ocsp.OCSPResponse]

    @property
    def news(self) -> bool:
        """Is there anything to look through?"""
        return bool(self.lists or self.answers)

    def context(self, at: datetime, asked: Asked = Asked.NOBODY) -> ValidationContext:
        """No network, and no trust list but ours: pyHanko would ask the operating system for one.

        A list that is out of date still revokes.
        """
        return ValidationContext(
            trust_manager=SimpleTrustManager.build(trust_roots=self.roots),
            other_certs=self.certificates,
            moment=at,
            allow_fetching=False,
            crls=self.lists,
            ocsps=self.answers,
            revinfo_policy=CertRevTrustPolicy(
                asked.value,
                freshness=FOREVER,
                freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION,
            ),
        )


def of(reader: PdfFileReader, trust: Trust) -> Evidence:
    """What the trust list and this file know; what cannot be read is left out."""
    lists = [crl.CertificateList.load(one) for one in trust.lists]
    answers: list[ocsp.OCSPResponse] = []
    for attribute in _adobe(reader):
        lists += attribute["crl"] or []
        answers += attribute["ocsp"] or []
    return Evidence(
        roots=[x509.Certificate.load(root) for root in trust.roots],
        certificates=list(_stored(reader, "/Certs", x509.Certificate)),
        lists=[*lists, *_stored(reader, "/CRLs", crl.CertificateList)],
        answers=[*answers, *_stored(reader, "/OCSPs", ocsp.OCSPResponse)],
    )


def _stored(reader: PdfFileReader, key: str, kind: Any) -> Iterator[Any]:
    """The readable objects of one kind in the file's security store."""
    streams: Iterable[Any] = ()
    with suppress(Exception):  # a store that is no store is no store
        streams = reader.root["/DSS"][key]
    for stream in islice(streams, MOST):
        with suppress(Exception):  # one bad object does not hide the others
            yield kind.load(stream.get_object().data, strict=True)


def _adobe(reader: PdfFileReader) -> Iterator[Any]:
    """The revocation data that signers put into their signatures (adbe-revocation)."""
    for one in reader.embedded_signatures:
        with suppress(Exception):  # absent, repeated or broken: as if it were not there
            signed = one.signer_info["signed_attrs"]
            yield find_unique_cms_attribute(signed, "adobe_revocation_info_archival")
