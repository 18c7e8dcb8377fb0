"""The shape of what the clerk types from a paper document: in the order in which it is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.documents import rules
from lienthong.documents.actions.paper import ISSUER_MAX, SYMBOL_MAX
from lienthong.documents.forms import (
    SECRECY,
    ManyFiles,
    ManyFilesField,
    RecipientCodes,
    WithRefusal,
    signer_choices,
    type_choices,
)
from lienthong.kernel import urgency
from lienthong.kernel.acts import Act
from lienthong.ui.forms import DateBoxesField

NUMBER_MAX = 99_999
PAGES_MAX = 5_000


class PaperForm(WithRefusal):
    """A document that lies on the desk."""

    issuer = forms.CharField(
        label=_("Cơ quan ban hành"),
        max_length=ISSUER_MAX,
        help_text=_("Gõ vài chữ rồi chọn trong danh bạ, hoặc gõ tên đầy đủ."),
        widget=forms.TextInput(attrs={"list": "issuers", "autocomplete": "off"}),
        error_messages={"required": _("Nhập cơ quan ban hành.")},
    )
    number = forms.IntegerField(
        label=_("Số"),
        required=False,
        min_value=1,
        max_value=NUMBER_MAX,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Nhập số bằng chữ số, ví dụ 15."),
            "min_value": _("Số ít nhất là 1."),
            "max_value": _("Số nhiều nhất 99.999."),
        },
    )
    symbol = forms.CharField(
        label=_("Ký hiệu"),
        required=False,
        max_length=SYMBOL_MAX,
        help_text=_("Phần sau dấu gạch chéo, ví dụ QĐ-UBND."),
        error_messages={"max_length": _("Ký hiệu dài quá 30 ký tự.")},
    )
    issued_on = DateBoxesField(label=_("Ngày ban hành"))
    document_type = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    subject = forms.CharField(
        label=_("Trích yếu"),
        max_length=rules.SUBJECT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Nhập trích yếu."),
            "max_length": _("Trích yếu dài quá 500 ký tự. Rút gọn rồi gửi lại."),
        },
    )
    urgency = forms.TypedChoiceField(
        label=_("Độ khẩn"),
        coerce=int,
        choices=list(enumerate(urgency.NAMES)),
        initial=0,
    )
    pages = forms.IntegerField(
        label=_("Số trang"),
        required=False,
        min_value=1,
        max_value=PAGES_MAX,
        error_messages={
            "invalid": _("Nhập số trang bằng chữ số."),
            "min_value": _("Ít nhất 1 trang."),
            "max_value": _("Nhiều nhất 5.000 trang."),
        },
    )
    arrived_on = DateBoxesField(
        label=_("Ngày đến"),
        required=False,
        help_text=_("Để trống nếu đến hôm nay. Hạn vào sổ tính từ ngày đến."),
    )
    scan = ManyFilesField(
        label=_("Bản quét"),
        required=False,
        widget=ManyFiles(attrs={"accept": ".pdf,image/*"}),
        help_text=_("Một tệp PDF, hoặc ảnh chụp các trang theo thứ tự. Chưa có thì để trống."),
    )
    anyway = forms.CharField(
        label=_("Lý do vẫn vào sổ"), required=False, max_length=rules.REASON_MAX
    )

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["document_type"]
        if isinstance(field, forms.ChoiceField):
            field.choices = type_choices(act)


class AnywayForm(WithRefusal):
    """Why a document is entered although its paper copy is."""

    anyway = forms.CharField(
        label=_("Lý do vẫn vào sổ"),
        max_length=rules.REASON_MAX,
        error_messages={"required": _("Nhập lý do.")},
    )


class PaperEntryForm(RecipientCodes):
    """A document that a leader of the agency has signed on paper."""

    field_order = ("document_type", "subject", "signer", "urgency", "secrecy", "codes")

    document_type = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    subject = forms.CharField(
        label=_("Trích yếu"),
        max_length=rules.SUBJECT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Nhập trích yếu."),
            "max_length": _("Trích yếu dài quá 500 ký tự. Rút gọn rồi gửi lại."),
        },
    )
    signer = forms.ChoiceField(
        label=_("Người đã ký trên giấy"),
        error_messages={"required": _("Chọn người ký."), "invalid_choice": _("Chọn lại người ký.")},
    )
    urgency = forms.TypedChoiceField(
        label=_("Độ khẩn"), coerce=int, choices=list(enumerate(urgency.NAMES)), initial=0
    )
    secrecy = forms.ChoiceField(
        label=_("Độ mật"), choices=SECRECY, widget=forms.RadioSelect, initial="none"
    )

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("document_type", type_choices(act)),
            ("signer", signer_choices(act)),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class ScanForm(WithRefusal):
    """The scan of a paper document."""

    scan = ManyFilesField(
        label=_("Bản quét"),
        widget=ManyFiles(attrs={"accept": ".pdf,image/*"}),
        help_text=_("Một tệp PDF, hoặc ảnh chụp các trang theo thứ tự."),
        error_messages={
            "required": _("Chọn bản quét."),
            "empty": _("Tệp rỗng. Chọn tệp khác."),
            "max_length": _("Tên tệp quá dài. Đặt lại tên ngắn hơn."),
        },
    )
