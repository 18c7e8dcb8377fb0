"""Words we do not use: to people, in code, in comments."""

from __future__ import annotations

import ast
import re
import unicodedata

import pytest

from tools.source_tree import citations, comments, files
from tools.source_tree.code import Code, of_tests, parse, product, read

HERE = "tests/house/"
TO_PEOPLE = re.compile(r"(?i:vui lòng|thành công|xin hãy|rất tiếc)|\bOK\b")
UNFINISHED = re.compile(r"\b(?:FIX" + "ME|TO" + "DO|XX" + "X|HA" + "CK)\\b")
PLACES = re.compile(r"(?<![\w.:/])/(?:work|home|Users|root|mnt|tmp)/\w|\b[A-Z]:\\\\?Users")
BANNED = {
    "django.dispatch": "signals hide what follows: config/wiring.py",
    "django.db.models.signals": "signals hide what follows: config/wiring.py",
    "django.contrib.contenttypes.fields": "generic foreign keys cannot be constrained",
    "django.core.paginator": "pages follow a key, not an OFFSET",
    "unittest.mock": "no mocks of our own code",
    "pytest_mock": "no mocks of our own code",
}
STUBS = {"NotImplementedError", "NotImplemented"}
FILE_NAMES = {"utils.py", "services.py", "signals.py", "helpers.py", "misc.py", "facades.py"}
TALKERS = {
    "lienthong/launch/": "the launcher talks to a terminal before Django is there",
    "lienthong/config/cli.py": "the command line",
}
TEXT = (
    ".py",
    ".html",
    ".css",
    ".js",
    ".typ",
    ".md",
    ".toml",
    ".txt",
    ".csv",
    ".json",
    ".in",
    ".cfg",
)


def _empty(text: str) -> re.Match[str] | None:
    found = TO_PEOPLE.search(text)
    if found and found.group() == "OK" and text != "OK" and text.isascii():
        return None  # a protocol's word, not ours
    return found


def to_people(code: Code) -> list[str]:
    """Strings with words that say nothing to people."""
    return [
        f"{code.path}:{at.line} says “{found.group()}”"
        for text, at in code.texts
        for found in [_empty(text)]
        if found
    ]


def test_people_are_told_what_happened_and_what_to_do() -> None:
    assert [line for code in product() for line in to_people(code)] == []
    for path in files.with_suffix(".html", ".js", ".typ", under="lienthong/"):
        assert not TO_PEOPLE.search(files.text(path)), path


@pytest.mark.parametrize("words", ["Vui lòng nhập lại.", "Đã lưu thành công", "OK", "Bấm OK."])
def test_empty_words_are_found(words: str) -> None:
    assert to_people(parse("lienthong/x/pages.py", f"title = _({words!r})"))


def test_other_words_are_left_alone() -> None:
    assert not to_people(parse("lienthong/x/pages.py", "title = _('Đã vào sổ số 5.')\nOK = 1"))


def unfinished(text: str) -> bool:
    """A note of something left for later."""
    return bool(UNFINISHED.search(text))


def test_nothing_is_left_for_later() -> None:
    paths = [path for path in files.with_suffix(*TEXT[:7]) if not path.startswith(HERE)]
    assert [path for path in paths if unfinished(files.text(path))] == []


def test_a_note_for_later_is_found() -> None:
    assert unfinished("# TO" + "DO: sign it")
    assert unfinished("// FIX" + "ME")
    assert not unfinished("# what is to do next")


def habits(code: Code) -> list[str]:
    """Names, calls and shapes that HOUSE has no room for."""
    found = [
        f"{code.path} uses {name}: {why}"
        for name, why in BANNED.items()
        if any(one == name or one.startswith(f"{name}.") for one in code.imports.values())
    ]
    found += [
        f"{code.path}:{at.line} a stub"
        for at in code.names
        if isinstance(at.node, ast.Name) and at.node.id in STUBS
    ]
    for name, node in code.classes.items():
        for part in node.body:
            if isinstance(part, ast.FunctionDef) and part.name == "save":
                found.append(f"{code.path}:{part.lineno} {name} overrides save()")
            if name.endswith(".Meta") and isinstance(part, ast.Assign):
                names = [one.id for one in part.targets if isinstance(one, ast.Name)]
                if "ordering" in names:
                    found.append(f"{code.path}:{part.lineno} {name}.ordering")
    return found + _pages_by_offset(code)


def _pages_by_offset(code: Code) -> list[str]:
    found = [
        f"{code.path}:{at.line} OFFSET"
        for text, at in code.texts
        if re.search(r"\boffset\s+(?:%|\{|\d)", text)
    ]
    for at in code.names:
        parent = at.node
        if isinstance(parent, ast.Attribute) and parent.attr == "objects":
            found += _offset_slices(code, at.inside)
    return sorted(set(found))


