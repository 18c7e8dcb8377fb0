"""Write docs/reference/ from the code: events, rights, states, law, addresses, settings.

    python tools/docs.py            write what has changed
    python tools/docs.py --check    name what is stale and exit 1 (`make check`)

No line numbers stand in these pages, so that moving a line makes nothing stale.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from source_tree import appendix, citations, comments, events, files  # noqa: E402 - beside this file
from source_tree.code import Code, product, read  # noqa: E402

FOLDER = ROOT / "docs" / "reference"
SOURCES = "lienthong/"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(_cell(one) for one in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def page(title: str, made_from: str, *parts: str) -> str:
    """A whole page."""
    head = f"# {title}\n\n<!-- Written by tools/docs.py from {made_from}. Change it there. -->"
    return "\n\n".join([head, *parts]) + "\n"


def short(dotted: str) -> str:
    """`lienthong.documents.actions.issuing.issue` -> `documents.actions.issuing.issue`."""
    return f"`{dotted.removeprefix('lienthong.')}`"


def events_page() -> str:
    """Every kind of event, its sentence, who records it, what follows."""
    recorded: dict[str, set[str]] = {}
    for one in events.recorded(product()):
        recorded.setdefault(one.kind, set()).add(short(one.function))
    follows = _wired()
    rows = [
        (
            f"`{one.kind}`",
            one.sentence,
            ", ".join(sorted(recorded.get(one.kind, ()))),
            ", ".join(follows.get(one.kind, ())),
        )
        for one in sorted(events.declared(product()), key=lambda one: one.kind)
    ]
    return page(
        "Events",
        "every events.py and config/wiring.py",
        "Whatever anybody does is one event. `{…}` is a fact the event carries.",
        table(("Kind", "Sentence", "Recorded by", "Then"), rows),
    )


def _wired() -> dict[str, list[str]]:
    from lienthong.config.wiring import WIRING

    return {
        kind: [short(f"{one.__module__}.{one.__qualname__}") for one in functions]
        for kind, functions in WIRING.items()
    }


def rights_page() -> str:
    """Roles, and each right with who has it and where it is asked for."""
    from lienthong.kernel.permissions import RIGHTS, ROLES

    roles = [(f"`{code}`", str(name)) for code, name in ROLES.items()]
    asked = _asked()
    rights = [
        (
            f"`{code}`",
            ", ".join(f"`{role}`" for role in ROLES if role in right.roles),
            str(right.sentence),
            ", ".join(sorted(asked.get(code, ()))),
        )
        for code, right in RIGHTS.items()
    ]
    return page(
        "Roles and rights",
        "kernel/permissions.py",
        "A right comes from a post held at the moment of the act. The sentence is what somebody"
        " without the right is told.",
        table(("Role", "Name"), roles),
        table(("Right", "Roles", "Sentence", "Asked for in"), rights),
    )


def _asked() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code in product():
        if code.path.endswith("kernel/permissions.py"):
            continue
        for text, _at in code.texts:
            found.setdefault(text, set()).add(short(code.name))
    return found


def states_page() -> str:
    """The machines of a document, of an assignment, of a delivery."""
    from lienthong.documents import rules, rules_assignments
    from lienthong.exchange import rules as exchange

    names = {str(state): str(name) for state, name in rules.STATE_NAMES.items()}
    parts: list[str] = []
    for title, machine in (("Outgoing", rules.OUTGOING), ("Incoming", rules.INCOMING)):
        moves = [(str(was), verb, str(now)) for (was, verb), now in machine.items()]
        rows = [
            (
                f"{names[was]} `{was}`",
                f"{rules.VERBS[verb]} `{verb}`",
                f"{names[now]} `{now}`",
                f"`{rules.RIGHT_OF_VERB[verb]}`" if verb in rules.RIGHT_OF_VERB else "",
            )
            for was, verb, now in moves
        ]
        parts += [
            f"## {title} documents",
            diagram(moves),
            table(("From", "Step", "To", "Right"), rows),
        ]
    work = rules_assignments.ASSIGNMENT
    assignments = [(str(was), verb, str(now)) for (was, verb), now in work.items()]
    parts += ["## Assignments", diagram(assignments)]
    statuses = {code: str(name) for code, name in exchange.STATUS_NAMES.items()}
    moves = [(was or "sent", "", now) for was, now in sorted(exchange.MOVES)]
    parts += [
        "## Deliveries",
        "The status a receiver reports. Any other order is kept as a receipt and moves nothing.",
        diagram(moves),
        table(
            ("Status", "Name"),
            [(f"`{code}`" if code else "", name) for code, name in statuses.items()],
        ),
    ]
    return page("States", "documents/rules.py and exchange/rules.py", *parts)


def diagram(moves: Iterable[tuple[str, str, str]]) -> str:
    """A Mermaid state diagram."""
    lines = [f"    {was} --> {now}" + (f" : {verb}" if verb else "") for was, verb, now in moves]
    return "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])


def law_page() -> str:
    """Law -> article -> the functions that obey it."""
    obeyed: dict[str, dict[str, set[str]]] = {}
    tested: dict[tuple[str, str], set[str]] = {}
    for one in _citations():
        for place in citations.places(one.place):
            where = obeyed.setdefault(one.law, {}).setdefault(place, set())
            if files.is_test(one.path):
                where = tested.setdefault((one.law, place), set())
            where.add(_where(one))
    parts = []
    for law, articles in sorted(obeyed.items()):
        rows = [
            (
                place,
                ", ".join(sorted(where)),
                ", ".join(
                    sorted(one.rpartition(".tests.")[2] for one in tested.get((law, place), ()))
                ),
            )
            for place, where in sorted(articles.items(), key=lambda item: _order(item[0]))
        ]
        parts += [f"## {law}", table(("Where in the law", "Obeyed in", "Tests that cite it"), rows)]
    return page("Law", "the citations in comments and docstrings", *parts)


def _citations() -> list[citations.Citation]:
    found: list[citations.Citation] = []
    paths = files.with_suffix(".py", ".html", ".css", ".js", ".typ", under=SOURCES)
    for path in paths:
        if files.is_migration(path):
            continue
        said = comments.of_python(path) if path.endswith(".py") else comments.of_others(path)
        for text, line in said:
            found += citations.in_text(text, path, line)
    return found


def _where(one: citations.Citation) -> str:
    if not one.path.endswith(".py"):
        return f"`{one.path.removeprefix(SOURCES)}`"
    code = read(one.path)
    around = [
        (node.end_lineno or 0) - node.lineno
        for node in (*code.functions.values(), *code.classes.values())
        if node.lineno <= one.line <= (node.end_lineno or 0)
    ]
    inner = next(
        (
            name
            for name, node in (*code.functions.items(), *code.classes.items())
            if around
            and node.lineno <= one.line <= (node.end_lineno or 0)
            and (node.end_lineno or 0) - node.lineno == min(around)
        ),
        "",
    )
    return short(f"{code.name}.{inner}" if inner else code.name)


def _order(place: str) -> tuple[str, int, str]:
    kind, _space, rest = place.partition(" ")
    number = "".join(sign for sign in rest.split("-")[0].split(",")[0] if sign.isdigit())
    return kind, int(number or 0), rest


def urls_page() -> str:
    """Every address, its name, how it may be asked, what it is."""
    from django.urls import get_resolver

    rows = [
        (f"`/{route}`", f"`{name}`", ", ".join(_methods(dotted)), doc)
        for route, name, dotted, doc in sorted(_routes(get_resolver()))
    ]
    return page(
        "Addresses",
        "every urls.py and the pages they name",
        table(("Address", "Name", "Methods", "What it is"), rows),
    )


def _routes(resolver: object, prefix: str = "", app: str = "") -> list[tuple[str, str, str, str]]:
    found = []
    for one in resolver.url_patterns:  # type: ignore[attr-defined]
        route = prefix + str(one.pattern)
        if hasattr(one, "url_patterns"):
            inner = f"{one.namespace}:" if one.namespace else app
            found += _routes(one, route, inner)
            continue
        doc = (one.callback.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")
        dotted = f"{one.callback.__module__}.{one.callback.__name__}"
        found.append((route, f"{app}{one.name}", dotted, " ".join(doc.split())))
    return found


ASKED = {
    "require_safe": ["GET"],
    "require_GET": ["GET"],
    "require_POST": ["POST"],
}


def _methods(dotted: str) -> list[str]:
    """What the page's decorators let through; a page without one takes anything."""
    module, _dot, name = dotted.rpartition(".")
    path = module.replace(".", "/") + ".py"
    if path not in files.ours():
        return ["any"]
    code = read(path)
    function = code.functions.get(name)
    for decorator in function.decorator_list if function else []:
        found = _let_through(code, decorator)
        if found:
            return found
    return ["any"]


