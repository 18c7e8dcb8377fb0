"""A draft's parts as pages: forms over a place of a file, lists with a page a row, text."""

from __future__ import annotations

import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthong.directory.acting import ActingRequest, official
from lienthong.engine.problems import Problem, Wrong
from lienthong.services.editing import form_fields, parts
from lienthong.services.editing.charges import HEADS
from lienthong.services.editing.deciding import TextForm
from lienthong.services.editing.draft import Draft
from lienthong.services.editing.fields_page import PAGES, FieldBoxes
from lienthong.services.editing.sheets import Bound, RowForm
from lienthong.services.editing.terms import PROCESS, settle_process
from lienthong.services.models import Version
from lienthong.services.packages import reading
from lienthong.services.packages.reading import FORM
from lienthong.services.pages.procedures.common import (
    SHEET,
    crumbs,
    draft_of,
    keep,
    problem_lines,
    seen,
    show,
    url_of,
)
from lienthong.services.pages.procedures.index import steps_shown
from lienthong.ui.shapes import Link
from lienthong.ui.tags.fields import first_id

UP, DOWN, REMOVE = "up", "down", "remove"


@SHEET
@official
def part(request: ActingRequest, version_id: int, part: str) -> HttpResponseBase:
    """A part: one form, or the list of its rows."""
    version, draft = draft_of(request, version_id)
    if part not in parts.TITLES:
        raise Http404
    try:
        if part in parts.SHEETS:
            return _sheet(request, version, draft, part)
        return _list(request, version, draft, part)
    except Wrong as error:
        return _unreadable(request, version, draft, part, error)


def _sheet(request: ActingRequest, version: Version, draft: Draft, part: str) -> HttpResponseBase:
    sheet = parts.SHEETS[part]
    before = draft.value(FORM) if part == PAGES.key else None
    if before is not None and not before.get("x-ui", {}).get("pages"):
        form_fields.pages_of(before)
        draft.put(FORM, (), before)
    context = _context(version, draft, part)
    bound = Bound(sheet, draft, sheet.path, request.POST if request.method == "POST" else None)
    if request.method == "POST" and bound.valid():
        bound.write()
        _settle(request, draft, part, before)
        context["refused"] = keep(request, version, draft, str(sheet.title))
        if not context["refused"]:
            return redirect(url_of(version, "procedure_part", part))
    if part == PROCESS.key:
        context["steps"] = steps_shown(context["saved"].package)
    return _shown(request, "services/procedures/part.html", context | {"bound": bound}, bound)


def _settle(request: ActingRequest, draft: Draft, part: str, before: Any) -> None:
    """What follows in other places of the package."""
    if part == PAGES.key:
        now = draft.value(FORM)
        form_fields.settle_pages(before, now)
        draft.put(FORM, (), now)
    if part == PROCESS.key and (gone := settle_process(draft)):
        told = _("Đã bỏ hạn của những bước không còn trong quy trình: {steps}.")
        messages.info(request, told.format(steps=", ".join(gone)))


def _context(version: Version, draft: Draft, part: str) -> dict[str, Any]:
    saved = Draft(draft.files)
    keys = list(parts.TITLES)
    after = keys[(keys.index(part) + 1) % len(keys)]
    return {
        "version": version,
        "part": part,
        "title": parts.TITLES[part],
        "crumbs": crumbs(version, Link(str(parts.TITLES[part]))),
        "seen": seen(draft),
        "saved": saved,
        "problems": [one for one in _problems(version, saved) if one[0] == str(parts.TITLES[part])],
        "next": Link(str(parts.TITLES[after]), url_of(version, "procedure_part", after)),
        "names": names_shown(saved),
        "refused": "",
    }


def _problems(version: Version, draft: Draft) -> list[tuple[str, str, str]]:
    """Only what reading finds: tests are run where they are shown."""
    try:
        reading.read(draft.files)
    except Wrong as error:
        return problem_lines(version, draft, list(error.problems))
    return []


