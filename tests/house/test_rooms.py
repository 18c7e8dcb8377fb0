"""Rooms, rights, settings, addresses: what is declared is used, and what is used is declared."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable

import pytest
from django.conf import global_settings

from tests.access_matrix import MATRIX
from tools.source_tree import files
from tools.source_tree.code import Code, parse, product, read

SETTINGS = "lienthong/config/settings.py"
PERMISSIONS = "lienthong/kernel/permissions.py"
ASKERS = {"require", "may", "with_right", "confirm_right"}
DOCSTRING = 15
NOT_DJANGO = {"launch", "engine"}


def test_the_import_contract_lists_every_room_once() -> None:
    project = tomllib.loads(files.text("pyproject.toml"))
    (contract,) = project["tool"]["importlinter"]["contracts"]
    layers = [room.strip() for layer in contract["layers"] for room in layer.split("|")]
    assert sorted(layers) == files.rooms()
    assert contract["exhaustive"] is True
    order = [
        "config", "portal", "api", "programme", "meetings", "training", "infosec", "feedback",
        "services", "dossiers", "documents", "exchange", "catalogue", "indicators", "work",
        "directory", "ui", "kernel", "engine", "launch",
    ]  # fmt: skip
    assert layers == [room for room in order if room in layers]


def test_every_room_is_an_app_or_says_why_not() -> None:
    apps = {
        text.removeprefix("lienthong.")
        for text, _at in read(SETTINGS).texts
        if re.fullmatch(r"lienthong\.\w+", text)
    }
    assert set(files.rooms()) - apps == NOT_DJANGO


def opening(code: Code) -> list[str]:
    """What is wrong with a room's __init__: no docstring, a long one, or imports."""
    found = []
    text, _line = code.docstrings[0] if code.docstrings else ("", 0)
    if not text:
        found.append(f"{code.path} has no docstring")
    if len(text.splitlines()) > DOCSTRING:
        found.append(f"{code.path} says more than {DOCSTRING} lines")
    if code.imports or code.functions or code.classes or code.assigned:
        found.append(f"{code.path} holds more than a docstring")
    return found