def _offset_slices(code: Code, inside: str) -> list[str]:
    function = code.functions.get(inside)
    if function is None:
        return []
    return [
        f"{code.path}:{node.lineno} a slice that skips rows of a query"
        for node in ast.walk(function)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and node.slice.lower is not None
        and ".objects" in ast.unparse(node.value)
    ]


def test_the_product_keeps_the_habits_of_the_house() -> None:
    assert [line for code in product() for line in habits(code)] == []
    assert [line for code in of_tests() for line in habits(code) if "uses" in line] == []


def test_no_file_is_named_after_nothing() -> None:
    names = [path for path in files.ours() if path.rsplit("/", 1)[-1] in FILE_NAMES]
    assert names == []


@pytest.mark.parametrize(
    "source",
    [
        "from django.db.models.signals import post_save",
        "from django.dispatch import receiver",
        "from django.contrib.contenttypes.fields import GenericForeignKey",
        "from django.core.paginator import Paginator",
        "from unittest import mock",
        "from unittest.mock import patch",
        "def sign():\n    raise NotImplementedError",
        "class Document(models.Model):\n    def save(self, *args): ...",
        "class Document(models.Model):\n    class Meta:\n        ordering = ['id']",
        "SQL = 'select id from x limit 50 offset %s'",
        "def page(n):\n    return Document.objects.all()[n : n + 50]",
    ],
)
def test_a_bad_habit_is_found(source: str) -> None:
    assert habits(parse("lienthong/x/models.py", source))


def talkative(code: Code) -> list[str]:
    """Calls of print."""
    return [
        f"{code.path}:{at.line} print"
        for at in code.calls
        if isinstance(at.node, ast.Call)
        and isinstance(at.node.func, ast.Name)
        and at.node.func.id == "print"
    ]


def test_nobody_prints_but_the_command_line() -> None:
    quiet = [code for code in product() if not code.path.startswith(tuple(TALKERS))]
    assert [line for code in quiet for line in talkative(code)] == []
    assert [line for code in of_tests() for line in talkative(code)] == []
    assert talkative(parse("lienthong/x/pages.py", "def page():\n    print('x')"))


def idle(code: Code) -> list[str]:
    """Tests that cannot fail: they assert and expect nothing, themselves or by a helper."""
    found = []
    for name, function in code.functions.items():
        if not name.startswith("test_") or "." in name:
            continue
        words = {
            type(node).__name__
            if isinstance(node, ast.Assert)
            else getattr(node.func, "attr", getattr(node.func, "id", ""))
            for node in ast.walk(function)
            if isinstance(node, ast.Assert | ast.Call)
        }
        if not any(
            re.match(r"Assert$|raises$|\w*assert_|expect|check|verify|_?must_", word)
            for word in words
        ):
            called = {word for word in words if word in code.functions}
            if not any(_asserts(code, helper) for helper in called):
                found.append(f"{code.path}:{function.lineno} {name} cannot fail")
    return found


def _asserts(code: Code, name: str) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(code.functions[name])) or any(
        isinstance(node, ast.Attribute) and node.attr == "raises"
        for node in ast.walk(code.functions[name])
    )


def test_every_test_can_fail() -> None:
    assert [line for code in of_tests() for line in idle(code)] == []


def test_a_test_that_cannot_fail_is_found() -> None:
    assert idle(parse("tests/test_x.py", "def test_it():\n    issue(act)"))
    assert not idle(parse("tests/test_x.py", "def test_it():\n    assert issue(act)"))
    assert not idle(parse("tests/test_x.py", "def test_it():\n    with pytest.raises(X): f()"))
    helper = "def look():\n    assert 1\ndef test_it():\n    look()"
    assert not idle(parse("tests/test_x.py", helper))


def test_text_is_utf8_nfc_with_plain_line_ends() -> None:
    for path in files.with_suffix(*TEXT):
        text = files.text(path)
        assert unicodedata.is_normalized("NFC", text), path
        assert "\r" not in text, path
        assert not text.startswith("\ufeff"), path
        assert not text or text.endswith("\n"), path


def test_decomposed_letters_would_be_found() -> None:
    assert not unicodedata.is_normalized("NFC", unicodedata.normalize("NFD", "Nhơn Mỹ"))


def said(path: str) -> tuple[tuple[str, int], ...]:
    """Comments, docstrings, prose."""
    return comments.of_python(path) if path.endswith(".py") else comments.of_others(path)


PROSE = (".py", ".html", ".css", ".js", ".typ", ".md")


def test_no_comment_and_no_document_names_a_machine() -> None:
    wrong = [
        f"{path}:{line} {found.group()}"
        for path in files.with_suffix(*PROSE)
        if not path.startswith(HERE)
        for text, line in said(path)
        for found in [PLACES.search(text)]
        if found
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text", ["see /home/an/notes", "`/home/an/main`", r"C:\Users\an", "in /tmp/x"]
)
def test_a_machines_path_is_found(text: str) -> None:
    assert PLACES.search(text)


