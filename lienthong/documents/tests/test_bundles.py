"""A document handed to an outsider: what is in it, and every way to change it is found."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from lienthong.documents.actions import issuing, receiving, signing
from lienthong.documents.bundles import contents, fields
from lienthong.documents.bundles.build import build
from lienthong.documents.bundles.verify import NotABundle, Report, verify
from lienthong.documents.models import Document
from lienthong.documents.rules import State
from lienthong.documents.signing.trust import Trust
from lienthong.documents.tests import way
from lienthong.documents.tests.seen import text
from lienthong.documents.tests.way import ActOf
from lienthong.kernel import jobs
from lienthong.kernel.ledger import keys, sealing

pytestmark = pytest.mark.django_db

Members = dict[str, bytes]


def members_of(packed: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        return {name: file.read(name) for name in file.namelist()}


def write(path: Path, members: Members, *, listed: bool = False) -> Path:
    """The members as a ZIP; `listed` writes the manifest anew, as a careful forger would."""
    if listed:
        manifest = json.loads(members[contents.MANIFEST])
        manifest["files"] = {
            name: {"sha256": sha256(content).hexdigest(), "size": len(content)}
            for name, content in members.items()
            if name != contents.MANIFEST
        }
        members = {**members, contents.MANIFEST: json.dumps(manifest).encode()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def bad(report: Report) -> list[str]:
    return [one.what for one in report.findings if not one.holds]


@pytest.fixture
def issued(act_of: ActOf) -> Document:
    """A letter with one further file, really signed twice, issued, arrived, registered, sealed."""
    made = way.brought_to(act_of, State.APPROVED, files=1)
    jobs.drain()
    signing.request_seal(act_of("lan"), document_id=made.id)
    jobs.drain()
    issuing.issue(act_of("lan"), document_id=made.id)
    jobs.drain()
    receiving.register(act_of("tuyet"), document_id=way.copy_of(made).id)
    jobs.drain()
    sealing.seal_all()
    made.refresh_from_db()
    return made


@pytest.fixture
def members(act_of: ActOf, issued: Document) -> Members:
    return members_of(build(act_of("lan"), issued))


@pytest.mark.appendix_vi("III.5.e", "III.7.a")
def test_the_sender_and_the_receiver_hand_on_what_holds(
    act_of: ActOf, issued: Document, tmp_path: Path
) -> None:
    copy = way.copy_of(issued)
    for who, document in (("lan", issued), ("tuyet", copy)):
        path = tmp_path / f"{who}.zip"
        path.write_bytes(build(act_of(who), document))
        report = verify(path, known=None, trusted=None)
        assert bad(report) == []
        assert report.holds
        assert report.code == issued.code
        assert (len(report.own_keys), report.own_roots) == (1, True)
        held = members_of(path.read_bytes())
        assert {contents.PDF, contents.PACKET, contents.FIELDS, contents.KEY} < held.keys()
        further = [name for name in held if name.startswith(contents.FILES)]
        assert len(further) == len(json.loads(held[contents.PACKET])["files"]) - 1
    told = fields.read(members_of((tmp_path / "tuyet.zip").read_bytes())[contents.FIELDS])
    assert (told["ArrivalNumber"], told["CodeNumber"]) == ("1", "01")
    assert told["SignerInfo/FullName"] == issued.signer_name


def test_with_keys_and_roots_of_ones_own_it_is_not_asked_for_its(
    members: Members, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.zip", members)
    root = members[f"{contents.ROOTS}01.pem"]
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "goc.pem").write_bytes(root)
    known = keys.trusted()
    report = verify(path, known=known, trusted=Trust(()))
    assert bad(report) == ["signatures"]
    strange = keys.Ed25519PrivateKey.generate().public_key()
    report = verify(path, known={keys.key_id(strange): strange}, trusted=None)
    assert "events" in bad(report)
    key = tmp_path / "so.pub"
    key.write_text(keys.public_text(next(iter(known.values()))), encoding="ascii")
    with pytest.raises(SystemExit) as end:
        call_command("verify", str(path), key=str(key), trust=[tmp_path / "trust"])
    assert end.value.code == 0


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.appendix_vi("III.5.d", "III.7.đ")
def test_a_flipped_byte_of_any_member_is_found_and_named(
    members: Members, tmp_path: Path, listed: bool
) -> None:
    """Also when the forger writes the list of digests anew; what he may write is the words."""
    free = {contents.MANIFEST, contents.README}
    first = next(name for name in sorted(members) if name.startswith(contents.EVENTS))
    last = [name for name in members if name.startswith(contents.EVENTS) and name != first]
    for name in members.keys() - free - set(last) - {f"{contents.ROOTS}01.pem", contents.KEY}:
        path = write(tmp_path / "b.zip", {**members, name: flipped(members[name])}, listed=listed)
        assert name in bad(verify(path, known=keys.trusted(), trusted=None)), name


def test_what_is_taken_out_or_put_in_is_named(members: Members, tmp_path: Path) -> None:
    less = {name: content for name, content in members.items() if name != contents.PDF}
    assert contents.PDF in bad(verify(write(tmp_path / "a.zip", less), known=None, trusted=None))
    more = {**members, "tep/99-la.txt": b"la"}
    assert "tep/99-la.txt" in bad(verify(write(tmp_path / "b.zip", more), known=None, trusted=None))
    listed = write(tmp_path / "c.zip", more, listed=True)
    assert bad(verify(listed, known=None, trusted=None)) == ["tep/99-la.txt"]


def test_a_forged_field_is_held_against_packet_and_events(members: Members, tmp_path: Path) -> None:
    forged = members[contents.FIELDS].replace(
        "Về việc rà soát hạ tầng".encode(), "Về việc khác".encode()
    )
    assert forged != members[contents.FIELDS]
    path = write(tmp_path / "a.zip", {**members, contents.FIELDS: forged}, listed=True)
    report = verify(path, known=None, trusted=None)
    assert bad(report) == [contents.FIELDS]
    assert any("Subject" in one.words for one in report.findings)


def _zip(tmp_path: Path, **facts: Any) -> Path:
    return write(tmp_path / "x.zip", {contents.MANIFEST: json.dumps(facts).encode()})


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"no zip at all", b"PK\x05\x06" + bytes(18), b"%PDF-1.7\n"],
)
def test_other_files_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    with pytest.raises(NotABundle, match=r"Tệp .+\."):
        verify(path, known=None, trusted=None)


def test_other_archives_are_refused_in_words(tmp_path: Path) -> None:
    for facts in ({}, {"format": contents.FORMAT}, {"format": contents.FORMAT, "files": []}):
        with pytest.raises(NotABundle, match="manifest"):
            verify(_zip(tmp_path, **facts), known=None, trusted=None)
    with pytest.raises(NotABundle):
        verify(tmp_path / "nowhere.zip", known=None, trusted=None)
    report = verify(_zip(tmp_path, format=contents.FORMAT, files={}), known=None, trusted=None)
    assert not report.holds


def test_too_much_inside_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "BYTES_MAX", 100)
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", bytes(10_000))
    with pytest.raises(NotABundle, match="quá lớn"):
        verify(tmp_path / "x.zip", known=None, trusted=None)


@pytest.mark.parametrize(
    "xml",
    [b"", b"<a", b"<Other/>", b'<!DOCTYPE a [<!ENTITY b "c">]><Document>&b;</Document>'],
)
def test_xml_of_others_is_no_table_of_fields(xml: bytes) -> None:
    with pytest.raises(fields.NotFields):
        fields.read(xml)


def test_the_page_gives_it_to_whoever_may_see_the_document(
    issued: Document, client_as: Callable[..., Client]
) -> None:
    address = f"/van-phong/documents/{issued.id}/bundle.zip"
    answer = client_as("lan").get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert contents.MANIFEST in members_of(answer.content)
    assert client_as("loc").get(address).status_code == 404
    assert address in text(client_as("lan").get(f"/van-phong/documents/{issued.id}/trail/"))


def test_a_draft_and_what_waits_for_its_seal_are_refused_in_words(
    act_of: ActOf, client_as: Callable[..., Client]
) -> None:
    draft = way.drafted(act_of)
    answer = client_as("thu").get(f"/van-phong/documents/{draft.id}/bundle.zip")
    assert answer.status_code == 422
    assert "đã phát hành" in text(answer)
    sent = way.sent(act_of)
    answer = client_as("lan").get(f"/van-phong/documents/{sent.id}/bundle.zip")
    assert answer.status_code == 422


def test_the_command_tells_machines_and_people(
    members: Members, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = write(tmp_path / "a.zip", members)
    torn = write(tmp_path / "b.zip", {**members, contents.PDF: b"%PDF-1.7"})
    with pytest.raises(SystemExit) as end:
        call_command("verify", str(whole), str(torn), "--json")
    assert end.value.code == 1
    answers = json.loads(capsys.readouterr().out)
    assert [one["verdict"] for one in answers] == ["ok", "broken"]
    with pytest.raises(SystemExit) as end:
        call_command("verify", str(whole), str(tmp_path / "no.zip"))
    assert end.value.code == 2
    said = capsys.readouterr().out
    assert "CÒN NGUYÊN" in said
    assert "KHÔNG ĐỌC ĐƯỢC" in said
    assert "so với khóa tỉnh công bố" in said
    wrongs: list[dict[str, Any]] = [{"key": str(tmp_path / "none")}, {"trust": [tmp_path / "none"]}]
    for wrong in wrongs:
        with pytest.raises(SystemExit) as end:
            call_command("verify", str(whole), **wrong)
        assert end.value.code == 2
