"""The shape of what officials type about applications; the rules themselves are in `rules.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lienthong.documents.forms import ManyFilesField
from lienthong.engine.expressions.names import Kind
from lienthong.kernel.errors import Refused
from lienthong.services import rules
from lienthong.services.actions.supplementing import ANSWER_DAYS
from lienthong.services.actions.working import CONCLUSION_MAX, OPINION_DAYS
from lienthong.services.packages.components import Component
from lienthong.services.packages.processes import Ask
from lienthong.ui.forms import DateBoxesField

FIELD_OF_REFUSAL = {
    "services.text": "reason",
    "services.points": "points",
    "services.until": "until",
    "services.way": "way",
    "services.pay_first": "paid",
    "services.no_post": "to",
    "services.agency": "agency",
}
"""Beside which field the words of a refusal are shown; others stand at the head of the form."""
Choices = Sequence[tuple[str, Any]]


class WithRefusal(forms.Form):
    """A form that can show a refusal of the rules where the cause was typed."""

    def refuse(self, refused: Refused) -> None:
        """Put the words of a refusal beside the field they are about."""
        field = FIELD_OF_REFUSAL.get(refused.code)
        self.add_error(field if field in self.fields else None, refused.message)


def _text(label: Any, *, rows: int = 4, most: int = rules.REASON_MAX, **more: Any) -> Any:
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Ghi nội dung này."), "max_length": _("Nội dung dài quá.")},
        **more,
    )


def _choice(label: Any, choices: Choices, *, empty: Any = None, **more: Any) -> Any:
    told = _("Chọn một trong các mục có sẵn.")
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices] if empty is not None else list(choices),
        error_messages={"required": told, "invalid_choice": told},
        **more,
    )


class ReasonForm(WithRefusal):
    """Why."""

    reason = _text(_("Lý do"))


class ReceiveForm(WithRefusal):
    """The check list: every paper that must be there is ticked; and who goes on with it."""

    def __init__(self, needed: Sequence[Component], posts: Choices, *args: Any) -> None:
        super().__init__(*args)
        self.wanted = {one.code: one.name for one in needed if one.required}
        if needed:
            self.fields["checked"] = forms.MultipleChoiceField(
                label=_("Đã kiểm tra, đúng và đủ"),
                required=False,
                choices=[(one.code, one.name) for one in needed],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["to"] = _choice(
            _("Người thụ lý"), posts, empty=_("Theo quy trình của thủ tục"), required=False
        )

    def clean(self) -> dict[str, Any]:
        """Refuse to receive what is not complete."""
        cleaned: dict[str, Any] = super().clean() or {}
        lacking = [
            name for code, name in self.wanted.items() if code not in cleaned.get("checked", ())
        ]
        if lacking:
            self.add_error(
                "checked",
                _("Chưa đánh dấu: {names}. Thiếu giấy thì yêu cầu bổ sung.").format(
                    names="; ".join(lacking)
                ),
            )
        return cleaned


class SupplementForm(WithRefusal):
    """Everything that is lacking, at once: ticked papers, and points of one's own."""

    lacking = forms.MultipleChoiceField(
        label=_("Giấy tờ thiếu hoặc phải nộp lại"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    points = _text(
        _("Nội dung khác"),
        required=False,
        help_text=_("Mỗi dòng một nội dung. Nêu hết trong một lần; yêu cầu lần hai tính là trễ."),
    )
    days = forms.IntegerField(
        label=_("Hạn nộp bổ sung, ngày làm việc"), min_value=1, max_value=365, initial=ANSWER_DAYS
    )

    def __init__(self, components: Choices, *args: Any) -> None:
        super().__init__(*args)
        self.fields["lacking"].choices = list(components)  # type: ignore[attr-defined]

    def all_points(self) -> list[str]:
        """What was ticked, in words, then what was typed."""
        names = dict(self.fields["lacking"].choices)  # type: ignore[attr-defined]
        ticked = [str(names[code]) for code in self.cleaned_data["lacking"]]
        return [*ticked, *self.cleaned_data["points"].splitlines()]


class AppraiseForm(WithRefusal):
    """What the appraisal found, and what the procedure asks this step for."""

    reason = _text(
        _("Kết luận thẩm định"), most=CONCLUSION_MAX, initial=_("Hồ sơ đủ điều kiện giải quyết.")
    )

    def __init__(self, asks: Sequence[Ask], *args: Any, opinion: bool = False) -> None:
        super().__init__(*args)
        for one in asks:
            self.fields[f"ask_{one.name}"] = _asked(one)
        if opinion:
            self.fields["opinion_needed"] = forms.BooleanField(
                label=_("Cần xin ý kiến cơ quan khác"), required=False
            )

    def asked(self) -> dict[str, Any]:
        """The procedure's own questions, by name."""
        found = {
            name.removeprefix("ask_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("ask_")
        }
        return {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in found.items()
        }


def _asked(one: Ask) -> forms.Field:
    match one.kind:
        case Kind.YES_NO:
            return forms.BooleanField(label=one.label, required=False)
        case Kind.WHOLE:
            return forms.IntegerField(label=one.label)
        case Kind.DATE:
            return DateBoxesField(label=one.label)
        case _:
            return forms.CharField(label=one.label, max_length=500)


class OpinionForm(WithRefusal):
    """Whom to ask, what, and by when."""

    reason = _text(_("Nội dung xin ý kiến"))
    days = forms.IntegerField(
        label=_("Trả lời trong, ngày làm việc"), min_value=1, max_value=60, initial=OPINION_DAYS
    )

    def __init__(self, agencies: Choices, *args: Any) -> None:
        super().__init__(*args)
        asked = _choice(_("Cơ quan được hỏi"), agencies, empty=_("Chọn cơ quan"))
        self.fields = {"agency": asked, **self.fields}


class GiveOpinionForm(WithRefusal):
    """What the asked agency thinks."""

    agrees = forms.TypedChoiceField(
        label=_("Ý kiến"),
        choices=[("yes", _("Nhất trí")), ("no", _("Không nhất trí"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn nhất trí hoặc không nhất trí.")},
    )
    reason = _text(_("Nội dung ý kiến"), most=CONCLUSION_MAX)


class GatherForm(WithRefusal):
    """What the opinions come to."""

    reason = _text(_("Tổng hợp ý kiến"), most=CONCLUSION_MAX)


class DraftForm(WithRefusal):
    """The words of the result beside the lines that the form fills in."""

    reason = _text(_("Nội dung kết quả"), rows=6, most=CONCLUSION_MAX)

    def __init__(self, *args: Any, lines: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if lines:
            self.fields["reason"].required = False
            self.fields["reason"].label = _("Ghi thêm vào kết quả")


class HandOverForm(WithRefusal):
    """Who goes on with it."""

    def __init__(self, posts: Choices, *args: Any) -> None:
        super().__init__(*args)
        self.fields["to"] = _choice(_("Chuyển cho"), posts, empty=_("Chọn người"))


class DeliverForm(WithRefusal):
    """How the result goes out, to whom; and that what was due has been paid."""

    way = _choice(_("Cách trả"), [("desk", _("Tại quầy")), ("post", _("Qua bưu chính"))])
    to_whom = forms.CharField(
        label=_("Người nhận"),
        required=False,
        max_length=200,
        help_text=_("Để trống khi chính người nộp hồ sơ nhận."),
    )

    def __init__(self, due: str, *args: Any) -> None:
        super().__init__(*args)
        if due:
            self.fields["paid"] = forms.BooleanField(label=due, required=False)


class ApologyForm(WithRefusal):
    """The new day, and why."""

    until = DateBoxesField(label=_("Hẹn lại đến hết ngày"))
    reason = _text(_("Lý do chậm"))


class PapersForm(WithRefusal):
    """For each component: the paper is kept at the desk, or its scan is added."""

    def __init__(self, components: Sequence[Component], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.components = components
        for one in components:
            self.fields[f"kept_{one.code}"] = forms.BooleanField(
                label=_("Có bản giấy"), required=False
            )
            self.fields[f"scan_{one.code}"] = ManyFilesField(
                label=_("Bản quét"),
                required=False,
                error_messages={"empty": _("Tệp rỗng. Quét lại.")},
            )

    def rows(self) -> list[tuple[Component, Any, Any]]:
        """(component, its box, its files) to draw."""
        return [
            (one, self[f"kept_{one.code}"], self[f"scan_{one.code}"]) for one in self.components
        ]

    def handed(self) -> list[tuple[Component, bool, list[UploadedFile[Any]]]]:
        """(component, is the paper there, scans) of what was handed in."""
        data = self.cleaned_data
        return [
            (one, data[f"kept_{one.code}"], data[f"scan_{one.code}"]) for one in self.components
        ]


class WalkInForm(WithRefusal):
    """What the desk notes beside the procedure's form. `key` files once however often it is
    sent.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("Địa chỉ nhận kết quả"), required=False, max_length=300,
        help_text=_("Để trống khi người nộp đến quầy nhận."),
    )  # fmt: skip
    filed_by = forms.CharField(label=_("Người nộp thay"), required=False, max_length=200)
    basis = forms.CharField(label=_("Giấy ủy quyền hoặc quan hệ"), required=False, max_length=200)


class WindowForm(WithRefusal):
    """Which window calls."""

    window = forms.CharField(
        label=_("Quầy số"), max_length=20, error_messages={"required": _("Ghi quầy của bạn.")}
    )
