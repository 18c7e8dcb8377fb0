"""Checking a bundle: no database, no network, never a traceback, whatever the file is."""

from __future__ import annotations

import json
import ssl
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from lienthong.documents.bundles import contents, fields
from lienthong.documents.rules_copies import of_agency_alone
from lienthong.documents.signing import isolated
from lienthong.documents.signing.trust import Trust
from lienthong.documents.signing.verdict import Verdict
from lienthong.kernel.ledger import keys, leaf, proofs
from lienthong.kernel.ledger.proofs import NotAProof, Proof

PROBLEMS = {
    "event": "nội dung sự kiện bị sửa",
    "path": "sự kiện không nằm dưới mốc đã ký",
    "signature": "mốc của sổ bị sửa",
    "key": "mốc ký bằng khóa không có trong danh sách",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: did it hold, and a sentence."""

    what: str
    holds: bool
    words: str


@dataclass
class Report:
    """What a bundle is worth. `own_keys`: it was checked by the keys it brought along itself."""

    code: str = ""
    findings: list[Finding] = field(default_factory=list)
    own_keys: tuple[str, ...] = ()
    own_roots: bool = False
    demo: bool = False

    @property
    def holds(self) -> bool:
        """Everything that was looked at holds, and something was."""
        return bool(self.findings) and all(one.holds for one in self.findings)

    def say(self, what: str, words: str, *, holds: bool = True) -> None:
        """Add a finding."""
        self.findings.append(Finding(what, holds, words))

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        return {
            "verdict": "ok" if self.holds else "broken",
            "code": self.code,
            "demo": self.demo,
            "keys": "bundle" if self.own_keys else "given",
            "roots": "bundle" if self.own_roots else "given",
            "findings": [
                {"what": one.what, "holds": one.holds, "words": one.words} for one in self.findings
            ],
        }


class NotABundle(ValueError):  # noqa: N818 - an answer to "what is this file?"
    """The file is no bundle in our form; the argument says why, in words."""


def verify(
    path: Path, *, known: Mapping[str, Ed25519PublicKey] | None, trusted: Trust | None
) -> Report:
    """Look at everything in a bundle.

    `known` are public keys of the ledger by key id, `trusted` whose signatures count; without them
    the bundle's own are used, and the report says so. Raises NotABundle for any other file.
    """
    members = read_members(path)
    manifest = _manifest(members)
    report = Report(code=str(manifest.get("code", "")), demo=bool(manifest.get("demo")))
    if not _complete(report, manifest, members):
        return report
    if known is None:
        known = _own_keys(members)
        report.own_keys = tuple(sorted(known))
    if trusted is None:
        trusted, report.own_roots = _own_roots(members), True
    texts = _events(report, members, known)
    packet = _packet(report, members, texts)
    _files(report, members, packet)
    _fields(report, members, packet, texts)
    _signatures(report, members[contents.PDF], trusted, copy=of_agency_alone(packet))
    return report


def read_members(path: Path) -> dict[str, bytes]:
    """Every member, within the limits; a name that stands twice is refused."""
    try:
        with zipfile.ZipFile(path) as packed:
            return _members(packed)
    except NotABundle:
        raise
    except (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile):
        raise NotABundle("Tệp không phải ZIP hoặc đã hỏng: tải lại từ nơi xuất.") from None
    except Exception as error:  # zlib, lzma and struct have errors of their own
        raise NotABundle("Tệp ZIP bị hỏng: tải lại từ nơi xuất.") from error


def _members(packed: zipfile.ZipFile) -> dict[str, bytes]:
    infos = packed.infolist()
    if len(infos) > contents.MEMBERS_MAX:
        raise NotABundle("Tệp có quá nhiều mục nên không phải tệp xuất của văn bản.")
    if len({info.filename for info in infos}) != len(infos):
        raise NotABundle("Tệp có hai mục cùng tên: không dùng được, xin lại bản gốc.")
    members: dict[str, bytes] = {}
    left = contents.BYTES_MAX
    for info in infos:
        with packed.open(info) as member:
            members[info.filename] = member.read(left + 1)
        left -= len(members[info.filename])
        if left < 0:
            raise NotABundle("Tệp giải nén ra quá lớn: không mở, xin lại bản gốc.")
    return members


def _manifest(members: dict[str, bytes]) -> dict[str, Any]:
    try:
        found = json.loads(members[contents.MANIFEST])
        if found["format"] == contents.FORMAT and isinstance(found["files"], dict):
            return dict(found)
    except (KeyError, TypeError, ValueError, RecursionError):
        pass
    raise NotABundle("Tệp không phải tệp xuất của văn bản: thiếu manifest.json đúng mẫu.")


def _complete(report: Report, manifest: dict[str, Any], members: dict[str, bytes]) -> bool:
    listed: dict[str, Any] = manifest["files"]
    held = {name: sha256(content).hexdigest() for name, content in members.items()}
    changed = [
        name
        for name, facts in listed.items()
        if name in held and (not isinstance(facts, dict) or facts.get("sha256") != held[name])
    ]
    for name in sorted(changed):
        report.say(name, f"{name}: bị sửa sau khi xuất.", holds=False)
    for name in sorted(listed.keys() - held.keys()):
        report.say(name, f"{name}: bị lấy ra khỏi tệp.", holds=False)
    for name in sorted(held.keys() - listed.keys() - {contents.MANIFEST}):
        report.say(name, f"{name}: được thêm vào sau khi xuất.", holds=False)
    needed = {contents.PDF, contents.PACKET, contents.FIELDS, contents.KEY} - held.keys()
    for name in sorted(needed - listed.keys()):
        report.say(name, f"{name}: thiếu.", holds=False)
    if not report.findings:
        report.say("files", f"{len(listed)} mục còn nguyên như lúc xuất.")
    return not needed


def _own_keys(members: dict[str, bytes]) -> dict[str, Ed25519PublicKey]:
    found: dict[str, Ed25519PublicKey] = {}
    for part in members[contents.KEY].split(b"-----END PUBLIC KEY-----")[:-1]:
        try:
            public = load_pem_public_key(part + b"-----END PUBLIC KEY-----\n")
        except ValueError:
            continue
        if isinstance(public, Ed25519PublicKey):
            found[keys.key_id(public)] = public
    return found


def _own_roots(members: dict[str, bytes]) -> Trust:
    found = []
    for name, content in members.items():
        if name.startswith(contents.ROOTS):
            try:
                found.append(ssl.PEM_cert_to_DER_cert(content.decode("ascii")))
            except ValueError:
                continue
    return Trust(tuple(found))


def _events(
    report: Report, members: dict[str, bytes], known: Mapping[str, Ed25519PublicKey]
) -> list[dict[str, Any]]:
    """The facts of every event that is proved; each one that is not is named."""
    proved: list[dict[str, Any]] = []
    sizes: set[int] = set()
    for name in sorted(name for name in members if name.startswith(contents.EVENTS)):
        try:
            proof = proofs.parse(members[name].decode("utf-8"))
        except (NotAProof, UnicodeDecodeError):
            report.say(name, f"{name}: không phải chứng minh đúng mẫu.", holds=False)
            continue
        problem = proofs.problem(proof, known)
        if problem:
            report.say(name, f"{name}: {PROBLEMS[problem]}.", holds=False)
            continue
        sizes.add(proof.checkpoint().size)
        proved.append(_facts(proof))
    if proved:
        report.say(
            "events",
            f"{len(proved)} sự kiện nằm trong sổ, dưới mốc {max(sizes)}.",
        )
    else:
        report.say("events", "Không có sự kiện nào được chứng minh.", holds=False)
    return proved


def _facts(proof: Proof) -> dict[str, Any]:
    values = dict(zip(leaf.COLUMNS, json.loads(proof.text)[1:], strict=True))
    if not isinstance(values["data"], dict):  # under keys of its own a bundle may say anything
        values["data"] = {}
    return values


def _of_kind(texts: Iterable[dict[str, Any]], *kinds: str) -> list[dict[str, Any]]:
    return [one for one in texts if one["kind"] in kinds]


def _packet(
    report: Report, members: dict[str, bytes], texts: list[dict[str, Any]]
) -> dict[str, Any]:
    """The packet, if the event of its sending names its digest."""
    digest = sha256(members[contents.PACKET]).hexdigest()
    sent = [one["data"].get("sha256") for one in _of_kind(texts, "exchange.sent")]
    holds = digest in sent
    report.say(
        contents.PACKET,
        "Gói tin đúng là gói đã gửi, theo sổ sự kiện."
        if holds
        else "Gói tin khác gói đã gửi theo sổ sự kiện.",
        holds=holds,
    )
    try:
        packet = json.loads(members[contents.PACKET])
        return packet if isinstance(packet, dict) else {}
    except (ValueError, RecursionError):
        return {}


def _files(report: Report, members: dict[str, bytes], packet: dict[str, Any]) -> None:
    """Every file is one that the packet names by its digest."""
    files = packet.get("files")
    listed = files if isinstance(files, list) else []
    named = {str(one.get("sha256")) for one in listed if isinstance(one, dict)}
    for name in sorted(members):
        if name == contents.PDF or name.startswith(contents.FILES):
            holds = sha256(members[name]).hexdigest() in named
            words = "đúng là tệp trong gói tin." if holds else "khác tệp trong gói tin."
            report.say(name, f"{name}: {words}", holds=holds)


def _fields(
    report: Report, members: dict[str, bytes], packet: dict[str, Any], texts: list[dict[str, Any]]
) -> None:
    """What the XML says is what the packet and the events say."""
    try:
        written = fields.read(members[contents.FIELDS])
    except fields.NotFields:
        report.say(contents.FIELDS, "metadata.xml: không đọc được.", holds=False)
        return
    said = _said(packet, texts)
    wrong = [name for name, value in said.items() if written.get(name, "") != value]
    report.say(
        contents.FIELDS,
        f"metadata.xml: sai {', '.join(sorted(wrong))} so với gói tin và sổ sự kiện."
        if wrong
        else f"metadata.xml: {len(said)} trường khớp với gói tin và sổ sự kiện.",
        holds=not wrong,
    )


def _said(packet: dict[str, Any], texts: list[dict[str, Any]]) -> dict[str, str]:
    document = packet.get("document")
    facts: dict[str, Any] = document if isinstance(document, dict) else {}
    signer = facts.get("signer")
    who: dict[str, Any] = signer if isinstance(signer, dict) else {}
    sender = packet.get("sender")
    said = {
        "CodeNumber": str(facts.get("code") or "").partition("/")[0],
        "CodeNotation": facts.get("symbol"),
        "IssuedDate": facts.get("issued_on"),
        "Subject": facts.get("subject"),
        "OrganName": sender.get("name") if isinstance(sender, dict) else "",
        "SignerInfo/FullName": who.get("name"),
        "SignerInfo/Position": who.get("title"),
        "Priority": facts.get("urgency", 0),
    }
    registered = _of_kind(texts, "documents.registered")
    said["ArrivalNumber"] = registered[-1]["data"].get("number") if registered else ""
    return {name: "" if value is None else str(value) for name, value in said.items()}


def _signatures(report: Report, pdf: bytes, trusted: Trust, *, copy: bool) -> None:
    verdict = isolated.check_isolated(pdf, trust=trusted, copy=copy)
    holds = verdict.verdict is Verdict.VALID
    names = ", ".join(one.name for one in verdict.signatures if one.name)
    report.say(
        "signatures",
        f"{len(verdict.signatures)} chữ ký số hợp lệ: {names}."
        if holds
        else f"Chữ ký số: {' '.join(one.text for one in verdict.reasons) or 'không hợp lệ.'}",
        holds=holds,
    )
