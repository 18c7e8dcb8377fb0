"""A part of a package as one page: a form over a place of a file, and tables of rows under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lienthong.engine.sheets import ROWS_MOST
from lienthong.services.editing.draft import Draft, Path
from lienthong.services.editing.fields import Expression, Pick, Picks

EMPTY: tuple[Any, ...] = (None, "", [])
APART = "__"
"""`legal_most__amount` is the entry `amount` of `legal_most`."""


class RowForm(forms.Form):
    """Entries of one mapping of a file; every field is called as its entry is."""

    use_required_attribute = False

    def __init__(self, *args: Any, draft: Draft, row: Mapping[str, Any], **kwargs: Any) -> None:
        self.draft, self.row = draft, dict(row)
        kwargs.pop("initial", None)
        super().__init__(*args, **kwargs)
        self.prepare()
        for name, one in self._entries():
            self.initial[name] = one.shown(_at(self.row, name))
            if isinstance(one, Pick) and not self.initial[name]:
                one.ask()
            if isinstance(one, Expression):
                one.help_text = self._heard(one, self.initial[name]) or one.help_text

    def prepare(self) -> None:
        """Fill choices that depend on the draft."""

    def _entries(self) -> list[tuple[str, Any]]:
        return [(name, one) for name, one in self.fields.items() if hasattr(one, "shown")]

    def _heard(self, one: Expression, text: str) -> str:
        if not text or self.draft.names is None:
            return ""
        told = one.told(text, self.draft.names)
        if told:
            return _("Chưa đúng: {told}").format(told=told)
        return _("Đọc được, cho ra {kind}.").format(kind=one.wants.value)

    def clean(self) -> dict[str, Any]:
        found = dict(super().clean() or self.cleaned_data)
        for name, one in self.fields.items():
            if isinstance(one, Expression) and (told := one.told(found.get(name, ""), self.names)):
                self.add_error(name, told)
        return found

    @property
    def names(self) -> Any:
        """What expressions may read."""
        return self.draft.names

    def result(self) -> dict[str, Any]:
        """The mapping as it is now: only what was changed is put anew."""
        row = _copied(self.row)
        for name, one in self._entries():
            now = self.cleaned_data.get(name)
            old = _at(row, name)
            if _same(one, old, now):
                continue
            if isinstance(one, Picks) and isinstance(old, list):
                picked = list(now or ())
                now = [v for v in old if v in picked] + [v for v in picked if v not in old]
            usual = getattr(one, "usual", None)
            _set(row, name, None if now in EMPTY or (now == usual) else now)
        return row


def _copied(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: dict(one) if isinstance(one, dict) else one for key, one in row.items()}


def _same(one: Any, old: Any, now: Any) -> bool:
    """Whether the box still says what the file says."""
    try:
        before = one.clean(one.shown(old))
    except forms.ValidationError:
        return False
    if isinstance(one, Picks):
        return set(before) == set(now) and isinstance(old, list | None)
    return bool(before == now) and not (old is not None and now in EMPTY and old not in EMPTY)


def _at(row: Mapping[str, Any], name: str) -> Any:
    value: Any = row
    for key in name.split(APART):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _set(row: dict[str, Any], name: str, value: Any) -> None:
    *above, last = name.split(APART)
    holder = row
    for key in above:
        inner = holder.get(key)
        holder[key] = dict(inner) if isinstance(inner, dict) else {}
        holder = holder[key]
    if value is None:
        holder.pop(last, None)
    else:
        holder[last] = value
    if above and not row[above[0]]:
        del row[above[0]]


class RowSet(BaseFormSet):  # type: ignore[type-arg]
    """Rows that can be added, changed, put in another order and taken away."""

    def __init__(self, *args: Any, draft: Draft, rows: Sequence[Any], **kwargs: Any) -> None:
        self.given = [dict(one) if isinstance(one, Mapping) else {} for one in rows]
        kwargs["form_kwargs"] = {"draft": draft}
        kwargs["initial"] = [{} for _row in self.given]
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Each form with its row."""
        known = index is not None and index < len(self.given)
        return {
            **super().get_form_kwargs(index),
            "row": self.given[index] if known and index is not None else {},
        }

    def add_fields(self, form: Any, index: int | None) -> None:
        """Order and taking away, said in Vietnamese."""
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Thứ tự")
        form.fields["ORDER"].widget = forms.TextInput(attrs={"inputmode": "numeric"})
        form.fields["DELETE"].label = _("Bỏ dòng này")

    def clean(self) -> None:
        """Rows are taken away by their box: fewer of them than there are were cut off."""
        if self.total_form_count() < len(self.given):
            raise forms.ValidationError(_("Bảng gửi lên thiếu dòng. Mở lại trang rồi sửa."))

    def value(self) -> list[dict[str, Any]]:
        """The rows that stay, in their order."""
        gone = {id(one) for one in self.deleted_forms}
        return [
            one.result()
            for one in self.ordered_forms
            if id(one) not in gone and (one.row or one.has_changed())
        ]


