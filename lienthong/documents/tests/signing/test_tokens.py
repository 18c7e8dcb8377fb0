"""Keys on a token, by PKCS #11: SoftHSM, which behaves as one, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pkcs11.util.x509 import decode_x509_certificate

from lienthong.documents.rendering.render import Rendered
from lienthong.documents.signing import tokens
from lienthong.documents.signing.check import check
from lienthong.documents.signing.marks import agency_stamp, person_stamp
from lienthong.documents.signing.pins import Secret
from lienthong.documents.signing.sign import seal_as_agency, sign_as_person
from lienthong.documents.signing.signers import KeyAway
from lienthong.documents.signing.tokens import Token
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import Verdict
from lienthong.documents.tests.signing.conftest import NAME, sha256
from lienthong.documents.tests.signing.world import BODY, World
from lienthong.kernel.errors import Refused

LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)
LIBRARY = next((Path(one) for one in LIBRARIES if Path(one).is_file()), Path("none"))
TOKEN, PIN, OTHER_PIN = "lien-thong", "246810", "135790"

pytestmark = pytest.mark.skipif(
    not LIBRARY.is_file() or shutil.which("softhsm2-util") is None,
    reason="no SoftHSM here: apt-get install softhsm2 (make test does so as root)",
)


def _run(*words: str) -> None:
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


@pytest.fixture(scope="module")
def device(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A token with the keys of a person (RSA) and of an agency (P-384), and their certificates."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(config)
    _run(
        "softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN,
        "--so-pin", "0000",
    )  # fmt: skip
    for number, name in enumerate(("person", "agency"), 1):
        key = folder / f"{name}.pem"
        key.write_bytes(
            world.private(name).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        _run(
            "softhsm2-util", "--import", str(key), "--token", TOKEN, "--label", name,
            "--id", f"0{number}", "--pin", PIN,
        )  # fmt: skip
    _store(world)
    yield folder
    tokens.close()
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def _store(world: World) -> None:
    """Certificates go onto the token by its own interface: the tool has no way to."""
    device = pkcs11.lib(str(LIBRARY)).get_token(token_label=TOKEN)
    with device.open(rw=True, user_pin=PIN) as session:
        for label in ("person", "agency", "ca", "root"):
            session.create_object(
                decode_x509_certificate(world.der(label))
                | {pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True}
            )


@pytest.fixture
def token(device: Path, monkeypatch: pytest.MonkeyPatch) -> Token:
    monkeypatch.setenv("TEST_PIN", PIN)
    tokens.close()
    return Token(LIBRARY, TOKEN, Secret(variable="TEST_PIN"))


def test_a_token_signs_and_seals_what_every_receiver_accepts(
    token: Token, world: World, rendered: Rendered
) -> None:
    person, agency = token.signer("person"), token.signer("agency")
    assert person.chain == agency.chain == (world.der("ca"),)  # and not the root
    at = datetime.now(UTC)
    first = sign_as_person(
        rendered.pdf, person, at=at, stamp=person_stamp(NAME), sha256=rendered.sha256
    )
    both = seal_as_agency(first, agency, at=at, stamp=agency_stamp(BODY), sha256=sha256(first))
    verdict = check(both, trust=Trust((world.root,)))
    assert (verdict.verdict, verdict.reasons) == (Verdict.VALID, ())


def test_a_wrong_pin_is_tried_once_and_not_again_until_it_changes(
    token: Token, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_PIN", OTHER_PIN)
    opened: list[str] = []
    real = tokens.open_pkcs11_session

    def counted(*args: object, **how: object) -> object:
        opened.append(str(how["user_pin"]))
        return real(*args, **how)

    monkeypatch.setattr(tokens, "open_pkcs11_session", counted)
    for _document in range(4):
        with pytest.raises(Refused, match="không nhận mã PIN"):
            token.signer("person")
    assert opened == [OTHER_PIN]
    monkeypatch.setenv("TEST_PIN", PIN)
    assert token.signer("person").sign(b"now")


def test_a_pin_comes_from_a_file_that_only_its_owner_reads(token: Token, tmp_path: Path) -> None:
    file = tmp_path / "pin"
    file.write_text(f"{PIN}\n", encoding="ascii")
    file.chmod(0o600)
    assert Token(LIBRARY, TOKEN, Secret(file=file)).signer("person").sign(b"now")
    tokens.close()
    file.chmod(0o644)
    with pytest.raises(Refused, match="0600"):
        Token(LIBRARY, TOKEN, Secret(file=file)).signer("person")
    file.unlink()
    with pytest.raises(Refused, match="Không đọc được mã PIN"):
        Token(LIBRARY, TOKEN, Secret(file=file)).signer("person")


def test_what_is_not_there_is_told_apart(token: Token) -> None:
    with pytest.raises(Refused, match="không có khóa và chứng thư số mang nhãn nobody"):
        token.signer("nobody")
    with pytest.raises(KeyAway, match="chưa trả lời"):
        Token(LIBRARY, "pulled out", token.pin).signer("person")
    with pytest.raises(Refused, match=r"không có thư viện none\.so"):
        Token(Path("/none.so"), TOKEN, token.pin).signer("person")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # python-pkcs11
def test_a_session_that_was_lost_is_opened_anew(token: Token) -> None:
    signer = token.signer("person")
    tokens._sessions[token].close()
    with pytest.raises(KeyAway):
        signer.sign(b"now")
    assert signer.sign(b"again")
