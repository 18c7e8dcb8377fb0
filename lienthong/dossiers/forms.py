"""The shape of what people type about files; the rules themselves are in `rules.py`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.directory import posts
from lienthong.dossiers import rules
from lienthong.kernel import clock
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.ui.forms import DateBoxesField

PERMANENT = "permanent"
YEARS = (5, 10, 15, 20, 30, 50, 70)
FIELD_OF_REFUSAL = {
    "dossiers.title": "title",
    "dossiers.abbreviation": "abbreviation",
    "dossiers.keeper": "keeper",
    "dossiers.retention": "retention",
    "dossiers.reason": "reason",
    "dossiers.review": "review",
    "dossiers.notes": "notes",
    "dossiers.reader_twice": "position",
    "dossiers.group_name": "name",
    "dossiers.level": "level",
    "dossiers.level_units": "units",
    "dossiers.group": "group",
    "dossiers.until": "until",
}
"""Beside which field the words of a refusal are shown; others stand at the head of the form."""


class WithRefusal(forms.Form):
    """A form that can show a refusal of the rules where the cause was typed."""

    def refuse(self, refused: Refused) -> None:
        """Put the words of a refusal beside the field they are about."""
        field = FIELD_OF_REFUSAL.get(refused.code)
        self.add_error(field if field in self.fields else None, refused.message)


def post_choices(act: Act) -> list[tuple[str, str]]:
    """The posts of the agency today, highest first."""
    found = posts.posts_of_agency(act.agency_id or 0, clock.local(act.at).date())
    return [
        (str(one.position_id), ", ".join(filter(None, (one.title, one.unit_name, one.name))))
        for one in found
    ]


def _retention() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Thời hạn bảo quản"),
        choices=[("", _("Chọn thời hạn")), (PERMANENT, _("Vĩnh viễn")), *_years()],
        coerce=lambda value: None if value == PERMANENT else int(value),
        empty_value="",
        error_messages={"required": _("Chọn thời hạn bảo quản.")},
    )


def _years() -> list[tuple[str, Any]]:
    return [(str(years), _("%d năm") % years) for years in YEARS]


def _title(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=rules.TITLE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Nhập tiêu đề."), "max_length": _("Tiêu đề dài quá.")},
    )


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=rules.REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Nhập lý do."), "max_length": _("Lý do dài quá.")},
    )


class DossierForm(WithRefusal):
    """A file of one's own."""

    title = _title(_("Tiêu đề hồ sơ"))
    retention = _retention()


class HeadingForm(WithRefusal):
    """A heading of the list."""

    title = forms.CharField(
        label=_("Tên đề mục"),
        max_length=rules.TITLE_MAX,
        error_messages={"required": _("Nhập tên đề mục.")},
    )
    abbreviation = forms.CharField(
        label=_("Ký hiệu"),
        max_length=10,
        help_text=_("Chữ cái không dấu, ví dụ TCCB cho Tổ chức cán bộ."),
        error_messages={"required": _("Nhập ký hiệu."), "max_length": _("Nhiều nhất 10 chữ.")},
    )


class EntryForm(WithRefusal):
    """A file that the year will need."""

    heading = forms.TypedChoiceField(
        label=_("Đề mục"), coerce=int, error_messages={"required": _("Chọn đề mục.")}
    )
    title = _title(_("Tiêu đề hồ sơ"))
    keeper = forms.TypedChoiceField(
        label=_("Người lập hồ sơ"), coerce=int, error_messages={"required": _("Chọn chức vụ.")}
    )
    retention = _retention()

    def __init__(self, act: Act, headings: list[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data, prefix="entry")
        choices: dict[str, list[Any]] = {"heading": headings, "keeper": post_choices(act)}
        for name, found in choices.items():
            self.fields[name].choices = [("", _("Chọn")), *found]  # type: ignore[attr-defined]


class CloseForm(WithRefusal):
    """The review that closes a file."""

    retention = _retention()
    review = _reason(_("Kết quả rà soát"))


class RaiseForm(WithRefusal):
    """A longer time to keep."""

    retention = _retention()
    reason = _reason(_("Lý do"))


class ReasonForm(WithRefusal):
    """Why."""

    reason = _reason(_("Lý do"))


class NotesForm(WithRefusal):
    """Further facts, one a line."""

    notes = forms.CharField(
        label=_("Thông tin thêm"),
        required=False,
        max_length=20_000,
        help_text=_("Mỗi dòng một thông tin, theo mẫu “tên: giá trị”. Ví dụ: Từ khóa: hạ tầng số"),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ReaderForm(WithRefusal):
    """Somebody else who may see the file."""

    position = forms.TypedChoiceField(
        label=_("Người được xem"), coerce=int, error_messages={"required": _("Chọn chức vụ.")}
    )

    def __init__(self, act: Act, *args: Any) -> None:
        super().__init__(*args)
        choices = [("", _("Chọn")), *post_choices(act)]
        self.fields["position"].choices = choices  # type: ignore[attr-defined]


class PlaceForm(WithRefusal):
    """Which of one's open files a document goes into."""

    dossier = forms.TypedChoiceField(
        label=_("Hồ sơ"), coerce=int, error_messages={"required": _("Chọn hồ sơ.")}
    )

    def __init__(self, own: list[tuple[int, str]], *args: Any) -> None:
        super().__init__(*args)
        self.fields["dossier"].choices = [("", _("Chọn hồ sơ")), *own]  # type: ignore[attr-defined]


class GroupForm(WithRefusal):
    """A group of files: its name, its level, the units where the level goes by units."""

    name = forms.CharField(
        label=_("Tên nhóm"),
        max_length=rules.GROUP_NAME_MAX,
        error_messages={"required": _("Nhập tên nhóm."), "max_length": _("Tên nhóm dài quá.")},
    )
    level = forms.ChoiceField(
        label=_("Ai xem được hồ sơ của nhóm"),
        choices=list(rules.LEVEL_NAMES.items()),
        help_text=_("Người lập, đơn vị lập, văn thư, lãnh đạo, thanh tra, lưu trữ luôn xem được."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn mức độ thông tin của nhóm.")},
    )
    units = forms.TypedMultipleChoiceField(
        label=_("Các đơn vị"),
        coerce=int,
        required=False,
        help_text=_("Chỉ chọn khi nhóm dành cho một số đơn vị."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Có đơn vị không thuộc cơ quan. Chọn lại.")},
    )

    def __init__(self, units: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = units  # type: ignore[attr-defined]


class ClassifyForm(WithRefusal):
    """The group of a file."""

    group = forms.TypedChoiceField(
        label=_("Nhóm"),
        coerce=int,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": _("Không có nhóm này. Chọn lại.")},
    )

    def __init__(self, groups: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Không thuộc nhóm nào")), *groups]
        self.fields["group"].choices = choices  # type: ignore[attr-defined]


class GrantForm(ReaderForm):
    """Who may use an archived file, until when, why."""

    until = DateBoxesField(label=_("Khai thác đến hết ngày"))
    reason = _reason(_("Lý do"))
