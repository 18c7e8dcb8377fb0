"""Papers to hand in and money to pay: components.yaml and fees.yaml, one of them a page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lienthong.engine.expressions.names import Kind
from lienthong.services.editing.fields import Expression, Line, Lines, Pick, Picks, Whole, YesNo
from lienthong.services.editing.sheets import RowForm, Rows, Sheet
from lienthong.services.packages import components, fees

PAPERS = {
    "original": _("Bản chính"),
    "copy": _("Bản sao"),
    "electronic": _("Bản điện tử"),
}
SOURCES = {
    "form": _("Tờ khai điền trên hệ thống"),
    "upload": _("Người nộp gửi tệp hoặc nộp giấy"),
    "data_store": _("Kho giấy tờ điện tử của người nộp"),
    "national_db": _("Cơ sở dữ liệu quốc gia"),
    "result": _("Kết quả của một thủ tục trước"),
    "agency": _("Cơ quan giải quyết tự có hoặc tự hỏi"),
}
ALWAYS, NEVER, SOMETIMES = "always", "never", "sometimes"
NEEDED = {
    ALWAYS: _("Luôn phải có"),
    NEVER: _("Không bắt buộc"),
    SOMETIMES: _("Phải có khi"),
}
MOMENTS = {
    "reception": _("Khi tiếp nhận"),
    "supplement": _("Khi bổ sung"),
    "return": _("Khi trả kết quả"),
}
FALSE = ("false", False)


class ComponentsHead(RowForm):
    """What is said of all papers."""

    sets = Whole(1, components.SETS_MOST, label=_("Số bộ hồ sơ"))


class Component(RowForm):
    """One paper."""

    code = Line(label=_("Mã"), most=40)
    name = Line(label=_("Tên giấy tờ"))
    kinds = Picks(PAPERS, label=_("Nhận loại bản"), required=False)
    copies = Whole(1, components.COPIES_MOST, label=_("Số bản"), required=False)
    source = Pick(SOURCES, label=_("Lấy từ đâu trước"))
    also_from = Picks(SOURCES, label=_("Cũng nhận từ"), required=False)
    database = Pick(components.DATABASES, label=_("Cơ sở dữ liệu nào"), required=False)
    result_of = Lines(label=_("Kết quả của thủ tục (mã, mỗi dòng một)"), required=False)
    asked = Expression(
        label=_("Chỉ hỏi khi"), required=False, help_text=_("Để trống: hỏi mọi hồ sơ.")
    )
    needed = Pick(NEEDED, label=_("Bắt buộc"))
    needed_when = Expression(label=_("Điều kiện bắt buộc"), required=False)
    digitise = YesNo(label=_("Số hóa khi nhận giấy"), usual=True)
    signature = YesNo(label=_("Phải ký số hoặc ký trước công chức"))
    shown_only = YesNo(label=_("Chỉ xuất trình rồi trả lại"))
    note = Line(label=_("Ghi chú cho người nộp"), required=False)

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        required = row.get("required")
        shown = {**row, "needed": ALWAYS}
        if required in FALSE:
            shown["needed"] = NEVER
        elif required not in (None, True):
            shown |= {"needed": SOMETIMES, "needed_when": required}
        super().__init__(*args, row=shown, **kwargs)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("needed") == SOMETIMES and not found.get("needed_when"):
            self.add_error("needed_when", _now("Ghi điều kiện, hoặc chọn cách khác ở trên."))
        return found

    def result(self) -> dict[str, Any]:
        """With `required` as the package writes it."""
        before = self.row.get("required")
        row = {k: v for k, v in super().result().items() if k not in ("needed", "needed_when")}
        needed, when = self.cleaned_data["needed"], self.cleaned_data.get("needed_when", "")
        if needed == ALWAYS and before is not True:
            row.pop("required", None)
        elif needed == NEVER and before not in FALSE:
            row["required"] = "false"
        elif needed == SOMETIMES and " ".join(str(before).split()) != when:
            row["required"] = when
        return row


class FeesHead(RowForm):
    """What is said of all fees."""

    free = Line(label=_("Câu nói khi không mất tiền"), required=False)


class Fee(RowForm):
    """One fee."""

    code = Line(label=_("Mã"), most=40)
    name = Line(label=_("Tên khoản thu"))
    kind = Pick(fees.KINDS, label=_("Phí hay lệ phí"))
    moment = Pick(MOMENTS, label=_("Thu khi nào"))
    when = Expression(
        label=_("Chỉ thu khi"), required=False, help_text=_("Để trống: thu mọi hồ sơ.")
    )
    amount = Expression(
        label=_("Mức thu, đồng"),
        wants=Kind.WHOLE,
        required=False,
        help_text=_("Một số, ví dụ 15000; hoặc phép tính trên tờ khai, ví dụ copies * 8000."),
    )
    table = Pick({}, label=_("Hoặc theo bảng"), required=False)
    basis = Line(label=_("Căn cứ thu"), required=False)
    sample = Line(
        label=_("Mức mẫu thì ghi rõ"),
        required=False,
        help_text=_("Mức chưa có nghị quyết của Hội đồng nhân dân tỉnh."),
    )

    def prepare(self) -> None:
        """Tables that the package has."""
        tables = [one for one in self.draft.files if one.startswith("tables/")]
        self.fields["table"].choices = [("", _now("Không")), *((one, one) for one in tables)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.errors and bool(found.get("amount")) == bool(found.get("table")):
            self.add_error("amount", _now("Ghi mức thu, hoặc chọn một bảng: đúng một trong hai."))
        return found


class Exemption(RowForm):
    """Who pays nothing."""

    when = Expression(label=_("Miễn khi"))
    sentence = Line(label=_("Nói vì sao"))


COMPONENTS = Sheet(
    "thanh-phan",
    _("Thành phần hồ sơ"),
    "components.yaml",
    Component,
    hint=_("Giấy tờ người dân phải nộp, và khi nào phải nộp."),
    path=("components",),
)
FEES = Sheet(
    "phi-le-phi",
    _("Phí, lệ phí"),
    "fees.yaml",
    Fee,
    (Rows("exemptions", _("Miễn thu"), Exemption, ("exemptions",)),),
    hint=_("Thu gì, bao nhiêu, khi nào, ai được miễn."),
    path=("fees",),
)
HEADS: dict[str, type[RowForm]] = {COMPONENTS.key: ComponentsHead, FEES.key: FeesHead}