def _let_through(code: Code, decorator: object) -> list[str]:
    if isinstance(decorator, ast.Name) and decorator.id in code.assigned:
        decorator = code.assigned[decorator.id]
    if isinstance(decorator, ast.Call) and decorator.args:
        listed = decorator.args[0]
        if isinstance(listed, ast.List):
            words = [str(one.value) for one in listed.elts if isinstance(one, ast.Constant)]
            return [word for word in words if word != "HEAD"]
    name = code.dotted(decorator).rsplit(".", 1)[-1] if isinstance(decorator, ast.AST) else ""
    return ASKED.get(name, [])


VARIABLES = {
    "DATABASE_OWNER_URL": "the role that owns the tables, when it is not the one of `DATABASE_URL`",
    "DATABASE_URL": "a PostgreSQL of yours, 17 or newer, in place of the embedded one",
    "LIENTHONG_ATTACHMENTS": "folder of the files",
    "LIENTHONG_DB_NAME": "another database on the same server: throw-away ones, the bench",
    "LIENTHONG_DB_POOL": "1 keeps a pool of connections in each web process",
    "LIENTHONG_DB_ROLE": "`owner` to change tables; set by the commands that do",
    "LIENTHONG_BACKUP_PASSPHRASE": "opens and closes the keys inside a backup",
    "LIENTHONG_CHROMIUM": "a Chromium for the tests in a browser",
    "LIENTHONG_DEMO": "1 or 0; overrides what the host implies: persona cards, the year 2022",
    "LIENTHONG_HOME": "folder of all data in place of `var/`",
    "LIENTHONG_HOST": "the public name; also turns the settings of TLS on",
    "LIENTHONG_EXCHANGE": "folder of the packets to and from other document systems",
    "LIENTHONG_KEYS": "folder of the keys",
    "LIENTHONG_SMTP_FROM": "sender of the daily digest",
    "LIENTHONG_SMTP_HOST": "server that takes mail; without it no mail is sent",
    "LIENTHONG_SMTP_PASSWORD": "password at that server",
    "LIENTHONG_SMTP_PORT": "its port, 587 unless told",
    "LIENTHONG_SMTP_TLS": "`starttls` (unless told), `tls` or `none`",
    "LIENTHONG_SMTP_USER": "user name at that server; empty signs in nowhere",
    "LIENTHONG_KEY_SECRET": "encrypts the signing keys, in place of a secret kept beside them",
    "LIENTHONG_LOG": "level of the log: `WARNING` unless told otherwise",
    "LIENTHONG_NO_BROWSER": "1: `make run` opens no browser",
    "LIENTHONG_PROVINCE": "folder of the province's data",
    "LIENTHONG_PROVINCE_NAME": "the province's short name",
    "LIENTHONG_SCANNERS": "scanners of files by name; the strictest answer counts",
    "LIENTHONG_SECRET_KEY": "signs sessions; made once under the data folder when absent",
    "LIENTHONG_CITIZENS": "file that says where citizens prove who they are, by OpenID Connect",
    "LIENTHONG_SIGNING": "file that says which key signs for whom: tokens, signing services",
    "LIENTHONG_TRUST": "folder of root certificates that signatures are judged by",
    "PORT": "where `make run` answers: 8000 unless told otherwise",
}


