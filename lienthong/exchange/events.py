"""What can happen between agencies."""

from django.utils.translation import gettext_noop as _

KINDS = {
    "exchange.sent": _("gửi gói tin đến {recipients} cơ quan"),
    "exchange.arrived": _("gói tin đến {recipients} cơ quan"),
    "exchange.undelivered": _("không chuyển được gói tin đến {recipients} cơ quan: {agencies}"),
    "exchange.asked": _("báo {recipients} cơ quan đã nhận về văn bản đã gửi"),
    "exchange.peer_saved": _("đặt kết nối liên thông {name}: {agencies} cơ quan"),
    "exchange.peer_took": _("nhận gói tin {name} từ {peer}: {words}"),
    "exchange.peer_refused": _("không nhận gói tin {name} từ {peer}: {words}"),
    "exchange.peer_sent": _("gửi gói tin {name} sang {peer}"),
    "exchange.reported": _("nhận {count} trạng thái xử lý"),
}
