"""The typefaces have every Vietnamese letter, in every face, and a missing one is said aloud."""

import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from lienthong.documents.rendering import fonts
from lienthong.kernel.errors import Refused

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = {
    letter
    for vowel in VOWELS
    for tone in TONES
    for composed in [unicodedata.normalize("NFC", vowel + tone)]
    for letter in (composed, composed.upper())
    if not letter.isascii()
} | {"đ", "Đ"}
FACES = sorted(fonts.faces(fonts.folder()).items())
VIETNAMESE_FACES = [
    pytest.param(file, id=f"{family} {weight} {style}")
    for (family, style, weight), file in FACES
    if family != fonts.KHMER_FAMILY
]


def test_there_are_134_vietnamese_letters() -> None:
    assert len(LETTERS) == 134


def shapes(file: Path) -> set[int]:
    with TTFont(file, lazy=True) as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("file", VIETNAMESE_FACES)
def test_every_face_has_every_vietnamese_letter(file: Path) -> None:
    points = shapes(file)
    assert {letter for letter in LETTERS if ord(letter) not in points} == set()


def test_all_four_faces_show_the_same_characters() -> None:
    upright = shapes(fonts.file_of(fonts.folder()))
    for weight, style in ((700, "normal"), (400, "italic"), (700, "italic")):
        face = fonts.file_of(fonts.folder(), weight=weight, style=style)
        assert upright - shapes(face) == set()


def test_a_folder_without_the_faces_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="make setup"):
        fonts.faces(tmp_path)


def test_a_sign_without_a_shape_is_named() -> None:
    fonts.check_characters("Nghị định ខ្មែរ – “trích” № €", fonts.folder())
    with pytest.raises(Refused, match=r"U\+1F600"):
        fonts.check_characters("Kính gửi 😀", fonts.folder())
