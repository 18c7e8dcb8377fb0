"""What a check says of a file and of each signature in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from lienthong.documents.signing.identity import Role


class Verdict(StrEnum):
    """Only VALID lets a document in; the words to people are in the reasons."""

    VALID = "valid"
    INCOMPLETE = "incomplete"
    UNTRUSTED = "untrusted"
    INDETERMINATE = "indeterminate"
    ALTERED = "altered"


MEANINGS = {
    Verdict.VALID: "an issued document, as it was signed",
    Verdict.INCOMPLETE: "what is there holds, but a signature that must be there is not",
    Verdict.UNTRUSTED: "unchanged, but a certificate does not count: unknown, revoked, of another",
    Verdict.INDETERMINATE: "cannot be judged: damaged, locked, foreign, too large or too slow",
    Verdict.ALTERED: "changed after it was signed",
}

NAMES = {
    Verdict.VALID: "hợp lệ",
    Verdict.INCOMPLETE: "thiếu chữ ký",
    Verdict.UNTRUSTED: "chưa tin cậy",
    Verdict.INDETERMINATE: "chưa xác định được",
    Verdict.ALTERED: "đã bị sửa",
}
GRAVITY = (
    Verdict.ALTERED,
    Verdict.INDETERMINATE,
    Verdict.UNTRUSTED,
    Verdict.INCOMPLETE,
    Verdict.VALID,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is not better: a code for machines, a Vietnamese sentence for people."""

    verdict: Verdict
    code: str
    text: str

    def of(self, whose: str) -> Self:
        """The same reason with whose signature it is about."""
        return replace(self, text=f"{whose}: {self.text}")

    def as_json(self) -> dict[str, str]:
        return {"verdict": self.verdict.value, "code": self.code, "text": self.text}

    @classmethod
    def from_json(cls, report: dict[str, str]) -> Self:
        return cls(Verdict(report["verdict"]), report["code"], report["text"])


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature or document time stamp.

    `role` comes from its certificate, None for a time stamp; `signed_at` is only what it claims,
    `proved_at` what a trusted time stamp says.
    """

    field: str
    kind: str
    verdict: Verdict
    role: Role | None
    name: str
    agency_code: str
    agency_name: str
    issuer: str
    signed_at: datetime | None
    proved_at: datetime | None
    reasons: tuple[Reason, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "kind": self.kind,
            "verdict": self.verdict.value,
            "role": self.role.value if self.role else None,
            "name": self.name,
            "agency_code": self.agency_code,
            "agency_name": self.agency_name,
            "issuer": self.issuer,
            "signed_at": self.signed_at.isoformat() if self.signed_at else None,
            "proved_at": self.proved_at.isoformat() if self.proved_at else None,
            "reasons": [reason.as_json() for reason in self.reasons],
        }

    @classmethod
    def from_json(cls, report: dict[str, Any]) -> Self:
        return cls(
            field=report["field"],
            kind=report["kind"],
            verdict=Verdict(report["verdict"]),
            role=Role(report["role"]) if report["role"] else None,
            name=report["name"],
            agency_code=report["agency_code"],
            agency_name=report["agency_name"],
            issuer=report["issuer"],
            signed_at=_moment(report["signed_at"]),
            proved_at=_moment(report["proved_at"]),
            reasons=tuple(Reason.from_json(one) for one in report["reasons"]),
        )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """A whole file. A valid file has no reasons."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    signatures: tuple[SignatureVerdict, ...] = ()

    @classmethod
    def because(cls, *reasons: Reason, signatures: tuple[SignatureVerdict, ...] = ()) -> Self:
        """The verdict that these reasons make, and those of the signatures."""
        verdicts = [*(one.verdict for one in reasons), *(one.verdict for one in signatures)]
        return cls(gravest(verdicts), reasons, signatures)

    def as_json(self) -> dict[str, Any]:
        """Plain values, for a report that is kept and for the checking process."""
        return {
            "verdict": self.verdict.value,
            "reasons": [reason.as_json() for reason in self.reasons],
            "signatures": [one.as_json() for one in self.signatures],
        }

    @classmethod
    def from_json(cls, report: dict[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(
            verdict=Verdict(report["verdict"]),
            reasons=tuple(Reason.from_json(one) for one in report["reasons"]),
            signatures=tuple(SignatureVerdict.from_json(one) for one in report["signatures"]),
        )


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of several; VALID for none."""
    found = set(verdicts)
    return next((one for one in GRAVITY if one in found), Verdict.VALID)
