"""`lienthong search rebuild`: make the index of search anew from the documents."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from lienthong.documents.actions import reindexing
from lienthong.kernel import clock
from lienthong.kernel.acts import system_act
from lienthong.launch.progress import Progress


class Command(BaseCommand):
    """Exit 0 when every text was written."""

    help = "Lập lại chỉ mục tìm kiếm từ văn bản; người dùng vẫn tìm được trong khi chạy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["rebuild"], help="việc cần làm")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write all of it, then say how many texts there are."""
        act = system_act(clock.now(), _("Quản trị hệ thống"))
        with Progress(sys.stderr).step(_("Lập lại chỉ mục tìm kiếm")):
            count = sum(reindexing.rebuild(act))
        told = _("Đã lập lại {count} mục. Nội dung tệp đính kèm được đọc tiếp ở tiến trình nền.")
        self.stdout.write(told.format(count=count))
