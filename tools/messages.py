"""Words of the citizens' pages in other languages: compile them, or say what is missing.

    .venv/bin/python tools/messages.py [--missing]

Vietnamese sentences in the source are the message ids; `lienthong/portal/locale/<language>/` holds
the translations. `make setup` compiles them: no GNU gettext is needed.
"""

import ast
import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
ROOM = ROOT / "lienthong" / "portal"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "_n": (1, 2), "ngettext": (1, 2),
}  # fmt: skip
LANGUAGES = ("en", "km")
CALL = re.compile(r"(?:gettext|\b_)\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))")
"""What a template says, once Django has made Python of it."""


def file_of(language: str) -> Path:
    """Where a language's words are."""
    return ROOM / "locale" / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> Catalog:
    """A language's words."""
    with file_of(language).open("rb") as file:
        return read_po(file, locale=language)


def said() -> set[str]:
    """Every message id in the pages and templates of the room."""
    found: set[str] = set()
    for path in sorted(ROOM.rglob("*.py")):
        if "tests" not in path.parts:
            code = io.BytesIO(path.read_bytes())
            words = extract("python", code, keywords=KEYWORDS)
            found |= {one[1] if isinstance(one[1], str) else one[1][0] for one in words}
    for path in sorted(ROOM.rglob("*.html")):
        found |= {ast.literal_eval(one) for one in CALL.findall(_templatized(path))}
    return found


def _templatized(path: Path) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return str(templatize(path.read_text(encoding="utf-8"), origin=str(path)))


def missing(language: str) -> list[str]:
    """What the pages say and this language does not."""
    known = catalogue(language)
    return sorted(one for one in said() if not (known.get(one) and known.get(one).string))


def compile_all() -> None:
    """Write the .mo files that Django reads, where the words are newer."""
    for language in LANGUAGES:
        source = file_of(language)
        made = source.with_suffix(".mo")
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            with made.open("wb") as out:
                write_mo(out, catalogue(language))


if __name__ == "__main__":
    if "--missing" in sys.argv:
        for language in LANGUAGES:
            lacking = missing(language)
            sys.stdout.write(f"{language}: {len(lacking)}\n" + "".join(f"  {x}\n" for x in lacking))
    else:
        compile_all()
