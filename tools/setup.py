"""`make setup`: the environment, the front-end files, the fonts. Standard library only.

    python3 tools/setup.py [runtime|test]

Runs under the system's Python, before anything is installed. Each step is skipped when its
stamp says that nothing it depends on has changed; run it as often as you like.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lienthong.launch.progress import Progress

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
NEEDED = (3, 11)


class Stop(Exception):  # noqa: N818  it is a sentence for a person, not an error type
    """What happened and what to do, in both languages."""


def main(profile: str) -> None:
    if sys.version_info < NEEDED:
        raise Stop(
            "Cần Python 3.11 trở lên; máy này có %d.%d. Cài Python mới hơn rồi chạy: "  # noqa: UP031
            "make PYTHON=python3.11 setup\n(Python 3.11 or newer is needed.)" % sys.version_info[:2]
        )
    sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
    import frontend

    from lienthong.launch.progress import Progress

    progress = Progress()
    # One set-up at a time in this folder; the lock goes with the process.
    here = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(here, fcntl.LOCK_EX)
    os.environ.update(quiet_tools())
    python(profile, progress)
    frontend.install(Shell(), progress)
    Shell()(
        Shell.python, str(ROOT / "tools" / "messages.py"),
        sentence="Không dịch được các tệp ngôn ngữ. (Compiling the catalogues failed.)",
    )  # fmt: skip
    if profile == "test":
        browser(progress)
        tools(progress)


def quiet_tools() -> Mapping[str, str]:
    """Variables for pip and uv: no questions, no interpreter downloads, a cache that exists."""
    chosen = {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
        "UV_COMPILE_BYTECODE": "1",  # once here, not at every start where Python may not write it
    }
    home = Path(os.environ.get("HOME", "/nonexistent"))
    if not os.access(home, os.W_OK):
        chosen["HOME"] = str(VENV / "home")
        (VENV / "home").mkdir(parents=True, exist_ok=True)
    return chosen


class Shell:
    """Runs programs whose output matters only when they fail."""

    uv = str(VENV / "bin" / "uv")
    python = str(VENV / "bin" / "python")

    def __call__(
        self, *command: str, cwd: Path = ROOT, path: str = "", tries: int = 1, sentence: str
    ) -> None:
        environment = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}"} if path else None
        for left in reversed(range(tries)):
            done = subprocess.run(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                check=False,
            )
            if done.returncode == 0:
                return
            if not left:
                tail = "\n".join(done.stdout.splitlines()[-15:])
                raise Stop(f"{sentence}\n{' '.join(command[:4])} ...\n{tail}")


NETWORK = (
    "Không tải được thư viện. Kiểm tra mạng và dung lượng đĩa rồi chạy lại cùng lệnh.\n"
    "(Download failed: check the network and the free disk space, then run the same command again.)"
)


def python(profile: str, progress: "Progress") -> None:
    """The virtual environment, exactly as the hashed requirement files say."""
    files = [ROOT / "requirements" / f"{name}.txt" for name in ("bootstrap", "runtime", "test")]
    project = ROOT / "pyproject.toml"
    wanted = digest(*files, project, text=f"{VENV} {sys.version}")
    stamp = VENV / "setup.stamp"
    have = read(stamp).split()
    # The test environment holds all of the runtime one: `make run` never takes test tools away.
    if len(have) == 2 and have[1] == wanted and have[0] in (profile, "test"):  # noqa: PLR2004
        return
    if have[:1] == ["test"]:
        profile = "test"
    run = Shell()
    if not Path(run.python).exists() or not works(run.python):
        need_venv()
        with progress.step("Tạo môi trường Python (.venv)"):
            create()
    if not works(run.uv, "--version"):
        with progress.step("Cài trình cài đặt uv"):
            bootstrap = str(files[0])
            run(
                run.python, "-m", "pip", "install", "-q", "--require-hashes", "-r", bootstrap,
                tries=2, sentence=NETWORK,
            )  # fmt: skip
    with progress.step("Cài thư viện Python" + (" và công cụ kiểm thử" * (profile == "test"))):
        lock = str(ROOT / "requirements" / f"{profile}.txt")
        run(
            run.uv, "pip", "sync", "-q", "--python", run.python, "--require-hashes", lock,
            tries=2, sentence=NETWORK,
        )  # fmt: skip
        # The project itself, editable, so that .venv/bin/lienthong exists. Its build backend is
        # uv_build, which uv carries inside itself: --offline proves that nothing is fetched.
        run(
            run.uv, "pip", "install", "-q", "--offline", "--no-deps", "--python", run.python,
            "-e", str(ROOT),
            sentence="Không cài được chính phần mềm vào .venv. (Installing the project failed.)",
        )  # fmt: skip
    write(stamp, f"{profile} {wanted}\n")


def create() -> None:
    import venv

    shutil.rmtree(VENV, ignore_errors=True)
    venv.create(VENV, with_pip=True, symlinks=True)


def need_venv() -> None:
    try:
        import ensurepip  # noqa: F401  Debian ships it only with python3-venv
        import venv  # noqa: F401
    except ImportError:
        raise Stop(
            "Thiếu gói python3-venv. Hãy cài: sudo apt-get install python3-venv, rồi chạy lại.\n"
            "(The Debian package python3-venv is missing: install it, then run this again.)"
        ) from None


def works(program: str, *arguments: str) -> bool:
    try:
        done = subprocess.run(
            [program, *(arguments or ("-c", "import pip"))], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def browser(progress: "Progress") -> None:
    """Chromium for the browser tests: from the system's packages when we may, else said."""
    from lienthong.launch import browser as chromium

    if not chromium.missing() or os.environ.get("LIENTHONG_NO_BROWSER"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        run = Shell()
        sentence = "Không cài được Chromium bằng apt-get. (Installing Chromium failed.)"
        with progress.step("Cài Chromium cho kiểm thử trình duyệt (apt-get)"):
            run("apt-get", "update", "-qq", tries=2, sentence=sentence)
            run(
                "apt-get", "install", "-y", "-qq", "--no-install-recommends",
                *chromium.PACKAGES, tries=2, sentence=sentence,
            )  # fmt: skip
    if reason := chromium.missing():
        if os.environ.get("CI"):
            raise Stop(f"CI cần trình duyệt: {reason} (CI needs a browser.)")
        progress.say(f"  Kiểm thử trình duyệt sẽ bị bỏ qua: {reason}")


TOOLS = {"softhsm2-util": ["softhsm2"], "tesseract": ["tesseract-ocr", "tesseract-ocr-vie"]}
"""Programs that a few tests need, and the packages they come in: a token made of software for keys,
a reader of scanned pages for search.
"""


def tools(progress: "Progress") -> None:
    """From the system's packages when we may. Without them those tests are skipped and say why."""
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if not missing or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    run = Shell()
    names = ", ".join(missing)
    sentence = f"Không cài được {names} bằng apt-get. (Installing {names} failed.)"
    packages = [package for tool in missing for package in TOOLS[tool]]
    try:
        with progress.step(f"Cài {names} cho kiểm thử (apt-get)"):
            run("apt-get", "update", "-qq", tries=2, sentence=sentence)
            run(
                "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages,
                tries=2, sentence=sentence,
            )  # fmt: skip
    except Stop as reason:
        progress.say(f"  Kiểm thử cần {names} sẽ bị bỏ qua: {reason}")


def digest(*files: Path, text: str = "") -> str:
    sum_of_all = hashlib.sha256(text.encode())
    for file in (*files, Path(__file__)):
        sum_of_all.update(file.read_bytes())
    return sum_of_all.hexdigest()


def read(stamp: Path) -> str:
    try:
        return stamp.read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def write(stamp: Path, text: str) -> None:
    stamp.write_text(text, encoding="ascii")


if __name__ == "__main__":
    asked = sys.argv[1] if len(sys.argv) > 1 else "runtime"
    if asked not in ("runtime", "test"):
        sys.exit("python3 tools/setup.py [runtime|test]")
    try:
        main(asked)
    except Stop as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        sys.exit("\nĐã dừng. Chạy lại cùng lệnh để làm tiếp.")
