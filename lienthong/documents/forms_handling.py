"""The shape of what people type about their part of the work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.documents import rules
from lienthong.documents.forms import (
    DAYS_MAX,
    ReasonForm,
    SubmissionForm,
    WithRefusal,
    leader_choices,
)
from lienthong.documents.models import Document
from lienthong.kernel.acts import Act

__all__ = [
    "AnswerForm",
    "ExtensionForm",
    "PassingOnForm",
    "ReasonForm",
    "ReminderForm",
    "ReportForm",
    "WithRefusal",
]


class ReportForm(WithRefusal):
    """What was done, and the reply that carries it."""

    text = forms.CharField(
        label=_("Nội dung báo cáo"),
        max_length=rules.DIRECTIVE_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Nhập nội dung báo cáo."),
            "max_length": _("Báo cáo dài quá 2.000 ký tự. Rút gọn rồi gửi lại."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Báo cáo này là"),
        choices=[("final", _("Kết quả, chờ người giao kết luận")), ("progress", _("Tiến độ"))],
        widget=forms.RadioSelect,
        initial="final",
    )
    reply = forms.ChoiceField(label=_("Văn bản trả lời kèm theo"), required=False)

    def __init__(self, replies: list[Document], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reply"]
        if isinstance(field, forms.ChoiceField):
            named = [(str(one.id), f"{one.code or one.subject[:80]}") for one in replies]
            field.choices = [("", _("Không có")), *named]


class ExtensionForm(ReasonForm):
    """How much longer, and why."""

    field_order = ("days", "reason")

    days = forms.IntegerField(
        label=_("Thêm bao nhiêu ngày làm việc"),
        min_value=1,
        max_value=DAYS_MAX,
        error_messages={
            "required": _("Nhập số ngày."),
            "invalid": _("Nhập số ngày bằng chữ số, ví dụ 3."),
            "min_value": _("Ít nhất 1 ngày làm việc."),
            "max_value": _("Nhiều nhất 250 ngày làm việc."),
        },
    )


class AnswerForm(WithRefusal):
    """Yes, or no and why."""

    granted = forms.ChoiceField(
        label=_("Trả lời"),
        choices=[("yes", _("Đồng ý")), ("no", _("Không đồng ý"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn đồng ý hoặc không đồng ý.")},
    )
    reason = forms.CharField(
        label=_("Lý do, nếu không đồng ý"),
        required=False,
        max_length=rules.REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Lý do dài quá 1.000 ký tự. Rút gọn rồi gửi lại.")},
    )


class ReminderForm(WithRefusal):
    """A word with the reminder, if one wants."""

    words = forms.CharField(
        label=_("Lời nhắc"),
        required=False,
        max_length=rules.REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Lời nhắc dài quá 1.000 ký tự. Rút gọn rồi gửi lại.")},
    )


class PassingOnForm(SubmissionForm):
    """To which other leader, and with which word."""

    words = forms.CharField(
        label=_("Ý kiến"),
        required=False,
        max_length=rules.DIRECTIVE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Ý kiến dài quá 2.000 ký tự. Rút gọn rồi gửi lại.")},
    )

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(act, *args, **kwargs)
        field = self.fields["leader"]
        if isinstance(field, forms.ChoiceField):
            own = str(act.position_id)
            field.choices = [one for one in leader_choices(act) if one[0] != own]
        self.initial.pop("leader", None)
