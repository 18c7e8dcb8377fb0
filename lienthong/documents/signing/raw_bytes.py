"""A signed PDF as bytes only, where its structure cannot be believed or read.

The PDF layer may lie about itself; the signed ranges may not. What is asked here needs no parser
but the one of the signature container.
"""

import hashlib
import re
from collections.abc import Collection, Sequence

from asn1crypto import cms

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_GAP = rb"(?:[\0\s]|%[^\r\n]*[\r\n])+"  # NUL and comments are white space to a PDF reader
OBJECT = re.compile(rb"(?<![0-9])[0-9]+" + _GAP + rb"[0-9]+" + _GAP + rb"obj\b")
DIGESTS = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}
SPACES = 8  # that a table may point to in front of an object
HEX = re.compile(rb"(?:[0-9A-F]+|[0-9a-f]+)\Z")


def count_signatures(pdf: bytes) -> int:
    """How many signatures the file claims to hold, before anything is parsed."""
    return pdf.count(b"/ByteRange")


def exact(pdf: bytes, byte_range: Sequence[int], container: bytes) -> bool:
    """The signed ranges leave out nothing but one hexadecimal container with zeros behind it.

    Anything else in the gap, or behind the container, is space that nobody signed.
    """
    if len(byte_range) != len(("start", "length", "start", "length")) or byte_range[0] != 0:
        return False
    gap = pdf[byte_range[1] : byte_range[2]]
    inside = gap[1:-1]
    if gap[:1] != b"<" or gap[-1:] != b">" or not HEX.match(inside):
        return False
    if bytes.fromhex(inside.decode("ascii")) != container:
        return False
    used = len(cms.ContentInfo.load(container).dump())
    return not any(container[used:])


def reaches_end(pdf: bytes, byte_range: Sequence[int]) -> bool:
    """Nothing follows what was signed."""
    return byte_range[2] + byte_range[3] == len(pdf)


def stray(pdf: bytes, places: Collection[int], start: int) -> bool:
    """Does an object lie behind `start` that no table of the file knows? Readers that repair files
    find it, others do not.
    """
    known = {
        place + len(pdf[place : place + SPACES]) - len(pdf[place : place + SPACES].lstrip())
        for place in places
    }
    return any(found.start() not in known for found in OBJECT.finditer(pdf, start))


def contradicts(pdf: bytes) -> bool:
    """Some signature states a digest that the bytes it covers do not have: the file was changed.

    For files that no longer parse. A truncated file contradicts nothing: its ranges are not there.
    """
    for match in BYTE_RANGE.finditer(pdf):
        start, length, after, rest = (int(number) for number in match.groups())
        if start != 0 or not length < after <= after + rest <= len(pdf):
            continue
        algorithm, stated = _stated_digest(pdf[length:after])
        if not algorithm:
            continue
        covered = hashlib.new(algorithm, pdf[:length], usedforsecurity=False)
        covered.update(pdf[after : after + rest])
        if covered.digest() != stated:
            return True
    return False


def _stated_digest(gap: bytes) -> tuple[str, bytes]:
    """Algorithm and message digest of the container in the gap; empty if there is none to read."""
    try:
        container = bytes.fromhex(gap.strip(b"<>").decode("ascii"))
        signer_info = cms.ContentInfo.load(container)["content"]["signer_infos"][0]
        algorithm = signer_info["digest_algorithm"]["algorithm"].native
        for attribute in signer_info["signed_attrs"] if algorithm in DIGESTS else ():
            if attribute["type"].native == "message_digest":
                return algorithm, bytes(attribute["values"][0].native)
    except Exception:  # noqa: BLE001 - a foreign parser on foreign bytes raises anything
        return "", b""
    return "", b""
