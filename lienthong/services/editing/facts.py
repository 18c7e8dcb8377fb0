"""What a procedure is by law, its cases and its result: procedure.yaml."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lienthong.services.editing.fields import (
    Day,
    Expression,
    Line,
    Lines,
    Pick,
    Picks,
    Whole,
    Words,
    YesNo,
)
from lienthong.services.editing.sheets import RowForm, Rows, Sheet
from lienthong.services.packages import codes, legal
from lienthong.services.packages.reading import PROCEDURE

LEVELS = {"commune": _("Xã"), "district": _("Huyện"), "province": _("Tỉnh")}
ONLINE = {"full": _("Toàn trình"), "partial": _("Một phần"), "none": _("Không trực tuyến")}
RESULTS = {
    "certificate": _("Giấy chứng nhận"),
    "extract": _("Trích lục"),
    "confirmation": _("Giấy xác nhận"),
    "certified_copy": _("Bản sao chứng thực"),
    "certified_signature": _("Chữ ký chứng thực"),
    "decision": _("Quyết định"),
    "licence": _("Giấy phép"),
    "registration": _("Đăng ký"),
    "card": _("Thẻ"),
}


class Facts(RowForm):
    """The main facts."""

    name = Line(label=_("Tên thủ tục"))
    short_name = Line(label=_("Tên ngắn"), most=120, required=False)
    summary = Words(label=_("Thủ tục này để làm gì"), required=False)
    field__code = Line(label=_("Mã lĩnh vực"), most=40)
    field__name = Line(label=_("Lĩnh vực"), most=120)
    levels = Picks(LEVELS, label=_("Cấp giải quyết"))
    agency_kinds = Lines(
        label=_("Loại cơ quan tiếp nhận"),
        help_text=_("Mã loại trong danh bạ, mỗi dòng một loại: peoples_committee."),
        required=False,
    )
    agencies = Lines(
        label=_("Hoặc đúng những cơ quan này"),
        help_text=_("Mã cơ quan trong danh bạ, mỗi dòng một mã."),
        required=False,
    )
    rule_set = Pick({one: one for one in legal.RULE_SETS}, label=_("Bộ quy định"))
    online = Pick(ONLINE, label=_("Mức trực tuyến"), required=False, empty=ONLINE["none"])
    channels = Picks(codes.CHANNEL_NAMES, label=_("Cách nộp"))
    applicants = Picks(codes.APPLICANTS, label=_("Đối tượng"), required=False)
    who_may_apply = Words(label=_("Ai được làm thủ tục này"), required=False)
    steps = Lines(label=_("Trình tự thực hiện, mỗi dòng một bước"), required=False)
    life_events = Picks(codes.LIFE_EVENTS, label=_("Sự kiện đời sống"), required=False)
    keywords = Lines(label=_("Từ ngữ đời thường để tìm thấy"), required=False)
    valid_from = Day(label=_("Áp dụng từ ngày"), required=False)


class Basis(RowForm):
    """A text it rests on."""

    text = Line(label=_("Văn bản"))
    on = Day(label=_("Ngày"), required=False)
    confirmed = YesNo(label=_("Đã đối chiếu bản gốc"), usual=True)


class Condition(RowForm):
    """What must hold."""

    when = Expression(label=_("Điều kiện"), after=False)
    otherwise = Line(label=_("Không đúng thì nói"))


class Case(RowForm):
    """A variant of the procedure."""

    code = Line(label=_("Mã"), most=40)
    name = Line(label=_("Tên trường hợp"))
    when = Expression(
        label=_("Khi nào"),
        after=False,
        required=False,
        help_text=_("Dòng cuối để trống: nhận mọi hồ sơ còn lại."),
    )


class Result(RowForm):
    """What the applicant gets."""

    code = Line(label=_("Mã kết quả"), most=40)
    name = Line(label=_("Tên kết quả"))
    kind = Pick(RESULTS, label=_("Loại"))
    paper_returned = YesNo(label=_("Trả bản giấy"), usual=True)
    valid_months = Whole(1, legal.VALID_MOST, label=_("Có giá trị mấy tháng"), required=False)


class ResultLine(RowForm):
    """A line printed on the result."""

    label = Line(label=_("Nhãn"))
    value = Line(label=_("Lấy từ"), help_text=_("Tên trường của tờ khai, hoặc biểu thức."))


FACTS = Sheet(
    "thong-tin",
    _("Thông tin chung"),
    PROCEDURE,
    Facts,
    (
        Rows("basis", _("Căn cứ pháp lý"), Basis, ("legal_basis",)),
        Rows(
            "eligibility",
            _("Điều kiện thực hiện"),
            Condition,
            ("eligibility",),
            _("Người nộp không thỏa điều kiện nào thì đọc được câu ở bên."),
            extra=1,
        ),
    ),
)
CASES = Sheet(
    "truong-hop",
    _("Trường hợp"),
    PROCEDURE,
    rows=(Rows("cases", _("Các trường hợp"), Case, ("cases",)),),
    hint=_(
        "Trường hợp đầu tiên có điều kiện đúng được chọn. Thủ tục chỉ có một trường hợp thì bỏ"
        " trống cả bảng."
    ),
)
RESULT = Sheet(
    "ket-qua",
    _("Kết quả"),
    PROCEDURE,
    Result,
    (Rows("lines", _("Các dòng in trên kết quả"), ResultLine, ("lines",)),),
    path=("result",),
)
