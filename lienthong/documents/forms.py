"""The shape of what people type about documents; the rules themselves are in `rules.py`."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.directory import authority, posts
from lienthong.directory.document_types import LETTER, types_of
from lienthong.documents import rules
from lienthong.documents.actions.drafting import BODY_MAX
from lienthong.kernel import clock, deadlines, urgency
from lienthong.kernel.acts import Act
from lienthong.kernel.errors import Refused
from lienthong.ui.forms import DateBoxesField

DAYS_MAX = 250
CODES_MAX = 20_000

SECRECY = (
    ("none", _("Không mật")),
    ("secret", _("Mật")),
    ("top_secret", _("Tối mật")),
    ("most_secret", _("Tuyệt mật")),
)

FIELD_OF_REFUSAL = {
    "documents.secret": "secrecy",
    "documents.subject": "subject",
    "documents.body": "body",
    "documents.signer": "signer",
    "documents.type": "document_type",
    "directory.code": "codes",
    "documents.reply_due": "reply_on",
    "documents.reason": "reason",
    "documents.opinion_unit": "unit",
    "documents.opinion_twice": "unit",
    "documents.opinion_text": "text",
    "documents.directive": "directive",
    "documents.one_lead": "lead",
    "documents.due_too_late": "days",
    "documents.extension": "days",
    "documents.report": "text",
    "documents.reply": "reply",
    "documents.duplicate": "anyway",
    "documents.doubted": "anyway",
    "documents.issuer": "issuer",
    "documents.issued_on": "issued_on",
    "documents.arrived_on": "arrived_on",
    "documents.scan": "scan",
    "documents.phrase": "text",
    "documents.copy_form": "form",
    "documents.copy_pages": "pages",
}
"""Beside which field the words of a refusal are shown; others stand at the head of the form."""


class WithRefusal(forms.Form):
    """A form that can show a refusal of the rules where the cause was typed."""

    def refuse(self, refused: Refused) -> None:
        """Put the words of a refusal beside the field they are about."""
        field = FIELD_OF_REFUSAL.get(refused.code)
        self.add_error(field if field in self.fields else None, refused.message)


def type_choices(act: Act) -> list[tuple[str, str]]:
    """An official letter first, then the types with a name (Decree 30/2020, app. III)."""
    agency = posts.agency_on(act.agency_id or 0, clock.local(act.at).date())
    types = types_of(agency.branch)
    named = [(code, f"{name} ({code})") for code, name in types.names.items() if code != LETTER]
    return [("", types.name(LETTER)), *named]


def leader_choices(act: Act) -> list[tuple[str, str]]:
    """The agency's leaders in office, highest first."""
    leaders = posts.posts_with_role(act.agency_id or 0, "leader", clock.local(act.at).date())
    return [(str(one.position_id), f"{one.title} {one.name}") for one in leaders if one.name]


def signer_choices(act: Act, document_type: str | None = None) -> list[tuple[str, str]]:
    """Who may sign today, highest first; in whose name, where another document gives it
    (Decree 30/2020, art. 13).
    """
    day = clock.local(act.at).date()
    agency = posts.agency_on(act.agency_id or 0, day)
    return [
        (
            str(one.post.position_id),
            f"{one.post.title} {one.post.name}" + (f" ({one.prefix})" if one.basis else ""),
        )
        for one in authority.signers_of(agency, day, document_type)
    ]


