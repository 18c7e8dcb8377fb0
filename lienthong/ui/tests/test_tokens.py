"""The colours can be read, and the stylesheet is the one that tokens.py writes."""

from __future__ import annotations

import pytest

from lienthong.ui import tokens

BY_NAME = {colour.name: colour for colour in tokens.COLOURS}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), tokens.PAIRS)
def test_every_pair_can_be_read(front: str, back: str, least: float, theme: str) -> None:
    ratio = tokens.contrast(getattr(BY_NAME[front], theme), getattr(BY_NAME[back], theme))
    assert ratio >= least, f"{front} on {back}, {theme}: {ratio:.2f}"


@pytest.mark.parametrize(("ground", "ink"), list(zip(tokens.RAMP, tokens.RAMP_INK, strict=True)))
def test_figures_on_the_map_can_be_read(ground: str, ink: str) -> None:
    assert tokens.contrast(ink, ground) >= tokens.AA_TEXT


def test_every_text_colour_is_in_a_pair() -> None:
    judged = {front for front, _, _ in tokens.PAIRS} | {back for _, back, _ in tokens.PAIRS}
    assert set(BY_NAME) - judged <= {"line"}, "only the separator carries no meaning"


def test_contrast_knows_the_ends() -> None:
    assert round(tokens.contrast("#000000", "#ffffff"), 1) == 21.0
    assert tokens.contrast("#777777", "#777777") == 1.0


def test_the_stylesheet_is_written_from_the_tokens() -> None:
    assert tokens.STYLESHEET.read_text(encoding="utf-8") == tokens.stylesheet(), (
        "run: python -m lienthong.ui.tokens"
    )


def test_both_ways_to_the_dark_theme_say_the_same() -> None:
    chosen, device = tokens.stylesheet().split("color-scheme:dark;")[1:]
    assert chosen.split("}")[0] == device.split("}")[0]
