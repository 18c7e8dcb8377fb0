"""What can happen to a document."""

from django.utils.translation import gettext_noop as _

KINDS = {
    "documents.drafted": _("soạn dự thảo: {subject}"),
    "documents.revised": _("sửa dự thảo"),
    "documents.recipients_chosen": _("chọn {count} nơi nhận"),
    "documents.file_attached": _("kèm tệp {name}"),
    "documents.file_removed": _("bỏ tệp {name}"),
    "documents.submitted_for_check": _("trình kiểm tra nội dung"),
    "documents.content_checked": _("kiểm tra nội dung, đồng ý"),
    "documents.format_checked": _("kiểm tra thể thức, đồng ý"),
    "documents.draft_returned": _("trả lại dự thảo: {reason}"),
    "documents.signer_changed": _("chuyển {signer} ký"),
    "documents.approved": _("duyệt, giao ký số"),
    "documents.numbered": _("cấp số {code}"),
    "documents.number_voided": _("hủy số {number}: {reason}"),
    "documents.signing_failed": _("chưa ký được: {reason}"),
    "documents.signed": _("ký số văn bản {code}"),
    "documents.seal_requested": _("yêu cầu đóng dấu văn bản {code}"),
    "documents.seal_failed": _("chưa đóng dấu được: {reason}"),
    "documents.sealed": _("đóng dấu (chữ ký số cơ quan) văn bản {code}"),
    "documents.issued": _("phát hành văn bản {code} đến {recipients} nơi nhận"),
    "documents.arrived": _("văn bản {code} đến cơ quan"),
    "documents.registered": _("vào sổ văn bản đến, số đến {number}"),
    "documents.returned": _("trả lại nơi gửi: {reason}"),
    "documents.forwarded": _("chuyển trả lời này cho {to}, người soạn văn bản đã gửi"),
    "documents.submitted": _("trình lãnh đạo cho ý kiến"),
    "documents.assigned": _("phân công {receiver} chủ trì"),
    "documents.started": _("bắt đầu xử lý"),
    "documents.resolved": _("kết thúc xử lý"),
    "documents.answered": _("nhận trả lời {code} của {agency}"),
}
