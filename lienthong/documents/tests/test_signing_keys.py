"""Documents signed by keys of the configuration, and what people read when a key fails."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from django.test import Client

from lienthong.documents import keys, tasks
from lienthong.documents.actions import checking, signing
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.signing.check import check
from lienthong.documents.signing.signers import KeyAway
from lienthong.documents.signing.verdict import Verdict
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.signing.providers import (
    CLIENT,
    PIN,
    SECRET,
    Signing,
    Stamping,
    served,
)
from lienthong.documents.tests.signing.world import World
from lienthong.documents.tests.test_signing_job import numbers_of, waiting_at, worked
from lienthong.documents.tests.way import ActOf
from lienthong.kernel.attachments.actions import store
from lienthong.work.models import Notice

pytestmark = pytest.mark.django_db
ClientAs = Callable[..., Client]

CONFIGURATION = """
[sources.xa]
kind = "csc"
url = "{url}"
client = "{client}"
secret_env = "TEST_SECRET"
[[agencies]]
code = "H51"
source = "xa"
key = "agency"
[[people]]
account = "minh"
source = "xa"
key = "{person}"
pin_env = "TEST_PIN"
[times]
url = "{times}"
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


@pytest.fixture
def service(
    world: World, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Signing]:
    """The province's committee and its leader have keys at a signing service."""
    monkeypatch.setenv("TEST_SECRET", SECRET)
    monkeypatch.setenv("TEST_PIN", PIN)
    (tmp_path / "root.pem").write_bytes(
        x509.load_der_x509_certificate(world.root).public_bytes(Encoding.PEM)
    )
    settings.TRUST_DIR = tmp_path
    settings.SIGNING_FILE = tmp_path / "signing.toml"
    with served(Signing(world)) as made, served(Stamping(world)) as stamping:
        made.stamping = stamping
        configure(settings, made)
        yield made


def configure(settings: Any, service: Signing, *, person: str = "person") -> None:
    settings.SIGNING_FILE.write_text(
        CONFIGURATION.format(
            url=service.url, client=CLIENT, times=service.stamping.url, person=person
        ),
        encoding="utf-8",
    )
    keys._keyring.cache_clear()


def approved(act_of: ActOf) -> tuple[Document, int]:
    made = way.brought_to(act_of, State.APPROVED)
    return made, way.last_event(made, "documents.approved").id


def sealed(act_of: ActOf, made: Document) -> int:
    signing.request_seal(act_of("lan"), document_id=made.id)
    return way.last_event(made, "documents.seal_requested").id


def page(client_as: ClientAs, who: str, made: Document) -> str:
    return text(client_as(who).get(f"/van-phong/documents/{made.id}/"))


def test_a_document_is_signed_and_sealed_by_the_keys_of_the_configuration(
    service: Signing, act_of: ActOf, world: World
) -> None:
    made, event_id = approved(act_of)
    tasks.sign(event_id=event_id)
    tasks.seal(event_id=sealed(act_of, made))
    made.refresh_from_db()
    assert made.state == State.SEALED
    verdict = check(store().path(made.file_sha256).read_bytes(), trust=keys.trusted())
    assert verdict.verdict is Verdict.VALID
    assert [one.issuer for one in verdict.signatures] == ["Cap phat thu nghiem"] * 2
    assert all(one.proved_at for one in verdict.signatures)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("expired", "hết hạn"),
        ("wants a code", "OTP"),
        ("babbles", "không đúng chuẩn CSC"),
    ],
)
def test_a_key_that_is_refused_burns_no_number_and_says_why(
    fault: str, words: str, service: Signing, act_of: ActOf, client_as: ClientAs
) -> None:
    made, event_id = approved(act_of)
    service.fault = fault
    tasks.sign(event_id=event_id)
    made.refresh_from_db()
    assert (made.state, made.number, numbers_of(made)) == (State.FORMAT_CHECKED, None, [])
    assert waiting_at(made) == [("documents.approve", act_of("minh").position_id)]
    assert words in page(client_as, "minh", made)

    service.fault = ""
    checking.approve(act_of("minh"), document_id=made.id)
    tasks.sign(event_id=way.last_event(made, "documents.approved").id)
    made.refresh_from_db()
    assert (made.state, made.number) == (State.SIGNED, 1)


@pytest.mark.parametrize("fault", ["refuses", "wrong hash"])
def test_a_signature_that_is_refused_or_wrong_voids_its_number_with_the_reason(
    fault: str, service: Signing, act_of: ActOf, client_as: ClientAs
) -> None:
    made, event_id = approved(act_of)
    service.fault = fault
    tasks.sign(event_id=event_id)
    made.refresh_from_db()
    assert (made.state, made.number) == (State.FORMAT_CHECKED, None)
    ((number, state, reason),) = numbers_of(made)
    assert (number, state) == (1, "void")
    assert "ký" in reason
    assert reason in page(client_as, "minh", made)


