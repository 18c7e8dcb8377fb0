"""Shapes of what is typed in the directory's pages; the rules are in rules.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.directory import rules
from lienthong.directory.models import Position
from lienthong.kernel import permissions
from lienthong.ui.forms import DateBoxesField

DIRECTIONS = {
    "outgoing": _("Văn bản đi"),
    "incoming": _("Văn bản đến"),
    "copies": _("Bản sao"),
    "secret": _("Văn bản mật"),
    "results": _("Kết quả thủ tục hành chính"),
}
DAY_KINDS = {
    "holiday": _("Nghỉ lễ"),
    "swap_off": _("Nghỉ hoán đổi"),
    "swap_work": _("Làm bù"),
}


YEARS = range(1990, 2101)  # those of the working calendar


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=200,
        error_messages={"required": _("Nhập tên đăng nhập.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu hoặc mã một lần"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Nhập mật khẩu, hoặc mã một lần do quản trị cấp.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """A new password; the old one is not asked for after a one-time code."""

    old = forms.CharField(
        label=_("Mật khẩu đang dùng"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Nhập mật khẩu đang dùng.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("Mật khẩu mới"),
        max_length=200,
        strip=False,
        help_text=_("Ít nhất 10 ký tự. Một câu ngắn dễ nhớ tốt hơn một từ khó."),
        error_messages={"required": _("Nhập mật khẩu mới.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        max_length=200,
        strip=False,
        error_messages={"required": _("Nhập lại mật khẩu mới.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, by_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_code:
            del self.fields["old"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", _("Hai lần nhập chưa giống nhau. Nhập lại."))
        return given


class OpenAccountForm(forms.Form):
    """A new person, in a vacant post, from a day on."""

    full_name = forms.CharField(
        label=_("Họ và tên"),
        max_length=200,
        error_messages={"required": _("Nhập họ và tên.")},
    )
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        help_text=_("Chữ thường không dấu, số, dấu chấm. Ví dụ: an.nguyen"),
        error_messages={"required": _("Nhập tên đăng nhập.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none"}),
    )
    position = forms.TypedChoiceField(
        label=_("Chức vụ đang trống"),
        coerce=int,
        error_messages={"required": _("Chọn chức vụ.")},
    )
    valid_from = DateBoxesField(label=_("Giữ chức vụ từ ngày"))

    def __init__(self, *args: Any, vacant: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].choices = [("", _("Chọn chức vụ")), *vacant]  # type: ignore[attr-defined]


class AppointForm(forms.Form):
    """Who gets a post, from when, until when."""

    username = forms.CharField(
        label=_("Tên đăng nhập của người được giao"),
        max_length=60,
        error_messages={"required": _("Nhập tên đăng nhập.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none"}),
    )
    valid_from = DateBoxesField(label=_("Từ ngày"))
    valid_to = DateBoxesField(label=_("Đến trước ngày"), required=False)


class DismissForm(forms.Form):
    """From which day somebody no longer holds a post."""

    valid_to = DateBoxesField(label=_("Thôi giữ từ ngày"))


class RolesForm(forms.Form):
    """The roles of a post."""

    roles = forms.MultipleChoiceField(
        label=_("Vai trò"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(permissions.ROLES.items()),
    )


class SeriesForm(forms.Form):
    """A numbering series."""

    code = forms.CharField(
        label=_("Mã sổ"),
        max_length=20,
        help_text=_("Chữ in hoa, số, gạch ngang. Ví dụ: VB-DI"),
        error_messages={"required": _("Nhập mã sổ.")},
    )
    name = forms.CharField(
        label=_("Tên sổ"), max_length=200, error_messages={"required": _("Nhập tên sổ.")}
    )
    direction = forms.ChoiceField(
        label=_("Dùng cho"),
        widget=forms.RadioSelect,
        choices=list(DIRECTIONS.items()),
        error_messages={"required": _("Chọn sổ dùng cho việc gì.")},
    )
    types = forms.CharField(
        label=_("Loại văn bản"),
        max_length=400,
        help_text=_("Ký hiệu cách nhau bằng dấu cách, ví dụ QĐ CT; một dấu * là mọi loại."),
        error_messages={"required": _("Ghi loại văn bản, hoặc dấu *.")},
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def clean_types(self) -> list[str]:
        return list(dict.fromkeys(str(self.cleaned_data["types"]).split()))


class DelegationForm(forms.Form):
    """Who signs for whom, in what, from when until when, by which document."""

    giver = forms.TypedChoiceField(
        label=_("Người giao"),
        coerce=int,
        error_messages={"required": _("Chọn người giao."), "invalid_choice": _("Chọn lại.")},
    )
    receiver = forms.TypedChoiceField(
        label=_("Người được giao ký"),
        coerce=int,
        error_messages={"required": _("Chọn người được giao."), "invalid_choice": _("Chọn lại.")},
    )
    kind = forms.ChoiceField(
        label=_("Cách ký"),
        widget=forms.RadioSelect,
        choices=list(rules.KIND_NAMES.items()),
        error_messages={"required": _("Chọn cách ký.")},
    )
    scope = forms.CharField(
        label=_("Phạm vi"),
        max_length=500,
        help_text=_("Như văn bản giao ghi, ví dụ: giấy mời họp do Văn phòng tổ chức."),
        error_messages={"required": _("Ghi phạm vi được ký.")},
    )
    types = forms.CharField(
        label=_("Loại văn bản"),
        max_length=200,
        initial=rules.EVERY_TYPE,
        help_text=_("Ký hiệu cách nhau bằng dấu cách, ví dụ GM TB, CV là công văn; * là mọi loại."),
        error_messages={"required": _("Ghi loại văn bản, hoặc dấu *.")},
    )
    basis = forms.CharField(
        label=_("Văn bản giao"),
        max_length=300,
        help_text=_("Số, ký hiệu, ngày. Ví dụ: Quyết định 15/QĐ-UBND ngày 10/01/2022."),
        error_messages={"required": _("Ghi văn bản giao ký.")},
    )
    valid_from = DateBoxesField(label=_("Từ ngày"))
    valid_to = DateBoxesField(
        label=_("Đến trước ngày"),
        required=False,
        help_text=_("Bắt buộc với thừa ủy quyền và thay người nghỉ."),
    )

    def __init__(self, *args: Any, posts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("giver", "receiver"):
            field = self.fields[name]
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [("", _("Chọn chức vụ")), *posts]

    def clean_types(self) -> list[str]:
        return list(dict.fromkeys(str(self.cleaned_data["types"]).split()))


class EndDelegationForm(forms.Form):
    """From which day a delegation no longer holds."""

    valid_to = DateBoxesField(label=_("Thôi giao từ ngày"))


class RepresentationForm(forms.Form):
    """For whom a citizen acts, and on what basis; an organisation by its tax code."""

    of = forms.ChoiceField(
        label=_("Bạn nộp thay cho"),
        widget=forms.RadioSelect,
        choices=[("organisation", _("Tổ chức, doanh nghiệp")), ("person", _("Người khác"))],
        error_messages={"required": _("Chọn nộp thay cho ai.")},
    )
    name = forms.CharField(
        label=_("Tên tổ chức, hoặc họ và tên"),
        max_length=300,
        error_messages={"required": _("Nhập tên.")},
    )
    number = forms.CharField(
        label=_("Mã số thuế, hoặc số định danh cá nhân"),
        max_length=20,
        error_messages={"required": _("Nhập mã số thuế hoặc số định danh.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    basis = forms.ChoiceField(
        label=_("Căn cứ"),
        widget=forms.RadioSelect,
        choices=[
            ("law", _("Người đại diện theo pháp luật (cha mẹ, người giám hộ, giám đốc)")),
            ("paper", _("Người được ủy quyền, có văn bản")),
        ],
        error_messages={"required": _("Chọn căn cứ.")},
    )
    paper = forms.CharField(
        label=_("Văn bản ủy quyền"),
        max_length=300,
        required=False,
        help_text=_("Số, ngày. Ví dụ: Giấy ủy quyền ngày 20/11/2022, UBND xã Nhơn Mỹ chứng thực."),
    )
    valid_from = DateBoxesField(label=_("Từ ngày"))
    valid_to = DateBoxesField(
        label=_("Đến trước ngày"), required=False, help_text=_("Bắt buộc khi được ủy quyền.")
    )

    def clean_number(self) -> str:
        return "".join(str(self.cleaned_data["number"]).split())


class CalendarDayForm(forms.Form):
    """A day that differs from the week."""

    day = DateBoxesField(label=_("Ngày"))
    kind = forms.ChoiceField(
        label=_("Là ngày"),
        widget=forms.RadioSelect,
        choices=list(DAY_KINDS.items()),
        error_messages={"required": _("Chọn loại ngày.")},
    )
    name = forms.CharField(
        label=_("Tên gọi"), max_length=200, error_messages={"required": _("Nhập tên gọi.")}
    )
    legal_basis = forms.CharField(
        label=_("Văn bản quyết định"),
        max_length=300,
        required=False,
        help_text=_("Bắt buộc với ngày nghỉ hoán đổi và ngày làm bù."),
    )


class AgencyForm(forms.Form):
    """Which agency to look after."""

    tim = forms.CharField(
        label=_("Tên hoặc mã cơ quan, không cần dấu"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class DayForm(forms.Form):
    """As of which day a page shows things."""

    ngay = forms.DateField(
        label=_("Xem tại ngày"),
        required=False,
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.DateInput(
            attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%d/%m/%Y"
        ),
        error_messages={"invalid": _("Ngày không đọc được. Ghi dạng 21/11/2022.")},
    )


def chosen_day(given: str | None, today: date) -> date:
    """The day of a page's address, today when it is missing or cannot be read."""
    form = DayForm({"ngay": given or ""})
    day = form.cleaned_data["ngay"] if form.is_valid() else None
    return day if isinstance(day, date) and day.year in YEARS else today


def vacant_choices(posts: list[Position]) -> list[tuple[int, str]]:
    """Posts as choices: title and unit."""
    return [(post.pk, f"{post.title}, {post.unit.name}") for post in posts]


class MailForm(forms.Form):
    """Where the daily digest goes."""

    email = forms.EmailField(
        label=_("Địa chỉ thư điện tử"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: ten@soctrang.gov.vn"),
        error_messages={"invalid": _("Địa chỉ chưa đúng dạng ten@co-quan.vn.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    daily = forms.BooleanField(required=False, widget=forms.HiddenInput)


class PictureForm(forms.Form):
    """The picture of a signature or a seal."""

    picture = forms.FileField(
        label=_("Tệp ảnh"),
        help_text=_("PNG nền trong suốt, mỗi cạnh từ 100 đến 3.000 điểm."),
        error_messages={
            "required": _("Chọn tệp ảnh."),
            "empty": _("Tệp rỗng. Chọn tệp khác."),
            "max_length": _("Tên tệp quá dài. Đặt lại tên ngắn hơn."),
        },
    )