def names_shown(draft: Draft) -> list[tuple[str, str, str]]:
    """Names that expressions may use: name, label, kind."""
    if draft.names is None:
        return []
    labels = {
        ".".join(spot.way): str(spot.schema.get("title", ""))
        for spot in form_fields.spots(draft.value(FORM))
    }
    return [
        (name, labels.get(name, ""), getattr(kind, "value", _("nhóm lặp lại")))
        for name, kind in draft.names[1].declared.items()
    ]


def _shown(
    request: ActingRequest, template: str, context: dict[str, Any], bound: Bound
) -> HttpResponseBase:
    wrong = request.method == "POST" and not context["refused"]
    context |= {
        "form_problems": _form_problems(bound) if wrong else [],
        "too_many": _too_many(bound) if wrong else "",
    }
    answer = show(request, template, context, *bound.forms())
    if request.method == "POST":
        answer.status_code = 422
    return answer


def _form_problems(bound: Bound) -> list[tuple[str, str]]:
    """(id of the control, sentence) of everything to correct."""
    found: list[tuple[str, str]] = []
    for form in bound.forms():
        found += [("", str(text)) for text in form.non_field_errors()]
        found += [(first_id(one), f"{one.label}: {one.errors[0]}") for one in form if one.errors]
    return found


def _too_many(bound: Bound) -> str:
    if any(not table.is_valid() and table.non_form_errors() for _rows, table in bound.tables):
        return _("Bảng gửi lên không đủ hoặc dài quá 100 dòng. Mở lại trang rồi sửa.")
    return ""


def _unreadable(
    request: ActingRequest, version: Version, draft: Draft, part: str, error: Wrong
) -> HttpResponseBase:
    """A file that no form can show: mended as text."""
    context = {
        "version": version,
        "title": parts.TITLES[part],
        "crumbs": crumbs(version, Link(str(parts.TITLES[part]))),
        "problems": [
            (one[0], one[1], _as_text(version, draft, problem))
            for problem, one in zip(
                error.problems, problem_lines(version, draft, list(error.problems)), strict=True
            )
        ],
    }
    return show(request, "services/procedures/unreadable.html", context)


def _as_text(version: Version, draft: Draft, problem: Problem) -> str:
    file = problem.where.partition(", ")[0]
    names = sorted(draft.files)
    number = names.index(file) + 1 if file in names else len(names) + 1
    return url_of(version, "procedure_item", parts.FILES, number)


def _list(request: ActingRequest, version: Version, draft: Draft, part: str) -> HttpResponseBase:
    rows = parts.rows_of(draft, part)
    context = _context(version, draft, part)
    context |= {"rows": rows, "new": url_of(version, "procedure_item", part, len(rows) + 1)}
    head = _head(request, draft, part)
    if head is not None and head.is_bound and head.is_valid():
        draft.put(parts.LISTS[part].file, (), head.result())
        context["refused"] = keep(request, version, draft, str(parts.TITLES[part]))
        if not context["refused"]:
            return redirect(url_of(version, "procedure_part", part))
    context["head"] = head
    return show(request, "services/procedures/rows.html", context, *([head] if head else []))


def _head(request: ActingRequest, draft: Draft, part: str) -> RowForm | None:
    if part not in HEADS:
        return None
    row = draft.value(parts.LISTS[part].file) or {}
    data = request.POST if request.method == "POST" else None
    return HEADS[part](data, draft=draft, row=row)


@SHEET
@official
def item(request: ActingRequest, version_id: int, part: str, number: int) -> HttpResponseBase:
    """One row of a list part; one past the last is a new one."""
    version, draft = draft_of(request, version_id)
    if part not in parts.TITLES or part in parts.SHEETS:
        raise Http404
    try:
        rows = parts.rows_of(draft, part)
        if not 1 <= number <= len(rows) + 1:
            raise Http404
        context = _context(version, draft, part)
        back = Link(str(parts.TITLES[part]), url_of(version, "procedure_part", part))
        name = rows[number - 1].title if number <= len(rows) else _("Thêm mới")
        context |= {"crumbs": crumbs(version, back, Link(name)), "name": name}
        if part == parts.FILES:
            return _text(request, version, draft, number, context)
        if part == parts.FIELDS:
            return _field(request, version, draft, number, context)
        return _row(request, version, draft, number, context)
    except Wrong as error:
        return _unreadable(request, version, draft, part, error)


