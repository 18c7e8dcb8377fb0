"""The process in which a file's text is read: run alone, little memory, little time.

One JSON job from standard input, one JSON answer on standard output. It imports nothing of ours,
so that it can be started by its path with an almost empty environment (`python -I read_child.py`).
"""

from __future__ import annotations

import io
import json
import resource
import shutil
import subprocess
import sys
import warnings
import zipfile
from typing import Any

Limits = dict[str, int]
OCR_DPI = 200
POINTS_PER_INCH = 72


class Unread(Exception):  # noqa: N818 - an answer
    """Why there is no text: a value of reading.State."""


def main() -> None:
    """Do the job on standard input."""
    job: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    limits: Limits = job["limits"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 1))
    warnings.simplefilter("ignore")
    sys.stdout.write(json.dumps(_answer(job["path"], limits)) + "\n")


def _answer(path: str, limits: Limits) -> dict[str, str]:
    """Foreign parsers raise what they like: a file that cannot be read, not our end."""
    try:
        text = _text(path, limits)[: limits["letters"]]
        return {"state": "read", "text": text.replace("\0", " ")}
    except Unread as unread:
        return {"state": str(unread), "text": ""}
    except (MemoryError, RecursionError):
        return {"state": "too_heavy", "text": ""}
    except Exception:  # noqa: BLE001
        return {"state": "too_heavy" if _starved() else "unreadable", "text": ""}


def _starved() -> bool:
    """Is there no memory left? Without any, a parser fails in whatever way it likes."""
    try:
        bytearray(4 * 2**20)
    except MemoryError:
        return True
    return False


def _text(path: str, limits: Limits) -> str:
    with open(path, "rb") as file:  # noqa: PTH123 - a path of any bytes
        head = file.read(1024)
    if b"%PDF-" in head:
        return _pdf(path, limits)
    if head.startswith(b"PK"):
        return _office(path, limits)
    raise Unread("unsupported")


def _pdf(path: str, limits: Limits) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    parts: list[str] = []
    letters = 0
    for number in range(min(len(document), limits["pages"])):
        parts.append(document[number].get_textpage().get_text_bounded())
        letters += len(parts[-1])
        if letters > limits["letters"]:
            break
    if any(part.strip() for part in parts):
        return "\n".join(parts)
    return _scanned(document, limits)


def _scanned(document: Any, limits: Limits) -> str:
    """Pictures of pages: read by tesseract with Vietnamese, when it is there."""
    tool = shutil.which("tesseract")
    if tool is None or "vie" not in _said([tool, "--list-langs"], b"").split():
        raise Unread("scanned")
    parts = []
    for number in range(min(len(document), limits["scanned_pages"])):
        page = document[number]
        longest = max(page.get_size()) * OCR_DPI / POINTS_PER_INCH
        scale = OCR_DPI / POINTS_PER_INCH * min(1.0, limits["pixels"] / longest)
        packed = io.BytesIO()
        page.render(scale=scale, grayscale=True).to_pil().save(packed, "PNG")
        parts.append(_said([tool, "stdin", "stdout", "-l", "vie"], packed.getvalue()))
    return "\n".join(parts)


def _said(command: list[str], given: bytes) -> str:
    ended = subprocess.run(  # noqa: S603 - a fixed command, no shell
        command, input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    return ended.stdout.decode("utf-8", "replace")


def _office(path: str, limits: Limits) -> str:
    """A word processor's file: what it unpacks to is looked at before anything parses it."""
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(one.file_size for one in members) > limits["unpacked_bytes"]:
            raise Unread("too_heavy")
        names = {one.filename for one in members}
        kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    if "word/document.xml" in names:
        return _docx(path)
    if kind.startswith("application/vnd.oasis.opendocument.text"):
        return _odt(path)
    raise Unread("unsupported")


def _docx(path: str) -> str:
    import docx

    document = docx.Document(path)
    parts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        parts += [" ".join(cell.text for cell in row.cells) for row in table.rows]
    for section in document.sections:
        parts += [one.text for one in (*section.header.paragraphs, *section.footer.paragraphs)]
    return "\n".join(parts)


def _odt(path: str) -> str:
    from odfdo import Document

    return str(Document(path).get_formatted_text())


if __name__ == "__main__":
    main()
