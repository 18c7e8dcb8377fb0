"""Every reason an examination can give: its verdict, and the sentence a person reads."""

from __future__ import annotations

import unicodedata

from lienthong.kernel.attachments.verdicts import Finding, Verdict


def _(sentence: str) -> str:
    """Marks a sentence for the catalogue of translations; the rows of files keep it as it is."""
    return sentence


_R, _S, _I, _Q = Verdict.REFUSED, Verdict.SUSPICIOUS, Verdict.INFECTED, Verdict.QUARANTINED

REASONS: dict[str, tuple[Verdict, str]] = {
    # the file itself
    "empty": (_R, _("Tệp rỗng (0 byte). Mở tệp gốc kiểm tra rồi tải lại.")),
    "too_big": (_R, _("Tệp lớn hơn mức nhận {limit}. Nén nhỏ lại hoặc tách thành nhiều tệp.")),
    "name_hidden": (_S, _("Tên tệp có ký tự ẩn để che đuôi thật. Đổi lại tên thường rồi tải lại.")),
    "no_extension": (_R, _("Tên tệp không có đuôi. Nội dung là {found}: đặt đuôi .{extension}.")),
    "mismatch": (
        _R,
        _("Tên tệp có đuôi .{claimed} nhưng nội dung là {found}. Lưu lại đúng loại rồi tải lên."),
    ),
    "type_unknown": (_R, _("Không nhận ra loại tệp. Các loại nhận: {accepted}.")),
    "type_not_accepted": (_R, _("Nội dung là {found}, không thuộc loại được nhận: {accepted}.")),
    "program": (_S, _("Nội dung là chương trình ({found}), không phải tài liệu. Không nhận.")),
    "polyglot": (_S, _("Tệp vừa là {found} vừa là tệp nén. Xuất lại tài liệu từ bản gốc.")),
    "text_binary": (_R, _("Tệp mang đuôi văn bản thuần nhưng chứa dữ liệu nhị phân. Tải bản gốc.")),
    # archives
    "zip_broken": (_R, _("Tệp nén bị hỏng hoặc thiếu phần cuối. Tạo lại từ bản gốc rồi tải lại.")),
    "zip_lies": (
        _R,
        _("Tệp nén khai sai kích thước hoặc nội dung “{member}”. Nén lại từ bản gốc."),
    ),
    "zip_overlap": (_R, _("Tệp nén có các phần chồng lên nhau (bom nén). Không nhận.")),
    "zip_method": (_R, _("Tệp nén dùng kiểu nén lạ ở “{member}”. Nén lại bằng ZIP thông thường.")),
    "zip_encrypted": (_R, _("Tệp nén đặt mật khẩu nên không kiểm tra được. Bỏ mật khẩu, tải lại.")),
    "zip_empty": (_R, _("Tệp nén không chứa tệp nào. Nén lại từ bản gốc.")),
    "zip_hidden": (_S, _("Tệp nén giấu dữ liệu ngoài danh mục của nó. Nén lại từ bản gốc.")),
    "zip_entries": (_R, _("Tệp nén chứa quá {limit} tệp. Tách thành nhiều gói nhỏ hơn.")),
    "zip_expands": (_R, _("Giải nén ra vượt mức {limit} (bom nén). Không nhận.")),
    "zip_ratio": (_R, _("“{member}” nở hơn {limit} lần khi giải nén (bom nén). Không nhận.")),
    "zip_depth": (_R, _("Gói lồng nhau quá {limit} lớp. Giải nén bớt rồi tải từng tệp.")),
    "zip_path": (_S, _("Gói có đường dẫn thoát ra ngoài thư mục: “{member}”. Không nhận.")),
    "zip_twice": (_S, _("Gói có hai tệp cùng tên “{member}”. Nén lại từ bản gốc.")),
    "zip_other": (_R, _("Gói chứa tệp nén loại khác “{member}”. Giải nén ra rồi tải từng tệp.")),
    "zip_program": (_S, _("Gói chứa chương trình “{member}”. Bỏ tệp đó ra rồi nén lại.")),
    "zip_page": (
        _S,
        _("Gói chứa trang chạy mã “{member}”. Bỏ tệp đó ra hoặc in ra PDF rồi nén lại."),
    ),
    # office documents
    "macro": (_S, _("Tài liệu chứa macro. Lưu lại dạng không macro (.docx, .xlsx, .pptx).")),
    "embedded_program": (_S, _("Tài liệu nhúng đối tượng đóng gói. Xóa đối tượng đó rồi lưu lại.")),
    "dde": (_S, _("Tài liệu có lệnh gọi chương trình khác (DDE). Xóa lệnh đó rồi lưu lại.")),
    "external": (_S, _("Tài liệu tự tải nội dung từ bên ngoài khi mở. Gỡ liên kết rồi lưu lại.")),
    "office_encrypted": (
        _R,
        _("Tài liệu đặt mật khẩu nên không mở được. Bỏ mật khẩu, tải lại."),
    ),
    "office_broken": (_R, _("Tài liệu bị hỏng hoặc thiếu phần. Mở bản gốc rồi lưu lại.")),
    # xml
    "xml_broken": (_R, _("Tệp XML bị hỏng hoặc thiếu phần cuối. Xuất lại từ nơi tạo.")),
    "xml_dtd": (_S, _("Tệp XML khai DTD hoặc thực thể. Xuất lại không kèm DTD.")),
    # pdf
    "pdf_broken": (_R, _("Tệp PDF bị hỏng hoặc thiếu phần cuối. Xuất lại từ bản gốc.")),
    "pdf_encrypted": (_R, _("Tệp PDF đặt mật khẩu nên không kiểm tra được. Bỏ mật khẩu, tải lại.")),
    "pdf_pages": (_R, _("Tệp PDF có quá {limit} trang. Tách thành nhiều tệp.")),
    "pdf_heavy": (_R, _("Tệp PDF nở quá lớn khi mở (bom nén). Xuất lại từ bản gốc.")),
    "pdf_javascript": (_S, _("Tệp PDF chứa mã JavaScript. In lại ra PDF rồi tải lên.")),
    "pdf_launch": (_S, _("Tệp PDF có lệnh chạy chương trình khi mở. In lại ra PDF rồi tải lên.")),
    "pdf_action": (_S, _("Tệp PDF tự gửi hoặc lấy dữ liệu khi mở. In lại ra PDF rồi tải lên.")),
    "pdf_embedded": (_S, _("Tệp PDF nhúng tệp khác bên trong. Tách tệp đó ra và tải riêng.")),
    "pdf_xfa": (_S, _("Tệp PDF dùng biểu mẫu XFA. In lại ra PDF rồi tải lên.")),
    # pictures
    "image_broken": (_R, _("Ảnh bị hỏng hoặc thiếu phần cuối. Chụp hoặc xuất lại.")),
    "image_pixels": (_R, _("Ảnh quá {limit} triệu điểm ảnh. Thu nhỏ rồi tải lại.")),
    "image_frames": (_R, _("Tệp ảnh chứa quá {limit} hình. Tách thành nhiều tệp.")),
    # the probe and the scanners
    "too_heavy": (_R, _("Tệp quá nặng để mở kiểm tra trong giới hạn. Tách nhỏ hoặc xuất lại.")),
    "probe_down": (_Q, _("Chưa mở kiểm tra được tệp. Tệp nằm ở khu cách ly chờ kiểm tra lại.")),
    "infected": (_I, _("Phát hiện mã độc: {threat}. Không nhận; quét lại máy đã tạo tệp.")),
    "suspicious": (_S, _("Có dấu hiệu mã độc: {threat}. Xuất lại tài liệu từ bản gốc.")),
    "no_scanner": (_Q, _("Chưa có bộ quét nào trả lời. Tệp nằm ở khu cách ly chờ quét lại.")),
}


