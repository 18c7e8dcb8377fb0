"""Form controls that Django has not: a date as three boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


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
