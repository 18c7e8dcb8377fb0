"""What is asked before a step: a new procedure's name, a decision, a reason, a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lienthong.services.editing.fields import CONTROL, Line
from lienthong.services.packages.codes import FILE, PROCEDURE
from lienthong.services.packages.reading import SUFFIXES
from lienthong.ui.forms import DateBoxesField

ZIP_MOST = 5_000_000
TEXT_MOST = 200_000


class NewForm(forms.Form):
    """A procedure from another one."""

    code = Line(
        label=_("Mã thủ tục mới"),
        most=40,
        help_text=_("Mã trong Cơ sở dữ liệu quốc gia về thủ tục hành chính, ví dụ 1.001193."),
    )
    name = Line(label=_("Tên thủ tục mới"))

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not PROCEDURE.fullmatch(code):
            raise forms.ValidationError(
                _now("Mã thủ tục chỉ có chữ không dấu, số, dấu chấm, gạch nối: “1.001193”.")
            )
        return code


class PublishForm(forms.Form):
    """By which decision, from which day."""

    decision = Line(
        label=_("Số, ngày và cơ quan ra quyết định công bố"),
        most=300,
        help_text=_("Ví dụ: Quyết định số 12/QĐ-UBND ngày 21/11/2022."),
    )
    starts = DateBoxesField(label=_("Có hiệu lực từ ngày"))


class ReasonForm(forms.Form):
    """Why it goes back."""

    reason = forms.CharField(
        label=_("Cần sửa gì"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ZipForm(forms.Form):
    """A package that was taken away, or made elsewhere."""

    package = forms.FileField(
        label=_("Tệp zip của gói"),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={
            "required": _("Chọn tệp zip."),
            "empty": _("Tệp này trống. Chọn tệp khác."),
        },
    )

    def clean_package(self) -> Any:
        file = self.cleaned_data["package"]
        if file.size > ZIP_MOST:
            raise forms.ValidationError(_now("Tệp lớn quá 5 MB."))
        return file


class TextForm(forms.Form):
    """A file of the package as text."""

    name = forms.CharField(label=_("Tên tệp"), max_length=120)
    text = forms.CharField(
        label=_("Nội dung"),
        max_length=TEXT_MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "code"}),
        error_messages={"max_length": _("Tệp dài quá 200.000 ký tự.")},
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not FILE.fullmatch(name) or ".." in name or not name.endswith(SUFFIXES):
            raise forms.ValidationError(
                _now("Tên tệp dạng tests/cases.yaml: chữ không dấu, nhiều nhất một thư mục.")
            )
        return name

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if CONTROL.search(text.replace("\t", " ")):
            raise forms.ValidationError(_now("Có ký tự điều khiển không nhìn thấy. Gõ lại."))
        return text if text.endswith("\n") else f"{text}\n"
