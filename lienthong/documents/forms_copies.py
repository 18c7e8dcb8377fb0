"""The shape of what a clerk says of a copy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.documents import rules_copies
from lienthong.documents.actions.drafting import BODY_MAX
from lienthong.documents.forms import RecipientCodes, signer_choices
from lienthong.kernel.acts import Act

PAGES_LONGEST = 200


class ExtractForm(RecipientCodes):
    """What of a document an extract takes, and whom a copy goes to."""

    pages = forms.CharField(
        label=_("Trích sao: trang được trích"),
        required=False,
        max_length=PAGES_LONGEST,
        help_text=_("Giữ nguyên các trang này, ví dụ 1-2, 4. Để trống nếu chỉ trích một phần chữ."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("Danh sách trang quá dài. Gộp các trang liền nhau.")},
    )
    body = forms.CharField(
        label=_("Trích sao: hoặc nội dung được trích"),
        required=False,
        max_length=BODY_MAX,
        help_text=_("Chép đúng từng chữ của phần được trích, mỗi đoạn một dòng."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class CopyForm(ExtractForm):
    """A new copy: in which form, and who certifies it."""

    field_order = ("form", "signer", "pages", "body", "codes")

    form = forms.ChoiceField(
        label=_("Hình thức sao"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn hình thức sao.")},
    )
    signer = forms.ChoiceField(
        label=_("Người ký bản sao"),
        error_messages={"required": _("Chọn người ký."), "invalid_choice": _("Chọn lại người ký.")},
    )

    def __init__(self, act: Act, known: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("form", [(one, str(rules_copies.MEANINGS[one])) for one in known])
        self._choose("signer", signer_choices(act, known[0]) if known else [])
        if known:
            self.initial.setdefault("form", known[0])
        if rules_copies.EXTRACT not in known:
            del self.fields["pages"], self.fields["body"]

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
