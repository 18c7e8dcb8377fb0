"""`make run`: the database, the province, the web server and the worker, until Ctrl-C."""

import hashlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from lienthong.launch import paths, postgres, running
from lienthong.launch.errors import LaunchError
from lienthong.launch.progress import Progress
from lienthong.launch.supervisor import Service, Stopped, Supervisor

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
LIENTHONG = str(PROGRAMS / "lienthong")
PROVINCE = os.environ.get("LIENTHONG_PROVINCE", str(ROOT / "provinces" / "soc-trang"))


def main() -> int:
    progress = Progress()
    supervisor = Supervisor(progress)
    supervisor.listen()
    here = paths.find()
    ours = False
    try:
        lock = running.lock(here)
        port = running.port()
        running.sign(lock, port)
        with progress.step("Mở cơ sở dữ liệu"):
            server = postgres.ensure(here, progress.say)
        if server.started:
            postgres.mark_started_by_run(here, server)
        # Also one that an earlier run started and could not stop, because it was killed.
        ours = not postgres.external() and postgres.started_by_run(here)
        live(supervisor, here, port)
    except Stopped:
        pass
    except LaunchError as error:
        progress.say(f"\n{error}")
        return 1
    finally:
        supervisor.stop()
        if ours:
            postgres.stop(here)
        supervisor.stop()
    progress.say("\nĐã dừng.")
    return 0


def live(supervisor: Supervisor, here: paths.Paths, port: int) -> None:
    """Bring everything up, say where it is, and stay."""
    say = supervisor.progress.say
    log = here.logs / "setup.log"
    tables = tables_fingerprint()
    if database_says() != tables:
        migrate = Service("migrate", [LIENTHONG, "migrate"], log)
        supervisor.task("Cập nhật bảng dữ liệu", migrate)
        tell_database(tables)
    files = fingerprint(ROOT.glob("lienthong/*/static/**/*"), times=True)
    stamp = here.base / "static" / "setup.stamp"
    if not stamp.exists() or stamp.read_text("ascii") != files:
        collect = [LIENTHONG, "collectstatic", "--noinput", "--clear", "-v", "0"]
        supervisor.task("Sắp xếp tệp giao diện", Service("collectstatic", collect, log))
        stamp.write_text(files, "ascii")
    if empty("directory_agency"):
        load = [LIENTHONG, "province", "load", PROVINCE]
        supervisor.task("Nạp dữ liệu tỉnh (một lần)", Service("province", load, log))
    supervisor.begin(web(here, port))
    supervisor.until("Mở trang", lambda: running.healthy(port), seconds=120)
    supervisor.begin(Service("Tiến trình nền", [LIENTHONG, "worker"], here.logs / "worker.log"))
    say(f"\nLiên Thông đang chạy ở http://{running.HOST}:{port}/")
    say("  1. Mở địa chỉ đó, bấm “Vào văn phòng điện tử”.")
    say("  2. Bấm thẻ một nhân vật minh họa, thí dụ văn thư UBND tỉnh: không cần mật khẩu.")
    say("  3. Mở một văn bản đã phát hành: bảng theo dõi cho thấy nơi nào đã nhận, đã trả lời.")
    say("  Dừng: Ctrl-C")
    if empty("documents_document"):
        say("  Câu chuyện minh họa đang diễn: văn bản của tỉnh đi đến 120 huyện, xã rồi trở về.")
        tour = [LIENTHONG, "tour", "--here", "--quiet"]
        supervisor.begin(Service("Câu chuyện minh họa", tour, here.logs / "tour.log", keep=False))

    def ended(service: Service, code: int) -> None:
        word = "đã diễn xong" if code == 0 else f"dừng giữa chừng (mã {code}), xem {service.log}"
        say(f"  {service.name} {word}.")

    supervisor.watch(ended)


def web(here: paths.Paths, port: int) -> Service:
    """The web server: WSGI, two workers, a small pool of connections each."""
    command = [
        str(PROGRAMS / "granian"), "--interface", "wsgi",
        "--host", running.HOST, "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "8",
        "--respawn-failed-workers", "--no-access-log",
        "--static-path-route", "/static", "--static-path-mount", str(here.base / "static"),
        "lienthong.config.wsgi:application",
    ]  # fmt: skip
    pool = {"LIENTHONG_DB_POOL": "1"}
    return Service("Máy chủ trang", command, here.logs / "web.log", pool)


def fingerprint(files: Iterable[Path], *, times: bool = False) -> str:
    """A text that changes with the files; by their times and sizes where there are many bytes."""
    total = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        facts = file.stat()
        text = f"{facts.st_mtime_ns} {facts.st_size}".encode() if times else file.read_bytes()
        total.update(f"{file.relative_to(ROOT)}:".encode() + hashlib.sha256(text).digest())
    return total.hexdigest()


def tables_fingerprint() -> str:
    """What the tables and the rights on them are made from."""
    config = ROOT / "lienthong" / "config"
    return fingerprint(
        [
            *ROOT.glob("lienthong/*/migrations/*.py"),
            *config.glob("management/**/*.py"),
            config / "grants.py",
            ROOT / "requirements" / "runtime.txt",
        ]
    )


def connect(role: postgres.Role) -> psycopg.Connection[Any]:
    where = postgres.connection(role)
    return psycopg.connect(
        host=where["host"],
        port=where["port"] or None,
        dbname=where["name"],
        user=where["user"] or None,
        password=where["password"] or None,
        sslmode=where["sslmode"] or None,
    )


def database_says() -> str:
    """What its own comment says its tables were made from; it stays with the database."""
    with connect("app") as database:
        row = database.execute(
            "select shobj_description(oid, 'pg_database') from pg_database"
            " where datname = current_database()"
        ).fetchone()
        return row[0] or "" if row else ""


def tell_database(fingerprint: str) -> None:
    name = sql.Identifier(postgres.connection("owner")["name"])
    with connect("owner") as database:
        database.execute(
            sql.SQL("comment on database {} is {}").format(name, sql.Literal(fingerprint))
        )


def empty(table: str) -> bool:
    """Whether a table holds nothing."""
    with connect("app") as database:
        row = database.execute(
            sql.SQL("select exists(select from {})").format(sql.Identifier(table))
        ).fetchone()
        return row is not None and not row[0]


if __name__ == "__main__":
    sys.exit(main())
