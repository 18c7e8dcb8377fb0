"""From files to a `Package`, or every problem with its file and line.

procedure.yaml      what it is: the seven legal parts and what else a citizen is told
components.yaml     papers            fees.yaml         amounts, with tables/*.yaml
deadlines.yaml      terms             status-map.yaml   statuses of steps of its own
forms/main.schema.json                process.bpmn      only where no pattern fits
texts/en.yaml km.yaml                 templates/*       tests/*.yaml
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from lienthong.engine import files as one_file
from lienthong.engine.bpmn import catalogue
from lienthong.engine.expressions.names import Kind, Names, Rows
from lienthong.engine.forms import schema
from lienthong.engine.forms.fields import Field, Form, names_of
from lienthong.engine.problems import Problem, Wrong, refuse
from lienthong.engine.sheets import Sheet
from lienthong.engine.yaml_files import Part
from lienthong.services.packages import (
    children,
    components,
    deadlines,
    fees,
    legal,
    processes,
    values,
    wordings,
)
from lienthong.services.packages.codes import FILE
from lienthong.services.packages.package import CASE, KNOWN_FACTS, Case, Files, Package

PROCEDURE = "procedure.yaml"
FORM = "forms/main.schema.json"
FILES_MOST = 120
BYTES_MOST = 3_000_000
SUFFIXES = (".yaml", ".json", ".bpmn", ".typ", ".md")
CASES_MOST = 20


def digest(files: Files) -> str:
    """One name for exactly these files, whatever order they came in."""
    whole = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def read(files: Files) -> Package:
    """Raises `Wrong` with everything that is wrong, as far as it can be told."""
    refuse_files(files)
    problems: list[Problem] = []
    sheet = Sheet(PROCEDURE, problems)
    top = sheet.top(files.get(PROCEDURE), legal.KNOWN, legal.NEEDED)
    form = _form(files, problems)
    if form is None or not top:
        raise Wrong(*problems)
    package = _package(files, sheet, top, form)
    refuse(problems)
    if package is None:
        raise Wrong(Problem("Không đọc được gói thủ tục.", where=PROCEDURE))
    return package


def names_in(files: Files) -> tuple[Names, Names]:
    """What expressions of this package may read: before its case is decided, and after. Raises
    `Wrong` while its form can't be read.
    """
    problems: list[Problem] = []
    form = _form(files, problems)
    sheet = Sheet(PROCEDURE)
    top = sheet.top(files.get(PROCEDURE), ())
    if form is None:
        raise Wrong(*problems)
    planned = processes.plan(sheet, top.get("process"), processes.OWN in files)
    declared: dict[str, Kind | Rows] = {**names_of(list(form.fields)), **KNOWN_FACTS}
    return Names(declared), Names({**declared, CASE: Kind.TEXT, **planned.names()})


def refuse_files(files: Files) -> None:
    """Names and sizes, before anything is read."""
    if len(files) > FILES_MOST:
        refuse([Problem(f"Gói có hơn {FILES_MOST} tệp.")])
    if sum(len(one) for one in files.values()) > BYTES_MOST:
        refuse([Problem(f"Gói lớn quá {BYTES_MOST // 1_000_000} MB.")])
    refuse(
        Problem("Tên tệp này không dùng được trong gói thủ tục.", where=name[:120])
        for name in files
        if not FILE.fullmatch(name) or ".." in name or not name.endswith(SUFFIXES)
    )


def _form(files: Files, problems: list[Problem]) -> Form | None:
    content = files.get(FORM)
    if content is None:
        problems.append(Problem("Thiếu tệp này: biểu mẫu của thủ tục.", where=FORM))
        return None
    try:
        return schema.read(one_file.parse_json(content), known=KNOWN_FACTS)
    except Wrong as error:
        text = content.decode("utf-8", "replace")
        for one in error.problems:
            line = one.line or _line_of(text, one.where)
            problems.append(Problem(one.sentence, line, one.column or 1, f"{FORM}, {one.where}"))
        return None


def _line_of(text: str, where: str) -> int:
    """The line where a field of the form stands, 0 where it can't be told."""
    at = 0
    for key in where.partition(",")[0].split("."):
        match = re.compile(rf'"{re.escape(key)}"\s*:').search(text, at)
        if match is None:
            return 0 if not at else text.count("\n", 0, at) + 1
        at = match.end()
    return text.count("\n", 0, at) + 1


def _package(files: Files, sheet: Sheet, top: Mapping[str, Part], form: Form) -> Package | None:
    problems = sheet.problems
    fields = values.every(form.fields)
    planned = processes.plan(sheet, top.get("process"), processes.OWN in files)
    declared: dict[str, Kind | Rows] = {**names_of(list(form.fields)), **KNOWN_FACTS}
    _refuse_clashes(sheet, fields, planned)
    before = Names(declared)
    cases = _cases(sheet, top.get("cases"), before)
    facts: dict[str, Kind | Rows] = {**declared, CASE: Kind.TEXT, **planned.names()}
    after = Names(facts)
    process = processes.build(sheet, planned, files, facts)
    of_terms = Sheet("deadlines.yaml", problems)
    codes = [case.code for case in cases]
    terms, limited = deadlines.read(of_terms, files.get("deadlines.yaml"), codes)
    if process is not None:
        processes.there(of_terms, limited, process.nodes())
    papers = components.read(
        Sheet("components.yaml", problems), files.get("components.yaml"), after
    )
    charged = fees.read(Sheet("fees.yaml", problems), files.get("fees.yaml"), after, files)
    told = legal.read(sheet, top, fields, before, after)
    opened = children.read(sheet, top.get("children"), fields, after)
    languages = _languages(files, problems)
    if process is None or problems:
        return None
    return Package(
        **told,
        cases=cases,
        form=form,
        components=papers,
        fee_rules=charged,
        deadlines=terms,
        process=process,
        children=opened,
        languages=languages,
        files=dict(files),
        digest=digest(files),
    )


def _refuse_clashes(sheet: Sheet, fields: Mapping[str, Field], planned: processes.Plan) -> None:
    """A field of the form must not be called as a fact of the process is."""
    taken = {CASE, *catalogue.OUTCOMES, *planned.names()}
    for name in fields:
        if name in taken:
            told = "Tên trường này trùng với dữ kiện của quy trình: đặt tên khác."
            sheet.problems.append(Problem(told, where=f"{FORM}, {name}"))


def _cases(sheet: Sheet, part: Part | None, names: Names) -> tuple[Case, ...]:
    if part is None:
        return (Case("common", "", None),)
    rows = sheet.rows(part, most=CASES_MOST)
    found: list[Case] = []
    for number, row in enumerate(rows, 1):
        one = sheet.entries(row, {"code", "name", "when"}, ("code", "name"))
        code = sheet.text(one.get("code"), most=40)
        if code in {case.code for case in found}:
            sheet.say(row, f"Trường hợp “{code}” nêu hai lần.")
        last = number == len(rows)
        if last == ("when" in one):
            told = "không có “when”: nhận mọi hồ sơ còn lại" if last else "phải có “when”"
            sheet.say(row, f"Trường hợp {'cuối' if last else 'này'} {told}.")
        when = sheet.expression(one.get("when"), names)
        found.append(Case(code, sheet.text(one.get("name")), when))
    return tuple(found)


def _languages(files: Files, problems: list[Problem]) -> dict[str, wordings.Texts]:
    found = {"vi": wordings.Texts("vi")}
    for language in wordings.TRANSLATED:
        name = f"texts/{language}.yaml"
        found[language] = wordings.read(Sheet(name, problems), files.get(name), language)
    return found
