"""Keys that are elsewhere: a signing service by the CSC API, and who proves the time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from lienthong.documents.rendering.render import Rendered
from lienthong.documents.signing import remote, signers
from lienthong.documents.signing.check import check
from lienthong.documents.signing.marks import agency_stamp, person_stamp
from lienthong.documents.signing.pins import Secret
from lienthong.documents.signing.sign import seal_as_agency, sign_as_person
from lienthong.documents.signing.signers import KeyAway, Signer
from lienthong.documents.signing.times import Authority
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import FileVerdict, Verdict
from lienthong.documents.tests.signing.conftest import NAME, sha256
from lienthong.documents.tests.signing.providers import (
    CLIENT,
    PIN,
    SECRET,
    Signing,
    Stamping,
    served,
)
from lienthong.documents.tests.signing.world import BODY, World
from lienthong.kernel.errors import Refused


@pytest.fixture(scope="module")
def _signing(world: World) -> Iterator[Signing]:
    with served(made := Signing(world)):
        yield made


@pytest.fixture(scope="module")
def _stamping(world: World) -> Iterator[Stamping]:
    with served(made := Stamping(world)):
        yield made


@pytest.fixture
def signing(_signing: Signing, monkeypatch: pytest.MonkeyPatch) -> Signing:
    monkeypatch.setenv("TEST_SECRET", SECRET)
    monkeypatch.setenv("TEST_PIN", PIN)
    _signing.fault = ""
    _signing.asked.clear()
    return _signing


@pytest.fixture
def stamping(_stamping: Stamping) -> Stamping:
    _stamping.fault = ""
    return _stamping


def service(signing: Signing) -> remote.Service:
    return remote.Service("ký xa", signing.url, CLIENT, Secret(variable="TEST_SECRET"), seconds=1)


def signed(
    rendered: Rendered, person: Signer, agency: Signer, world: World
) -> tuple[bytes, FileVerdict]:
    """The document with both signatures, and what a receiver says of it."""
    at = datetime.now(UTC)
    first = sign_as_person(
        rendered.pdf, person, at=at, stamp=person_stamp(NAME), sha256=rendered.sha256
    )
    both = seal_as_agency(first, agency, at=at, stamp=agency_stamp(BODY), sha256=sha256(first))
    return both, check(both, trust=Trust((world.root,)))


def test_a_service_signs_and_seals_what_every_receiver_accepts(
    signing: Signing, world: World, rendered: Rendered
) -> None:
    person = service(signing).signer("person", Secret(variable="TEST_PIN"))
    agency = service(signing).signer("agency")
    assert person.chain == (world.der("ca"),)  # and not the root
    _pdf, verdict = signed(rendered, person, agency, world)
    assert (verdict.verdict, verdict.reasons) == (Verdict.VALID, ())
    assert [call.rpartition("/")[2] for call in signing.asked[-3:]] == [
        "token", "authorize", "signHash",
    ]  # fmt: skip


REFUSALS = {
    "expired": "hết hạn, bị thu hồi",
    "revoked": "hết hạn, bị thu hồi",
    "switched off": "hết hạn, bị thu hồi",
    "wants a code": "OTP",
    "babbles": "không đúng chuẩn CSC",
}


@pytest.mark.parametrize("fault", REFUSALS)
def test_a_credential_that_cannot_sign_is_refused_before_anything_is_asked_of_it(
    fault: str, signing: Signing
) -> None:
    signing.fault = fault
    with pytest.raises(Refused, match=REFUSALS[fault]):
        service(signing).signer("person")
    assert not [call for call in signing.asked if "authorize" in call or "sign" in call]


@pytest.mark.parametrize(
    ("fault", "words"), [("refuses", "từ chối ký"), ("wrong hash", "không khớp")]
)
def test_a_refused_or_wrong_signature_stops_the_signing(
    fault: str, words: str, signing: Signing, world: World, rendered: Rendered
) -> None:
    signer = service(signing).signer("person", Secret(variable="TEST_PIN"))
    signing.fault = fault
    with pytest.raises(Refused, match=words):
        signed(rendered, signer, signer, world)


@pytest.mark.parametrize("fault", ["slow", "breaks", "breaks at signHash"])
def test_a_service_that_is_slow_or_broken_is_asked_again(
    fault: str, signing: Signing, world: World, rendered: Rendered
) -> None:
    signer = service(signing).signer("person")
    signing.fault = fault
    with pytest.raises(KeyAway, match="chưa trả lời"):
        signed(rendered, signer, signer, world)
    signing.fault = ""
    assert signer.sign(b"again")


def test_nobody_at_the_address_is_away_and_a_wrong_secret_is_refused(
    signing: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = remote.Service("ký xa", "http://127.0.0.1:9", CLIENT, Secret(variable="TEST_SECRET"))
    with pytest.raises(KeyAway):
        nobody.signer("person")
    monkeypatch.setenv("TEST_SECRET", "forgotten")
    with pytest.raises(Refused, match=r"từ chối ký \(mã 401\)"):
        service(signing).signer("person")
    monkeypatch.delenv("TEST_SECRET")
    with pytest.raises(Refused, match="ở TEST_SECRET"):
        service(signing).signer("person")


def test_a_time_stamp_from_an_address_goes_into_each_signature(
    signing: Signing, stamping: Stamping, world: World, rendered: Rendered
) -> None:
    times = Authority(stamping.url)
    person = service(signing).signer("person", times=times)
    _pdf, verdict = signed(rendered, person, service(signing).signer("agency", times=times), world)
    assert verdict.verdict is Verdict.VALID
    assert all(one.proved_at for one in verdict.signatures)


@pytest.mark.parametrize("fault", ["breaks", "babbles", "refuses", "stamps another", "slow"])
def test_without_its_stamp_nothing_is_signed(
    fault: str, signing: Signing, stamping: Stamping, world: World, rendered: Rendered
) -> None:
    signer = service(signing).signer("person", times=Authority(stamping.url, seconds=1))
    stamping.fault = fault
    with pytest.raises(KeyAway, match="dấu thời gian"):
        signed(rendered, signer, signer, world)


def test_a_stamp_of_a_stranger_is_found_by_the_check_of_what_was_signed(
    signing: Signing, stamping: Stamping, world: World, rendered: Rendered
) -> None:
    stamping.fault = "is a stranger"
    times = Authority(stamping.url)
    person, agency = (service(signing).signer(one, times=times) for one in ("person", "agency"))
    _pdf, verdict = signed(rendered, person, agency, world)
    assert {one.code for seal in verdict.signatures for one in seal.reasons} == {
        "foreign_timestamp"
    }


def test_a_certificate_is_used_only_in_its_time(world: World) -> None:
    now = datetime.now(UTC)
    signers.check_dates(world.der("person"), now)
    with pytest.raises(Refused, match="hết hạn ngày 01/01/2023"):
        signers.check_dates(world.der("expired-person"), now)
    with pytest.raises(Refused, match="có hiệu lực từ ngày 01/01/2038"):
        signers.check_dates(world.der("future-person"), now)


def test_a_kind_of_key_that_is_not_signed_with_is_refused_in_words(world: World) -> None:
    with pytest.raises(Refused, match="không phải RSA hay ECDSA"):
        signers.size_of(world.der("ed-person"))