def settings_page() -> str:
    """Every environment variable the product reads, and where."""
    found = _variables()
    unknown = sorted(found.keys() - VARIABLES.keys())
    if unknown:
        raise SystemExit(f"tools/docs.py: say in VARIABLES what {', '.join(unknown)} is for")
    rows = [
        (f"`{name}`", VARIABLES[name], ", ".join(sorted(found[name]))) for name in sorted(found)
    ]
    return page(
        "Settings",
        "the environment variables that lienthong/ reads",
        "Every setting has a safe value when the environment says nothing.",
        table(("Variable", "What it is for", "Read in"), rows),
    )


def signatures_page() -> str:
    """What `lienthong signatures check` prints: verdicts, reasons, exit codes, the trust list."""
    from lienthong.documents.signing.reasons import ALL
    from lienthong.documents.signing.verdict import MEANINGS

    return page(
        "Signatures",
        "documents/signing/verdict.py and reasons.py",
        "`lienthong signatures check FILE... [--json] [--trust PATH]... [--only-trust] [--at T]`"
        " judges signed PDFs without a database or a network, each in a process with limits"
        " of time and memory. Exit 0: all valid. 1: something is not valid. 2: a file, or the trust"
        " list, could not be read.",
        "## Verdicts\n\nA file's verdict is the gravest of its reasons and of its signatures'. It"
        " is valid only if a person signed and the agency sealed afterwards, both hold, and nothing"
        " but long-term validation data follows.",
        table(("Verdict", "Meaning"), [(f"`{one}`", text) for one, text in MEANINGS.items()]),
        "## JSON\n\nA list with one object a file, in the order given:",
        JSON_SHAPE,
        "## Reasons\n\nA code never changes its meaning; new ones may come.",
        table(
            ("Code", "Verdict", "Words"),
            [(f"`{one.code}`", f"`{one.verdict}`", one.text) for one in ALL],
        ),
        "## On arrival\n\nThe seal of what a packet brings is compared with who sent it,"
        " by the parts of the certificate that `[certificates]` of province.toml names"
        " (`other_sender`); the command does not know the sender and leaves this out. A verdict"
        " other than `valid` stands on the clerk's work, with a notice; registering then needs a"
        " note.",
        "## Whom we trust\n\n`LIENTHONG_TRUST` names a folder, `--trust` a file or a folder more:"
        " certificates (`.pem`, `.crt`, `.cer`, `.der`; a PEM file may hold several) are roots,"
        " `.crl` files are revocation lists that an administrator fetched. In a demonstration the"
        " demo's own root is trusted too, unless `--only-trust` is given. Revocation lists and OCSP"
        " answers inside the file (DSS, adbe-revocation) count as far as their signatures lead to"
        " a root. Nobody is asked over a network: without news a certificate is not revoked.",
        "## Person or agency\n\nA certificate's role is told by a policy, by a statement"
        " of EN 319 412-5, by attributes only people have (surname, given name, title, personal"
        " number), by an organisation identifier, by an organisation name equal to the common name,"
        " by a common name that begins as those of public bodies do. Otherwise it is a person's.",
    )


