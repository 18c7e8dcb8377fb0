"""The `lienthong` command: words -> one Django management command of a room.

    lienthong province load provinces/soc-trang

It starts the embedded database when it is down, then hands over. What a command does and takes is
the management command's own business (`lienthong tour --help`).
"""

import os
import sys
from typing import NamedTuple

from lienthong.launch import postgres, running
from lienthong.launch.errors import LaunchError


class Command(NamedTuple):
    """`runs` is the management command and its first words; `sentence` is for the list."""

    runs: str
    sentence: str
    database: bool = True
    owner: bool = False


NO_TABLE = "42P01"  # what PostgreSQL says of a table that is not there
COMMANDS: dict[str, Command] = {
    "tour": Command("tour", "Diễn câu chuyện mẫu: một văn bản đi 120 nơi rồi trở về"),
    "tour services": Command(
        "tour_services", "Nộp, giải quyết và trả kết quả từng thủ tục của tỉnh"
    ),
    "province load": Command("province load", "Nạp hoặc cập nhật dữ liệu một tỉnh từ thư mục"),
    "ledger verify": Command("ledger verify", "Chứng minh nhật ký sự kiện còn nguyên vẹn"),
    "ledger seal": Command("ledger seal", "Niêm các sự kiện đang chờ"),
    "ledger checkpoint": Command("ledger checkpoint", "In mốc mới nhất đã ký"),
    "ledger key": Command("ledger key", "In khóa công khai của sổ", database=False),
    "ledger prove": Command("ledger prove", "In chứng minh một sự kiện nằm trong sổ"),
    "ledger check-proof": Command(
        "ledger check-proof", "Kiểm tra một tệp chứng minh", database=False
    ),
    "scan": Command("scan", "Kiểm tra tệp: loại, cỡ, mã độc", database=False),
    "documents lint": Command(
        "documents lint", "So thể thức của tệp PDF, DOCX với Nghị định 30", database=False
    ),
    "signatures check": Command("signatures check", "Kiểm tra chữ ký số của tệp", database=False),
    "signatures keys": Command("signing_keys", "Thử từng khóa ký đã cấu hình", database=False),
    "verify": Command("verify", "Kiểm tra tệp xuất của văn bản", database=False),
    "edxml check": Command(
        "edxml check", "Kiểm tra gói tin edXML: chứa gì, vì sao không đọc được", database=False
    ),
    "dossiers check": Command(
        "dossiers check", "Kiểm tra hồ sơ đã xuất: nguyên vẹn, đúng thứ tự", database=False
    ),
    "bpmn lint": Command(
        "bpmn lint", "Giải thích sơ đồ BPMN: chỗ nào không chạy được, vì sao", database=False
    ),
    "form validate": Command(
        "form validate", "Kiểm tra biểu mẫu và dữ liệu điền theo biểu mẫu", database=False
    ),
    "procedure lint": Command(
        "procedure lint", "Kiểm tra gói thủ tục: chỗ sai, phần còn thiếu, kiểm thử", database=False
    ),
    "indicators lint": Command(
        "indicators lint", "Kiểm tra định nghĩa chỉ số: chỗ sai, vì sao", database=False
    ),
    "score": Command(
        "score",
        "Chấm điểm phục vụ theo Quyết định 766: từ tệp số liệu, hoặc từ nhật ký",
        database=False,
    ),
    "backup": Command("backup", "Sao lưu cơ sở dữ liệu, tệp và khóa vào một tệp", owner=True),
    "restore": Command("restore", "Khôi phục từ bản sao lưu rồi đối chiếu", owner=True),
    "files verify": Command("files verify", "Đối chiếu từng tệp đã lưu với mã băm của nó"),
    "search rebuild": Command("search rebuild", "Lập lại chỉ mục tìm kiếm từ văn bản"),
    "worker": Command("worker", "Chạy tiến trình nền (make run tự chạy)"),
    "migrate": Command("prepare", "Tạo, cập nhật bảng dữ liệu", owner=True),
    "makemigrations": Command("makemigrations", "Viết bước cập nhật bảng (người lập trình)"),
    "collectstatic": Command("collectstatic", "Sắp xếp tệp giao diện", database=False),
    "check": Command("check", "Kiểm tra cấu hình", database=False),
    "shell": Command("shell", "Mở Python với các mô hình (người lập trình)"),
}
OWN: dict[str, str] = {
    "db start": "Bật cơ sở dữ liệu nhúng",
    "db stop": "Tắt cơ sở dữ liệu nhúng",
    "db status": "Cơ sở dữ liệu đang bật hay tắt, ở đâu",
    "stop": "Dừng make run của bản cài này và cơ sở dữ liệu",
}


def main() -> int:
    """Exit code 0 done, 1 could not, 2 no such command."""
    words = sys.argv[1:]
    try:
        return _run(words)
    except LaunchError as error:
        _tell(str(error))
        return 1


def _run(words: list[str]) -> int:
    name = next((n for n in (" ".join(words[:2]), " ".join(words[:1])) if n in _all()), None)
    if name is None:
        asked = words[0] if words else "help"
        known = asked in ("help", "--help", "-h")
        (_show if known else _tell)(
            ("" if known else f"Không có lệnh “{' '.join(words)}”. ") + _list()
        )
        return 0 if known else 2
    if name in OWN:
        return _own(name)
    command = COMMANDS[name]
    rest = words[len(name.split()) :]
    if command.owner:
        os.environ["LIENTHONG_DB_ROLE"] = "owner"
    if command.database and not {"--help", "-h"} & set(rest):
        postgres.ensure(say=_tell)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings")
    from django.core.management import execute_from_command_line
    from django.db.utils import ProgrammingError

    try:
        execute_from_command_line(["lienthong", *command.runs.split(), *rest])
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != NO_TABLE:
            raise
        raise LaunchError(
            "Cơ sở dữ liệu chưa có bảng hoặc còn bảng của phiên bản cũ. "
            "Chạy «lienthong migrate» rồi chạy lại."
        ) from error
    return 0


def _own(name: str) -> int:
    if name == "stop":
        _show("Đã dừng." if running.stop() else "Không có gì đang chạy.")
        return 0
    if postgres.external():
        _show("DATABASE_URL đã đặt: cơ sở dữ liệu nhúng không dùng đến.")
        return 0
    if name == "db start":
        server = postgres.ensure(say=_tell)
        _show(f"Cơ sở dữ liệu {'đã bật' if server.started else 'đang bật'}, ở {server.socket_dir}")
    elif name == "db stop":
        _show("Cơ sở dữ liệu đã tắt." if postgres.stop() else "Cơ sở dữ liệu vốn đang tắt.")
    else:
        pid = postgres.status()
        _show(f"Cơ sở dữ liệu đang bật (tiến trình {pid})." if pid else "Cơ sở dữ liệu đang tắt.")
        return 0 if pid else 1
    return 0


def _all() -> dict[str, str]:
    return {name: command.sentence for name, command in COMMANDS.items()} | OWN


def _list() -> str:
    rows = (f"  lienthong {name:<20}{sentence}" for name, sentence in _all().items())
    return "\n".join(["Các lệnh:", *rows])


def _show(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
