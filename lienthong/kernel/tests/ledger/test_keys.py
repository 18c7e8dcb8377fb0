"""The key: one, however many ask first; closed to others; replaceable."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import keys


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_many_first_askers_get_one_key() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: keys.signing_key(), range(24)))
    names = {keys.key_id(key.public_key()) for key in made}
    assert len(names) == 1
    files = sorted(path.name for path in keys.folder().iterdir())
    assert files == sorted([keys.PRIVATE_NAME, f"{names.pop()}.pub"])


def test_nobody_else_reads_it(keys_dir: Path) -> None:
    keys.signing_key()
    assert mode(keys_dir / "ledger") == 0o700
    assert mode(keys_dir / "ledger" / keys.PRIVATE_NAME) == 0o600
    (keys_dir / "ledger" / keys.PRIVATE_NAME).chmod(0o640)
    with pytest.raises(Refused, match="chmod 600"):
        keys.signing_key()


def test_a_new_key_leaves_the_old_one_trusted() -> None:
    first = keys.key_id(keys.signing_key().public_key())
    (keys.folder() / keys.PRIVATE_NAME).rename(keys.folder() / "put-away.pem")
    second = keys.key_id(keys.signing_key().public_key())
    assert first != second
    assert set(keys.trusted()) == {first, second}


def test_before_the_first_seal_there_is_nothing_to_trust() -> None:
    assert keys.trusted() == {}
    assert not keys.folder().exists()


def test_the_public_key_travels_as_pem(tmp_path: Path) -> None:
    public = keys.signing_key().public_key()
    file = tmp_path / "published.pub"
    file.write_text(keys.public_text(public), encoding="ascii")
    assert keys.key_id(keys.read_public(file)) == keys.key_id(public)


@pytest.mark.parametrize("content", ["", "not a key", "another kind"])
def test_what_is_no_key_is_refused(content: str, tmp_path: Path) -> None:
    if content == "another kind":
        public = generate_private_key(SECP256R1()).public_key()
        content = public.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode()
    file = tmp_path / "x.pub"
    file.write_text(content, encoding="ascii")
    with pytest.raises(Refused, match="Ed25519"):
        keys.read_public(file)
