"""The shape of a search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthong.kernel.search import question
from lienthong.ui.forms import DateBoxesField
from lienthong.work.sources import Choice, Choices

NAME_MAX = 80


class SearchForm(forms.Form):
    """The filters beside the words; every one is optional."""

    type = forms.ChoiceField(label=gettext_lazy("Loại văn bản"), required=False)
    issuer = forms.ChoiceField(label=gettext_lazy("Cơ quan ban hành"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Năm"), required=False, min_value=1945, max_value=2200
    )
    since = DateBoxesField(label=gettext_lazy("Từ ngày"), required=False)
    until = DateBoxesField(label=gettext_lazy("Đến ngày"), required=False)
    sort = forms.ChoiceField(
        label=gettext_lazy("Xếp theo"),
        required=False,
        choices=[("", gettext_lazy("Khớp nhất")), ("newest", gettext_lazy("Mới nhất"))],
    )

    def __init__(self, data: Any, choices: Choices) -> None:
        super().__init__(data, auto_id="s-%s")
        for name, offered in (
            ("type", choices.types),
            ("issuer", choices.issuers),
            ("state", choices.states),
        ):
            self.fields[name].choices = _all(offered)  # type: ignore[attr-defined]


def _all(offered: Sequence[Choice]) -> list[Choice]:
    return [("", _("Tất cả")), *offered]


class SavedSearchForm(forms.Form):
    """The name of a search worth keeping, and what it asks."""

    name = forms.CharField(
        label=gettext_lazy("Tên để nhớ"),
        max_length=NAME_MAX,
        error_messages={
            "required": gettext_lazy("Nhập tên để nhớ, ví dụ: Hạn mặn năm 2022."),
            "max_length": gettext_lazy("Tên dài quá 80 ký tự. Đặt tên ngắn hơn."),
        },
    )
    query = forms.CharField(max_length=question.LONGEST * 6)
