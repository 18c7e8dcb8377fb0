"""Every reason a file or a signature can be given, with its code: the whole vocabulary of a check.

The codes are a contract (docs/reference/signatures.md is written from this file): a reason may be
added, a code never changes its meaning.
"""

from lienthong.documents.signing.verdict import Reason, Verdict


def _altered(code: str, text: str) -> Reason:
    return Reason(Verdict.ALTERED, code, text)


def _unclear(code: str, text: str) -> Reason:
    return Reason(Verdict.INDETERMINATE, code, text)


def _untrusted(code: str, text: str) -> Reason:
    return Reason(Verdict.UNTRUSTED, code, text)


def _incomplete(code: str, text: str) -> Reason:
    return Reason(Verdict.INCOMPLETE, code, text)


# The file as a whole

EMPTY = _unclear("empty", "Tệp trống: đề nghị nơi gửi gửi lại.")
TOO_LARGE = _unclear(
    "too_large", "Tệp lớn hơn 50 MB nên không kiểm tra được: đề nghị nơi gửi tách tệp."
)
TOO_MANY = _unclear(
    "too_many_signatures",
    "Tệp có hơn 10 chữ ký số nên không kiểm tra được: đề nghị nơi gửi gửi bản gốc.",
)
TOO_SLOW = _unclear(
    "too_slow",
    "Kiểm tra tệp này quá lâu hoặc quá tốn bộ nhớ nên đã dừng: tệp có thể được tạo ra để gây hại, "
    "đề nghị nơi gửi gửi lại bản gốc.",
)
MISSING = _unclear("missing", "Tệp của văn bản không có trong kho: đề nghị nơi gửi gửi lại.")
NOT_PDF = _unclear("not_pdf", "Tệp không phải PDF: đề nghị nơi gửi gửi lại bản PDF đã ký số.")
UNREADABLE = _unclear(
    "unreadable",
    "Tệp PDF bị hỏng hoặc không đúng chuẩn nên không kiểm tra được: đề nghị gửi lại.",
)
ENCRYPTED = _unclear(
    "encrypted",
    "Tệp PDF bị khóa bằng mật khẩu nên không kiểm tra được: đề nghị nơi gửi gửi bản không khóa.",
)
SHARED_FIELD = _unclear(
    "shared_field",
    "Tệp có hai ô chữ ký trùng tên hoặc dùng chung một chữ ký: đề nghị nơi gửi gửi bản gốc.",
)
ACTIVE = _unclear(
    "active_content",
    "Tệp có mã lệnh hoặc biểu mẫu động nên có thể hiện khác nhau trên mỗi máy: đề nghị nơi gửi "
    "gửi bản không có mã lệnh.",
)
DISGUISED = _unclear(
    "disguised_field",
    "Tệp có hình vẽ trong ô chữ ký chưa ai ký: đề nghị nơi gửi gửi bản gốc.",
)
COVERED = _unclear(
    "covering_mark",
    "Hình của một chữ ký số thêm sau che quá rộng phần đã ký: đề nghị nơi gửi gửi bản gốc.",
)
FILE_CHANGED = _altered(
    "file_changed", "Tệp đã bị sửa sau khi ký: trả lại nơi gửi và đề nghị gửi bản gốc."
)
CONTINUED = _altered(
    "continued",
    "Tệp bị thêm nội dung sau chữ ký số cuối cùng: trả lại nơi gửi và đề nghị bản gốc.",
)
UNSIGNED = _incomplete(
    "unsigned", "Tệp không có chữ ký số nào: trả lại nơi gửi hoặc đề nghị gửi bản đã ký số."
)
NO_PERSON = _incomplete(
    "no_person", "Thiếu chữ ký số của người có thẩm quyền: trả lại nơi gửi để ký đủ."
)
NO_AGENCY = _incomplete(
    "no_agency", "Thiếu chữ ký số của cơ quan ban hành: trả lại nơi gửi để ký đủ."
)
WRONG_ORDER = _incomplete(
    "wrong_order",
    "Chữ ký số của cơ quan có trước chữ ký số của người có thẩm quyền: trả lại nơi gửi để ký lại.",
)
OTHER_AGENCY = _incomplete(
    "other_agency",
    "Người ký và cơ quan đóng dấu không cùng một cơ quan: trả lại nơi gửi để ký lại.",
)
OTHER_SENDER = _untrusted(
    "other_sender",
    "Chữ ký số cơ quan trên văn bản không phải của nơi gửi: hỏi nơi gửi, hoặc trả lại.",
)

# One signature

CONTENT_CHANGED = _altered("content_changed", "Nội dung đã bị sửa sau khi ký.")
SIGNATURE_BROKEN = _altered(
    "signature_broken", "Chữ ký số đã bị sửa hoặc không do khóa của người ký tạo ra."
)
NOT_COVERED = _altered("not_covered", "Chữ ký số không bao trùm trọn phần văn bản đã ký.")
ADDED = _altered("added", "Sau khi ký, tệp đã bị thêm hoặc thay nội dung ngoài chữ ký số khác.")
CERTIFIED = _altered(
    "certified", "Người ký đã khóa văn bản, nhưng tệp vẫn bị thêm nội dung sau chữ ký này."
)
BAD_TIMESTAMP = _altered("bad_timestamp", "Dấu thời gian kèm chữ ký không khớp hoặc đã bị sửa.")
UNKNOWN_KIND = _unclear(
    "unknown_kind",
    "Chữ ký số kiểu không kiểm tra được: đề nghị nơi gửi ký theo chuẩn PAdES.",
)
UNREADABLE_SIGNATURE = _unclear(
    "unreadable_signature", "Chữ ký số bị hỏng hoặc không đúng chuẩn nên không kiểm tra được."
)
WEAK = _untrusted(
    "weak_algorithm", "Chữ ký số dùng thuật toán hoặc khóa đã yếu: đề nghị nơi gửi ký lại."
)
REVOKED = _untrusted("revoked", "Chứng thư số của người ký đã bị thu hồi.")
EXPIRED = _untrusted("expired", "Chứng thư số của người ký đã hết hạn.")
NOT_YET = _untrusted("not_yet_valid", "Chứng thư số của người ký chưa có hiệu lực.")
UNFIT = _untrusted("unfit", "Chứng thư số của người ký không dùng để ký văn bản được.")
UNKNOWN_ISSUER = _untrusted(
    "unknown_issuer", "Chứng thư số không do cơ quan chứng thực được tin cậy cấp."
)
WRONG_TIME = _untrusted(
    "wrong_time",
    "Thời điểm ký ghi trong tệp ở tương lai hoặc ngoài thời hạn của chứng thư số.",
)
FOREIGN_TIMESTAMP = _untrusted(
    "foreign_timestamp", "Dấu thời gian không do cơ quan được tin cậy cấp."
)

ALL: tuple[Reason, ...] = tuple(one for one in list(globals().values()) if isinstance(one, Reason))
