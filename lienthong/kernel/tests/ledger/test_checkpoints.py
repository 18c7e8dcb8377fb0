"""What is signed, to the byte, and what reads it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthong.kernel.ledger import checkpoints, keys
from lienthong.kernel.ledger.checkpoints import NO_PREV, Checkpoint, NotACheckpoint

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
ORIGIN = "lienthong/soc-trang/0123456789abcdef"
AT = datetime(2022, 11, 21, 1, 2, 3, 4, tzinfo=UTC)
FIRST = checkpoints.sign(
    KEY, origin=ORIGIN, size=7, root=sha256(b"root").digest(), prev=NO_PREV, at=AT
)
NOTE = """\
lienthong/soc-trang/0123456789abcdef
7
SBNJTRN+FjG7owHVrKtue7eqdM4RhdRWVl71HXN2d7I=
prev AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
at 2022-11-21T01:02:03.000004Z
key 56475aa75463474c0285df5dbf2bcab7

— lienthong/soc-trang/0123456789abcdef \
VXms/PXw65IGx+MMJZKxmlBwtQQFutOcY3gjk76ewY9ohVPA7pUA9QNW/1VT3OJNdb51QKqs6UrKc7O2YeKrphcEFQk=
"""


def test_the_note_is_frozen() -> None:
    assert FIRST.note(PUBLIC) == NOTE
    assert checkpoints.parse(NOTE) == [FIRST]
    assert FIRST.signed_by(PUBLIC)


def test_the_next_one_is_chained() -> None:
    following = checkpoints.sign(
        KEY, origin=ORIGIN, size=9, root=sha256(b"more").digest(), prev=FIRST.digest(), at=AT
    )
    assert following.prev == sha256(FIRST.text().encode()).digest()
    both = FIRST.note(PUBLIC) + following.note(PUBLIC)
    assert checkpoints.parse(both) == [FIRST, following]
    assert checkpoints.parse(both.replace("\n", "\r\n")) == [FIRST, following]


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "lienthong/soc-trang/0000000000000000"},
        {"size": 8},
        {"root": bytes(32)},
        {"prev": bytes([1] * 32)},
        {"signed_at": datetime(2022, 11, 21, 1, 2, 3, 5, tzinfo=UTC)},
        {"key_id": "0" * 32},
        {"signature": bytes(64)},
        {"signature": b""},
        {"signature": bytes(65)},
    ],
)
def test_every_part_is_signed(changed: dict[str, object]) -> None:
    assert not replace(FIRST, **changed).signed_by(PUBLIC)  # type: ignore[arg-type]
    assert not FIRST.signed_by(Ed25519PrivateKey.generate().public_key())


def test_a_witness_may_sign_below() -> None:
    assert checkpoints.parse(NOTE + "— witness.example c29tZXRoaW5n\n") == [FIRST]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "hello",
        NOTE + "and more",
        NOTE.replace("\n7\n", "\n07\n"),
        NOTE.replace("\n7\n", "\n0\n"),
        NOTE.replace("prev AAAA", "prev AAAA AAAA"),
        NOTE.replace("prev AAAA", "prev AA"),
        NOTE.replace("2022-11-21T", "2022-13-21T"),
        NOTE.replace("— lienthong", "— another"),
        NOTE.split("—", maxsplit=1)[0],
        NOTE[:-20],
    ],
)
def test_anything_else_is_no_checkpoint(text: str) -> None:
    with pytest.raises(NotACheckpoint):
        checkpoints.parse(text)


@settings(deadline=None)
@given(
    size=st.integers(1, 2**62),
    root=st.binary(min_size=32, max_size=32),
    prev=st.binary(min_size=32, max_size=32),
    at=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_note_gives_back_what_was_signed(
    size: int, root: bytes, prev: bytes, at: datetime
) -> None:
    made: Checkpoint = checkpoints.sign(KEY, origin=ORIGIN, size=size, root=root, prev=prev, at=at)
    (read,) = checkpoints.parse(made.note(PUBLIC))
    assert read == made
    assert read.signed_by(PUBLIC)
    assert read.key_id == keys.key_id(PUBLIC)