JSON_SHAPE = """```
file         the name as given
sha256       of the file; null when it could not be read
verdict      one of the verdicts, or "unread"
reasons      [{verdict, code, text}], empty for a valid file; texts are for people, in Vietnamese
signatures   in the order of signing:
  field        name of the form field
  kind         "signature" or "timestamp" (a time stamp of the whole document)
  verdict      of this signature alone
  role         "person", "agency" or null
  name, agency_code, agency_name, issuer    from the certificate; "" when it says nothing
  signed_at    what the signature claims, ISO 8601 or null
  proved_at    what a trusted time stamp says, ISO 8601 or null
  reasons      [{verdict, code, text}]
```"""


def _variables() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for code in product():
        for text, _at in code.texts:
            if re.fullmatch(r"LIENTHONG_[A-Z_]+|DATABASE(?:_OWNER)?_URL|PORT", text):
                found.setdefault(text, set()).add(short(code.name))
    return found


def appendix_page() -> str:
    """The 68 rows of the decree's list and the tests that show each."""
    tests: dict[str, list[str]] = {}
    for one in appendix.shown():
        tests.setdefault(one.id, []).append(f"`{Path(one.path).stem}.{one.test}`")
    rows = [
        (one.id, one.what, "<br>".join(tests.get(one.id, ())) or "**not shown yet**")
        for one in appendix.rows()
    ]
    done = sum(one.id in tests for one in appendix.rows())
    return page(
        "Decree 30/2020, appendix VI",
        "tools/source_tree/appendix_vi.csv and the marks `appendix_vi` of the tests",
        f"{done} of {len(rows)} rows are shown by a test. `make appendix-vi` runs them.",
        table(("Id", "What the system must do", "Tests that show it"), rows),
    )


def score_page() -> str:
    """What `lienthong score` takes and gives."""
    from source_tree import scores

    made_from = "indicators/definitions/, indicators/example.json and source_tree/score_page.md"
    return page("The score of Decision 766/2022", made_from, scores.body(table))


PAGES = {
    "appendix-vi.md": appendix_page,
    "events.md": events_page,
    "rights.md": rights_page,
    "states.md": states_page,
    "law.md": law_page,
    "urls.md": urls_page,
    "settings.md": settings_page,
    "signatures.md": signatures_page,
    "score.md": score_page,
}


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthong.config.settings")
    import django

    django.setup()
    checking = sys.argv[1:] == ["--check"]
    stale = []
    for name, write in PAGES.items():
        file, text = FOLDER / name, write()
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not checking:
            FOLDER.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    if checking and stale:
        names = ", ".join(f"docs/reference/{name}" for name in stale)
        print(f"stale: {names}; run: python tools/docs.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