@dataclass(frozen=True)
class Rows:
    """A table of a part. `as_map`: the file has a mapping, whose names stand in that field; `fixed`
    names are always shown.
    """

    key: str
    title: str | Promise
    form: type[RowForm]
    path: Path
    hint: str | Promise = ""
    extra: int = 2
    as_map: str = ""
    fixed: Sequence[str] = ()

    def read(self, draft: Draft, file: str, above: Path) -> list[Any]:
        """Rows as they stand in the file."""
        value = draft.value(file, (*above, *self.path))
        if not self.as_map:
            return value if isinstance(value, list) else []
        given = value if isinstance(value, Mapping) else {}
        names = [*self.fixed, *(one for one in given if one not in self.fixed)]
        return [{self.as_map: name, **(given.get(name) or {})} for name in names]

    def write(self, draft: Draft, file: str, above: Path, rows: list[dict[str, Any]]) -> None:
        """The same place with these rows."""
        path = (*above, *self.path)
        value: Any = rows or None
        if self.as_map:
            named = {
                str(one[self.as_map]): {k: v for k, v in one.items() if k != self.as_map}
                for one in rows
            }
            value = {key: one for key, one in named.items() if one} or None
        if value is None and draft.value(file, path) in (None, [], {}):
            return
        draft.put(file, path, value)


@dataclass(frozen=True)
class Sheet:
    """A page over `path` of `file`."""

    key: str
    title: str | Promise
    file: str
    form: type[RowForm] | None = None
    rows: Sequence[Rows] = ()
    hint: str | Promise = ""
    path: Path = ()


@dataclass
class Bound:
    """A page with what was typed into it. `at` is where it stands in the file."""

    sheet: Sheet
    draft: Draft
    at: Path
    data: Any = None
    form: RowForm | None = field(init=False, default=None)
    tables: list[tuple[Rows, RowSet]] = field(init=False)

    def __post_init__(self) -> None:
        row = self.draft.value(self.sheet.file, self.at)
        row = {"pattern": row} if isinstance(row, str) else row
        if self.sheet.form is not None:
            given = row if isinstance(row, Mapping) else {}
            self.form = self.sheet.form(self.data, draft=self.draft, row=given)
        self.tables = [(one, self._table(one)) for one in self.sheet.rows]

    def _table(self, rows: Rows) -> RowSet:
        made: Any = formset_factory(
            rows.form, formset=RowSet, extra=0 if rows.fixed else rows.extra, can_order=True,
            can_delete=True, max_num=ROWS_MOST, absolute_max=ROWS_MOST + 1, validate_max=True,
        )  # fmt: skip
        given = rows.read(self.draft, self.sheet.file, self.at)
        table: RowSet = made(self.data, draft=self.draft, rows=given, prefix=rows.key)
        return table

    def valid(self) -> bool:
        """Whether everything typed has the right shape."""
        tables = [one.is_valid() for _rows, one in self.tables]
        return all(tables) and (self.form is None or self.form.is_valid())

    def forms(self) -> list[forms.BaseForm]:
        """All forms, for the summary of errors."""
        own = [self.form] if self.form is not None else []
        return [*own, *(form for _rows, table in self.tables for form in table.forms)]

    def write(self) -> None:
        """Put it into the draft's files."""
        if self.form is not None:
            self.draft.put(self.sheet.file, self.at, self.form.result())
        for rows, table in self.tables:
            rows.write(self.draft, self.sheet.file, self.at, table.value())
