"""What a look at the layout can find: stable codes, sentences for people, the place in the law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BLOCKING, WARNING = "blocking", "warning"
"""A part is missing or wrong: it can't be signed so. Or: look at it, it may be meant."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the decree has it. `article` is where it stands in the law."""

    code: str
    severity: str
    sentence: str
    article: str

    @property
    def blocking(self) -> bool:
        return self.severity == BLOCKING

    def as_json(self) -> dict[str, str]:
        """For machines."""
        return {
            "code": self.code,
            "severity": self.severity,
            "sentence": self.sentence,
            "article": self.article,
        }


DECREE = "Nghị định 30/2020/NĐ-CP, Phụ lục I"
PAGE, PARTS = f"{DECREE}, Phần I, mục I", f"{DECREE}, Phần I, mục II"

CATALOGUE: dict[str, tuple[str, str, Promise]] = {
    "nation": (BLOCKING, f"{PARTS}.1", _("Thiếu Quốc hiệu “CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM”.")),
    "motto": (BLOCKING, f"{PARTS}.1", _("Thiếu hoặc sai Tiêu ngữ “Độc lập - Tự do - Hạnh phúc”.")),
    "party_head": (BLOCKING, "Hướng dẫn 36-HD/VPTW", _("Thiếu “ĐẢNG CỘNG SẢN VIỆT NAM”.")),
    "nation_place": (WARNING, f"{PARTS}.1", _("{part} không ở góc trên bên phải trang đầu.")),
    "agency": (BLOCKING, f"{PARTS}.2", _("Thiếu tên cơ quan ban hành ở góc trên bên trái.")),
    "number": (BLOCKING, f"{PARTS}.3", _("Thiếu số, ký hiệu, ví dụ “Số: 05/UBND-VX”.")),
    "number_form": (
        BLOCKING,
        f"{PARTS}.3",
        _("Số, ký hiệu “{line}” chưa đúng dạng {form}: {why}."),
    ),
    "symbol": (
        BLOCKING,
        f"{PARTS}.3",
        _("Ký hiệu “{symbol}” không khớp loại văn bản {type}: phải bắt đầu bằng “{expected}”."),
    ),
    "place": (BLOCKING, f"{PARTS}.4", _("Thiếu địa danh và ngày, tháng, năm ban hành.")),
    "date_zero": (
        BLOCKING,
        f"{PARTS}.4",
        _("Ngày “{line}” chưa đúng: ngày dưới 10 và tháng 1, 2 thêm số 0, tháng khác không thêm."),
    ),
    "date_place": (
        WARNING,
        f"{PARTS}.4",
        _("Địa danh và ngày không ở bên phải, ngang hàng với số, ký hiệu."),
    ),
    "date_italic": (WARNING, f"{PARTS}.4", _("Địa danh và ngày chưa in nghiêng.")),
    "type": (BLOCKING, f"{PARTS}.5", _("Thiếu tên loại văn bản “{type}” ở giữa trang.")),
    "subject": (BLOCKING, f"{PARTS}.5", _("Thiếu trích yếu nội dung.")),
    "subject_long": (
        WARNING,
        f"{PARTS}.5",
        _("Trích yếu dài {length} ký tự: rút còn một câu ngắn gọn."),
    ),
    "subject_stop": (WARNING, f"{PARTS}.5", _("Trích yếu kết thúc bằng dấu câu: bỏ dấu ấy.")),
    "about": (BLOCKING, f"{PARTS}.5", _("Công văn thiếu dòng “V/v …” dưới số, ký hiệu.")),
    "body": (BLOCKING, f"{PARTS}.6", _("Văn bản chưa có nội dung.")),
    "unfinished": (
        BLOCKING,
        f"{PARTS}.6",
        _("Còn chỗ chưa điền ở “{line}”: viết nốt hoặc bỏ dấu ba chấm."),
    ),
    "basis": (WARNING, f"{PARTS}.6", _("{type} chưa có căn cứ ban hành ở đầu nội dung.")),
    "articles": (BLOCKING, f"{PARTS}.6", _("{type} chưa có Điều nào sau “{decides}”.")),
    "order": (WARNING, f"{PARTS}.6", _("Thứ tự không liền nhau: sau “{before}” đến “{after}”.")),
    "repeated": (
        BLOCKING,
        f"{PARTS}.6",
        _("Dòng “{line}” do hệ thống tự in, không gõ vào nội dung: bỏ dòng này."),
    ),
    "invitation": (
        BLOCKING,
        f"{PARTS}.6",
        _("Giấy mời chưa nói {missing}: thêm dòng “{example}”."),
    ),
    "appendix": (
        WARNING,
        f"{PARTS}.6",
        _("Nội dung nhắc đến phụ lục, tài liệu kèm theo nhưng chưa có: thêm vào hoặc bỏ lời nhắc."),
    ),
    "signer": (BLOCKING, f"{PARTS}.7", _("Thiếu chức vụ hoặc họ tên người ký ở cuối văn bản.")),
    "prefix": (
        BLOCKING,
        f"{PARTS}.7",
        _("“{line}” thiếu quyền hạn ký: cấp phó ký thì dòng trên ghi “KT.” và chức vụ cấp trưởng."),
    ),
    "prefix_form": (
        BLOCKING,
        f"{PARTS}.7",
        _("Quyền hạn ký “{line}” viết sai: dùng TM., KT., TL., TUQ., Q. có dấu chấm."),
    ),
    "seal": (
        WARNING,
        f"{PARTS}.8",
        _("Giữa chức vụ và họ tên chỉ còn {gap} mm: không đủ chỗ cho chữ ký và dấu."),
    ),
    "recipients": (BLOCKING, f"{PARTS}.9", _("Thiếu “Nơi nhận:” ở cuối văn bản, bên trái.")),
    "kept": (BLOCKING, f"{PARTS}.9", _("Dòng cuối của nơi nhận phải là “- Lưu: VT, …”.")),
    "as_above": (
        BLOCKING,
        f"{PARTS}.9",
        _("Văn bản có “Kính gửi” nên dòng đầu của nơi nhận là “- Như trên;”."),
    ),
    "addressed": (BLOCKING, f"{PARTS}.9", _("{type} chưa có “Kính gửi:” trước nội dung.")),
    "not_addressed": (
        WARNING,
        f"{PARTS}.9",
        _("Nơi nhận ghi “Như trên” nhưng văn bản không có “Kính gửi”."),
    ),
    "paper": (WARNING, f"{PAGE}.1", _("Trang không phải khổ A4 (210 x 297 mm).")),
    "margin": (
        WARNING,
        f"{PAGE}.3",
        _("Lề {side} đo được {found} mm, Nghị định 30 cho từ {least} đến {most} mm."),
    ),
    "face": (WARNING, f"{PAGE}.4", _("Chữ “{face}” không phải Times New Roman.")),
    "size": (
        WARNING,
        f"{PAGE}.5",
        _("{part} cỡ chữ {found}, Nghị định 30 cho từ {least} đến {most}."),
    ),
    "page_number": (WARNING, f"{PAGE}.7", _("{where}")),
    "no_text": (
        BLOCKING,
        "Nghị định 30/2020/NĐ-CP, Điều 8",
        _("Tệp không có chữ đọc được (bản quét): so thể thức bằng mắt, hoặc nhận dạng chữ trước."),
    ),
}
"""Code -> severity, where in the law, sentence. Parts in the order of Decree 30/2020, art. 8."""


def finding(code: str, **words: Any) -> Finding:
    """A finding with its sentence filled in."""
    severity, article, sentence = CATALOGUE[code]
    return Finding(code, severity, str(sentence).format(**words), article)


def blocking(found: Iterable[Finding]) -> list[Finding]:
    """Those that stop a document from being signed."""
    return [one for one in found if one.blocking]
