"""`lienthong worker`: the background process."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lienthong.config import worker


class Command(BaseCommand):
    help = "Chạy tiến trình nền: hộp thư đi, niêm sổ sự kiện, ký số."

    def handle(self, *args: Any, **options: Any) -> None:
        worker.run()
