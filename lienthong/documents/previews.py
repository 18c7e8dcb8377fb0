"""Pages as pictures: of a signed PDF by its digest, of a draft as it would be laid out today.

PDFium is not safe in several threads, so one draws at a time; what was drawn last is kept in memory
under the digest of its content, which never changes.
"""

from __future__ import annotations

import io
from functools import lru_cache
from threading import Lock

import pypdfium2
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from lienthong.documents.rendering.letter import Letter
from lienthong.documents.rendering.render import Rendered, render
from lienthong.kernel.attachments.actions import store
from lienthong.kernel.errors import Refused

SCALE = 1.75  # 72 dpi times this: 1,042 pixels across an A4 page, sharp on a phone and on paper
COPIED = 200  # dots an inch of a page that is copied (Decree 30/2020, app. I)
COLOURS = 48  # text in greys, a seal in reds: a quarter of the size, an eighth of the time
PAGES_MAX = 300

drawing = Lock()
"""Held by whoever draws or measures: PDFium keeps state of its own."""


@lru_cache(maxsize=64)
def of_signed(sha256: str, number: int) -> bytes:
    """Page `number` (from 1) of a stored PDF as PNG bytes.

    Raises IndexError past the last page; Refused when the file is not there or cannot be read.
    """
    return _png(_stored(sha256), number)


def _stored(sha256: str) -> bytes:
    try:
        return store().path(sha256).read_bytes()
    except (FileNotFoundError, ValueError) as error:  # lost, or a source whose file was dropped
        raise Refused(
            "documents.file_missing",
            _("Không tìm thấy tệp trên máy chủ. Báo quản trị khôi phục từ bản sao lưu."),
        ) from error


def of_draft(template: str, letter: Letter) -> Rendered:
    """A draft laid out as its page would be: blank number and date, "DỰ THẢO" across it."""
    return _laid_out(template, letter)


@lru_cache(maxsize=16)
def _laid_out(template: str, letter: Letter) -> Rendered:
    return render(
        template,
        letter,
        number=None,
        issued_on=None,
        slots=False,
        fonts_folder=settings.FONTS_DIR,
        front=front_of(letter),
    )


def front_of(letter: Letter) -> list[bytes]:
    """The pages that stand before a letter, as pictures that show what a reader sees of them: the
    signatures on them too, and nothing hidden (Decree 30/2020, art. 25).
    """
    found = []
    for sha256, number in letter.front:
        content = _stored(sha256)
        with drawing:
            picture = _draw(content, number, scale=COPIED / 72)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=85)
        found.append(out.getvalue())
    return found


@lru_cache(maxsize=64)
def of_pdf(pdf: bytes, number: int) -> bytes:
    """Page `number` (from 1) of a PDF of ours as PNG bytes; IndexError past the last page."""
    return _png(pdf, number)


def _png(content: bytes, number: int) -> bytes:
    try:
        with drawing:
            picture = _draw(content, number)
    except pypdfium2.PdfiumError as error:
        raise Refused(
            "documents.file_unreadable",
            _("Không đọc được tệp PDF của văn bản. Tải tệp về để kiểm tra, và báo quản trị."),
        ) from error
    out = io.BytesIO()
    picture.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def _draw(content: bytes, number: int, scale: float = SCALE) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    try:
        if not 1 <= number <= min(len(document), PAGES_MAX):
            raise IndexError(number)
        document.init_forms()  # signatures are drawn by their form fields
        picture: Image.Image = document[number - 1].render(scale=scale).to_pil()
        return picture.convert("RGB")
    finally:
        document.close()
