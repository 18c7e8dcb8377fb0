"""Where the data of one installation lie."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from lienthong.launch.errors import LaunchError

CHECKOUT = Path(__file__).resolve().parents[2]
SYSTEM = Path("/var/lib/lienthong")


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one installation; nothing here touches the disk."""

    base: Path

    @property
    def cluster(self) -> Path:
        """The folder of the database server: its data, its log, its socket."""
        return self.base / "postgres"

    @property
    def data(self) -> Path:
        return self.cluster / "data"

    @property
    def server_log(self) -> Path:
        return self.cluster / "server.log"

    @property
    def lock(self) -> Path:
        """Held while somebody starts or stops the database server."""
        return self.base / "postgres.lock"

    @property
    def run_lock(self) -> Path:
        """Held by the one `make run` of this installation."""
        return self.base / "run.lock"

    @property
    def run_mark(self) -> Path:
        """Process number of the database server that a `make run` started and has to stop."""
        return self.base / "run.postgres"

    @property
    def attachments(self) -> Path:
        return self.base / "attachments"

    @property
    def keys(self) -> Path:
        return self.base / "keys"

    @property
    def logs(self) -> Path:
        return self.base / "logs"

    @property
    def fonts(self) -> Path:
        """TTF faces for PDF, copied by set-up beside the code; not data."""
        return CHECKOUT / "assets" / "fonts"


def find(checkout: Path = CHECKOUT, system: Path = SYSTEM) -> Paths:
    """`var/` of the checkout, or a system folder where `var/` cannot serve.

    PostgreSQL refuses to run as root, so as root it runs as `nobody`, who cannot pass through a
    closed parent folder such as a 0700 home. We never open somebody's home: the data go to
    `/var/lib/lienthong/<hash of the checkout>` instead. LIENTHONG_HOME names another folder.
    """
    wanted = os.environ.get("LIENTHONG_HOME")
    if wanted:
        return Paths(Path(wanted).absolute())
    if os.geteuid() == 0 and not passable(checkout):
        name = hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]
        return Paths(system / name)
    return Paths(checkout / "var")


def passable(folder: Path) -> bool:
    """Whether any user may pass through this folder and all its parents."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def make_base(paths: Paths) -> None:
    """Make the base folder, open enough that the database server's user can pass through it."""
    try:
        for folder in (*reversed(paths.base.parents), paths.base):
            if not folder.exists():
                folder.mkdir()
                folder.chmod(0o755)
        mode = paths.base.stat().st_mode
        if os.geteuid() == 0 and not mode & stat.S_IXOTH:
            paths.base.chmod(mode | 0o011)
    except PermissionError as error:
        raise foreign(paths, error) from None


def foreign(paths: Paths, error: OSError) -> LaunchError:
    """The sentence for a folder that belongs to somebody else."""
    return LaunchError(
        f"Không ghi được vào {error.filename or paths.base}. Dữ liệu ở {paths.base} do người dùng "
        "khác tạo: hãy chạy bằng người dùng đó, hoặc đặt LIENTHONG_HOME vào thư mục của mình."
    )