@pytest.mark.parametrize("text", ["/van-phong/work/", "https://x.vn/home/a", "under var/tmp/x"])
def test_other_paths_are_left_alone(text: str) -> None:
    assert not PLACES.search(text)


def test_lock_files_name_no_host() -> None:
    locks = files.with_suffix(".txt", under="requirements/")
    locks += ["package-lock.json", ".npmrc"]
    for path in locks:
        assert not re.search(r"https?:|index-url|\"resolved\"", files.text(path)), path
    assert re.search(r"https?:", '"resolved": "https://registry.example/x.tgz"')


def test_every_citation_of_a_law_has_the_exact_form() -> None:
    wrong = [
        f"{path}:{line} {bad}"
        for path in files.with_suffix(".py", ".html", ".css", ".js", ".typ")
        if not path.startswith((HERE, "tools/source_tree/"))
        for text, line in said(path)
        for bad in citations.misspelt(text)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "(art. 12)",
        "(app. I)",
        "Decree 30, art. 12",
        "Decree 30/2020 art. 12",
        "Decree 30/2020/NĐ-CP, art. 12",
        "Decree No. 30/2020, art. 12",
        "Decree 30/2020, article 12",
        "(Law 29/2018/QH14 on state secrets, art. 13)",
    ],
)
def test_a_citation_in_another_form_is_found(text: str) -> None:
    assert list(citations.misspelt(f"They must check ({text})."))


@pytest.mark.parametrize(
    ("text", "law", "place"),
    [
        ("so it is (Decree 30/2020, art. 12).", "Decree 30/2020", "art. 12"),
        ("(Decree 30/2020, art. 5, 13, 15, 32)", "Decree 30/2020", "art. 5, 13, 15, 32"),
        ("Decree 30/2020, art. 10-19: draft", "Decree 30/2020", "art. 10-19"),
        ("(Decree 30/2020, app. VI III.5.a)", "Decree 30/2020", "app. VI III.5.a"),
        ("Decree 30/2020, app. I part II; Party", "Decree 30/2020", "app. I part II"),
        ("(Decree 30/2020, art. 8 and app. I)", "Decree 30/2020", "art. 8 and app. I"),
        ("(Law 29/2018/QH14, art. 13)", "Law 29/2018/QH14", "art. 13"),
        ("(Labour Code 2019, art. 111 and 112)", "Labour Code 2019", "art. 111 and 112"),
        ("(Decree\n    30/2020, art. 9)", "Decree 30/2020", "art. 9"),
    ],
)
def test_a_citation_is_read_whole(text: str, law: str, place: str) -> None:
    ((found),) = citations.in_text(text, "x.py")
    assert (found.law, found.place) == (law, place)
    assert not list(citations.misspelt(text))


def test_a_citation_of_several_articles_is_one_of_each() -> None:
    assert citations.places("art. 5, 13-15 and 32") == ["art. 5", "art. 13-15", "art. 32"]
    assert citations.places("art. 8 and app. I") == ["art. 8", "app. I"]
    assert citations.places("app. VI III.5.a") == ["app. VI III.5.a"]


def test_a_law_may_be_named_as_a_whole() -> None:
    assert not list(citations.misspelt("Official documents by Decree 30/2020: drafted, checked."))


def test_citations_know_their_line() -> None:
    text = "One.\n\nTwo (Decree 30/2020, art. 9).\nThree (Decree\n30/2020, art. 8)."
    assert [(one.place, one.line) for one in citations.in_text(text, "x.py", 10)] == [
        ("art. 9", 12),
        ("art. 8", 13),
    ]


GLOSSARY = "docs/glossary.md"
HEADINGS = ["vietnamese", "identifier"]


def doubled(text: str) -> list[str]:
    """Terms that a glossary translates twice, in either language."""
    seen: set[str] = set()
    found = []
    for row in re.findall(r"^\|(.+)\|$", text, re.MULTILINE):
        cells = [cell.strip().strip("`*").casefold() for cell in row.split("|")[:2]]
        if cells == HEADINGS or set(cells[0]) <= set("-: ") or "the same" in row:
            continue
        for place, cell in enumerate(cells):
            if f"{place}{cell}" in seen:
                found.append(cell)
            seen.add(f"{place}{cell}")
    return found


def test_the_glossary_has_one_translation_for_a_term() -> None:
    if GLOSSARY in files.ours():
        assert doubled(files.text(GLOSSARY)) == []
    table = "| Vietnamese | Identifier | Meaning |\n|---|---|---|\n| sổ | `register` | a book |\n"
    assert doubled(table) == []
    assert doubled(table + "| sổ | `book` | a book |\n") == ["sổ"]
    assert doubled(table + "| danh bạ | `register` | a list |\n") == ["register"]


def test_the_checks_read_what_they_claim_to() -> None:
    assert len(product()) > 100
    assert read("lienthong/kernel/acts.py").docstrings
    assert sum(1 for code in product() for _one in comments.of_python(code.path)) > len(product())