class ManyFiles(forms.ClearableFileInput):
    """A control that takes several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Uploads as a list, in the order they were chosen; what they are is examined later."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        if not chosen:
            return super().clean(None, initial) or []
        return [super(ManyFilesField, self).clean(one, initial) for one in chosen]


class RecipientCodes(WithRefusal):
    """Recipients that are typed by their code, beside those that are ticked."""

    codes = forms.CharField(
        label=_("Nơi nhận theo mã định danh"),
        required=False,
        max_length=CODES_MAX,
        help_text=_("Mỗi mã một dòng hoặc cách nhau dấu phẩy, ví dụ H51.03.12."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_codes(self) -> list[str]:
        typed = str(self.cleaned_data.get("codes", ""))
        return list(dict.fromkeys(typed.replace(",", " ").replace(";", " ").split()))


class TextForm(RecipientCodes):
    """What stays open while a document is a draft: its subject and its text."""

    subject = forms.CharField(
        label=_("Trích yếu"),
        help_text=_("Một câu nêu nội dung chính, tối đa 500 ký tự."),
        max_length=rules.SUBJECT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Nhập trích yếu."),
            "max_length": _("Trích yếu dài quá 500 ký tự. Rút gọn rồi gửi lại."),
        },
    )
    body = forms.CharField(
        label=_("Nội dung"),
        help_text=_(
            "Mỗi đoạn một dòng. “I.”, “Chương…” thành đề mục; “1.”, “a)”, “-” giữ nguyên."
            " Quốc hiệu, số, ngày, nơi nhận và chữ ký do hệ thống dàn theo thể thức."
        ),
        max_length=BODY_MAX,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Nhập nội dung văn bản.")},
    )


class ComposeForm(TextForm):
    """A new document."""

    field_order = ("document_type", "subject", "urgency", "secrecy", "body", "signer")

    document_type = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    urgency = forms.TypedChoiceField(
        label=_("Độ khẩn"),
        coerce=int,
        choices=list(enumerate(urgency.NAMES)),
        widget=forms.RadioSelect,
        initial=0,
        error_messages={"required": _("Chọn độ khẩn.")},
    )
    secrecy = forms.ChoiceField(
        label=_("Độ mật"),
        choices=SECRECY,
        widget=forms.RadioSelect,
        initial="none",
        error_messages={"required": _("Chọn độ mật.")},
    )
    docx = forms.FileField(
        label=_("Lấy nội dung từ tệp Word"),
        required=False,
        help_text=_("Tệp DOCX. Nội dung của tệp thay cho nội dung đang gõ; chưa có gì được lưu."),
    )
    uploads = ManyFilesField(
        label=_("Tệp kèm theo"),
        required=False,
        help_text=_("Chọn được nhiều tệp. Phụ lục ở tệp riêng: thêm sau khi lưu dự thảo."),
        error_messages={"empty": _("Tệp rỗng. Chọn tệp khác.")},
    )
    signer = forms.ChoiceField(
        label=_("Người ký"),
        error_messages={"required": _("Chọn người ký."), "invalid_choice": _("Chọn lại người ký.")},
    )
    reply_days = forms.IntegerField(
        label=_("Hạn trả lời, tính bằng ngày làm việc"),
        required=False,
        min_value=1,
        max_value=DAYS_MAX,
        help_text=_(
            "Không tính ngày ban hành. Để trống nếu không cần trả lời hoặc đặt ngày cụ thể."
        ),
        error_messages={
            "invalid": _("Nhập số ngày bằng chữ số, ví dụ 5."),
            "min_value": _("Hạn ít nhất 1 ngày làm việc."),
            "max_value": _("Hạn nhiều nhất 250 ngày làm việc."),
        },
    )
    reply_on = DateBoxesField(
        label=_("Hoặc trả lời trước hết ngày"), required=False, help_text=_("Ví dụ 28 11 2022.")
    )

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        self._choose("document_type", type_choices(act))
        self._choose("signer", signer_choices(act))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("reply_on")
        if day and data.get("reply_days"):
            self.add_error("reply_on", _("Chỉ đặt một cách: số ngày làm việc hoặc ngày cụ thể."))
        elif day and day <= clock.local(self.act.at).date():
            self.add_error("reply_on", _("Hạn trả lời phải sau hôm nay. Nhập lại ngày."))
        return data

    def reply_due_at(self) -> datetime | None:
        """The deadline for replies, at the close of that working day; None when none was asked."""
        days, day = self.cleaned_data.get("reply_days"), self.cleaned_data.get("reply_on")
        if days:
            return deadlines.working_days_after(self.act.at, days)
        if day is None:
            return None
        calendar = deadlines.current()
        if calendar.is_working_day(day):
            return calendar.close_of(day)
        return datetime.combine(day, time(23, 59), clock.zone())


class FilesForm(WithRefusal):
    """Further files of a draft, and what they are to it."""

    role = forms.ChoiceField(
        label=_("Loại tệp"),
        choices=(
            ("attachment", _("Tệp kèm theo")),
            ("appendix", _("Phụ lục ở tệp riêng (PDF, được ký số của cơ quan ở trang đầu)")),
        ),
        widget=forms.RadioSelect,
        initial="attachment",
        error_messages={"required": _("Chọn loại tệp.")},
    )
    uploads = ManyFilesField(
        label=_("Tệp"),
        help_text=_("Chọn được nhiều tệp. Mỗi tệp được xem xét và quét mã độc trước khi nhận."),
        error_messages={
            "required": _("Chọn ít nhất một tệp."),
            "empty": _("Tệp rỗng. Chọn tệp khác."),
            "max_length": _("Tên tệp quá dài. Đặt lại tên ngắn hơn."),
        },
    )


class SubmissionForm(WithRefusal):
    """Before which leader an incoming document is laid."""

    leader = forms.ChoiceField(
        label=_("Trình"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn lãnh đạo."), "invalid_choice": _("Chọn lại lãnh đạo.")},
    )

    def __init__(self, act: Act, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = leader_choices(act)
        field = self.fields["leader"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if choices:
            self.initial.setdefault("leader", choices[0][0])


class SignerForm(WithRefusal):
    """Before which signer a draft is laid now."""

    signer = forms.ChoiceField(
        label=_("Người ký"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn người ký."), "invalid_choice": _("Chọn lại người ký.")},
    )

    def __init__(self, act: Act, document_type: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["signer"]
        if isinstance(field, forms.ChoiceField):
            field.choices = signer_choices(act, document_type)


class CommentForm(WithRefusal):
    """Something said about a draft."""

    text = forms.CharField(
        label=_("Nhận xét"),
        max_length=rules.DIRECTIVE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Nhập nhận xét."),
            "max_length": _("Nhận xét dài quá 2.000 ký tự. Rút gọn rồi gửi lại."),
        },
    )


class OpinionForm(WithRefusal):
    """Which unit is asked what about a draft, and by when."""

    unit = forms.ChoiceField(
        label=_("Đơn vị"),
        error_messages={"required": _("Chọn đơn vị."), "invalid_choice": _("Chọn lại đơn vị.")},
    )
    question = forms.CharField(
        label=_("Nội dung hỏi"),
        max_length=rules.DIRECTIVE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Ghi nội dung cần hỏi."),
            "max_length": _("Nội dung dài quá 2.000 ký tự. Rút gọn rồi gửi lại."),
        },
    )
    days = forms.IntegerField(
        label=_("Trả lời trong số ngày làm việc"),
        initial=2,
        min_value=1,
        max_value=DAYS_MAX,
        error_messages={
            "required": _("Ghi số ngày làm việc."),
            "invalid": _("Nhập số ngày bằng chữ số, ví dụ 2."),
            "min_value": _("Hạn ít nhất 1 ngày làm việc."),
            "max_value": _("Hạn nhiều nhất 250 ngày làm việc."),
        },
    )

    def __init__(self, units: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Chọn đơn vị")), *units]


class AnswerForm(WithRefusal):
    """What the asked unit answers."""

    answer = forms.ChoiceField(
        label=_("Trả lời"),
        widget=forms.RadioSelect,
        choices=[("give", _("Cho ý kiến")), ("decline", _("Không cho ý kiến"))],
        initial="give",
        error_messages={"required": _("Chọn cách trả lời.")},
    )
    text = forms.CharField(
        label=_("Ý kiến, hoặc lý do không cho ý kiến"),
        max_length=rules.DIRECTIVE_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Ghi ý kiến, hoặc lý do."),
            "max_length": _("Ý kiến dài quá 2.000 ký tự. Rút gọn rồi gửi lại."),
        },
    )


class BoardFilterForm(forms.Form):
    """What of a board is shown."""

    q = forms.CharField(label=_("Tên cơ quan"), required=False, max_length=100)
    level = forms.ChoiceField(label=_("Cấp"), required=False)
    status = forms.ChoiceField(label=_("Trạng thái"), required=False)
    only = forms.ChoiceField(
        label=_("Chỉ xem"),
        required=False,
        choices=[("", _("Tất cả")), ("late", _("Trễ hạn")), ("unanswered", _("Chưa trả lời"))],
    )

    def __init__(
        self,
        levels: list[tuple[str, Any]],
        statuses: list[tuple[str, Any]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("level", levels), ("status", statuses)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("Tất cả")), *choices]
