"""Is a result genuine? Public: number, agency, date, digest; the name is masked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from lienthong.services.actions.common import agency_name
from lienthong.services.models import Result
from lienthong.services.shelf import package_of

CHUNK = 1 << 20
MOST = 32 * 2**20


@dataclass(frozen=True)
class Genuine:
    """What anybody may know of a result."""

    name: str
    code: str
    application: str
    agency: str
    signed_by: str
    signed_at: datetime | None
    whom: str
    sha256: str


def genuine(result: Result) -> Genuine:
    """The public facts of a signed result."""
    application = result.application
    return Genuine(
        name=package_of(application.version).result.name,
        code=result.code,
        application=application.code,
        agency=agency_name(application.agency_id, application.submitted_at),
        signed_by=result.signed_by,
        signed_at=result.signed_at,
        whom=masked(application.applicant.name),
        sha256=result.sha256,
    )


def by_token(token: str) -> Genuine | None:
    """By the token of its QR code."""
    return _first(token=token)


def by_digest(sha256: str) -> Genuine | None:
    """By the bytes of the file itself."""
    return _first(sha256=sha256)


def _first(**by: str) -> Genuine | None:
    rows = Result.objects.select_related("application__version", "application__applicant")
    found = rows.filter(**by).exclude(sha256="").first()
    return genuine(found) if found else None


def masked(name: str) -> str:
    """`Sơn Văn Bình` -> `S** V** B***`."""
    return " ".join(word[:1] + "*" * (len(word) - 1) for word in name.split())


def digest_of(stream: IO[bytes]) -> str:
    """SHA-256 of what was sent, "" when it is more than any result."""
    total, digest = 0, hashlib.sha256()
    while block := stream.read(CHUNK):
        total += len(block)
        if total > MOST:
            return ""
        digest.update(block)
    return digest.hexdigest()
