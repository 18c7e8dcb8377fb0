"""Every kind of event is declared with its sentence, recorded, tested; what follows from it too."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from tools.source_tree import events
from tools.source_tree.code import (
    Code,
    named_by_tests,
    of_tests,
    parse,
    product,
    read,
    said_by_tests,
)

WIRING = "lienthong/config/wiring.py"


def wrong_kinds(codes: Iterable[Code]) -> list[str]:
    """Kinds recorded and not declared, declared and never recorded, declared in a strange place."""
    codes = list(codes)
    declared = {one.kind: one for one in events.declared(codes)}
    recorded = events.recorded(codes)
    known = {one.kind for one in recorded}
    found = [
        f"{one.path}:{one.line} the kind is not written out" for one in recorded if not one.kind
    ]
    found += [
        f"{one.path}:{one.line} records {one.kind}, which no events.py declares"
        for one in recorded
        if one.kind and one.kind not in declared
    ]
    found += [
        f"{one.path} declares {one.kind}, which nothing records"
        for one in declared.values()
        if one.kind not in known
    ]
    found += [
        f"{one.path} declares {one.kind}: a kind begins with the name of its room"
        for one in declared.values()
        if not one.kind.startswith(one.path.split("/")[1] + ".")
    ]
    return found


def untold(codes: Iterable[Code]) -> list[str]:
    """Sentences that are missing, or ask for facts that an event does not carry."""
    codes = list(codes)
    declared = {one.kind: one for one in events.declared(codes)}
    found = [
        f"{one.path} {one.kind} has no sentence" for one in declared.values() if not one.sentence
    ]
    for one in events.recorded(codes):
        asked = declared[one.kind].facts if one.kind in declared else set()
        if one.facts is None and asked:
            found.append(f"{one.path}:{one.line} {one.kind}: its facts can't be read from the code")
        missing = asked - (one.facts or set())
        if one.facts is not None and missing:
            found.append(f"{one.path}:{one.line} {one.kind} lacks {', '.join(sorted(missing))}")
    return found


def test_every_recorded_kind_is_declared_and_every_declared_kind_recorded() -> None:
    assert wrong_kinds(product()) == []


def test_every_event_carries_what_its_sentence_tells() -> None:
    assert untold(product()) == []


def _codes(kinds: str, body: str) -> list[Code]:
    head = "from lienthong.kernel import events\ndef act(act):\n    "
    return [
        parse("lienthong/documents/events.py", f"KINDS = {{{kinds}}}"),
        parse("lienthong/documents/actions.py", head + body),
    ]


def test_wrong_kinds_are_found() -> None:
    good = "'documents.issued': _('phát hành {code}')"
    assert not wrong_kinds(_codes(good, "events.record(act, 'documents.issued', d, code=1)"))
    assert wrong_kinds(_codes(good, "events.record(act, 'documents.isued', d)"))
    assert wrong_kinds(_codes(good, "pass"))
    assert wrong_kinds(_codes(good, "events.record(act, kind, d)"))
    assert wrong_kinds(
        _codes("'exchange.sent': _('gửi')", "events.record(act, 'exchange.sent', d)")
    )


def test_a_sentence_without_its_facts_is_found() -> None:
    good = "'documents.issued': _('phát hành {code} đến {count} nơi')"
    assert not untold(_codes(good, "events.record(act, 'documents.issued', d, code=1, count=2)"))
    assert untold(_codes(good, "events.record(act, 'documents.issued', d, code=1)"))
    assert untold(_codes(good, "events.record(act, 'documents.issued', d, **facts)"))
    assert untold(_codes("'documents.issued': ''", "events.record(act, 'documents.issued', d)"))
    many = "events.record_many(act, 'documents.issued', 'x', 'select jsonb_build_object({})')"
    assert not untold(_codes(good, many.format("\\'code\\', d.code, \\'count\\', 1")))
    assert untold(_codes(good, many.format("\\'code\\', d.code")))
    part = "events.part('documents.issued', 'x', 'y', code=1, data_sql=\"{}\")"
    assert not untold(_codes(good, part.format("jsonb_build_object('count', 1)")))
    assert untold(_codes(good, part.format("")))


def untested_actions(
    codes: Iterable[Code], names: frozenset[str], texts: frozenset[str]
) -> list[str]:
    """Actions that no test calls, and whose event no test asks for."""
    codes = list(codes)
    kinds: dict[str, set[str]] = {}
    for one in events.recorded(codes):
        kinds.setdefault(one.function, set()).add(one.kind)
    return [
        f"{code.path}:{function.lineno} {name} is named by no test, nor is its event"
        for code in codes
        for name, function in code.decorated(events.ACTION).items()
        if f"{code.name}.{name}" not in names
        and not kinds.get(f"{code.name}.{name}", set()) & texts
    ]


def test_every_action_has_a_test_that_names_it() -> None:
    assert untested_actions(product(), named_by_tests(), said_by_tests()) == []


def test_an_untested_action_is_found() -> None:
    head = "from lienthong.kernel.actions import action\nfrom lienthong.kernel import events\n"
    body = "@action\ndef issue(act):\n    events.record(act, 'documents.issued', d)"
    codes = [parse("lienthong/documents/actions/issuing.py", head + body)]
    name = "lienthong.documents.actions.issuing.issue"
    assert untested_actions(codes, frozenset(), frozenset())
    assert not untested_actions(codes, frozenset({name}), frozenset())
    assert not untested_actions(codes, frozenset(), frozenset({"documents.issued"}))


def wired(code: Code) -> dict[str, list[str]]:
    """Kind -> dotted names of the functions that follow from it."""
    table = code.assigned["WIRING"]
    assert isinstance(table, ast.Dict)
    return {
        str(kind.value): [code.dotted(one) for one in functions.elts]
        for kind, functions in zip(table.keys, table.values, strict=True)
        if isinstance(kind, ast.Constant) and isinstance(functions, ast.List)
    }


def test_the_wiring_is_one_plain_dictionary() -> None:
    table = read(WIRING).assigned["WIRING"]
    assert isinstance(table, ast.Dict)
    assert len(wired(read(WIRING))) == len(table.keys)


def test_every_wired_function_has_a_test() -> None:
    functions = {name for names in wired(read(WIRING)).values() for name in names}
    assert functions
    assert sorted(functions - named_by_tests()) == []


def test_only_declared_kinds_are_wired_to_rooms_above_or_beside() -> None:
    declared = {one.kind for one in events.declared(product())}
    assert set(wired(read(WIRING))) <= declared


def test_the_functions_of_a_wiring_are_read() -> None:
    source = "from lienthong.documents import reactions as d\nWIRING = {'x.y': [d.receive, d.tell]}"
    assert wired(parse(WIRING, source)) == {
        "x.y": ["lienthong.documents.reactions.receive", "lienthong.documents.reactions.tell"]
    }


def tasks(codes: Iterable[Code]) -> dict[str, str]:
    """Dotted name -> name in the queue, of every job of the product."""
    found = {}
    for code in codes:
        for name, function in code.functions.items():
            for decorator in function.decorator_list:
                if (
                    isinstance(decorator, ast.Call)
                    and isinstance(decorator.func, ast.Attribute)
                    and decorator.func.attr == "task"
                ):
                    words = {word.arg: word.value for word in decorator.keywords}
                    value = words.get("name")
                    found[f"{code.name}.{name}"] = (
                        str(value.value) if isinstance(value, ast.Constant) else ""
                    )
    return found


def delivered_twice(codes: Iterable[Code]) -> set[str]:
    """Dotted names used in tests whose own name says "twice"."""
    return {
        code.dotted(at.node)
        for code in codes
        for at in code.names
        if "twice" in at.inside and "test_" in at.inside
    }


def test_every_task_has_a_test_that_delivers_it_twice() -> None:
    assert sorted(tasks(product()).keys() - delivered_twice(of_tests())) == []


def test_every_task_is_named_after_its_room_in_its_tasks_file() -> None:
    for dotted, queued in tasks(product()).items():
        room, _dot, rest = dotted.removeprefix("lienthong.").partition(".")
        assert rest.startswith("tasks."), dotted
        assert queued == f"{room}.{rest.removeprefix('tasks.')}"


def test_a_task_without_its_test_is_found() -> None:
    job = parse(
        "lienthong/documents/tasks.py",
        "from procrastinate.contrib.django import app\n"
        "@app.task(name='documents.sign')\ndef sign(n): ...",
    )
    assert tasks([job]) == {"lienthong.documents.tasks.sign": "documents.sign"}
    head = "from lienthong.documents import tasks\n"
    body = "():\n    tasks.sign(1)"
    once = parse("lienthong/documents/tests/test_a.py", f"{head}def test_it_signs{body}")
    twice = parse("lienthong/documents/tests/test_a.py", f"{head}def test_told_twice{body}")
    assert not delivered_twice([once]) & tasks([job]).keys()
    assert delivered_twice([twice]) & tasks([job]).keys()


BODY_MAX = 5


def test_jobs_are_entry_points_of_a_few_lines() -> None:
    """HOUSE, section 3: at most five lines, no rules."""
    for code in product():
        for name in tasks([code]):
            function = code.functions[name.removeprefix(f"{code.name}.")]
            last = function.end_lineno or 0
            assert last - function.body[0].lineno < BODY_MAX, name
