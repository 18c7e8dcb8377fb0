"""What a signature looks like on the page.

A person's is a blue hand-drawn line between position and name, an agency's a red round mark over
a third of it (Decree 30/2020, app. I). Both are our own drawings and say so: the line comes from
the hash of the name, the mark shows three linked rings and never the national emblem.
"""

import hashlib
import math
import random
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from PIL import Image

from lienthong.documents.rendering import fonts
from lienthong.documents.signing.outlines import Face, face

MM = 72 / 25.4
BLUE = "0.07 0.2 0.6"
RED = "0.82 0.08 0.11"
PERSON_WORDS = "chữ ký minh họa"
AGENCY_WORDS = "MINH HỌA"
CENTRE_WORDS = "DỮ LIỆU HƯ CẤU"

CORNER_SIZE, CORNER_LINE = 10.0, 12.0
SHARPNESS = 300
"""Dots an inch of a picture in a mark, at most: what a printer shows."""
PERSON_WIDTH, PERSON_HEIGHT = 42 * MM, 21 * MM
RADIUS = 18 * MM
MIDDLE = (RADIUS, RADIUS)
KAPPA = 0.5523  # of the radius: how far a Bézier handle lies to draw a quarter of a circle

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with a clear ground: pixels, and the deflated bytes of its colours and opacity."""

    width: int
    height: int
    rgb: bytes
    alpha: bytes


@dataclass(frozen=True, slots=True)
class Stamp:
    """A drawing for a signature field: its size in points and its deflated content stream, which
    may show one picture by the name `/P`.
    """

    width: float
    height: float
    content: bytes
    picture: Picture | None = None


def picture_stamp(png: bytes, *, seal: bool) -> Stamp:
    """The picture of a person's handwriting or an agency's seal, whole and in the middle of its
    field: a seal in its true size (Decree 30/2020, app. I).
    """
    width, height = (2 * RADIUS, 2 * RADIUS) if seal else (PERSON_WIDTH, PERSON_HEIGHT)
    with Image.open(BytesIO(png)) as read:
        found = read.convert("RGBA")
    inked = found.getchannel("A").getbbox()
    found = found.crop(inked) if inked else found
    found.thumbnail((round(width / 72 * SHARPNESS), round(height / 72 * SHARPNESS)))
    scale = min(width / found.width, height / found.height)
    wide, high = found.width * scale, found.height * scale
    left, bottom = (width - wide) / 2, (height - high) / 2
    picture = Picture(
        found.width,
        found.height,
        zlib.compress(found.convert("RGB").tobytes()),
        zlib.compress(found.getchannel("A").tobytes()),
    )
    drawn = f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {bottom:.2f} cm /P Do Q"
    return Stamp(width, height, zlib.compress(drawn.encode("ascii")), picture)


@lru_cache(maxsize=512)
def person_stamp(name: str, fonts_folder: Path | None = None) -> Stamp:
    """A line as of a pen, the same for the same name, and "chữ ký minh họa" under it."""
    small = face(fonts.file_of(fonts_folder or fonts.folder(), style="italic"))
    words = small.line(PERSON_WORDS, 6.5, centre=PERSON_WIDTH / 2, baseline=2.2)
    return _stamp(
        PERSON_WIDTH,
        PERSON_HEIGHT,
        [f"{BLUE} RG {BLUE} rg 1 J 1 j", _pen(_stroke(name)), words, "f"],
    )


@lru_cache(maxsize=512)
def agency_stamp(name: str, fonts_folder: Path | None = None) -> Stamp:
    """A round mark with the agency's name along its upper edge and "MINH HỌA" along its lower."""
    bold = face(fonts.file_of(fonts_folder or fonts.folder(), weight=700))
    return _stamp(
        2 * RADIUS,
        2 * RADIUS,
        [
            f"{RED} RG {RED} rg",
            f"1.5 w {_circle(MIDDLE, RADIUS - 1)} S",
            f"0.5 w {_circle(MIDDLE, RADIUS - 3.1)} S",
            f"0.7 w {_circle(MIDDLE, RADIUS * 0.62)} S",
            *_rings(),
            _name_on_edge(bold, name.upper()),
            bold.arc(AGENCY_WORDS, 7.4, centre=MIDDLE, radius=RADIUS * 0.885, below=True),
            bold.line(CENTRE_WORDS, 4.6, centre=RADIUS, baseline=RADIUS - 15.5),
            "f",
        ],
    )


