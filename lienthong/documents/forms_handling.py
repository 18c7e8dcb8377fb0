"""The shape of what people type about their part of the work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.documents import rules
from lienthong.documents.forms import (
    DAYS_MAX,
    SubmissionForm,
    WithRefusal,
    leader_choices,
)
from lienthong.documents.models import Document
from lienthong.documents.queries import phrases
from lienthong.kernel.acts import Act

__all__ = [
    "AnswerForm",
    "AssignForm",
    "ExtensionForm",
    "PassingOnForm",
    "PhraseForm",
    "ReasonForm",
    "ReminderForm",
    "ReportForm",
    "WithRefusal",
]


class WithPhrases(WithRefusal):
    """A text that a ready phrase begins or is: chosen by one tap, what is typed comes after it."""

    written: ClassVar[str]
    none: ClassVar[Any] = _("Không dùng câu mẫu")

    phrase = forms.ChoiceField(
        label=_("Câu mẫu"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Câu mẫu này không còn nữa. Chọn lại.")},
    )

    def __init__(self, texts: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["phrase"]
        if not texts:
            del self.fields["phrase"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [("", self.none), *[(text, text) for text in texts]]
            self.fields[self.written].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parts = (data.get("phrase", ""), str(data.get(self.written, "")).strip())
        data[self.written] = " ".join(part for part in parts if part)
        return data


class ReasonForm(WithPhrases):
    """Why something goes back."""

    written = "reason"
    none = _("Tự viết")
    field_order = ("phrase", "reason")

    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Người nhận lại đọc được lý do này. Nói rõ cần sửa gì."),
        max_length=rules.REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Nhập lý do."),
            "max_length": _("Lý do dài quá 1.000 ký tự. Rút gọn rồi gửi lại."),
        },
    )

    def __init__(self, *args: Any, texts: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(texts, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data["reason"] and not self.errors:
            self.add_error("reason", _("Chọn một câu mẫu hoặc nhập lý do."))
        return data


class AssignForm(WithPhrases):
    """Who takes the lead, by when, and what the leader wants of it."""

    written = "directive"

    lead = forms.ChoiceField(
        label=_("Chủ trì"),
        error_messages={
            "required": _("Chọn một đơn vị hoặc một người chủ trì."),
            "invalid_choice": _("Nơi này không nhận phân công được. Chọn lại."),
        },
    )
    directive = forms.CharField(
        label=_("Ý kiến chỉ đạo"),
        required=False,
        max_length=rules.DIRECTIVE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Ý kiến dài quá 2.000 ký tự. Rút gọn rồi gửi lại.")},
    )
    days = forms.IntegerField(
        label=_("Hạn xử lý, tính bằng ngày làm việc"),
        required=False,
        min_value=1,
        max_value=DAYS_MAX,
        error_messages={
            "invalid": _("Nhập số ngày bằng chữ số, ví dụ 3."),
            "min_value": _("Hạn ít nhất 1 ngày làm việc."),
            "max_value": _("Hạn nhiều nhất 250 ngày làm việc."),
        },
    )

    report_back = forms.BooleanField(
        label=_("Nơi chủ trì báo cáo kết quả, tôi kết luận"), required=False
    )

    def __init__(
        self, choices: list[Any], offered: phrases.Offered, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(offered.texts, *args, initial={"phrase": offered.ready}, **kwargs)
        field = self.fields["lead"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


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


class PhraseForm(WithRefusal):
    """A phrase one wants to keep, and where it is offered."""

    kind = forms.ChoiceField(
        label=_("Dùng ở"),
        choices=list(phrases.KINDS.items()),
        error_messages={"required": _("Chọn nơi dùng."), "invalid_choice": _("Chọn lại nơi dùng.")},
    )
    text = forms.CharField(
        label=_("Câu mẫu"),
        max_length=phrases.PHRASE_MAX,
        error_messages={
            "required": _("Nhập câu mẫu."),
            "max_length": _("Câu mẫu dài quá 300 ký tự. Rút gọn rồi gửi lại."),
        },
    )
