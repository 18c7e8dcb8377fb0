"""A checkpoint ("mốc"): what is signed, how it is chained, and the note that leaves the building.

The text is six lines, the note is the text, an empty line and a signature line: the shape of the
c2sp "signed note" and "tlog-checkpoint", so that tools for transparency logs can read it too.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lienthong.kernel.ledger import keys
from lienthong.kernel.ledger.leaf import time_text
from lienthong.kernel.ledger.merkle import HASH_BYTES

NO_PREV = bytes(HASH_BYTES)
SIGNATURE_BYTES = 64
HINT_BYTES = 4
ED25519 = b"\x01"

_B64 = "[A-Za-z0-9+/]+={0,2}"
_NOTE = re.compile(
    rf"(?P<origin>[^\s+]+)\n(?P<size>[1-9][0-9]{{0,18}})\n(?P<root>{_B64})\n"
    rf"prev (?P<prev>{_B64})\n"
    r"at (?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)\n"
    r"key (?P<key>[0-9a-f]{32})\n\n"
    rf"(?P<signatures>(?:\u2014 [^\s+]+ {_B64}\n)+)"
)
_SIGNATURE = re.compile(rf"\u2014 (?P<name>[^\s+]+) (?P<data>{_B64})")


class NotACheckpoint(ValueError):  # noqa: N818 - an answer to "what is this text?"
    """The text holds no checkpoint in our form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of the ledger `origin` after `size` events (seq 1 to size).

    `prev` is the sha256 of the text of the checkpoint before (zeros for the first), `signed_at`
    real time, `signature` 64 bytes over `text()`.
    """

    origin: str
    size: int
    root: bytes
    prev: bytes
    signed_at: datetime
    key_id: str
    signature: bytes

    def text(self) -> str:
        """What is signed."""
        return (
            f"{self.origin}\n{self.size}\n{_b64(self.root)}\nprev {_b64(self.prev)}\n"
            f"at {time_text(self.signed_at)}\nkey {self.key_id}\n"
        )

    def digest(self) -> bytes:
        """What the next checkpoint carries as `prev`."""
        return sha256(self.text().encode()).digest()

    def signed_by(self, public: Ed25519PublicKey) -> bool:
        """Is the signature that of this key?"""
        try:
            public.verify(self.signature, self.text().encode())
        except InvalidSignature:
            return False
        return True

    def note(self, public: Ed25519PublicKey) -> str:
        """Text and signature, to print, publish and hand on; `public` is the key that signed."""
        blob = hint(self.origin, public) + self.signature
        return f"{self.text()}\n\u2014 {self.origin} {_b64(blob)}\n"


def sign(
    private: Ed25519PrivateKey, *, origin: str, size: int, root: bytes, prev: bytes, at: datetime
) -> Checkpoint:
    """A checkpoint signed with this key."""
    draft = Checkpoint(
        origin=origin,
        size=size,
        root=root,
        prev=prev,
        signed_at=at,
        key_id=keys.key_id(private.public_key()),
        signature=b"",
    )
    return replace(draft, signature=private.sign(draft.text().encode()))


def hint(origin: str, public: Ed25519PublicKey) -> bytes:
    """Four bytes by which a reader of notes picks the key (c2sp signed-note)."""
    return sha256(origin.encode() + b"\n" + ED25519 + keys.raw(public)).digest()[:HINT_BYTES]


def parse(text: str) -> list[Checkpoint]:
    """The checkpoints in a text, in its order: one note, or several kept one after the other.

    Raises NotACheckpoint when anything else but blank lines stands in it.
    """
    rest = text.replace("\r\n", "\n").strip() + "\n"
    found: list[Checkpoint] = []
    while rest.strip():
        match = _NOTE.match(rest)
        if match is None:
            raise NotACheckpoint(rest[:80])
        found.append(_read(match))
        rest = rest[match.end() :].lstrip("\n")
    if not found:
        raise NotACheckpoint("")
    return found


def _read(match: re.Match[str]) -> Checkpoint:
    """Other names' signatures (witnesses) may stand below ours; ours is the one of the origin."""
    origin = match["origin"]
    for line in _SIGNATURE.finditer(match["signatures"]):
        blob = _bytes(line["data"], None)
        if line["name"] == origin and len(blob) == HINT_BYTES + SIGNATURE_BYTES:
            break
    else:
        raise NotACheckpoint(match[0][:80])
    try:
        at = datetime.fromisoformat(match["at"]).astimezone(UTC)
    except ValueError:
        raise NotACheckpoint(match["at"]) from None
    return Checkpoint(
        origin=origin,
        size=int(match["size"]),
        root=_bytes(match["root"], HASH_BYTES),
        prev=_bytes(match["prev"], HASH_BYTES),
        signed_at=at,
        key_id=match["key"],
        signature=blob[HINT_BYTES:],
    )


def _bytes(text: str, length: int | None) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise NotACheckpoint(text[:80]) from None
    if length is not None and len(data) != length:
        raise NotACheckpoint(text[:80])
    return data


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