def test_a_rooms_init_says_what_it_is_in_a_few_lines() -> None:
    wrong = [
        line for room in files.rooms() for line in opening(read(f"lienthong/{room}/__init__.py"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "source",
    ["", "import os", '"""Long.' + "\nline" * 16 + '"""', '"""A room."""\nfrom . import models'],
)
def test_a_wrong_opening_is_found(source: str) -> None:
    assert opening(parse("lienthong/x/__init__.py", source))
    assert not opening(parse("lienthong/x/__init__.py", '"""A room.\n\nStart at rules.py."""'))


ROOM_FILES = {
    "__init__.py", "acting.py", "access.py", "actions.py", "acts.py", "apps.py", "events.py",
    "forms.py", "models.py", "pages.py", "queries.py", "rules.py", "tasks.py", "urls.py",
}  # fmt: skip


def test_pages_and_tasks_stay_inside_their_room() -> None:
    """HOUSE, section 2: a room uses another's models, queries, actions, events and rules only."""
    wrong = [
        f"{code.path} imports {name}"
        for code in product()
        for name in code.imports.values()
        for match in [re.match(r"lienthong\.(\w+)\.(pages|tasks)\b", name)]
        if match and code.path.split("/")[1] not in {match[1], "config"}
    ]
    assert wrong == []


def test_rules_know_no_models_no_queries_and_no_writes() -> None:
    wrong = [
        f"{code.path} imports {name}"
        for code in product()
        if code.path.endswith("/rules.py")
        for name in code.imports.values()
        if re.search(r"\.(?:models|queries|actions)\b|django\.db", name)
    ]
    assert wrong == []


def declared_rights(code: Code) -> set[str]:
    """The keys of RIGHTS."""
    table = code.assigned["RIGHTS"]
    assert isinstance(table, ast.Dict)
    return {str(key.value) for key in table.keys if isinstance(key, ast.Constant)}


def asked_rights(codes: Iterable[Code]) -> set[str]:
    """Rights that code asks for: in a call that asks, or in a table RIGHT_OF_…."""
    found: set[str] = set()
    for code in codes:
        for at in code.calls:
            assert isinstance(at.node, ast.Call)
            name = code.dotted(at.node.func).rsplit(".", 1)[-1]
            if name in ASKERS:
                values = [*at.node.args, *(word.value for word in at.node.keywords)]
                found |= {
                    str(one.value)
                    for one in values
                    if isinstance(one, ast.Constant) and "." in str(one.value)
                }
        for name, value in code.assigned.items():
            if name.startswith("RIGHT_") and isinstance(value, ast.Dict):
                found |= {str(one.value) for one in value.values if isinstance(one, ast.Constant)}
    return found


def test_every_right_is_asked_for_and_every_asked_right_exists() -> None:
    declared = declared_rights(read(PERMISSIONS))
    asked = asked_rights(product()) | _rights_in_templates()
    assert sorted(declared - asked) == []
    assert sorted(asked - declared) == []


def _rights_in_templates() -> set[str]:
    return {
        right
        for path in files.with_suffix(".html", under="lienthong/")
        for right in re.findall(r"\bmay\w*\s+(?:act\s+)?[\"'](\w+\.\w+)[\"']", files.text(path))
    }


def test_rights_are_read_from_where_they_are_asked() -> None:
    head = "from lienthong.kernel import permissions\n"
    code = parse("lienthong/x/pages.py", f"{head}def f(act):\n    permissions.require(act, 'x.y')")
    table = parse("lienthong/x/rules.py", "RIGHT_OF_VERB = {'issue': 'documents.issue'}")
    assert asked_rights([code, table]) == {"x.y", "documents.issue"}
    rights = parse(PERMISSIONS, "RIGHTS: dict[str, Right] = {'a.b': _right('clerk', '…')}")
    assert declared_rights(rights) == {"a.b"}


OF_OTHERS = {
    "ROOT_URLCONF": "Django reads it",
    "WSGI_APPLICATION": "Django reads it",
    "PROCRASTINATE_ON_APP_READY": "procrastinate reads it",
    "PROCRASTINATE_WORKER_DEFAULTS": "procrastinate reads it",
}


def own_settings(code: Code) -> set[str]:
    """Settings that Django does not know."""
    return {
        name
        for name in code.assigned
        if name.isupper() and not name.startswith("_") and not hasattr(global_settings, name)
    }


def used_settings(codes: Iterable[Code]) -> set[str]:
    """Names asked of `settings`, and names used inside the settings themselves."""
    found: set[str] = set()
    for code in codes:
        for at in code.names:
            name = code.dotted(at.node)
            if name.startswith("django.conf.settings."):
                found.add(name.split(".")[3])
            elif isinstance(at.node, ast.Name) and isinstance(at.node.ctx, ast.Load):
                found |= {at.node.id} if code.path == SETTINGS else set()
        for text, _at in code.texts:
            found |= {text} if text.isupper() and text.isidentifier() else set()
    return found


def test_every_setting_of_ours_is_used() -> None:
    own = own_settings(read(SETTINGS))
    assert len(own) > 5
    assert sorted(own - used_settings(product()) - OF_OTHERS.keys()) == []


def test_every_setting_asked_for_exists() -> None:
    known = set(read(SETTINGS).assigned)
    asked = {
        code.dotted(at.node).split(".")[3]
        for code in product()
        for at in code.names
        if code.dotted(at.node).startswith("django.conf.settings.")
    }
    unknown = {name for name in asked if name not in known and not hasattr(global_settings, name)}
    assert unknown - {"configured", "configure"} == set()


def test_an_unused_setting_is_found() -> None:
    code = parse(SETTINGS, "SEALED = 1\nHOST = 2\nSECURE = bool(HOST)\nDEBUG = False")
    page = parse("lienthong/x/pages.py", "from django.conf import settings\nx = settings.SECURE")
    assert own_settings(code) - used_settings([code, page]) == {"SEALED"}


def environment() -> dict[str, list[str]]:
    """Environment variable of ours -> files that read it."""
    found: dict[str, list[str]] = {}
    for code in product():
        for text, _at in code.texts:
            if re.fullmatch(r"LIENTHONG_[A-Z_]+", text):
                found.setdefault(text, []).append(code.path)
    return found


def test_every_environment_variable_is_in_the_reference() -> None:
    page = files.text("docs/reference/settings.md")
    assert sorted(name for name in environment() if f"`{name}`" not in page) == []


def addresses(codes: Iterable[Code]) -> set[str]:
    """`app:name` of every path() in a urls.py."""
    found: set[str] = set()
    for code in codes:
        if not code.path.endswith("/urls.py"):
            continue
        value = code.assigned.get("app_name")
        app = f"{value.value}:" if isinstance(value, ast.Constant) else ""
        for at in code.calls:
            assert isinstance(at.node, ast.Call)
            names = {word.arg: word.value for word in at.node.keywords}
            name = names.get("name")
            if code.dotted(at.node.func).endswith("urls.path") and isinstance(name, ast.Constant):
                found.add(f"{app}{name.value}")
    return found


def nameless(codes: Iterable[Code]) -> list[str]:
    """Pages without a name: nothing could ask for them."""
    return [
        f"{code.path}:{at.line}"
        for code in codes
        if code.path.endswith("/urls.py")
        for at in code.calls
        if isinstance(at.node, ast.Call)
        and code.dotted(at.node.func).endswith("urls.path")
        and not any(word.arg == "name" for word in at.node.keywords)
        and "include" not in ast.unparse(at.node)
    ]


def test_every_address_is_in_the_access_matrix() -> None:
    known = addresses(product())
    assert sorted(known - MATRIX.keys()) == []
    assert sorted(MATRIX.keys() - known) == []
    assert nameless(product()) == []


def test_a_missing_address_would_be_found() -> None:
    source = "from django.urls import path\napp_name = 'x'\nurlpatterns = [path('a/', f, name='a')]"
    code = parse("lienthong/x/urls.py", source)
    assert addresses([code]) == {"x:a"}
    assert not nameless([code])
    assert nameless([parse("lienthong/x/urls.py", source.replace(", name='a'", ""))])
    assert addresses([parse("lienthong/x/pages.py", source)]) == set()
