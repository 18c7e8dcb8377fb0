"""What a check says of a file and of each signature in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from lienthong.documents.signing.identity import Role


class Verdict(StrEnum):
    """Only VALID lets a document in; the words to people are in the reasons."""

    VALID = "valid"
    INCOMPLETE = "incomplete"  # what is there holds, but a signature that must be there is not
    UNTRUSTED = "untrusted"  # unchanged, but the certificate is not one we accept
    INDETERMINATE = "indeterminate"  # cannot be judged: damaged, foreign or too large
    ALTERED = "altered"  # changed after it was signed


GRAVITY = (
    Verdict.ALTERED,
    Verdict.INDETERMINATE,
    Verdict.UNTRUSTED,
    Verdict.INCOMPLETE,
    Verdict.VALID,
)


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """One signature. `role` comes from its certificate; `signed_at` is only what it claims."""

    field: str
    verdict: Verdict
    role: Role | None
    name: str
    agency_code: str
    agency_name: str
    signed_at: datetime | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """A whole file. `reasons` are Vietnamese sentences, none for a valid file."""

    verdict: Verdict
    reasons: tuple[str, ...]
    signatures: tuple[SignatureVerdict, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values, for a report that is kept and for the checking process."""
        return {
            "verdict": self.verdict.value,
            "reasons": list(self.reasons),
            "signatures": [
                {
                    "field": one.field,
                    "verdict": one.verdict.value,
                    "role": one.role.value if one.role else None,
                    "name": one.name,
                    "agency_code": one.agency_code,
                    "agency_name": one.agency_name,
                    "signed_at": one.signed_at.isoformat() if one.signed_at else None,
                    "reasons": list(one.reasons),
                }
                for one in self.signatures
            ],
        }

    @classmethod
    def from_json(cls, report: dict[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(
            verdict=Verdict(report["verdict"]),
            reasons=tuple(report["reasons"]),
            signatures=tuple(
                SignatureVerdict(
                    field=one["field"],
                    verdict=Verdict(one["verdict"]),
                    role=Role(one["role"]) if one["role"] else None,
                    name=one["name"],
                    agency_code=one["agency_code"],
                    agency_name=one["agency_name"],
                    signed_at=datetime.fromisoformat(one["signed_at"])
                    if one["signed_at"]
                    else None,
                    reasons=tuple(one["reasons"]),
                )
                for one in report["signatures"]
            ),
        )


def gravest(verdicts: list[Verdict]) -> Verdict:
    """The worst of several; VALID for none."""
    return next((one for one in GRAVITY if one in verdicts), Verdict.VALID)
