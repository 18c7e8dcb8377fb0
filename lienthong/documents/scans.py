"""Is this PDF the scan of a paper document as the decree wants it? (Decree 30/2020, app. I)

In colour, sharp enough, at its true size: `scan_standard.toml`. The file has been examined as every
upload before (`kernel.attachments`); here its pages and pictures are measured.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from django.utils.translation import gettext as _

from lienthong.documents.previews import drawing
from lienthong.kernel.errors import Refused

MM = 25.4 / 72
SHADES_OF_COLOUR = 24
PALETTE = 4
DEEPEST = 4
MOST_PAGES = 500
IN_COLOUR = {
    pdfium.FPDF_COLORSPACE_DEVICERGB, pdfium.FPDF_COLORSPACE_CALRGB,
    pdfium.FPDF_COLORSPACE_LAB, pdfium.FPDF_COLORSPACE_DEVICECMYK,
}  # fmt: skip
ANY_DEPTH = {pdfium.FPDF_COLORSPACE_ICCBASED, pdfium.FPDF_COLORSPACE_UNKNOWN}


@dataclass(frozen=True, slots=True)
class Standard:
    """The figures of `scan_standard.toml`."""

    version: float
    dpi: int
    covered: float
    tolerance: float
    papers: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page: the part of the page it covers, its sharpness, whether it has colour."""

    covers: float
    dpi: float
    colour: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page in mm, with its pictures."""

    width: float
    height: float
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """What was measured: how many pages, and in which ways it falls short, in sentences."""

    pages: int
    findings: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def standard() -> Standard:
    """The decree's figures, read once."""
    with Path(__file__).with_name("scan_standard.toml").open("rb") as file:
        values = tomllib.load(file)
    papers = {name: (float(wide), float(high)) for name, (wide, high) in values["papers"].items()}
    return Standard(
        float(values["version"]), values["dpi"], values["covered"], values["tolerance"], papers
    )


def examine(path: Path) -> Scan:
    """Measure a stored PDF. Refused when it can't be opened or has too many pages."""
    try:
        with drawing, pypdfium2.PdfDocument(path) as document:
            version = (document.get_version() or 10) / 10
            count = len(document)
            if not 0 < count <= MOST_PAGES:
                raise Refused(
                    "documents.scan",
                    _("Bản quét có {count} trang, quá {most}. Tách thành nhiều tệp.").format(
                        count=count, most=MOST_PAGES
                    ),
                    reason="limit",
                )
            pages = [_measured(document[number]) for number in range(count)]
    except pypdfium2.PdfiumError as error:
        raise Refused(
            "documents.scan",
            _("Không mở được bản quét. Quét lại hoặc chọn tệp khác."),
            reason="input",
        ) from error
    return Scan(len(pages), tuple(shortcomings(version, pages)))


def _measured(page: Any) -> Page:
    width, height = page.get_size()
    area = width * height
    pictures = []
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=DEEPEST):
        left, bottom, right, top = one.get_bounds()
        facts = one.get_metadata()
        covers = (right - left) * (top - bottom) / area if area else 0.0
        dpi = min(facts.horizontal_dpi, facts.vertical_dpi)
        pictures.append(Picture(covers, dpi, _has_colour(facts.colorspace, facts.bits_per_pixel)))
    return Page(width * MM, height * MM, tuple(pictures))


def _has_colour(space: int, bits: int) -> bool:
    if space == pdfium.FPDF_COLORSPACE_INDEXED:
        return bits >= PALETTE
    return space in IN_COLOUR or (space in ANY_DEPTH and bits >= SHADES_OF_COLOUR)


def shortcomings(version: float, pages: Iterable[Page]) -> list[str]:
    """In which ways pages fall short of the standard, one sentence each, with what to do."""
    wanted, found = standard(), []
    pages = list(pages)
    if version < wanted.version:
        found.append(
            _("Tệp là PDF {version}, cần từ {wanted}: lưu lại với phiên bản mới hơn.").format(
                version=version, wanted=wanted.version
            )
        )
    tests: tuple[tuple[str, Callable[[Page], bool]], ...] = (
        (
            _("{where} không có ảnh quét phủ trang: tải bản quét của bản giấy có chữ ký, dấu."),
            lambda page: bool(_scans(page)),
        ),
        (
            _("{where} không phải ảnh màu: chọn quét màu rồi quét lại."),
            lambda page: not _scans(page) or any(one.colour for one in _scans(page)),
        ),
        (
            _("{where} dưới {dpi} dpi: tăng độ phân giải rồi quét lại."),
            lambda page: (
                not _scans(page) or max(round(one.dpi) for one in _scans(page)) >= wanted.dpi
            ),
        ),
        (
            _("{where} không đúng khổ giấy nào: quét ở tỷ lệ 100%, không phóng to, thu nhỏ."),
            _is_paper,
        ),
    )
    for sentence, holds in tests:
        wrong = [number for number, page in enumerate(pages, start=1) if not holds(page)]
        if wrong:
            found.append(sentence.format(where=_where(wrong), dpi=wanted.dpi))
    return found


def _scans(page: Page) -> list[Picture]:
    return [one for one in page.pictures if one.covers >= standard().covered]


def _is_paper(page: Page) -> bool:
    wanted = standard()
    sides = sorted((page.width, page.height))
    return any(
        all(
            abs(side - known) <= wanted.tolerance
            for side, known in zip(sides, sorted(paper), strict=True)
        )
        for paper in wanted.papers.values()
    )


def _where(pages: list[int]) -> str:
    """`Trang 1, 2, 3`, the first few of them."""
    shown = 5
    more = ", …" if len(pages) > shown else ""
    return _("Trang {pages}").format(pages=", ".join(map(str, pages[:shown])) + more)
