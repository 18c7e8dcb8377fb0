"""Parts of packages as forms and back, without pages and without a database."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.forms import BaseForm

from lienthong.services.editing import form_fields, parts
from lienthong.services.editing.charges import HEADS
from lienthong.services.editing.draft import Draft
from lienthong.services.editing.fields_page import FieldBoxes
from lienthong.services.editing.sheets import Bound, Sheet
from lienthong.services.packages import folders
from lienthong.services.packages.reading import FORM

PROCEDURES = settings.PROVINCE_DIR / "procedures"
PACKAGES = folders.packages_in(PROCEDURES)


def sent(form: BaseForm) -> Iterator[tuple[str, Any]]:
    """What a browser sends of a form that nobody touched."""
    for one in form:
        value = one.value()
        if value is not None and value is not False:
            yield one.html_name, "on" if value is True else value


def untouched(sheet: Sheet, draft: Draft, at: Any) -> Bound:
    shown = Bound(sheet, draft, at)
    data = dict(sent(shown.form)) if shown.form else {}
    for _rows, table in shown.tables:
        data |= dict(sent(table.management_form))
        for form in table.forms:
            data |= dict(sent(form))
    return Bound(sheet, draft, at, data)


def problems_of(bound: Bound) -> list[Any]:
    return [one.errors for one in bound.forms() if one.errors]


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_what_nobody_touched_stays_to_the_letter(name: str) -> None:
    draft = Draft(folders.files_of(PACKAGES[name]))
    before = dict(draft.files)
    for sheet in parts.SHEETS.values():
        bound = untouched(sheet, draft, sheet.path)
        assert bound.valid(), problems_of(bound)
        bound.write()
    for sheet in parts.LISTS.values():
        head = HEADS[sheet.key](draft=draft, row=draft.value(sheet.file))
        head = HEADS[sheet.key](dict(sent(head)), draft=draft, row=draft.value(sheet.file))
        assert head.is_valid()
        draft.put(sheet.file, (), head.result())
        for number, _row in enumerate(parts.rows_of(draft, sheet.key)):
            bound = untouched(sheet, draft, (*sheet.path, number))
            assert bound.valid(), problems_of(bound)
            bound.write()
    schema = draft.value(FORM)
    for spot in form_fields.spots(copy.deepcopy(schema)):
        boxes = FieldBoxes(draft=draft, spot=spot, schema=copy.deepcopy(schema))
        data = dict(sent(boxes))
        boxes = FieldBoxes(data, draft=draft, spot=spot, schema=copy.deepcopy(schema))
        assert boxes.is_valid(), boxes.errors
        boxes.write(draft)
    assert {k: v.decode() for k, v in draft.files.items() if v != before.get(k)} == {}
    assert draft.files == before
