"""Patterns (regular expressions) of expressions and forms: one matcher, in linear time.

Python's own `re` can be made to run for hours by a pattern of ten letters, so nothing an official
or a citizen writes reaches it; the expressions' library brings RE2.
"""

from __future__ import annotations

from functools import cache, lru_cache

from cel_expr_python import cel

PATTERN_MOST = 500


@cache
def _expression() -> cel.Expression:
    types = {"text": cel.Type.STRING, "pattern": cel.Type.STRING}
    return cel.NewEnv(variables=types).compile("text.matches(pattern)")


@lru_cache(maxsize=1000)
def problem(pattern: str) -> str:
    """Why a pattern can't be used, or ""."""
    if len(pattern) > PATTERN_MOST:
        return f"Mẫu dài quá {PATTERN_MOST} ký tự."
    if found(pattern, "") is None:
        return f"Mẫu “{pattern[:60]}” viết sai hoặc dùng phép không có (nhìn trước, nhắc lại nhóm)."
    return ""


def found(pattern: str, text: str) -> bool | None:
    """Is the pattern anywhere in the text; None when the pattern itself is wrong."""
    facts = {"text": _plain(text), "pattern": _plain(pattern)}
    answer = _expression().eval(data=facts)
    return bool(answer.value()) if answer.type() == cel.Type.BOOL else None


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
