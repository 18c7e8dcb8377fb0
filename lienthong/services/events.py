"""What can happen to a procedure and to an application. Every event of an application carries the
status it has afterwards (`status`, 1 to 10): statuses, clocks and scores are folded from these.
"""

from django.utils.translation import gettext_noop as _

KINDS = {
    "services.procedure_drafted": _("soạn phiên bản {number} của thủ tục {code}"),
    "services.procedure_changed": _("sửa bản soạn thủ tục {code}: {what}"),
    "services.procedure_submitted": _("trình công bố thủ tục {code}, phiên bản {number}"),
    "services.procedure_sent_back": _("trả lại bản soạn thủ tục {code}: {reason}"),
    "services.procedure_published": _(
        "công bố thủ tục {code}, phiên bản {number}, theo {decision}"
    ),
    "services.submitted": _("nộp hồ sơ {code}: {procedure_name}"),
    "services.received": _("tiếp nhận hồ sơ {code}, hẹn trả {due_at}"),
    "services.refused": _("không tiếp nhận hồ sơ {code}: {reason}"),
    "services.handed_over": _("chuyển hồ sơ {code} từ {from_holder} đến {to_holder}"),
    "services.supplement_asked": _("yêu cầu bổ sung hồ sơ {code}, {count} nội dung"),
    "services.supplement_answered": _("nộp bổ sung hồ sơ {code}"),
    "services.fee_asked": _("yêu cầu nộp {amount} đồng cho hồ sơ {code}"),
    "services.fee_paid": _("đã nộp {amount} đồng cho hồ sơ {code}"),
    "services.money_came": _("ngân hàng báo {amount} đồng cho hồ sơ {code}: {meaning}"),
    "services.money_unknown": _("ngân hàng báo {amount} đồng, {meaning}"),
    "services.refunded": _("hoàn {amount} đồng nộp thừa của hồ sơ {code}"),
    "services.appraised": _("thẩm định hồ sơ {code}: {conclusion}"),
    "services.opinion_asked": _("xin ý kiến {agency} về hồ sơ {code}"),
    "services.opinion_given": _("{agency} cho ý kiến về hồ sơ {code}"),
    "services.opinion_passed": _("xử lý tiếp hồ sơ {code} khi {agency} chưa cho ý kiến: {reason}"),
    "services.gathered": _("tổng hợp ý kiến về hồ sơ {code}"),
    "services.drafted": _("trình ký kết quả hồ sơ {code}"),
    "services.draft_sent_back": _("trả lại dự thảo kết quả hồ sơ {code}: {reason}"),
    "services.signed": _("duyệt kết quả hồ sơ {code}"),
    "services.numbered": _("cấp số {result} cho kết quả hồ sơ {code}"),
    "services.done": _("xử lý xong hồ sơ {code}"),
    "services.returned": _("trả kết quả hồ sơ {code} ({way})"),
    "services.withdrawn": _("rút hồ sơ {code}: {reason}"),
    "services.stopped": _("dừng xử lý hồ sơ {code}: {reason}"),
    "services.apologised": _("xin lỗi về hồ sơ {code}, hẹn lại {until}: {reason}"),
    "services.corrected": _("đính chính hồ sơ {code}: {what}"),
    "services.parts_wanted": _("mở các hồ sơ liên thông theo hồ sơ {code}"),
    "services.child_failed": _(
        "chưa lập được hồ sơ liên thông {procedure} theo hồ sơ {code}: {reason}"
    ),
    "services.child_opened": _("lập hồ sơ {child} theo hồ sơ {code}"),
    "services.child_ended": _("hồ sơ {child} của hồ sơ {code} đã kết thúc"),
    "services.warned": _("báo hồ sơ {code} đã dùng {percent}% thời hạn"),
    "services.ticket_taken": _("lấy số thứ tự {number} ở bộ phận một cửa"),
    "services.ticket_called": _("gọi số thứ tự {number} đến quầy {window}"),
    "services.ticket_done": _("xong lượt số thứ tự {number}"),
    "services.rated": _("đánh giá hồ sơ {code}: {stars} sao"),
}