def _row(
    request: ActingRequest, version: Version, draft: Draft, number: int, context: dict[str, Any]
) -> HttpResponseBase:
    sheet = parts.LISTS[context["part"]]
    data = request.POST if request.method == "POST" else None
    bound = Bound(sheet, draft, (*sheet.path, number - 1), data)
    if data is not None and bound.valid():
        if draft.value(sheet.file, sheet.path) is None:
            draft.put(sheet.file, sheet.path, [])
        bound.write()
        what = f"{sheet.title}: {bound.form.cleaned_data['name'] if bound.form else ''}"
        context["refused"] = keep(request, version, draft, what)
        if not context["refused"]:
            return redirect(url_of(version, "procedure_part", sheet.key))
    return _shown(request, "services/procedures/part.html", context | {"bound": bound}, bound)


def _field(
    request: ActingRequest, version: Version, draft: Draft, number: int, context: dict[str, Any]
) -> HttpResponseBase:
    schema = draft.value(FORM)
    spots = list(form_fields.spots(schema))
    spot = spots[number - 1] if number <= len(spots) else None
    data = request.POST if request.method == "POST" else None
    form = FieldBoxes(data, draft=Draft(draft.files), spot=spot, schema=copy.deepcopy(schema))
    if data is not None and form.is_valid():
        form.write(draft)
        what = _("Trường “{title}”").format(title=form.cleaned_data["title"])
        context["refused"] = keep(request, version, draft, what)
        if not context["refused"]:
            return redirect(url_of(version, "procedure_part", parts.FIELDS))
    return show(request, "services/procedures/item.html", context | {"form": form}, form)


def _text(
    request: ActingRequest, version: Version, draft: Draft, number: int, context: dict[str, Any]
) -> HttpResponseBase:
    names = sorted(draft.files)
    name = names[number - 1] if number <= len(names) else ""
    shown = draft.files[name].decode() if name else ""
    form = TextForm(
        request.POST if request.method == "POST" else None, initial={"name": name, "text": shown}
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if given["name"] != name and given["name"] in draft.files:
            form.add_error("name", _("Gói đã có tệp này. Đặt tên khác."))
        else:
            draft.files.pop(name, None)
            draft.files[given["name"]] = given["text"].encode()
            context["refused"] = keep(request, version, draft, given["name"])
            if not context["refused"]:
                return redirect(url_of(version, "procedure_part", parts.FILES))
    return show(request, "services/procedures/item.html", context | {"form": form}, form)


@require_POST
@official
def place(request: ActingRequest, version_id: int, part: str, number: int) -> HttpResponseBase:
    """Move a row up or down, or take it away."""
    version, draft = draft_of(request, version_id)
    verb = request.POST.get("verb", "")
    back = redirect(url_of(version, "procedure_part", part))
    if part not in parts.TITLES or part in parts.SHEETS or verb not in (UP, DOWN, REMOVE):
        raise Http404
    try:
        rows = parts.rows_of(draft, part)
        if not 1 <= number <= len(rows):
            raise Http404
        _placed(draft, part, number - 1, verb)
    except Wrong as error:
        return _unreadable(request, version, draft, part, error)
    what = _("Bỏ “{name}”") if verb == REMOVE else _("Đổi chỗ “{name}”")
    refused = keep(request, version, draft, what.format(name=rows[number - 1].title))
    if refused:
        messages.warning(request, refused)
    return back


def _placed(draft: Draft, part: str, at: int, verb: str) -> None:
    step = -1 if verb == UP else 1
    if part == parts.FILES:
        if verb == REMOVE:
            del draft.files[sorted(draft.files)[at]]
    elif part == parts.FIELDS:
        schema = draft.value(FORM)
        way = list(form_fields.spots(schema))[at].way
        if verb == REMOVE:
            form_fields.remove(schema, way)
        else:
            form_fields.move(schema, way, step)
        draft.put(FORM, (), schema)
    else:
        sheet = parts.LISTS[part]
        rows = draft.value(sheet.file, sheet.path)
        row = rows.pop(at)
        if verb != REMOVE:
            rows.insert(min(max(at + step, 0), len(rows)), row)
        draft.put(sheet.file, sheet.path, rows)
