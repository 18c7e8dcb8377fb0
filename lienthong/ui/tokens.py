"""The colours and measures of the look, once, for both themes.

`static/ui/css/tokens.css` is written from here (`python -m lienthong.ui.tokens`), so that the dark
values stand in one place although CSS needs them twice: for a chosen theme and for the device's.
The contrast of every pair in `PAIRS` is a unit test.
"""

from dataclasses import dataclass
from pathlib import Path

LINE = 100
STYLESHEET = Path(__file__).parent / "static" / "ui" / "css" / "tokens.css"

LAYERS = ("reset", "tokens", "base", "layout", "parts", "pages", "util", "print")


@dataclass(frozen=True)
class Colour:
    """A named colour: its value in the light and in the dark theme, and what it is for."""

    name: str
    light: str
    dark: str
    use: str


COLOURS = (
    Colour("brand", "#9b1b1f", "#d9615f", "Thương hiệu, mục đang mở"),
    Colour("brand-deep", "#76110f", "#3a0f10", "Nền dải chính thức"),
    Colour("gold", "#f4b821", "#f4b821", "Dấu hiệu, nét nhấn; không làm chữ trên nền trắng"),
    Colour("gold-soft", "#fdf3d7", "#33290f", "Nền ý kiến chỉ đạo"),
    Colour("on-gold", "#2a1a00", "#2a1a00", "Chữ trên nền vàng"),
    Colour("act", "#0a5578", "#7cc4e8", "Liên kết, nút, chọn"),
    Colour("act-strong", "#083f5a", "#a9d8f0", "Nút khi trỏ vào"),
    Colour("act-soft", "#e5f0f6", "#16303e", "Nền mục đang chọn"),
    Colour("on-act", "#ffffff", "#0d1b24", "Chữ trên nút"),
    Colour("ink", "#1a1d21", "#e8eaed", "Chữ"),
    Colour("ink-2", "#4a535e", "#b0b9c4", "Chữ phụ"),
    Colour("line", "#dcdfe3", "#2d343c", "Đường ngăn"),
    Colour("line-2", "#7c8792", "#7b8794", "Viền ô nhập"),
    Colour("bg", "#f7f5f1", "#111418", "Nền trang"),
    Colour("surface", "#ffffff", "#191d22", "Nền thẻ"),
    Colour("sunken", "#f1efe9", "#0d1013", "Đầu thẻ, nền lõm"),
    Colour("hover", "#f4f7f9", "#20262d", "Dòng khi trỏ vào"),
    Colour("ok", "#14663b", "#8fd8ae", "Xong, hợp lệ"),
    Colour("ok-soft", "#e4f4ea", "#12301f", "Nền của xong"),
    Colour("warn", "#854800", "#f5c469", "Sắp đến hạn"),
    Colour("warn-soft", "#fff3d9", "#35270c", "Nền của sắp đến hạn"),
    Colour("bad", "#b3201a", "#f7a8a2", "Quá hạn, khẩn, lỗi"),
    Colour("bad-soft", "#fdecea", "#3a1614", "Nền của quá hạn"),
    Colour("on-bad", "#ffffff", "#2a0d0b", "Chữ trên nút nguy hiểm"),
    Colour("vio", "#5b3a8c", "#c7b0f0", "Lịch, thông tin"),
    Colour("vio-soft", "#f0eafa", "#2a2140", "Nền của thông tin"),
    Colour("focus", "#ffd23f", "#ffd23f", "Vòng chỉ chỗ đang đứng"),
    Colour("on-focus", "#1a1d21", "#1a1d21", "Chữ và vành trên vòng vàng"),
)

# Map classes keep one value in both themes: the figure is printed inside each tile.
RAMP = ("#e3eef3", "#b5d3e1", "#74abc6", "#1f7399", "#084866")
RAMP_INK = ("#1a1d21", "#1a1d21", "#1a1d21", "#ffffff", "#ffffff")

MEASURES = {
    "s1": ".25rem", "s2": ".5rem", "s3": ".75rem", "s4": "1rem",
    "s5": "1.5rem", "s6": "2rem", "s7": "3rem", "s8": "4rem",
    "r1": "4px", "r2": "8px", "r3": "12px",
    "f-2xs": ".75rem", "f-xs": ".8125rem", "f-sm": ".875rem", "f-md": "1rem", "f-lg": "1.125rem",
    "f-xl": "1.375rem", "f-2xl": "1.75rem", "f-3xl": "2.25rem", "f-4xl": "2.75rem",
    "sans": '"Inter VF","Noto Khmer VF",system-ui,"Noto Sans",sans-serif',
    "head": '"Be Vietnam Pro","Noto Khmer VF",var(--sans)',
}  # fmt: skip

