"""`lienthong files verify`: is every file that a row names still there, byte for byte?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from lienthong.kernel.attachments.actions import store
from lienthong.kernel.attachments.store import State

NAMED = """
select sha256, string_agg(distinct whose, '; ' order by whose) from (
  select v.sha256, 'văn bản ' || coalesce(nullif(d.code, ''), d.id::text) || ', ' || d.issuer_name
      as whose
    from documents_version v join documents_document d on d.id = v.document_id where v.sha256 <> ''
  union
  select sealed_sha256, 'phụ lục ' || name from documents_attached_file where sealed_sha256 <> ''
  union
  select sha256, 'tệp ' || name from kernel_attachment
) n group by sha256 order by sha256
"""
WORDS = {State.ALTERED: "ĐÃ BỊ SỬA", State.MISSING: "KHÔNG CÒN"}


class Command(BaseCommand):
    """Exit 0 all whole, 1 something altered or missing."""

    help = "Đối chiếu từng tệp đã lưu với mã băm của nó; nêu tên văn bản có tệp bị sửa hoặc mất."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify"], help="việc cần làm")
        parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read every named file once."""
        count, broken = 0, []
        for sha256, whose in _named():
            count += 1
            state = store().verify(sha256)
            if state is not State.OK:
                broken.append({"sha256": sha256, "state": state.value, "whose": whose})
        if options["json"]:
            self.stdout.write(
                json.dumps({"files": count, "broken": broken, "ok": not broken}, ensure_ascii=False)
            )
        else:
            for one in broken:
                self.stdout.write(f"{WORDS[State(one['state'])]}: {one['whose']} ({one['sha256']})")
            self.stdout.write(f"{count} tệp, {len(broken)} tệp không còn nguyên.")
        sys.exit(1 if broken else 0)


def _named() -> Iterator[tuple[str, str]]:
    """Every digest with what names it; read in pieces."""
    with connection.cursor() as cursor:
        cursor.execute(NAMED)
        while rows := cursor.fetchmany(1000):
            yield from rows