class Objection(Exception):  # noqa: N818 - an answer of the examination, not an error
    """Stops the examination of one file: what was found makes looking further useless or unsafe."""

    def __init__(self, code: str, **facts: object) -> None:
        self.finding = finding(code, **facts)
        super().__init__(self.finding.reason)


def finding(code: str, **facts: object) -> Finding:
    """The finding of that code, its sentence filled with `facts` made safe to show."""
    verdict, sentence = REASONS[code]
    shown = {key: printable(str(value)) for key, value in facts.items()}
    return Finding(verdict, code, sentence.format(**shown))


def printable(text: str, limit: int = 80) -> str:
    """Text from a stranger, safe on a page, in a log, in a terminal: no control or hidden signs."""
    kept = "".join("�" if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    return kept if len(kept) <= limit else f"{kept[: limit - 1]}…"


def bytes_in_words(size: int) -> str:
    """`12,5 MB`: a size as people read it, decimal comma."""
    value, unit = float(size), "byte"
    for larger in ("KB", "MB", "GB"):
        if value < 1024:  # noqa: PLR2004 - bytes in a kilobyte
            break
        value, unit = value / 1024, larger
    text = f"{value:.0f}" if unit == "byte" or value == int(value) else f"{value:.1f}"
    return f"{text.replace('.', ',')} {unit}"