SHADOWS_LIGHT = {
    "sh1": "0 1px 2px rgb(26 29 33/.06),0 1px 3px rgb(26 29 33/.05)",
    "sh2": "0 6px 24px rgb(26 29 33/.1),0 2px 6px rgb(26 29 33/.06)",
}
SHADOWS_DARK = {"sh1": "none", "sh2": "0 8px 24px rgb(0 0 0/.5)"}

AA_TEXT = 4.5
AA_SHAPE = 3.0

# (foreground, background, least ratio): WCAG 2.2, 1.4.3 for text and 1.4.11 for shapes.
PAIRS: tuple[tuple[str, str, float], ...] = (
    *((fg, bg, AA_TEXT) for fg in ("ink", "ink-2", "act") for bg in ("bg", "surface", "sunken")),
    *((fg, bg, AA_TEXT) for fg in ("ink", "ink-2") for bg in ("hover", "act-soft", "gold-soft")),
    *(("ink", f"{tone}-soft", AA_TEXT) for tone in ("ok", "warn", "bad", "vio")),
    *(("ink-2", f"{tone}-soft", AA_TEXT) for tone in ("ok", "warn", "bad", "vio")),
    *((tone, f"{tone}-soft", AA_TEXT) for tone in ("ok", "warn", "bad", "vio", "act")),
    *((tone, "surface", AA_TEXT) for tone in ("ok", "warn", "bad", "vio", "brand", "act-strong")),
    *((tone, "bg", AA_TEXT) for tone in ("ok", "warn", "bad", "brand")),
    ("act-strong", "act-soft", AA_TEXT),
    ("bad", "act-soft", AA_TEXT),
    ("warn", "gold-soft", AA_TEXT),
    ("on-act", "act", AA_TEXT),
    ("on-act", "act-strong", AA_TEXT),
    ("on-act", "vio", AA_TEXT),
    ("on-act", "ok", AA_TEXT),
    ("on-bad", "bad", AA_TEXT),
    ("on-gold", "gold", AA_TEXT),
    ("on-focus", "focus", AA_TEXT),
    ("gold", "brand-deep", AA_TEXT),
    ("line-2", "surface", AA_SHAPE),
    ("line-2", "bg", AA_SHAPE),
)


def luminance(colour: str) -> float:
    """Relative luminance 0..1 of a `#rrggbb` colour (WCAG 2.2, definition)."""
    linear = []
    for start in (1, 3, 5):
        part = int(colour[start : start + 2], 16) / 255
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 -- the constants of the definition
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1..21 of two `#rrggbb` colours (WCAG 2.2, definition)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _block(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _filled(line: str) -> str:
    """A long line broken after its semicolons."""
    lines, current = [], ""
    for part in line.split(";"):
        piece = f"{part};"
        if current and len(current) + len(piece) > LINE:
            lines.append(current)
            current = ""
        current += piece
    return "\n".join([*lines, current])[:-1]


def stylesheet() -> str:
    """The text of tokens.css: layer order, light values, dark values for both ways of choosing."""
    light = {c.name: c.light for c in COLOURS}
    dark = {c.name: c.dark for c in COLOURS if c.dark != c.light}
    ramp = {f"q{i}": colour for i, colour in enumerate(RAMP, 1)}
    ramp |= {f"on-q{i}": colour for i, colour in enumerate(RAMP_INK, 1)}
    darkness = f"color-scheme:dark;{_block(dark | SHADOWS_DARK)}"
    return "\n".join(
        _filled(line)
        for line in [
            "/* Written by `python -m lienthong.ui.tokens`: change tokens.py, not this file. */",
            f"@layer {', '.join(LAYERS)};",
            "@layer tokens{",
            f":root{{color-scheme:light;{_block(light | SHADOWS_LIGHT)}",
            f"{_block(ramp)}",
            f"{_block(MEASURES)}}}",
            f"@media screen{{:root[data-theme=dark]{{{darkness}}}}}",
            "@media screen and (prefers-color-scheme:dark){",
            f":root:not([data-theme=light]){{{darkness}}}}}",
            "}",
            "",
        ]
    )


if __name__ == "__main__":
    STYLESHEET.write_text(stylesheet(), encoding="utf-8")
