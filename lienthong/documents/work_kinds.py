"""The work that documents give to people: one kind a step, and the list of the office it
counts in.
"""

from django.utils.translation import gettext_lazy as _

from lienthong.work.kinds import Kind

KINDS: dict[str, Kind] = {
    "documents.register": Kind(_("Chờ vào sổ"), "list-check", "incoming"),
    "documents.submit": Kind(_("Chờ trình"), "user-check", "incoming"),
    "documents.assign": Kind(_("Chờ phân công"), "user-plus", "incoming"),
    "documents.handle": Kind(_("Chủ trì"), "clock", "incoming"),
    "documents.support": Kind(_("Phối hợp"), "users", "incoming"),
    "documents.for_information": Kind(_("Để biết"), "eye", "incoming"),
    "documents.conclude": Kind(_("Chờ kết luận"), "check", "incoming"),
    "documents.extension": Kind(_("Xin gia hạn"), "calendar", "incoming"),
    "documents.answer_recall": Kind(_("Nơi gửi thu hồi"), "arrow-forward-up", "incoming"),
    "documents.approve": Kind(_("Chờ ký số"), "signature", "to-sign"),
    "documents.check_content": Kind(_("Kiểm tra nội dung"), "check", "drafts"),
    "documents.check_format": Kind(_("Kiểm tra thể thức"), "list-check", "drafts"),
    "documents.give_opinion": Kind(_("Hỏi ý kiến"), "message-circle", "drafts"),
    "documents.revise": Kind(_("Cần sửa"), "pencil", "drafts"),
    "documents.put_scan": Kind(_("Chờ bản quét"), "file-text", "outgoing"),
    "documents.seal": Kind(_("Chờ đóng dấu"), "rubber-stamp", "outgoing"),
    "documents.issue": Kind(_("Chờ phát hành"), "send", "outgoing"),
}
