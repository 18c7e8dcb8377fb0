"""Only actions write; everything that writes records what happened."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache

import pytest

from tools.source_tree import events
from tools.source_tree.code import At, Code, parse, product

ORM = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete",
    "update", "executemany",
}  # fmt: skip
QUERY = re.compile(r"\.objects\b|\.(?:filter|exclude|all|open|visible_to|using)\(")
SQL = re.compile(
    r"\b(?:insert\s+into|delete\s+from|update\s+[a-z_.]+(?:\s+(?:as\s+)?[a-z]+)?\s+set|truncate\s"
    r"|merge\s+into|copy\s+\S+\s+from|(?:create|alter|drop)\s+(?:table|index|trigger|function|role)"
    r"|grant\s+\w+\s+on|revoke\s+\w+)"
)
WRITERS = re.compile(r"/actions(?:/|\.py$)|/actions_\w+\.py$|^lienthong/directory/loading/")
EXCUSED = {
    "lienthong/kernel/events.py": "the log itself: every action writes it",
    "lienthong/kernel/numbering.py": "a number is taken inside the action that uses it",
    "lienthong/kernel/outbox.py": "takes and deletes rows in the subscriber's own transaction",
    "lienthong/kernel/jobs.py": "claims jobs as the queue's own worker does",
    "lienthong/kernel/ledger/sealing.py": "the sealer numbers what actions recorded; it is no act",
    "lienthong/launch/postgres.py": "makes the two roles before there is any table",
    "lienthong/config/grants.py": "the owner gives the application its rights",
}


def _writes_by_orm(node: ast.AST) -> bool:
    """A call that writes through a model, as far as its look tells."""
    assert isinstance(node, ast.Call)
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in ORM:
        return False
    on = ast.unparse(node.func.value)
    match node.func.attr:
        case "save":  # an image or a PDF is saved to a place
            return not node.args
        case "update":  # dictionaries and digests take one positional value
            return bool(QUERY.search(on)) or (bool(node.keywords) and not node.args)
        case "delete":
            return bool(QUERY.search(on)) or not (node.args or node.keywords)
        case "create":
            return (
                ".objects" in on
                or bool(QUERY.search(on))
                or isinstance(node.func.value, ast.Attribute)
            )
        case _:
            return True


def _writes(code: Code) -> Iterable[tuple[At, str]]:
    for at in code.calls:
        if _writes_by_orm(at.node):
            yield at, ast.unparse(at.node)[:60]
    for text, at in code.texts:
        found = SQL.search(text)
        if found:
            yield at, found.group()


def _users_of(constant: str, codes: Iterable[Code]) -> list[tuple[Code, str]]:
    return [
        (code, at.inside)
        for code in codes
        for at in code.names
        if at.inside and code.dotted(at.node) == constant
    ]


def _may_write(code: Code, function: str) -> bool:
    if WRITERS.search(code.path) or code.path in EXCUSED:
        return True
    allowed = code.decorated(events.ACTION).keys() | code.decorated(events.BOOKKEEPING).keys()
    return function.partition(".")[0] in allowed or function in allowed


def misplaced(code: Code, codes: Iterable[Code] = ()) -> list[str]:
    """Writes outside actions, @bookkeeping, the loading and what is excused."""
    if WRITERS.search(code.path) or code.path in EXCUSED:
        return []
    found = []
    for at, words in _writes(code):
        if at.inside:
            wrong = not _may_write(code, at.inside)
        else:  # a statement kept in a constant: whoever uses it writes
            users = [
                user
                for name, value in code.assigned.items()
                if any(node is at.node for node in ast.walk(value))
                for user in _users_of(f"{code.name}.{name}", [code, *codes])
            ]
            wrong = not users or not all(_may_write(*user) for user in users)
        if wrong:
            found.append(f"{code.path}:{at.line} writes outside an action: {words}")
    return found


def test_only_actions_write() -> None:
    assert [line for code in product() for line in misplaced(code, product())] == []


@pytest.mark.parametrize("path", EXCUSED)
def test_an_excuse_is_still_needed(path: str) -> None:
    (code,) = [one for one in product() if one.path == path]
    assert list(_writes(code))


ACTION = "from lienthong.kernel.actions import action, bookkeeping\n"


@pytest.mark.parametrize(
    "source",
    [
        "def page(request):\n    document.save(update_fields=['state'])",
        "def page(request):\n    Document.objects.create(state='x')",
        "def page(request):\n    Document.objects.filter(id=1).update(state='x')",
        "def page(request):\n    items.update(done_at=at)",
        "def page(request):\n    document.recipients.all().delete()",
        "def page(request):\n    document.recipients.create(agency_id=1)",
        "def page(request):\n    document.delete()",
        "def page(request):\n    Document.objects.bulk_create(rows)",
        "def page(cursor):\n    cursor.execute('update documents_document set state = %s', [1])",
        "def page(cursor):\n    cursor.execute(f'with x as (insert into {x} select 1) select 1')",
        "def page(cursor):\n    cursor.execute('delete from work_item')",
        "SQL = 'update work_item w set done_at = %s'\ndef page(cursor):\n    cursor.execute(SQL)",
        "SQL = 'truncate work_item'",
        "def helper():\n    document.save()\n\n@action\ndef act(act):\n    helper()",
    ],
)
def test_a_write_in_the_wrong_place_is_found(source: str) -> None:
    assert misplaced(parse("lienthong/documents/pages.py", ACTION + source))


@pytest.mark.parametrize(
    "source",
    [
        "@action\ndef act(act):\n    document.save(update_fields=['state'])",
        "@bookkeeping\ndef note():\n    Note.objects.create(at=1)",
        "def page():\n    digest.update(b'x')\n    known.update({'a': 1})\n    image.save(path)",
        "def page(cursor):\n    cursor.execute('select 1 from work_item w for update of w')",
        "SQL = 'delete from x'\n@bookkeeping\ndef note(cursor):\n    cursor.execute(SQL)",
        'def page():\n    """Read what to insert into the list."""',
    ],
)
def test_what_is_no_misplaced_write_is_left_alone(source: str) -> None:
    assert misplaced(parse("lienthong/documents/pages.py", ACTION + source)) == []


def silent(code: Code) -> list[str]:
    """Actions that can end without recording an event or saying that there is nothing."""
    return [
        f"{code.path}:{function.lineno} {name} records no event"
        for name, function in code.decorated(events.ACTION).items()
        if not events.speaks(code, name)
    ]


def test_every_action_records_an_event() -> None:
    assert [line for code in product() for line in silent(code)] == []


@cache
def _some_action(body: str) -> Code:
    head = f"{ACTION}from lienthong.kernel import events\n"
    return parse("lienthong/documents/actions.py", f"{head}@action\ndef act(act):\n    {body}\n")


def test_a_silent_action_is_found() -> None:
    assert silent(_some_action("document.save()"))
    assert not silent(_some_action('events.record(act, "documents.issued", document)'))
    assert not silent(_some_action('events.nothing(act, "told before")'))
    assert not silent(_some_action("tell(act)\n\ndef tell(act):\n    events.nothing(act, 'x')"))


INSIDE = re.compile(r"/(?:actions/\w+|actions(?:_\w+)?|reactions)\.py$")


def forgiving(code: Code) -> list[str]:
    """Actions and reactions that go on after a refusal: an action may refuse after it has written,
    and what it wrote would stay.
    """
    return [
        f"{code.path}:{handler.lineno} {name} goes on after a refusal"
        for name, function in code.functions.items()
        for handler in ast.walk(function)
        if INSIDE.search(code.path)
        and isinstance(handler, ast.ExceptHandler)
        and (handler.type is None or re.search(r"Refused|Exception", ast.unparse(handler.type)))
    ]


FORGIVEN = {
    "lienthong/services/actions/bundling.py": "a part is refused before the one statement that"
    " files it, and the refusal is recorded",
}


def test_no_action_goes_on_after_a_refusal() -> None:
    found = {code.path: forgiving(code) for code in product()}
    assert {path for path, lines in found.items() if lines} == set(FORGIVEN)


def test_an_action_that_goes_on_is_found() -> None:
    caught = "def act(act):\n    try:\n        issue(act)\n    except {}:\n        pass"
    for path in ("actions.py", "actions/issuing.py", "actions_peers.py", "reactions.py"):
        assert forgiving(parse(f"lienthong/documents/{path}", caught.format("Refused")))
    assert forgiving(
        parse("lienthong/documents/actions.py", caught.format("(ValueError, Refused)"))
    )
    assert not forgiving(parse("lienthong/documents/actions.py", caught.format("ValueError")))
    assert not forgiving(parse("lienthong/documents/pages.py", caught.format("Refused")))


def test_every_action_takes_an_act_first_and_the_rest_by_name() -> None:
    assert [line for code in product() for line in _shape(code)] == []


def _shape(code: Code) -> list[str]:
    found = []
    for name, function in code.decorated(events.ACTION).items():
        first = [argument.arg for argument in function.args.args]
        if first != ["act"]:
            found.append(f"{code.path}:{function.lineno} {name}: (act, *, …) is the one shape")
    return found


def test_another_shape_is_found() -> None:
    assert _shape(parse("lienthong/x/actions.py", f"{ACTION}@action\ndef act(act, document): ..."))
    assert _shape(parse("lienthong/x/actions.py", f"{ACTION}@action\ndef act(request): ..."))
    assert not _shape(parse("lienthong/x/actions.py", f"{ACTION}@action\ndef act(act, *, n): ..."))
