"""What can happen between agencies."""

from django.utils.translation import gettext_noop as _

KINDS = {
    "exchange.sent": _("gửi gói tin đến {recipients} cơ quan"),
    "exchange.arrived": _("gói tin đến {recipients} cơ quan"),
    "exchange.reported": _("nhận {count} trạng thái xử lý"),
}
