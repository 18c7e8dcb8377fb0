"""`lienthong signatures keys [--json]`: every configured key is opened and signs one trial, so that
an administrator knows before a leader does.
"""

from __future__ import annotations

import hashlib
import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError

from lienthong.documents import keys
from lienthong.documents.signing import container
from lienthong.documents.signing.identity import Role, identity_of
from lienthong.documents.signing.keyring import Entry, Keyring
from lienthong.documents.signing.signers import KeyAway, check_dates
from lienthong.kernel.errors import Refused

ALL_SIGN, SOME_DO_NOT, UNREADABLE = 0, 1, 2
TRIAL = hashlib.sha256(b"lienthong: a trial, signed to see whether this key signs").digest()


class Command(BaseCommand):
    """Needs no database. Exit 0 every key signs, 1 one does not, 2 the configuration is not there
    or wrong.
    """

    help = "Thử từng khóa ký đã cấu hình. Mã thoát 0 đều ký được, 1 có khóa không, 2 cấu hình sai."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Try one key after the other."""
        try:
            keyring = keys.configured()
        except Refused as refused:
            raise CommandError(refused.message, returncode=UNREADABLE) from None
        if keyring is None:
            raise CommandError(
                "Chưa có cấu hình khóa ký: đặt LIENTHONG_SIGNING là đường dẫn của tệp cấu hình.",
                returncode=UNREADABLE,
            )
        answers = [_tried(keyring, entry) for entry in keyring.entries]
        if options["json"]:
            self.stdout.write(json.dumps(answers, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_line(answer) for answer in answers))
        sys.exit(ALL_SIGN if all(one["signs"] for one in answers) else SOME_DO_NOT)


def _tried(keyring: Keyring, entry: Entry) -> dict[str, Any]:
    answer: dict[str, Any] = {"holder": entry.holder, "source": entry.source, "key": entry.key}
    try:
        signer = keyring.open(entry)
        identity = identity_of(signer.certificate)
        until = x509.load_der_x509_certificate(signer.certificate).not_valid_after_utc
        answer |= {"name": identity.name, "issuer": identity.issuer, "until": until.isoformat()}
        check_dates(signer.certificate, datetime.now(UTC))
        if identity.role is not (Role.PERSON if entry.account else Role.AGENCY):
            whose = "cá nhân" if entry.account else "cơ quan"
            return answer | {"signs": False, "why": f"Chứng thư số này không phải của {whose}."}
        container.detached(signer, TRIAL)
    except (Refused, KeyAway) as told:
        return answer | {"signs": False, "why": told.message}
    return answer | {"signs": True, "why": ""}


def _line(answer: dict[str, Any]) -> str:
    if not answer["signs"]:
        return f"{answer['holder']}: chưa ký được. {answer['why']}"
    return (
        f"{answer['holder']}: ký được. {answer['name']}, {answer['issuer']} cấp,"
        f" dùng đến {datetime.fromisoformat(answer['until']):%d/%m/%Y}"
    )
