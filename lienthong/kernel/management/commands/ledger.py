"""`lienthong ledger …`: seal, prove and publish the log of events from a terminal."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from lienthong.kernel.errors import Refused
from lienthong.kernel.ledger import keys, proofs, queries, sealing
from lienthong.kernel.ledger.checkpoints import Checkpoint
from lienthong.kernel.ledger.leaf import time_text
from lienthong.kernel.ledger.report import Report
from lienthong.kernel.ledger.verify import verify

BROKEN, NO_ANSWER = 1, 2
SHOWN = 20


class Command(BaseCommand):
    """Exit 0: it holds. 1: something is broken, and named. 2: the question has no answer."""

    help = "Sổ sự kiện: niêm, kiểm tra, công bố mốc, chứng minh một sự kiện."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word after `ledger` says what to do."""
        todo = parser.add_subparsers(dest="todo", required=True, metavar="việc")
        one = todo.add_parser("verify", help="kiểm tra toàn bộ sổ, nêu dòng đầu tiên bị sửa")
        one.add_argument("--against", type=Path, metavar="TỆP", help="tệp mốc đã công bố trước đây")
        one.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
        todo.add_parser("seal", help="niêm ngay các sự kiện đang chờ")
        one = todo.add_parser("checkpoint", help="in mốc mới nhất đã ký, để công bố và cất giữ")
        one.add_argument(
            "--size", type=int, metavar="SỐ", help="mốc có cỡ này thay vì mốc mới nhất"
        )
        one.add_argument("--json", action="store_true", help="in dạng JSON")
        todo.add_parser("key", help="in khóa công khai của sổ, để công bố")
        one = todo.add_parser("prove", help="in chứng minh rằng một sự kiện có trong sổ")
        one.add_argument("event_id", type=int, metavar="SỰ_KIỆN")
        one.add_argument("--size", type=int, metavar="SỐ", help="chứng minh với mốc có cỡ này")
        one = todo.add_parser(
            "check-proof", help="kiểm tra một chứng minh, không cần cơ sở dữ liệu"
        )
        one.add_argument("file", type=Path, metavar="TỆP")
        one.add_argument(
            "--key", type=Path, action="append", default=[], metavar="TỆP",
            help="khóa công khai đã công bố (.pub); không có thì dùng khóa của máy này",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a refusal is told in its own words with exit code 2."""
        todo: dict[str, Callable[[dict[str, Any]], int]] = {
            "verify": self._verify,
            "seal": self._seal,
            "checkpoint": self._checkpoint,
            "key": self._key,
            "prove": self._prove,
            "check-proof": self._check_proof,
        }
        try:
            code = todo[options["todo"]](options)
        except Refused as refused:
            raise CommandError(refused.message, returncode=NO_ANSWER) from None
        if code:
            raise SystemExit(code)

    def _verify(self, options: dict[str, Any]) -> int:
        report = verify(options["against"])
        if options["json"]:
            self.stdout.write(_json(report.as_dict()))
        else:
            for line in _told(report):
                self.stdout.write(line)
        return 0 if report.ok else BROKEN

    def _seal(self, options: dict[str, Any]) -> int:
        count = sealing.seal_all()
        last = queries.latest_checkpoint()
        if last is None:
            self.stdout.write(_("Chưa có sự kiện nào để niêm."))
        elif count:
            self.stdout.write(
                _("Đã niêm {count} sự kiện. Mốc mới nhất: {size}.").format(
                    count=_number(count), size=last.size
                )
            )
        else:
            self.stdout.write(
                _("Không có sự kiện nào chờ niêm. Mốc mới nhất: {size}.").format(size=last.size)
            )
        return 0

    def _checkpoint(self, options: dict[str, Any]) -> int:
        size = options["size"]
        last = queries.latest_checkpoint() if size is None else queries.checkpoint_at(size)
        if last is None:
            raise Refused(
                "ledger.no_checkpoint",
                _("Sổ không có mốc nào như vậy. Chạy «lienthong ledger seal» rồi thử lại."),
            )
        note = queries.note_of(last)
        if options["json"]:
            self.stdout.write(_json(_facts(last) | {"note": note}))
        else:
            self.stdout.write(note, ending="")
        return 0

    def _key(self, options: dict[str, Any]) -> int:
        self.stdout.write(keys.public_text(keys.signing_key().public_key()), ending="")
        return 0

    def _prove(self, options: dict[str, Any]) -> int:
        self.stdout.write(queries.proof_for(options["event_id"], options["size"]).as_json())
        return 0

    def _check_proof(self, options: dict[str, Any]) -> int:
        proof = _read_proof(options["file"])
        given = [keys.read_public(path) for path in options["key"]]
        known = {keys.key_id(public): public for public in given} or keys.trusted()
        if not known:
            raise Refused(
                "ledger.no_key",
                _("Không có khóa công khai để đối chiếu. Thêm --key và tệp .pub tỉnh đã công bố."),
                reason="input",
            )
        problem = proofs.problem(proof, known)
        checkpoint = proof.checkpoint()
        if problem is None:
            self.stdout.write(
                _(
                    "Đúng: sự kiện {event_id} là số {seq} trong sổ {origin}, "
                    "dưới mốc {size} ký lúc {at}."
                ).format(
                    event_id=proof.event_id,
                    seq=proof.seq,
                    origin=checkpoint.origin,
                    size=checkpoint.size,
                    at=time_text(checkpoint.signed_at),
                )
            )
            return 0
        words = {
            "event": _("Sai: nội dung trong tệp không phải của sự kiện {event_id}."),
            "path": _("Sai: sự kiện {event_id} với nội dung này không có dưới mốc {size}."),
            "signature": _("Sai: chữ ký của mốc {size} không đúng, mốc đã bị sửa."),
            "key": _("Sai: mốc {size} ký bằng khóa {key}, không phải khóa dùng để đối chiếu."),
        }
        self.stdout.write(
            words[problem].format(
                event_id=proof.event_id, size=checkpoint.size, key=checkpoint.key_id
            )
        )
        return BROKEN


def _read_proof(path: Path) -> proofs.Proof:
    try:
        return proofs.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refused(
            "ledger.not_a_proof",
            _(
                "{path} không đọc được như một chứng minh. "
                "Dùng tệp mà lệnh «lienthong ledger prove» đã in ra."
            ).format(path=path),
            reason="input",
        ) from None


def _told(report: Report) -> list[str]:
    """The report for a person."""
    if not report.ok:
        first = report.first
        lines = [
            _("Sổ sự kiện KHÔNG nguyên vẹn: {count} chỗ. Chỗ đầu tiên:").format(
                count=_number(report.found)
            ),
            f"  {first.sentence}" if first else "",
        ]
        others = [one for one in report.findings if one is not first]
        lines += [f"  {one.sentence}" for one in others[: SHOWN - 1]]
        if report.found > len(others[: SHOWN - 1]) + 1:
            lines.append("  …")
    elif report.signed_at is None:
        lines = [_("Sổ sự kiện chưa có mốc nào.")]
    else:
        lines = [
            _("Sổ sự kiện nguyên vẹn: {events} sự kiện, {checkpoints} mốc.").format(
                events=_number(report.events), checkpoints=_number(report.checkpoints)
            ),
            _("Mốc mới nhất ký lúc {at}, gốc {root}.").format(
                at=time_text(report.signed_at), root=report.root
            ),
        ]
    if report.pending:
        lines.append(
            _("Ở cuối sổ có {count} sự kiện chưa nằm dưới mốc nào.").format(
                count=_number(report.pending)
            )
        )
    lines += [_("Khớp mốc {size} đã công bố.").format(size=size) for size in report.against]
    return lines


def _facts(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "prev": checkpoint.prev.hex(),
        "signed_at": time_text(checkpoint.signed_at),
        "key_id": checkpoint.key_id,
        "signature": checkpoint.signature.hex(),
    }


def _json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2)


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")
