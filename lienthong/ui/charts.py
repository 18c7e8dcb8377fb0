"""The geometry of the drawings, in the units of their own viewBox."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

Shape = dict[str, Any]

TILE_RADIUS = 56.0
TILE_GAP = 5.0
EDGE = 5.0


class Placed(Protocol):
    """What a tile needs: see `shapes.Tile`."""

    col: float
    row: float


class Sized(Protocol):
    """What a share needs: see `shapes.Share`."""

    value: int


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def bullet(value: float, goal: float | None, width: int) -> Shape:
    """A bar of `value` percent (cut to 0..100) on `width` units, 14 high, tick at `goal`."""
    filled = width * min(max(value, 0.0), 100.0) / 100
    tick = None if goal is None else _short(min(width - 1.5, max(1.5, width * goal / 100)))
    return {"width": width, "filled": _short(filled), "tick": tick}


def sparkline(values: Sequence[float], width: int = 72, height: int = 22) -> Shape:
    """Points of a line through `values` (at least one), left to right; the last one is a dot."""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    across = (width - 6) / max(len(values) - 1, 1)
    points = [
        (_short(3 + i * across), _short(height - 4 - (value - low) / span * (height - 8)))
        for i, value in enumerate(values)
    ]
    return {
        "width": width,
        "height": height,
        "points": " ".join(f"{x},{y}" for x, y in points),
        "last": points[-1],
    }


def shares(parts: Sequence[Sized]) -> tuple[list[Shape], int]:
    """Each part with its start and width on 1000 units, and the total."""
    total = sum(part.value for part in parts)
    start = 0.0
    drawn: list[Shape] = []
    for part in parts:
        wide = 1000 * part.value / total if total else 0.0
        drawn.append({"part": part, "x": _short(start), "width": _short(wide)})
        start += wide
    return drawn, total


def tilemap(tiles: Sequence[Placed]) -> Shape:
    """Pointed hexagons at half-column places; `col` and `row` count from the map's own corner."""
    wide = TILE_RADIUS * math.sqrt(3)
    step_x, step_y = wide + TILE_GAP, TILE_RADIUS * 1.5 + TILE_GAP
    left = min(tile.col for tile in tiles)
    top = min(tile.row for tile in tiles)
    drawn: list[Shape] = []
    for tile in tiles:
        x = (tile.col - left) * step_x + wide / 2 + EDGE
        y = (tile.row - top) * step_y + TILE_RADIUS + EDGE
        corners = (
            (
                x + TILE_RADIUS * math.sin(k * math.pi / 3),
                y - TILE_RADIUS * math.cos(k * math.pi / 3),
            )
            for k in range(6)
        )
        drawn.append(
            {
                "tile": tile,
                "points": " ".join(f"{px:.1f},{py:.1f}" for px, py in corners),
                "x": _short(x),
                "name_y": _short(y - 3),
                "figure_y": _short(y + 20),
            }
        )
    across = (max(tile.col for tile in tiles) - left) * step_x + wide + 2 * EDGE
    down = (max(tile.row for tile in tiles) - top) * step_y + 2 * TILE_RADIUS + 2 * EDGE
    return {"tiles": drawn, "width": round(across), "height": round(down)}