def test_a_service_that_is_down_is_asked_again_and_the_document_says_so(
    service: Signing, act_of: ActOf, client_as: ClientAs
) -> None:
    made, event_id = approved(act_of)
    service.fault = "breaks at signHash"
    for tries in range(2):
        with pytest.raises(KeyAway):
            worked("documents.sign", event_id, tries=tries)
    assert way.kinds_of(made).count("documents.signing_waits") == 1
    assert "chưa trả lời" in page(client_as, "minh", made)
    assert "tự thử lại" in page(client_as, "minh", made)
    assert [entry[:2] for entry in numbers_of(made)] == [(1, "live")]

    service.fault = ""
    worked("documents.sign", event_id, tries=2)
    made.refresh_from_db()
    assert (made.state, made.number) == (State.SIGNED, 1)
    assert "tự thử lại" not in page(client_as, "minh", made)


def test_a_service_that_stays_down_gives_the_document_back_with_the_reason(
    service: Signing, act_of: ActOf
) -> None:
    made, event_id = approved(act_of)
    service.fault = "breaks"
    for tries in range(tasks.TRIES_AGAIN + 1):
        with pytest.raises(KeyAway):
            worked("documents.sign", event_id, tries=tries)
    made.refresh_from_db()
    assert (made.state, numbers_of(made)) == (State.FORMAT_CHECKED, [])
    failed = way.last_event(made, "documents.signing_failed")
    assert "Dịch vụ ký số xa chưa trả lời" in failed.data["reason"]


def test_a_seal_that_cannot_be_had_is_told_to_the_clerk_who_asks_again(
    service: Signing, act_of: ActOf, client_as: ClientAs
) -> None:
    made, event_id = approved(act_of)
    tasks.sign(event_id=event_id)
    service.stamping.fault = "breaks"
    asked = sealed(act_of, made)
    for tries in range(tasks.TRIES_AGAIN + 1):
        with pytest.raises(KeyAway):
            worked("documents.seal", asked, tries=tries)
    notice = Notice.objects.get(position_id=act_of("lan").position_id, object_id=made.id)
    assert "Dịch vụ cấp dấu thời gian" in notice.text
    assert "Dịch vụ cấp dấu thời gian" in page(client_as, "lan", made)

    service.stamping.fault = ""
    tasks.seal(event_id=sealed(act_of, made))
    made.refresh_from_db()
    assert made.state == State.SEALED


def test_what_a_receiver_would_not_accept_is_not_issued_here_either(
    service: Signing, act_of: ActOf, settings: Any
) -> None:
    """The key works, but its certificate is for a web server; then the stamp is a stranger's."""
    configure(settings, service, person="server-person")
    made, event_id = approved(act_of)
    tasks.sign(event_id=event_id)
    assert (
        "không dùng để ký văn bản" in way.last_event(made, "documents.number_voided").data["reason"]
    )

    configure(settings, service)
    checking.approve(act_of("minh"), document_id=made.id)
    tasks.sign(event_id=way.last_event(made, "documents.approved").id)
    service.stamping.fault = "is a stranger"
    tasks.seal(event_id=sealed(act_of, made))
    made.refresh_from_db()
    assert made.state == State.SIGNED
    assert "Dấu thời gian" in way.last_event(made, "documents.seal_failed").data["reason"]


def test_an_expired_certificate_stops_before_a_number_is_taken(
    service: Signing, act_of: ActOf, settings: Any
) -> None:
    configure(settings, service, person="future-person")
    made, event_id = approved(act_of)
    tasks.sign(event_id=event_id)
    made.refresh_from_db()
    assert (made.state, numbers_of(made)) == (State.FORMAT_CHECKED, [])
    assert "01/01/2038" in way.last_event(made, "documents.signing_failed").data["reason"]


def test_outside_a_demonstration_nobody_signs_with_its_keys(act_of: ActOf, settings: Any) -> None:
    settings.DEMO = False
    made, event_id = approved(act_of)
    tasks.sign(event_id=event_id)
    made.refresh_from_db()
    assert (made.state, numbers_of(made)) == (State.FORMAT_CHECKED, [])
    assert "chưa có khóa ký số" in way.last_event(made, "documents.signing_failed").data["reason"]


def test_the_command_tries_every_key(service: Signing, settings: Any) -> None:
    configure(settings, service, person="expired-person")
    out = io.StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("signing_keys", "--json", stdout=out)
    assert end.value.code == 1
    agency, person = json.loads(out.getvalue())
    assert (agency["holder"], agency["signs"]) == ("H51", True)
    assert (person["holder"], person["signs"]) == ("minh", False)
    assert "01/01/2023" in person["why"]

    configure(settings, service)
    with pytest.raises(SystemExit) as end:
        call_command("signing_keys", stdout=(out := io.StringIO()))
    assert end.value.code == 0
    assert out.getvalue().count("ký được") == 2


def test_the_command_says_when_there_is_nothing_to_try(settings: Any, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="LIENTHONG_SIGNING") as none:
        call_command("signing_keys")
    settings.SIGNING_FILE = tmp_path / "gone.toml"
    with pytest.raises(CommandError, match="không đọc được") as gone:
        call_command("signing_keys")
    assert none.value.returncode == gone.value.returncode == 2
