"""The boxes of one field of the form, and of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lienthong.engine.expressions.names import WHOLE_MOST, bad_name
from lienthong.engine.forms.schema import URN
from lienthong.services.editing import form_fields
from lienthong.services.editing.draft import Draft
from lienthong.services.editing.fields import Expression, Line, Lines, Pick, Whole, YesNo
from lienthong.services.editing.form_fields import SHARED, Spot
from lienthong.services.editing.sheets import RowForm, Rows, Sheet
from lienthong.services.packages.reading import FORM

KIND_NAMES = {
    "text": _("Chữ, một dòng"),
    "long_text": _("Chữ, nhiều dòng"),
    "whole": _("Số nguyên"),
    "date": _("Ngày"),
    "yes_no": _("Có / không"),
    "choice": _("Chọn một"),
    "choices": _("Chọn nhiều"),
    "group": _("Nhóm trường"),
    "rows": _("Nhóm lặp lại"),
}
SHARED_NAMES = {
    "applicant": _("Người nộp (dùng chung)"),
    "person": _("Một người (dùng chung)"),
    "address": _("Địa chỉ (dùng chung)"),
    "organisation": _("Tổ chức (dùng chung)"),
    "parcel": _("Thửa đất (dùng chung)"),
}


def kind_name(kind: str) -> str:
    """As people read it."""
    if kind in KIND_NAMES:
        return str(KIND_NAMES[kind])
    ref = kind.removeprefix(SHARED)
    name = ref.removeprefix(URN)
    if name in SHARED_NAMES:
        return str(SHARED_NAMES[name])
    return _now("Như định nghĩa {name} của tờ khai").format(name=ref.rpartition("/")[2] or ref)


def row_of(spot: Spot) -> dict[str, Any]:
    """What the boxes of a field begin with."""
    one = spot.schema
    hints = one.get("x-ui", {})
    return {
        "key": spot.way[-1],
        "title": one.get("title"),
        "kind": form_fields.kind_of(one),
        "required": spot.required,
        "hint": hints.get("hint"),
        "unit": hints.get("unit"),
        "options": form_fields.options_text(one).splitlines(),
        "show_when": hints.get("show_when"),
        "required_when": hints.get("required_when"),
        "least": one.get("minimum"),
        "most": one.get("maximum"),
        "longest": one.get("maxLength"),
        "page": str(spot.page),
    }


class FieldBoxes(RowForm):
    """One field. `way` is where it stands, None for a new one."""

    title = Line(label=_("Nhãn người dân đọc"), most=200)
    key = Line(
        label=_("Tên trong biểu thức"),
        most=60,
        required=False,
        help_text=_("Chữ thường không dấu và gạch dưới. Để trống: lấy từ nhãn."),
    )
    kind = Pick({}, label=_("Loại"))
    required = YesNo(label=_("Bắt buộc điền"))
    hint = Line(label=_("Gợi ý dưới nhãn"), required=False)
    options = Lines(
        label=_("Các lựa chọn, mỗi dòng một"),
        required=False,
        help_text=_("Chỉ cho loại chọn: “ma = Nhãn”, hoặc chỉ nhãn."),
    )
    show_when = Expression(label=_("Chỉ hiện khi"), required=False, after=False)
    required_when = Expression(label=_("Bắt buộc khi"), required=False, after=False)
    least = Whole(-WHOLE_MOST, WHOLE_MOST, label=_("Số nhỏ nhất"), required=False)
    most = Whole(-WHOLE_MOST, WHOLE_MOST, label=_("Số lớn nhất"), required=False)
    longest = Whole(1, 10_000, label=_("Dài nhất mấy ký tự"), required=False)
    unit = Line(label=_("Đơn vị sau ô"), most=30, required=False)
    page = Pick({}, label=_("Ở trang"), required=False)
    parent = Pick({}, label=_("Trong nhóm"), required=False, empty=_("Không"))

    def __init__(
        self, *args: Any, spot: Spot | None, schema: dict[str, Any], **kwargs: Any
    ) -> None:
        self.spot, self.schema = spot, schema
        row = row_of(spot) if spot else {"page": str(len(form_fields.pages_of(schema)) - 1)}
        super().__init__(*args, row=row, **kwargs)

    def prepare(self) -> None:
        """Kinds, pages and groups of this form."""
        fields: Mapping[str, Any] = self.fields
        kinds = form_fields.kinds_of(self.schema)
        now = self.row.get("kind")
        if now and now not in kinds:
            kinds.append(now)
        fields["kind"].choices = [(one, kind_name(one)) for one in kinds]
        fields["page"].choices = [
            (str(number), one.get("title") or _now("Trang {n}").format(n=number + 1))
            for number, one in enumerate(form_fields.pages_of(self.schema))
        ]
        if self.spot is not None:
            del self.fields["parent"]
            if len(self.spot.way) > 1 or self.spot.page < 0:
                del self.fields["page"]
            return
        groups = [
            one for one in form_fields.spots(self.schema)
            if form_fields.kind_of(one.schema) in ("group", "rows")
        ]  # fmt: skip
        fields["parent"].choices = [
            ("", _now("Không")),
            *((".".join(one.way), str(one.schema.get("title"))) for one in groups),
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        key = found.get("key") or form_fields.slug(found.get("title", ""))
        if "key" not in self.errors and (told := bad_name(key) or self._taken(key)):
            self.add_error("key", told)
        found["key"] = key
        kind = found.get("kind", "")
        if kind in ("choice", "choices") and not found.get("options"):
            self.add_error("options", _now("Ghi ít nhất một lựa chọn."))
        return found

    def _taken(self, key: str) -> str:
        if "." in key:
            return _now("Tên không có dấu chấm.")
        parent = self.cleaned_data.get("parent") or ""
        above = self.spot.way[:-1] if self.spot else tuple(one for one in parent.split(".") if one)
        there = form_fields.holder_of(self.schema, (*above, key)).get("properties", {})
        own = self.spot.way[-1] if self.spot else ""
        if key in there and key != own:
            return _now("Đã có trường mang tên này. Đặt tên khác.")
        return ""

    def write(self, draft: Draft) -> None:
        """Put it into the form."""
        given = {**row_of(self.spot), **self.cleaned_data} if self.spot else self.cleaned_data
        if self.spot and self.cleaned_data == {
            name: one.clean(one.shown(self.row.get(name))) for name, one in self._entries()
        }:
            return
        form_fields.put(self.schema, self.spot.way if self.spot else None, given)
        draft.put(FORM, (), self.schema)


class PageBoxes(RowForm):
    """A page of the form: one matter."""

    title = Line(label=_("Tên trang"), most=200)
    intro = Line(label=_("Lời dẫn"), required=False)
    show_when = Expression(label=_("Chỉ hiện khi"), required=False, after=False)


PAGES = Sheet(
    "trang",
    _("Các trang của tờ khai"),
    FORM,
    rows=(
        Rows(
            "pages",
            _("Các trang"),
            PageBoxes,
            ("x-ui", "pages"),
            _("Mỗi trang một việc. Trường của trang bị bỏ chuyển sang trang đầu."),
        ),
    ),
)
