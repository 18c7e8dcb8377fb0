"""Form controls that Django has not: a date as three boxes, a first and a last day; and lists of
choices written at once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class Renderer(DjangoTemplates):
    """Django's way to draw controls, but for a list of choices: its template takes two more for
    each option, a tenth of a second for the agencies of a province.
    """

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """The control's HTML."""
        if template_name == forms.Select.template_name:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    groups = [
        (name, format_html_join("\n", '<option value="{}"{}>{}</option>', _options(options)))
        for name, options, _index in widget["optgroups"]
    ]
    lists = [
        format_html('<optgroup label="{}">\n{}\n</optgroup>', name, options) if name else options
        for name, options in groups
    ]
    body = format_html_join("\n", "{}", [(one,) for one in lists])
    return format_html(
        '<select name="{}"{}>\n{}\n</select>', widget["name"], flatatt(widget["attrs"]), body
    )


def _options(options: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(str(one["value"]), flatatt(one["attrs"]), one["label"]) for one in options]


class DateBoxes(forms.MultiWidget):
    """Day, month and year typed as numbers: faster and clearer than a calendar for a known date."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()], attrs)

    def decompress(self, value: Any) -> list[Any | None]:
        """A date as its three numbers."""
        return [value.day, value.month, value.year] if isinstance(value, date) else [None] * 3


class DateBoxesField(forms.DateField):
    """A date from three boxes; refuses 31/02 in words."""

    widget = DateBoxes
    default_error_messages = {
        "required": _("Nhập ngày, tháng, năm."),
        "invalid": _("Ngày này không có trong lịch. Nhập bằng số, ví dụ 21 11 2022."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%d/%m/%Y"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        """The texts of the three boxes as a date; None when all are empty."""
        if isinstance(value, (list, tuple)):
            parts = [str(part or "").strip() for part in value]
            value = "/".join(parts) if any(parts) else None
        return super().to_python(value)


class PeriodForm(forms.Form):
    """The days that something is read for, both inside."""

    EARLIEST, LATEST = 2000, 2200
    FORMATS = ("%d/%m/%Y", "%Y-%m-%d")
    WRONG = {"required": _("Nhập ngày."), "invalid": _("Nhập ngày dạng 21/11/2022.")}

    first = forms.DateField(
        label=_("Từ ngày"),
        input_formats=FORMATS,
        error_messages=WRONG,
        widget=forms.DateInput(format="%d/%m/%Y"),
    )
    last = forms.DateField(
        label=_("Đến ngày"),
        input_formats=FORMATS,
        error_messages=WRONG,
        widget=forms.DateInput(format="%d/%m/%Y"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not (first <= last and first.year >= self.EARLIEST):
            self.add_error(
                "first", _("Từ ngày phải trước hoặc trùng đến ngày, và không trước năm 2000.")
            )
        if last and last.year > self.LATEST:
            self.add_error("last", _("Đến ngày không sau năm 2200."))
        return cleaned

    def days(self) -> tuple[date, date]:
        """The first and the last day: those typed, or those it began with."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return given["first"], given["last"]

    @classmethod
    def asked(cls, given: Any, today: date) -> PeriodForm:
        """The form of an address, with the year until today to begin with."""
        start = {"first": date(today.year, 1, 1), "last": today}
        return cls(given if "last" in given else None, initial=start)
