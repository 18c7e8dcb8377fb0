"""Is the seal on a document the sender's? (Decree 30/2020, art. 21: authenticity on arrival.)

A good document of one agency in the packet of another is not what it seems: the receiver would
answer to the wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lienthong.directory.certificates import CODE, KnownAs, Naming
from lienthong.documents.queries.words import fold
from lienthong.documents.signing import reasons
from lienthong.documents.signing.identity import Role
from lienthong.documents.signing.verdict import FileVerdict, SignatureVerdict, Verdict


def compared(
    found: FileVerdict, *, sender: KnownAs, name: str, namings: Sequence[Naming]
) -> FileVerdict:
    """The verdict with one reason more when every good seal names another agency than the sender,
    called `name`. Of seals that name nobody nothing is said.
    """
    seals = [
        one for one in found.signatures if one.role is Role.AGENCY and one.verdict is Verdict.VALID
    ]
    answers = [_is(sender, seal, namings) for seal in seals]
    if not seals or None in answers or True in answers:
        return found
    whose = ", ".join(dict.fromkeys(seal.agency_name or seal.name for seal in seals))
    told = replace(
        reasons.OTHER_SENDER,
        text=f"Chữ ký số cơ quan trên văn bản là của {whose}, không phải của nơi gửi ({name}):"
        " hỏi nơi gửi, hoặc trả lại.",
    )
    return FileVerdict.because(*found.reasons, told, signatures=found.signatures)


def _is(sender: KnownAs, seal: SignatureVerdict, namings: Sequence[Naming]) -> bool | None:
    """By the first part of the certificate that names an agency; None when none does."""
    parts = {
        "organization_identifier": seal.agency_code,
        "organization": seal.agency_name,
        "common_name": seal.name,
    }
    for naming in namings:
        value = parts[naming.part].strip()
        if value and naming.says(value):
            if naming.holds == CODE:
                return value.upper() in {code.upper() for code in sender.codes}
            return fold(value) in {fold(one) for one in sender.names}
    return None
