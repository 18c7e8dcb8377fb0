"""Templates: nothing inline, nothing unused, nothing that a strict content policy would stop."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tools.source_tree import files
from tools.source_tree.code import product

FOLDER = re.compile(r"lienthong/\w+/templates/(.+)")
INLINE = {
    r"<[^>]*\sstyle\s*=": "style= is stopped by the content policy: a class in the style sheet",
    r"<style\b": "<style> is stopped by the content policy",
    r"<[^>]*\son[a-z]+\s*=": "on…= is stopped by the content policy: a script in static/",
    r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=\"application/json\")": "an inline script",
    r"javascript:": "a javascript: address",
    r"https?://(?!www\.w3\.org/)": "an address of somebody else",
    r"\|safe\b|{%\s*autoescape\s+off": "text that is not escaped",
    r"{%\s*load\s+static\b|{%\s*static\s": "a static file without its hash: {% asset %}",
}
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
USED_BY_DJANGO = {"400.html", "403.html", "404.html", "500.html", "503.html"}
NAMED = re.compile(r"[\"']([\w/.-]+\.(?:html|txt|xml))[\"']")
PART = re.compile(r"[\"'](\w+)[\"']")


def inline(text: str) -> list[str]:
    """What a template does inline."""
    bare = COMMENT.sub("", text)
    return [why for pattern, why in INLINE.items() if re.search(pattern, bare)]


@cache
def templates() -> dict[str, str]:
    """Name -> path of every template."""
    found = {}
    for path in files.ours():
        match = FOLDER.fullmatch(path)
        if match:
            found[match[1]] = path
    return found


def test_nothing_is_inline() -> None:
    assert len(templates()) > 100
    wrong = {name: inline(files.text(path)) for name, path in templates().items()}
    assert {name: why for name, why in wrong.items() if why} == {}


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        '<button type="button" onclick="go()">',
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<a href="javascript:go()">',
        '<img src="https://cdn.example/x.png">',
        "{{ body|safe }}",
        "{% autoescape off %}",
    ],
)
def test_what_is_inline_is_found(text: str) -> None:
    assert inline(text)


@pytest.mark.parametrize(
    "text",
    [
        '<script src="{% asset \'ui/js/live.js\' %}" type="module"></script>',
        '<script type="application/json" id="words">{}</script>',
        "{# never style= here #}",
        '<p class="only" data-on="x">once onward = 1</p>',
        '<svg xmlns="http://www.w3.org/2000/svg">',
        "<button>, <body>, <input>, <ul>, <blockquote>",
    ],
)
def test_what_is_not_inline_is_left_alone(text: str) -> None:
    assert inline(text) == []


@cache
def _named() -> frozenset[str]:
    """Templates that templates and code name whole, and parts that code names by their stem."""
    found: set[str] = set()
    for path in templates().values():
        found |= set(NAMED.findall(files.text(path)))
    for code in product():
        for text, _at in code.texts:
            if re.fullmatch(r"[\w/.-]+\.(?:html|txt|xml)", text):
                found.add(text)
            pieces = re.fullmatch(r"([\w/-]+/)\{\}(\.html)", text)
            if pieces:  # f"ui/parts/{part}.html": whatever literal the file passes
                stems = {word for word, _at in code.texts if re.fullmatch(r"\w+", word)}
                stems |= {
                    str(node.value)
                    for function in code.functions.values()
                    for node in ast.walk(function)
                    if isinstance(node, ast.Constant)
                }
                found |= {f"{pieces[1]}{stem}{pieces[2]}" for stem in stems}
    return frozenset(found)


def test_every_template_is_used() -> None:
    assert sorted(templates().keys() - _named() - USED_BY_DJANGO) == []


def test_every_named_template_exists() -> None:
    whole = {
        name
        for path in templates().values()
        for name in re.findall(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']", files.text(path))
    }
    assert whole <= templates().keys()
    assert whole


def test_a_template_lives_in_the_folder_of_its_room() -> None:
    for name, path in templates().items():
        room = path.split("/")[1]
        assert name.startswith(f"{room}/") or name in USED_BY_DJANGO, path


def test_style_sheets_and_scripts_fetch_nothing_from_elsewhere() -> None:
    for path in files.with_suffix(".css", ".js", under="lienthong/"):
        text = files.text(path)
        assert not re.search(r"https?://|@import|\beval\(|new Function|innerHTML", text), path


def test_every_script_is_used() -> None:
    scripts = [
        path.partition("static/")[2] for path in files.with_suffix(".js", under="lienthong/")
    ]
    everything = "\n".join(
        [
            *(files.text(path) for path in templates().values()),
            *(text for code in product() for text, _at in code.texts),
            *(files.text(path) for path in files.with_suffix(".js", under="lienthong/")),
        ]
    )
    unused = [
        name
        for name in scripts
        if name not in everything and f"./{name.rsplit('/', 1)[-1]}" not in everything
    ]
    assert unused == []
