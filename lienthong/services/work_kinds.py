"""The kinds of work that applications give to posts."""

from django.utils.translation import gettext_lazy as _

from lienthong.work.kinds import Kind

KINDS = {
    "services.receive": Kind(_("Chờ tiếp nhận"), "inbox", "services"),
    "services.handle": Kind(_("Hồ sơ chờ xử lý"), "clipboard-list", "services"),
    "services.sign": Kind(_("Kết quả chờ ký"), "signature", "services"),
    "services.give_opinion": Kind(_("Chờ cho ý kiến"), "message", "services"),
    "services.deliver": Kind(_("Chờ trả kết quả"), "package", "services"),
}
