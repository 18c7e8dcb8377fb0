"""`lienthong migrate`: bring the tables to this version and give the application its rights."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from lienthong.config import grants


class Command(BaseCommand):
    help = "Đưa cơ sở dữ liệu lên phiên bản này và cấp quyền cho ứng dụng."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        if grants.has_app_role():
            grants.apply()
        else:
            self.stderr.write(
                "Cơ sở dữ liệu chỉ có một vai trò: sổ sự kiện được bảo vệ bằng trigger,"
                " không bằng quyền."
            )