def corner_stamp(lines: tuple[str, ...], fonts_folder: Path | None = None) -> Stamp:
    """Words and nothing else, upright, 10 pt, black: what stands at the top right of an appendix in
    a file of its own (Decree 30/2020, app. I).
    """
    upright = face(fonts.file_of(fonts_folder or fonts.folder()))
    width = max(upright.width(line, CORNER_SIZE) for line in lines) + 4
    height = len(lines) * CORNER_LINE + 4
    words = [
        upright.line(
            line,
            CORNER_SIZE,
            centre=width / 2,
            baseline=height - 2 - CORNER_LINE * place + (CORNER_LINE - CORNER_SIZE) / 2,
        )
        for place, line in enumerate(lines, start=1)
    ]
    return _stamp(width, height, ["0 g", *words, "f"])


def _stamp(width: float, height: float, content: list[str]) -> Stamp:
    return Stamp(width, height, zlib.compress("\n".join(content).encode("ascii")))


def _name_on_edge(bold: Face, name: str) -> str:
    """The name between the two circles; a long one is set smaller, down to what fits 250°."""
    radius = RADIUS * 0.69
    longest = radius * math.radians(250)
    size = min(8.2, 8.2 * longest / max(bold.width(name, 8.2), 1))
    return bold.arc(name, size, centre=MIDDLE, radius=radius, below=False)


def _rings() -> list[str]:
    """Three linked rings: the sign of liên thông, one thing passing through another."""
    out = ["1.6 w"]
    for turn in range(3):
        angle = math.pi / 2 + turn * 2 * math.pi / 3
        ring = (RADIUS + 5.4 * math.cos(angle), RADIUS + 2.5 + 5.4 * math.sin(angle))
        out.append(f"{_circle(ring, 7.2)} S")
    return out


def _circle(centre: Point, radius: float) -> str:
    x, y = centre
    k = KAPPA * radius
    return (
        f"{x + radius:.2f} {y:.2f} m "
        f"{x + radius:.2f} {y + k:.2f} {x + k:.2f} {y + radius:.2f} {x:.2f} {y + radius:.2f} c "
        f"{x - k:.2f} {y + radius:.2f} {x - radius:.2f} {y + k:.2f} {x - radius:.2f} {y:.2f} c "
        f"{x - radius:.2f} {y - k:.2f} {x - k:.2f} {y - radius:.2f} {x:.2f} {y - radius:.2f} c "
        f"{x + k:.2f} {y - radius:.2f} {x + radius:.2f} {y - k:.2f} {x + radius:.2f} {y:.2f} c h"
    )


def _stroke(name: str) -> list[Point]:
    """The knots of a pen line: a tall first loop, running middle letters, a closing flourish."""
    seed = hashlib.sha256(name.encode()).digest()
    pen = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    knots: list[Point] = [(0.06, 0.46), (0.12, 0.62)]
    tall = pen.uniform(0.86, 0.98)
    lean = pen.uniform(0.02, 0.07)
    knots += [(0.19 + lean, tall), (0.23 + lean, 0.72), (0.15, 0.24), (0.19, 0.2)]
    x = 0.25
    letters = pen.randint(4, 6)
    step = (0.74 - x) / letters
    for place in range(letters):
        high = pen.uniform(0.5, 0.66) - 0.02 * place + pen.choice((0, 0, 0, 0.22))
        low = pen.uniform(0.3, 0.4)
        knots += [(x + step * 0.42, high), (x + step * 0.6, high - 0.08), (x + step * 0.66, low)]
        x += step
    knots += [
        (0.84, pen.uniform(0.55, 0.8)),
        (0.95, pen.uniform(0.62, 0.8)),
        (0.9, 0.42),
        (0.6, pen.uniform(0.2, 0.25)),
        (0.3, pen.uniform(0.22, 0.28)),
        (0.55, 0.29),
        (0.97, pen.uniform(0.3, 0.4)),
    ]
    return [(px * PERSON_WIDTH, py * PERSON_HEIGHT) for px, py in knots]


def _pen(knots: list[Point]) -> str:
    """The line through the knots, thick where the pen goes down and thin where it goes up."""
    out = []
    dots = _smooth(knots)
    for start, end in pairwise(dots):
        down = start[1] - end[1]
        length = math.hypot(end[0] - start[0], down) or 1
        width = 0.85 + 0.75 * max(0.0, down / length)
        out.append(f"{width:.2f} w {start[0]:.1f} {start[1]:.1f} m {end[0]:.1f} {end[1]:.1f} l S")
    return "\n".join(out)


def _smooth(knots: list[Point], parts: int = 8) -> list[Point]:
    """Points on the Catmull-Rom curve through the knots."""
    padded = [knots[0], *knots, knots[-1]]
    dots = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for part in range(parts):
            t = part / parts
            dots.append(
                (
                    _along(before[0], start[0], end[0], after[0], t),
                    _along(before[1], start[1], end[1], after[1], t),
                )
            )
    return [*dots, knots[-1]]


def _along(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
