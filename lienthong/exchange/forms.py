"""The shape of what is typed about connections; the rules are in `rules.py`."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthong.exchange import rules
from lienthong.kernel.errors import Refused

FIELD_OF_REFUSAL = {
    "exchange.peer_code": "code",
    "exchange.peer_name": "name",
    "exchange.peer_agencies": "agencies",
}


class PeerForm(forms.Form):
    """A connection: the code is asked once."""

    code = forms.CharField(
        label=_("Mã kết nối"),
        max_length=40,
        help_text=_("Tên thư mục trao đổi, ví dụ qlvb-so-tc. Không đổi được về sau."),
        error_messages={"required": _("Nhập mã kết nối.")},
    )
    name = forms.CharField(
        label=_("Tên hệ thống"),
        max_length=rules.PEER_NAME_MAX,
        error_messages={"required": _("Nhập tên hệ thống.")},
    )
    agencies = forms.CharField(
        label=_("Mã các cơ quan làm việc ở hệ thống đó"),
        max_length=50_000,
        help_text=_("Mỗi dòng một mã định danh, xem trong danh bạ."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Nhập mã cơ quan.")},
    )
    active = forms.BooleanField(label=_("Đang trao đổi"), required=False, initial=True)

    def codes(self) -> list[str]:
        """The codes typed, one a line, each once."""
        lines = (line.strip() for line in self.cleaned_data["agencies"].splitlines())
        return list(dict.fromkeys(filter(None, lines)))

    def refuse(self, refused: Refused) -> None:
        """Put the words of a refusal beside the field they are about."""
        field = FIELD_OF_REFUSAL.get(refused.code)
        self.add_error(field if field in self.fields else None, refused.message)
