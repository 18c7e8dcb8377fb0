"""What a person types into a filter, folded as `vn_fold` of the database: marks are optional."""

from __future__ import annotations

import unicodedata


def fold(words: str) -> str:
    """Small letters without marks, đ as d, single spaces: "Đất  đai" -> "dat dai"."""
    text = unicodedata.normalize("NFD", " ".join(words.split()).lower())
    return "".join(sign for sign in text if not unicodedata.combining(sign)).replace("đ", "d")


def folded_pattern(words: str) -> str:
    """A LIKE pattern for `vn_fold(column)`, % and _ taken as typed; "" for nothing."""
    text = fold(words)
    if not text:
        return ""
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, f"\\{sign}")
    return f"%{text}%"
