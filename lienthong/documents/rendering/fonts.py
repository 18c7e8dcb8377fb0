"""The typefaces of the page: present, complete, and nothing else."""

from functools import lru_cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from lienthong.kernel.errors import Refused
from lienthong.launch import paths

TEXT_FAMILY = "Tinos"  # metric-compatible with Times New Roman, and free
KHMER_FAMILY = "Noto Sans Khmer"
FACES = {("normal", 400), ("normal", 700), ("italic", 400), ("italic", 700)}
UNSEEN = frozenset(range(0x200B, 0x2010)) | {0x00AD, 0x2060, 0xFEFF}


def folder() -> Path:
    """Where set-up put the TTF faces of this installation."""
    return paths.find().fonts


@lru_cache(maxsize=4)
def faces(fonts: Path) -> dict[tuple[str, str, int], Path]:
    """(family, style, weight) -> file of every face in the folder; `Refused` if Tinos is not whole.

    A missing face would be replaced silently by another one, and the signed page would differ.
    """
    found = {
        (font.family, font.style, font.weight): Path(font.path)
        for font in typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
        ).fonts()
        if font.path
    }
    if any((TEXT_FAMILY, style, weight) not in found for style, weight in FACES):
        raise Refused(
            "documents.no_fonts",
            "Máy chủ chưa có đủ bốn kiểu của phông chữ Tinos nên không in được văn bản: "
            "người quản trị chạy lại “make setup”.",
        )
    return found


def file_of(fonts: Path, *, weight: int = 400, style: str = "normal") -> Path:
    """The file of one face of the text family."""
    return faces(fonts)[TEXT_FAMILY, style, weight]


@lru_cache(maxsize=4)
def characters(fonts: Path) -> frozenset[int]:
    """Every code point that the page can show, from the upright face and the Khmer one."""
    found = faces(fonts)
    wanted = [(TEXT_FAMILY, "normal", 400), (KHMER_FAMILY, "normal", 400)]
    points: set[int] = set(UNSEEN)
    for face in wanted:
        if face in found:
            with TTFont(found[face], lazy=True) as font:
                points |= set(font.getBestCmap())
    return frozenset(points)


def check_characters(text: str, fonts: Path) -> None:
    """`Refused` naming the first sign that has no shape in the fonts of the page."""
    missing = {ord(sign) for sign in text} - characters(fonts)
    if missing:
        point = min(missing)
        raise Refused(
            "documents.unprintable",
            f"Ký tự “{chr(point)}” (U+{point:04X}) không có trong phông chữ của văn bản: "
            "bỏ hoặc thay ký tự này.",
            reason="input",
        )
