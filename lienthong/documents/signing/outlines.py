"""Letters as shapes, so that a mark carries no font: 3 KB where an embedded subset takes 30."""

import math
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Segment = tuple[str, tuple[Point, ...]]


class _ShapePen(BasePen):  # type: ignore[misc] # fontTools has no types
    """Keeps what it is drawn as PDF path operators with their points, in font units."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.out: list[Segment] = []

    def _moveTo(self, pt: Point) -> None:  # noqa: N802 - fontTools calls it so
        self.out.append(("m", (pt,)))

    def _lineTo(self, pt: Point) -> None:  # noqa: N802
        self.out.append(("l", (pt,)))

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:  # noqa: N802
        self.out.append(("c", (pt1, pt2, pt3)))

    def _closePath(self) -> None:  # noqa: N802
        self.out.append(("h", ()))


class Face:
    """One font file, read for the shapes of its letters, each letter once."""

    def __init__(self, file: Path) -> None:
        font = TTFont(BytesIO(file.read_bytes()), lazy=True)
        self._glyphs = font.getGlyphSet()
        self._names = font.getBestCmap()
        self._unit = 1 / font["head"].unitsPerEm
        self._shapes: dict[str, tuple[Segment, ...]] = {}

    def width(self, text: str, size: float) -> float:
        """The length of a line of text, in points; letters that the font lacks count nothing."""
        return sum(self._advance(letter) for letter in text) * size

    def _advance(self, letter: str) -> float:
        name = self._names.get(ord(letter))
        return float(self._glyphs[name].width) * self._unit if name else 0.0

    def _shape(self, letter: str) -> tuple[Segment, ...]:
        if letter not in self._shapes:
            pen = _ShapePen(self._glyphs)
            name = self._names.get(ord(letter))
            if name is not None:
                self._glyphs[name].draw(pen)
            self._shapes[letter] = tuple(pen.out)
        return self._shapes[letter]

    def _letter(self, letter: str, matrix: Matrix) -> str:
        a, b, c, d, e, f = matrix
        return "\n".join(
            "".join(f"{a * x + c * y + e:.2f} {b * x + d * y + f:.2f} " for x, y in points) + name
            for name, points in self._shape(letter)
        )

    def line(self, text: str, size: float, *, centre: float, baseline: float) -> str:
        """Path of a line of text centred on a point; fill it with `f`."""
        scale = size * self._unit
        x = centre - self.width(text, size) / 2
        out = []
        for letter in text:
            out.append(self._letter(letter, (scale, 0, 0, scale, x, baseline)))
            x += self._advance(letter) * size
        return "\n".join(filter(None, out))

    def arc(
        self, text: str, size: float, *, centre: tuple[float, float], radius: float, below: bool
    ) -> str:
        """Path of text along a circle, centred at its top, or at its bottom if `below`.

        `radius` is that of the baseline. Text at the bottom still reads from left to right.
        """
        turn = 1 if below else -1
        angle = -math.pi / 2 if below else math.pi / 2
        angle -= turn * self.width(text, size) / radius / 2
        scale = size * self._unit
        out = []
        for letter in text:
            advance = self._advance(letter) * size
            angle += turn * advance / radius / 2
            slope = angle + turn * math.pi / 2
            cos, sin = math.cos(slope) * scale, math.sin(slope) * scale
            # The letter is turned about the middle of its foot, which lies on the circle.
            back = advance / 2 / scale
            x = centre[0] + radius * math.cos(angle) - back * cos
            y = centre[1] + radius * math.sin(angle) - back * sin
            out.append(self._letter(letter, (cos, sin, -sin, cos, x, y)))
            angle += turn * advance / radius / 2
        return "\n".join(filter(None, out))


@lru_cache(maxsize=8)
def face(file: Path) -> Face:
    """The shapes of one font file, kept for the process."""
    return Face(file)
