"""Time comes in by the act: nobody looks at a clock but those listed, each for its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from tools.source_tree.code import Code, parse, product

PYTHON = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
    "datetime.date.today", "time.time", "time.localtime", "time.gmtime",
    "django.utils.timezone.now", "django.db.models.functions.Now",
    "django.db.models.functions.datetime.Now",
}  # fmt: skip
PROVINCE = "lienthong.kernel.clock.now"
SQL = re.compile(
    r"(?i)\b(?:now\(\)|current_date\b|current_timestamp\b|current_time\b|localtimestamp\b"
    r"|localtime\b|clock_timestamp\(\)|statement_timestamp\(\)|transaction_timestamp\(\)"
    r"|timeofday\(\))"
)
EXCUSED = {
    "lienthong.kernel.clock.now": "the province's clock itself",
    "lienthong.kernel.clock.start_at": "sets the province's clock against real time",
    "lienthong.kernel.events._by_now": "adds the real time that a job waited",
    "lienthong.config.keeping.backup._Backup.__init__": "a backup is named by real time",
    "lienthong.config.keeping.restore.run": "a restored database says when it really was",
    "lienthong.config.management.commands.backup.Command.handle": "a backup is named by real time",
    "lienthong.kernel.jobs.soon": "the queue runs in real time",
    "lienthong.kernel.jobs": "the queue runs in real time",
    "lienthong.kernel.outbox": "waiting and retries run in real time",
    "lienthong.kernel.outbox._put_off": "waiting and retries run in real time",
    "lienthong.kernel.outbox.release": "waiting and retries run in real time",
    "lienthong.kernel.ledger.sealing._signed": "a checkpoint says when it was really signed",
    "lienthong.kernel.attachments.actions.sweep": "files of the disk carry real time",
    "lienthong.exchange.peers_job.fetch": "files of the disk carry real time",
    "lienthong.documents.signing.check.check": "a certificate is judged today unless told a day",
    "lienthong.documents.signing.isolated.check_isolated": "the same, in a process of its own",
    "lienthong.documents.management.commands.signing_keys._tried": "a key is tried for today",
    "lienthong.directory.actions.signing_in.forgive_attempts": "sessions end in real time",
    "lienthong.directory.openid.simulated.id_token": "tokens live in real time",
    "lienthong.directory.pages.account.account": "sessions end in real time",
    "lienthong.kernel.models.Event": "`recorded_at` is real time beside the province's",
    "lienthong.kernel.models.Outbox": "waiting and retries run in real time",
}
DOORS = {
    "lienthong.directory.acting.read_request": "a page's act",
    "lienthong.ui.context.Look.now": "the date that the page's head shows",
    "lienthong.directory.loading.province.load_province": "the command line's act",
    "lienthong.documents.tour.play.play": "the story's act",
}


def clocks(code: Code) -> Iterable[tuple[str, int, str]]:
    """(function, line, words) wherever a file looks at a clock, of Python or of the database."""
    for at in code.names:
        name = code.dotted(at.node)
        if name in PYTHON or name == PROVINCE:
            yield at.inside, at.line, name
    for text, at in code.texts:
        found = SQL.search(text)
        if found:
            yield at.inside, at.line, found.group()


def _excused(name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in EXCUSED)


def _door(code: Code, inside: str) -> bool:
    """Where an act is built: the request, a job of cron, a command, the story."""
    name = f"{code.name}.{inside}"
    return (
        any(name.startswith(door) for door in DOORS)
        or code.path.endswith("/tasks.py")
        or "/management/commands/" in code.path
    )


def looked_at(code: Code) -> list[str]:
    """Where a file looks at a clock without being allowed to."""
    return [
        f"{code.path}:{line} looks at the clock in {inside or 'the module'}: {words}"
        for inside, line, words in clocks(code)
        if not _excused(f"{code.name}.{inside}" if inside else code.name)
        and not (words == PROVINCE and _door(code, inside))
    ]


def test_nobody_else_looks_at_a_clock() -> None:
    assert [line for code in product() for line in looked_at(code)] == []


def test_every_excuse_is_still_needed() -> None:
    used = {
        f"{code.name}.{inside}" if inside else code.name
        for code in product()
        for inside, _line, _words in clocks(code)
    }
    stale = [
        name
        for name in [*EXCUSED, *DOORS]
        if not any(one == name or one.startswith(f"{name}.") for one in used)
    ]
    assert stale == []


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndef act():\n    return datetime.now()",
        "import datetime\ndef act():\n    return datetime.datetime.now(UTC)",
        "from datetime import date\ndef act():\n    return date.today()",
        "from django.utils import timezone\ndef act():\n    return timezone.now()",
        "import time\ndef act():\n    return time.time()",
        "from lienthong.kernel import clock\ndef act():\n    return clock.now()",
        "from django.db.models.functions import Now\ndef act():\n    return Now()",
        "def act(cursor):\n    cursor.execute('update x set at = now()')",
        "def act(cursor):\n    cursor.execute(f'select {a} where day > CURRENT_DATE')",
        "SQL = 'select clock_timestamp()'",
    ],
)
def test_a_look_at_the_clock_is_found(source: str) -> None:
    assert looked_at(parse("lienthong/documents/actions/issuing.py", source))


@pytest.mark.parametrize(
    "source",
    [
        "import time\ndef wait():\n    return time.monotonic()",
        "from datetime import datetime\ndef act(at):\n    return datetime.combine(at, at)",
        'def act():\n    """What stands here now()."""',
        "def act(now):\n    return now()",
    ],
)
def test_what_is_no_clock_is_left_alone(source: str) -> None:
    assert looked_at(parse("lienthong/documents/actions/issuing.py", source)) == []


def test_a_door_may_ask_the_province_and_not_the_machine() -> None:
    head = (
        "from lienthong.kernel import clock\nfrom datetime import datetime\ndef run():\n    return "
    )
    assert not looked_at(parse("lienthong/documents/tasks.py", f"{head}clock.now()"))
    assert looked_at(parse("lienthong/documents/tasks.py", f"{head}datetime.now()"))
